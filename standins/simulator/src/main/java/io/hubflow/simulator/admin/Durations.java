package io.hubflow.simulator.admin;

import java.time.DateTimeException;
import java.time.Duration;

/** Reads the durations of admin requests. */
final class Durations {
    private Durations() {}

    /** {@code PT24H} or {@code -PT10M}. */
    static Duration parse(String member, String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeException notADuration) {
            throw new IllegalArgumentException(
                    "\"" + member + "\" is a duration such as PT24H or PT10M, not \"" + text + "\"", notADuration);
        }
    }
}
