package io.hubflow.service.http;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An answer that many clients ask for. It is made at most once in {@link #LONGEST}; whoever asks in between, or while a new one is
 * being made, gets the one that was made last. Thread-safe.
 */
final class SharedAnswer<T> {
    /** Short enough that a person does not notice, and no more than four answers a second however many clients ask. */
    static final Duration LONGEST = Duration.ofMillis(250);

    private final Supplier<T> maker;
    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Made<T> last;

    private record Made<T>(T answer, long atNanos) {}

    /** @param nanos a clock such as {@code System.nanoTime} */
    SharedAnswer(Supplier<T> maker, LongSupplier nanos) {
        this.maker = maker;
        this.nanos = nanos;
    }

    T current() {
        var known = last;
        if (known != null && (isFresh(known) || lock.isLocked())) {
            return known.answer();
        }
        lock.lock();
        try {
            known = last;
            if (known == null || !isFresh(known)) {
                // The time counts from the end, so that those who waited for the first answer share it.
                known = new Made<>(maker.get(), nanos.getAsLong());
                last = known;
            }
            return known.answer();
        } finally {
            lock.unlock();
        }
    }

    private boolean isFresh(Made<T> made) {
        return nanos.getAsLong() - made.atNanos() < LONGEST.toNanos();
    }

    /** The next one who asks gets a new answer, because a client has just changed what it tells. */
    void forget() {
        lock.lock();
        try {
            last = null;
        } finally {
            lock.unlock();
        }
    }
}
