package io.hubflow.hubspot.quota;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * The {@code X-HubSpot-RateLimit-*} headers of one answer, each of which may be absent: search answers carry at most the
 * daily ones, answers to OAuth tokens never carry those (recorded traffic, 2022; usage guidelines).
 *
 * @param burstMax calls allowed in {@code intervalMillis}
 * @param burstRemaining of those, still free when HubSpot answered
 * @param intervalMillis length of the rolling window
 */
public record RateHeaders(
        OptionalInt burstMax,
        OptionalInt burstRemaining,
        OptionalInt intervalMillis,
        OptionalLong daily,
        OptionalLong dailyRemaining) {
    public static final RateHeaders NONE = new RateHeaders(
            OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), OptionalLong.empty(), OptionalLong.empty());

    private static final String PREFIX = "X-HubSpot-RateLimit-";

    /** Reads them through a case-insensitive look-up; a value that is no whole number counts as absent. */
    public static RateHeaders from(Function<String, Optional<String>> header) {
        return new RateHeaders(
                number(header, "Max"),
                number(header, "Remaining"),
                number(header, "Interval-Milliseconds"),
                longNumber(header, "Daily"),
                longNumber(header, "Daily-Remaining"));
    }

    private static OptionalInt number(Function<String, Optional<String>> header, String name) {
        var number = longNumber(header, name);
        return number.isPresent() && number.getAsLong() <= Integer.MAX_VALUE
                ? OptionalInt.of((int) number.getAsLong())
                : OptionalInt.empty();
    }

    private static OptionalLong longNumber(Function<String, Optional<String>> header, String name) {
        var text = header.apply(PREFIX + name).map(String::strip).orElse("");
        if (text.isEmpty() || text.length() > 18 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Long.parseLong(text));
    }
}
