package io.hubflow.hubspot;

import io.hubflow.hubspot.quota.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/** HubSpot's clock, from the {@code Date} header of the last answer; whole seconds, so up to one second behind. */
final class ServerClock {
    private final Timeline timeline;
    private volatile Reading last;

    private record Reading(Instant serverTime, long atNanos) {}

    ServerClock(Timeline timeline) {
        this.timeline = timeline;
        this.last = new Reading(timeline.wallTime(), timeline.nanos());
    }

    /** Takes the header and gives its time; an absent or unreadable one changes nothing and gives {@link #now}. */
    Instant read(Transport.Answer answer) {
        var header = answer.header("Date");
        if (header.isPresent()) {
            try {
                var time = ZonedDateTime.parse(header.get(), DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant();
                last = new Reading(time, timeline.nanos());
                return time;
            } catch (DateTimeParseException e) {
                return now(); // a proxy's own idea of a date: the clock runs on
            }
        }
        return now();
    }

    Instant now() {
        var reading = last;
        return reading.serverTime().plus(Duration.ofNanos(timeline.nanos() - reading.atNanos()));
    }
}
