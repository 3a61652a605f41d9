package io.hubflow.simulator.json;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.OptionalLong;

/** Instants as HubSpot writes them ({@code 2024-01-02T03:04:05.678Z}), without a formatter on the hot path. */
public final class IsoTime {
    private static final long DAY_MILLIS = 86_400_000L;

    private IsoTime() {}

    /** Writes an instant with exactly three digits of fraction; years 0 to 9999. */
    public static void write(JsonBytes out, long epochMillis) {
        writeToSecond(out, epochMillis);
        out.raw('.').padded(Math.floorMod(epochMillis, 1000L), 3).raw('Z');
    }

    /** Writes an instant without a fraction, with the {@code Z}. */
    public static void writeSeconds(JsonBytes out, long epochMillis) {
        writeToSecond(out, epochMillis);
        out.raw('Z');
    }

    /** Writes the calendar day of an instant, {@code YYYY-MM-DD}. */
    public static void writeDay(JsonBytes out, long epochMillis) {
        long days = Math.floorDiv(epochMillis, DAY_MILLIS) + 719_468;
        long era = Math.floorDiv(days, 146_097L);
        long dayOfEra = days - era * 146_097;
        long yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        long shifted = (5 * dayOfYear + 2) / 153;
        long day = dayOfYear - (153 * shifted + 2) / 5 + 1;
        long month = shifted < 10 ? shifted + 3 : shifted - 9;
        long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
        out.padded(year, 4).raw('-').padded(month, 2).raw('-').padded(day, 2);
    }

    /** An instant as a text with three digits of fraction. */
    public static String text(long epochMillis) {
        var out = new JsonBytes(24);
        write(out, epochMillis);
        return out.text(0);
    }

    /** Reads epoch milliseconds, an ISO-8601 instant of any precision (cut to milliseconds), or a day; else empty. */
    public static OptionalLong parseMillis(String text) {
        if (isInteger(text)) {
            return text.length() > 17 ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
        }
        try {
            if (text.length() == 10) {
                return OptionalLong.of(LocalDate.parse(text)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant()
                        .toEpochMilli());
            }
            return OptionalLong.of(
                    text.endsWith("Z")
                            ? Instant.parse(text).toEpochMilli()
                            : OffsetDateTime.parse(text).toInstant().toEpochMilli());
        } catch (DateTimeParseException notAnInstant) {
            return OptionalLong.empty();
        }
    }

    private static void writeToSecond(JsonBytes out, long epochMillis) {
        writeDay(out, epochMillis);
        long second = Math.floorMod(epochMillis, DAY_MILLIS) / 1000;
        out.raw('T')
                .padded(second / 3600, 2)
                .raw(':')
                .padded(second / 60 % 60, 2)
                .raw(':')
                .padded(second % 60, 2);
    }

    private static boolean isInteger(String text) {
        int start = text.startsWith("-") ? 1 : 0;
        if (text.length() == start) {
            return false;
        }
        for (int i = start; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
