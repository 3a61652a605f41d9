package io.hubflow.service.schedule;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 500ms}, {@code 30 s}, {@code 15 minutes}, {@code 1 day}, or ISO 8601 ({@code PT1H30M}). */
public final class DurationText {
    /** Of the whole text, in any case, for documents that describe a setting. */
    public static final String PATTERN =
            "[0-9]{1,9}\\s*(ms|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)|PT?[0-9].*";

    private static final Pattern COUNTED = Pattern.compile("([0-9]{1,9})\\s*([a-z]+)");

    private DurationText() {}

    /** @return empty when the text is no duration */
    public static Optional<Duration> parse(String text) {
        var stripped = text.strip().toLowerCase(Locale.ROOT);
        var counted = COUNTED.matcher(stripped);
        if (!counted.matches()) {
            return iso(stripped);
        }
        var count = Long.parseLong(counted.group(1));
        return Optional.ofNullable(
                switch (counted.group(2)) {
                    case "ms" -> Duration.ofMillis(count);
                    case "s", "sec", "secs", "second", "seconds" -> Duration.ofSeconds(count);
                    case "m", "min", "mins", "minute", "minutes" -> Duration.ofMinutes(count);
                    case "h", "hr", "hrs", "hour", "hours" -> Duration.ofHours(count);
                    case "d", "day", "days" -> Duration.ofDays(count);
                    default -> null;
                });
    }

    private static Optional<Duration> iso(String text) {
        try {
            return Optional.of(Duration.parse(text)).filter(duration -> !duration.isNegative());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
