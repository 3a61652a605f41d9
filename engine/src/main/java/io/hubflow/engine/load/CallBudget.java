package io.hubflow.engine.load;

import java.util.concurrent.atomic.AtomicLong;

/** List pages that may still be read. Thread-safe; lanes that run side by side may each overdraw it by a page. */
final class CallBudget {
    private final long pages;
    private final AtomicLong spent = new AtomicLong();

    CallBudget(long pages) {
        this.pages = pages;
    }

    static CallBudget unlimited() {
        return new CallBudget(Long.MAX_VALUE);
    }

    void spend() {
        spent.incrementAndGet();
    }

    void spend(int calls) {
        spent.addAndGet(calls);
    }

    boolean isSpent() {
        return spent.get() >= pages;
    }

    long spent() {
        return spent.get();
    }
}
