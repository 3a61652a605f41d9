package io.hubflow.snowflake;

import java.util.HashMap;
import java.util.Map;

/**
 * The newest set of each owner among those that were sent. Not kept of large stages, after which reading back what the
 * warehouse knows is the smaller part of the work. Not thread-safe.
 */
final class SentSets {
    /** About 10 MB of memory. */
    static final int MAX_OWNERS = 100_000;

    /** @param hash of the rows */
    record Sent(long hash, long readAtMillis) {}

    private final Map<Long, Sent> sets = new HashMap<>();
    private boolean tooMany;

    void add(long ownerId, long hash, long readAtMillis) {
        if (!tooMany) {
            sets.merge(
                    ownerId,
                    new Sent(hash, readAtMillis),
                    (old, young) -> young.readAtMillis >= old.readAtMillis ? young : old);
            if (sets.size() > MAX_OWNERS) {
                giveUp();
            }
        }
    }

    void addAll(SentSets others) {
        others.sets.forEach((owner, sent) -> add(owner, sent.hash, sent.readAtMillis));
        if (others.tooMany) {
            giveUp();
        }
    }

    private void giveUp() {
        tooMany = true;
        sets.clear();
    }

    boolean tooMany() {
        return tooMany;
    }

    Map<Long, Sent> sets() {
        return sets;
    }
}
