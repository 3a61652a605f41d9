package io.hubflow.hubspot.quota;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is: object types take turns, callers of one type are served in the order of their coming, so a type with
 * a hundred waiting calls does not hold up a type with one. Not thread-safe: its {@link Lane} holds the lock.
 */
final class FairTurns {
    private final LinkedHashMap<String, ArrayDeque<Waiter>> waitingByType = new LinkedHashMap<>();
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
        waitingByType
                .computeIfAbsent(waiter.objectType(), type -> new ArrayDeque<>())
                .addLast(waiter);
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
            return;
        }
        var queue = waitingByType.get(waiter.objectType());
        if (queue != null && queue.remove(waiter) && queue.isEmpty()) {
            waitingByType.remove(waiter.objectType());
        }
    }

    private void elect() {
        var next = waitingByType.pollFirstEntry();
        if (next == null) {
            current = null;
            return;
        }
        current = next.getValue().removeFirst();
        if (!next.getValue().isEmpty()) {
            waitingByType.putLast(next.getKey(), next.getValue());
        }
        current.turnChanged().signal();
    }
}
