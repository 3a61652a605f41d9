package io.hubflow.hubspot;

import java.time.Duration;
import java.time.Instant;

/**
 * What time it is at HubSpot, as far as that can be known from its answers and from this machine's clock.
 *
 * @param now HubSpot's clock where both agree to within five minutes, else the earlier of the two
 * @param earliest the earlier of the two: what is older than it is older by both clocks, so progress may be based on it
 * @param latest the later of the two: reading up to it leaves nothing out
 */
public record ServerTime(Instant now, Instant earliest, Instant latest) {
    /** Clocks that are right agree to within seconds; five minutes is what Kerberos allows, too. */
    public static final Duration TOLERANCE = Duration.ofMinutes(5);

    static ServerTime between(Instant now, Instant one, Instant other) {
        return one.isBefore(other) ? new ServerTime(now, one, other) : new ServerTime(now, other, one);
    }

    /** For callers with a single clock, such as tests. */
    public static ServerTime exactly(Instant now) {
        return new ServerTime(now, now, now);
    }
}
