package io.hubflow.hubspot.quota;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A queue in which object types share turns. Next comes the type that has had the fewest, so that a type with three calls to make does not
 * wait as long as one with three hundred. Within a type, first come, first served.
 *
 * <p>A type that is new, or comes back, counts as having had at most {@value #CREDIT} turns fewer than those that wait: for a type that has
 * been at it for hours, each of the others is {@value #CREDIT} turns ahead and no more. Nobody starves even if others keep coming: every
 * {@value #LONGEST_WAITING}th turn goes to the type that has waited longest. What is known of a type is forgotten when it has been away
 * for {@value #REMEMBERED} turns of others.
 *
 * <p>Pure arithmetic, without a clock. Not thread-safe.
 *
 * @param <T> what waits
 */
public final class FairQueue<T> {
    /** A first load of 1,000 records takes ten pages of the list; with their links, some 20 calls of each kind. */
    static final int CREDIT = 20;

    /** One search in a second: a large type goes on while small ones go ahead. */
    static final int LONGEST_WAITING = 5;

    /** Four minutes of searches, a minute of lists. A type that has been away for longer is as good as new. */
    static final int REMEMBERED = 1_000;

    /** In the order in which they began to wait or had their last turn. */
    private final LinkedHashMap<String, ArrayDeque<T>> waitingByType = new LinkedHashMap<>();

    private final Map<String, Past> pastByType = new HashMap<>();
    private long given;
    /** The most turns that a type had had when no other had had fewer. */
    private long level;

    /** @param last which of all turns was its last one, or the last one before it came */
    private record Past(long turns, long last) {}

    /** Waits behind all of its type. */
    public void add(String objectType, T waiter) {
        var queue = waitingByType.get(objectType);
        if (queue == null) {
            queue = new ArrayDeque<>();
            waitingByType.put(objectType, queue);
            pastByType.put(objectType, new Past(Math.max(turns(objectType), level - CREDIT), given));
        }
        queue.addLast(waiter);
    }

    /** Takes out the one whose turn it is; empty when nobody waits. */
    public Optional<T> poll() {
        if (waitingByType.isEmpty()) {
            return Optional.empty();
        }
        given++;
        var type = given % LONGEST_WAITING == 0 ? waitingByType.firstEntry().getKey() : withFewestTurns();
        var queue = Objects.requireNonNull(waitingByType.remove(type), type);
        var first = queue.removeFirst();
        if (!queue.isEmpty()) {
            waitingByType.put(type, queue);
        }
        pastByType.put(type, new Past(turns(type) + 1, given));
        forgetThoseAway();
        return Optional.of(first);
    }

    /** Takes out one that gives up, if it waits. */
    public void remove(String objectType, T waiter) {
        var queue = waitingByType.get(objectType);
        if (queue != null && queue.remove(waiter) && queue.isEmpty()) {
            waitingByType.remove(objectType);
        }
    }

    public boolean isEmpty() {
        return waitingByType.isEmpty();
    }

    /** Object types of which anything is known. */
    int knownTypes() {
        return pastByType.size();
    }

    /** Of types with equally many, the one that has waited longest. */
    private String withFewestTurns() {
        var fewest = Long.MAX_VALUE;
        var found = "";
        for (var type : waitingByType.keySet()) {
            if (turns(type) < fewest) {
                fewest = turns(type);
                found = type;
            }
        }
        level = Math.max(level, fewest);
        return found;
    }

    private long turns(String objectType) {
        var past = pastByType.get(objectType);
        return past == null ? level - CREDIT : past.turns();
    }

    private void forgetThoseAway() {
        pastByType
                .entrySet()
                .removeIf(past ->
                        past.getValue().last() < given - REMEMBERED && !waitingByType.containsKey(past.getKey()));
    }
}
