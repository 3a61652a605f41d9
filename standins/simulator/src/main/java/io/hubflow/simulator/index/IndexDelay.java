package io.hubflow.simulator.index;

import io.hubflow.simulator.json.Hash;
import java.time.Duration;

/**
 * How long a change stays invisible to search: a length for each change, uniform between two bounds. With different
 * bounds a later change of one record can become visible before an earlier change of another.
 *
 * @param shortest at least this long
 * @param longest at most this long
 */
public record IndexDelay(Duration shortest, Duration longest) {
    /** Everything is visible at once; kinder than HubSpot, whose search takes "a few moments" (search guide). */
    public static final IndexDelay NONE = fixed(Duration.ZERO);

    /** Checks the bounds. */
    public IndexDelay {
        if (shortest.isNegative() || longest.compareTo(shortest) < 0) {
            throw new IllegalArgumentException(
                    "Index delay must be 0 ≤ shortest ≤ longest, not " + shortest + " and " + longest);
        }
    }

    /** The same delay for every change. */
    public static IndexDelay fixed(Duration delay) {
        return new IndexDelay(delay, delay);
    }

    /** A delay drawn for each change. */
    public static IndexDelay between(Duration shortest, Duration longest) {
        return new IndexDelay(shortest, longest);
    }

    long millis(long hash) {
        return shortest.toMillis() + Hash.below(hash, longest.minus(shortest).toMillis() + 1);
    }
}
