package io.hubflow.hubspot;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait before a retry: 0.5 s, 1 s, 2 s … 30 s, each shortened at random by up to half so callers part. */
final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final RandomGenerator random;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** @param retry 1 before the first retry @param atLeast what HubSpot asked for, or the failure needs */
    Duration before(int retry, Duration atLeast) {
        var doubled = FIRST.toMillis() << Math.min(retry - 1, 16);
        var full = Math.min(doubled, LONGEST.toMillis());
        var jittered = Duration.ofMillis(full / 2 + (long) (random.nextDouble() * (full / 2.0)));
        return jittered.compareTo(atLeast) < 0 ? atLeast : jittered;
    }
}
