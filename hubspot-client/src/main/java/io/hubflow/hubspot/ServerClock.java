package io.hubflow.hubspot;

import io.hubflow.hubspot.quota.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * HubSpot's clock, from the {@code Date} header of its answers (whole seconds, so up to one second behind), compared with
 * ours, because neither can be trusted alone: a proxy may write a {@code Date} of its own, and a machine's clock may be wrong.
 *
 * <ul>
 *   <li>An answer within {@link ServerTime#TOLERANCE} of the local clock sets the clock.
 *   <li>An answer further off is ignored.
 *   <li>{@link #CONSISTENT} such answers in a row that agree with one another mean that one of the two clocks is wrong, and it
 *       cannot be told which. Until an answer agrees with the local clock again both are used, each where it is safe:
 *       {@link ServerTime}.
 * </ul>
 *
 * Thread-safe.
 */
final class ServerClock {
    /** A single cached answer or a single strange server is no clock. */
    static final int CONSISTENT = 3;

    private final Timeline timeline;
    private @Nullable Reading believed;
    private @Nullable Reading doubted;
    private int doubts;
    private boolean disputed;
    private long answers;
    private long dated;

    private record Reading(Instant serverTime, long atNanos) {
        Instant at(long nanos) {
            return serverTime.plus(Duration.ofNanos(nanos - atNanos));
        }
    }

    ServerClock(Timeline timeline) {
        this.timeline = timeline;
    }

    /** Takes this answer, which has just come, into account. */
    synchronized void observe(Transport.Answer answer) {
        answers++;
        date(answer).ifPresent(this::observe);
    }

    private void observe(Instant time) {
        dated++;
        var reading = new Reading(time, timeline.nanos());
        if (agree(time, timeline.wallTime())) {
            believed = reading;
            doubted = null;
            doubts = 0;
            disputed = false;
            return;
        }
        var before = doubted;
        doubts = before != null && agree(before.at(reading.atNanos()), time) ? doubts + 1 : 1;
        doubted = reading;
        disputed |= doubts >= CONSISTENT;
    }

    /** The answer's own time, or {@link #now} when it does not tell or is not believed. */
    synchronized Instant timeOf(Transport.Answer answer) {
        return date(answer).filter(time -> agree(time, now().now())).orElseGet(() -> now().now());
    }

    synchronized ServerTime now() {
        var local = timeline.wallTime();
        var nanos = timeline.nanos();
        var other = doubted;
        if (other != null && disputed) {
            var server = other.at(nanos);
            return ServerTime.between(min(local, server), local, server);
        }
        var trusted = believed;
        // Ours may have been set meanwhile; what was agreed on goes on.
        return trusted == null
                ? ServerTime.between(local, local, local)
                : ServerTime.between(trusted.at(nanos), local, trusted.at(nanos));
    }

    /** As {@link #now()}; until answers have told the time, the earliest is no later than {@code passed}. */
    synchronized ServerTime now(Instant passed) {
        var time = now();
        var isTold = believed != null || disputed || (answers >= CONSISTENT && dated == 0);
        return isTold || time.earliest().isBefore(passed) ? time : new ServerTime(time.now(), passed, time.latest());
    }

    /** What is wrong with the clocks, in a sentence for the operator; absent while nothing is. */
    synchronized Optional<String> problem() {
        if (disputed) {
            var time = now();
            return Optional.of("HubSpot's clock and this machine's differ by "
                    + words(Duration.between(time.earliest(), time.latest()))
                    + " (HubSpot's answers say " + whole(server()) + ", this machine " + whole(timeline.wallTime())
                    + "). Changes are read up to the later one and count as complete up to the earlier one, so nothing is"
                    + " skipped, but more is read again than usual. Set this machine's clock, or look at the proxy.");
        }
        if (answers >= CONSISTENT && dated == 0) {
            return Optional.of(
                    "HubSpot's answers carry no readable Date header, so this machine's clock is used. Look at the"
                            + " proxy that removes it, and see that this machine's clock is right.");
        }
        return Optional.empty();
    }

    private Instant server() {
        var other = doubted;
        return other == null ? now().now() : other.at(timeline.nanos());
    }

    private static boolean agree(Instant one, Instant other) {
        return Duration.between(one, other).abs().compareTo(ServerTime.TOLERANCE) <= 0;
    }

    private static Instant min(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant whole(Instant time) {
        return Instant.ofEpochSecond(time.getEpochSecond());
    }

    private static String words(Duration difference) {
        if (difference.toDays() >= 2) {
            return difference.toDays() + " days";
        }
        return difference.toHours() >= 2 ? difference.toHours() + " hours" : difference.toMinutes() + " minutes";
    }

    private static Optional<Instant> date(Transport.Answer answer) {
        try {
            return answer.header("Date")
                    .map(text -> ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty(); // as good as none, and counted as none
        }
    }
}
