package io.hubflow.hubspot.quota;

import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/** Whose turn it is among the callers of a lane, see {@link FairQueue}. Not thread-safe: its {@link Lane} holds the lock. */
final class FairTurns {
    private final FairQueue<Waiter> waiting = new FairQueue<>();
    private @Nullable Waiter current;

    /** A caller in the queue. */
    record Waiter(String objectType, Condition turnChanged) {
        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    void enter(Waiter waiter) {
        waiting.add(waiter.objectType(), waiter);
        if (current == null) {
            elect();
        }
    }

    boolean isTurnOf(Waiter waiter) {
        return current == waiter;
    }

    /** Takes the caller out, whether served or interrupted, and gives the turn on if it had it. */
    void leave(Waiter waiter) {
        if (current == waiter) {
            elect();
        } else {
            waiting.remove(waiter.objectType(), waiter);
        }
    }

    private void elect() {
        current = waiting.poll().orElse(null);
        if (current != null) {
            current.turnChanged().signal();
        }
    }
}
