package io.hubflow.service.schedule;

import java.time.Instant;
import java.time.ZoneId;

/** A series of moments at which something is due. Immutable. */
public sealed interface Schedule permits Every, Cron, Never {
    /**
     * The first moment of the series after {@code now}.
     *
     * @param anchor a moment of the series; an interval counts from it, a cron expression ignores it
     */
    Instant next(Instant anchor, Instant now);

    /** For people: {@code every 15 minutes}, {@code cron 0 6 * * * (Europe/Berlin)}. */
    String words();

    /**
     * Reads a duration ({@code 15 minutes}, {@code 1h}, {@code PT30S}) or a cron expression of five fields (Unix) or six to seven
     * (Quartz, as NiFi uses it).
     *
     * @param zone the time zone of a cron expression
     * @throws IllegalArgumentException with a sentence that can follow the setting's name
     */
    static Schedule parse(String text, ZoneId zone) {
        var stripped = text.strip();
        return stripped.split("\\s+").length >= 5 ? Cron.parse(stripped, zone) : Every.parse(stripped);
    }
}
