package io.hubflow.service.schedule;

import java.time.Duration;
import java.time.Instant;

/** A fixed interval. Unaffected by time zones and daylight saving. */
public record Every(Duration interval) implements Schedule {
    /** Below this a run's own calls (one search for each object type) would spend a Professional portal's day. */
    public static final Duration LEAST = Duration.ofSeconds(5);

    /** Longer intervals are better written as a cron expression, which says at what time of day. */
    public static final Duration MOST = Duration.ofDays(31);

    public Every {
        if (interval.compareTo(LEAST) < 0 || interval.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("must be between 5 seconds and 31 days, but is " + inWords(interval));
        }
    }

    static Every parse(String text) {
        return new Every(DurationText.parse(text).orElseThrow(() -> invalid(text)));
    }

    private static IllegalArgumentException invalid(String text) {
        return new IllegalArgumentException("must be a duration such as \"15 minutes\" or a cron expression such as"
                + " \"0 6 * * *\", but is \"" + text + "\"");
    }

    @Override
    public Instant next(Instant anchor, Instant now) {
        if (now.isBefore(anchor)) {
            return anchor;
        }
        var passed = Duration.between(anchor, now).dividedBy(interval);
        return anchor.plus(interval.multipliedBy(passed + 1));
    }

    @Override
    public String words() {
        return "every " + inWords(interval);
    }

    private static String inWords(Duration duration) {
        var seconds = duration.toSeconds();
        if (seconds % 86_400 == 0 && seconds > 0) {
            return counted(seconds / 86_400, "day");
        }
        if (seconds % 3_600 == 0 && seconds > 0) {
            return counted(seconds / 3_600, "hour");
        }
        return seconds % 60 == 0 && seconds > 0 ? counted(seconds / 60, "minute") : counted(seconds, "second");
    }

    private static String counted(long count, String unit) {
        return count + " " + unit + (count == 1 ? "" : "s");
    }
}
