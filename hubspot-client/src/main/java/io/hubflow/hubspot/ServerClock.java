package io.hubflow.hubspot;

import io.hubflow.hubspot.quota.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** HubSpot's clock, from the {@code Date} header of the last answer; whole seconds, so up to one second behind. */
final class ServerClock {
    private final Timeline timeline;
    private volatile Reading last;

    private record Reading(Instant serverTime, long atNanos) {}

    ServerClock(Timeline timeline) {
        this.timeline = timeline;
        this.last = new Reading(timeline.wallTime(), timeline.nanos());
    }

    /** Sets the clock by this answer, which has just come; an absent or unreadable header changes nothing. */
    void observe(Transport.Answer answer) {
        date(answer).ifPresent(time -> last = new Reading(time, timeline.nanos()));
    }

    /** The answer's own time, or {@link #now} when it does not tell. */
    Instant timeOf(Transport.Answer answer) {
        return date(answer).orElseGet(this::now);
    }

    private static Optional<Instant> date(Transport.Answer answer) {
        try {
            return answer.header("Date")
                    .map(text -> ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty(); // a proxy's own idea of a date: the clock runs on
        }
    }

    Instant now() {
        var reading = last;
        return reading.serverTime().plus(Duration.ofNanos(timeline.nanos() - reading.atNanos()));
    }
}
