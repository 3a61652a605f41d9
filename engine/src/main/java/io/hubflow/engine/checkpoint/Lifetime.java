package io.hubflow.engine.checkpoint;

import io.hubflow.hubspot.ServerTime;
import java.time.Duration;

/** How long something that one run learned is believed by later runs. */
public record Lifetime(Duration of) {
    /**
     * Whether what was learned at {@code learnedMillis} is still believed at {@code nowMillis}. HubSpot's time is known to about
     * a second, so a later run may place itself a little before the earlier one. When it lies far before it, one of the two
     * clocks was wrong, and what was learned is not believed: otherwise it could stay for years.
     */
    public boolean covers(long learnedMillis, long nowMillis) {
        var age = nowMillis - learnedMillis;
        return age >= -ServerTime.TOLERANCE.toMillis() && age < of.toMillis();
    }
}
