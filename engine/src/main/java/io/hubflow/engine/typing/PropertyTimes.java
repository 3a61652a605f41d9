package io.hubflow.engine.typing;

import static io.hubflow.engine.typing.WireValues.UNFIT;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Dates and instants as HubSpot writes them: {@code 2024-02-29}, {@code 2024-02-29T13:14:15.678Z} with or without fraction
 * and with offsets, and milliseconds since the epoch (reference §6). Years 0001 to 9999, which every warehouse holds.
 */
public final class PropertyTimes {
    private static final long DAY_MILLIS = 86_400_000L;
    private static final int DATE_LENGTH = 10;
    /** {@code 9999-12-31T23:59:59.999Z} has 15 digits as milliseconds. */
    private static final int MAX_MILLIS_LENGTH = 16;

    private static final long FIRST_MILLIS = LocalDate.of(1, 1, 1).toEpochDay() * DAY_MILLIS;
    private static final long END_MILLIS = LocalDate.of(10_000, 1, 1).toEpochDay() * DAY_MILLIS;

    private PropertyTimes() {}

    /** The millisecond of an instant, or of a day's beginning; empty for any other text. */
    public static OptionalLong millis(String wire) {
        if (date(wire) instanceof LocalDate day) {
            return OptionalLong.of(day.toEpochDay() * DAY_MILLIS);
        }
        return switch (timestamp(wire)) {
            case Instant instant -> OptionalLong.of(instant.toEpochMilli());
            case WireValues.Nearest nearest -> OptionalLong.of(((Instant) nearest.value()).toEpochMilli());
            default -> OptionalLong.empty();
        };
    }

    /** A day, or an instant that is a UTC midnight. */
    static Object date(String wire) {
        if (wire.length() == DATE_LENGTH && wire.charAt(4) == '-') {
            var day = day(wire);
            return day == null ? UNFIT : day;
        }
        var parsed = timestamp(wire);
        if (parsed instanceof Instant instant && instant.toEpochMilli() % DAY_MILLIS == 0) {
            return LocalDate.ofEpochDay(instant.toEpochMilli() / DAY_MILLIS);
        }
        return UNFIT;
    }

    /** Finer than milliseconds comes back as the millisecond below, marked as not exact. */
    static Object timestamp(String wire) {
        if (wire.length() >= DATE_LENGTH && wire.charAt(4) == '-' && wire.charAt(7) == '-') {
            return isoTimestamp(wire);
        }
        return epochMillis(wire);
    }

    private static Object epochMillis(String wire) {
        var length = wire.length();
        var start = length > 0 && wire.charAt(0) == '-' ? 1 : 0;
        if (length == start || length > MAX_MILLIS_LENGTH) {
            return UNFIT;
        }
        var millis = digits(wire, start, length);
        return millis < 0 ? UNFIT : inRange(start == 1 ? -millis : millis);
    }

    private static Object isoTimestamp(String wire) {
        var day = day(wire);
        if (day == null) {
            return UNFIT;
        }
        var length = wire.length();
        var millis = day.toEpochDay() * DAY_MILLIS;
        if (length == DATE_LENGTH) {
            return inRange(millis);
        }
        var separator = wire.charAt(DATE_LENGTH);
        if (length < 16 || (separator != 'T' && separator != ' ') || wire.charAt(13) != ':') {
            return UNFIT;
        }
        var hour = digits(wire, 11, 13);
        var minute = digits(wire, 14, 16);
        var second = 0L;
        var at = 16;
        if (at < length && wire.charAt(at) == ':') {
            second = length < 19 ? -1 : digits(wire, 17, 19);
            at = 19;
        }
        if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
            return UNFIT;
        }
        millis += ((hour * 60 + minute) * 60 + second) * 1_000;
        var exact = true;
        if (at < length && wire.charAt(at) == '.') {
            var end = at + 1;
            while (end < length && wire.charAt(end) >= '0' && wire.charAt(end) <= '9') {
                var weight = end - at;
                if (weight <= 3) {
                    millis += (wire.charAt(end) - '0') * (weight == 1 ? 100L : weight == 2 ? 10L : 1L);
                } else {
                    exact &= wire.charAt(end) == '0';
                }
                end++;
            }
            if (end == at + 1) {
                return UNFIT;
            }
            at = end;
        }
        var offset = offsetMillis(wire, at);
        if (offset == Long.MIN_VALUE) {
            return UNFIT;
        }
        var result = inRange(millis - offset);
        return exact || result == UNFIT ? result : new WireValues.Nearest(result);
    }

    /** {@code Z}, {@code +01:00}, {@code +0100}, {@code +01}, or nothing, which is UTC; {@link Long#MIN_VALUE} otherwise. */
    private static long offsetMillis(String wire, int at) {
        var left = wire.length() - at;
        if (left == 0 || (left == 1 && (wire.charAt(at) == 'Z' || wire.charAt(at) == 'z'))) {
            return 0;
        }
        var sign = wire.charAt(at) == '+' ? 1 : wire.charAt(at) == '-' ? -1 : 0;
        var colon = left == 6 && wire.charAt(at + 3) == ':';
        if (sign == 0 || (left != 3 && left != 5 && !colon)) {
            return Long.MIN_VALUE;
        }
        var hours = digits(wire, at + 1, at + 3);
        var minutes = left == 3 ? 0 : digits(wire, wire.length() - 2, wire.length());
        if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59) {
            return Long.MIN_VALUE;
        }
        return sign * (hours * 60 + minutes) * 60_000;
    }

    private static @Nullable LocalDate day(String wire) {
        var year = digits(wire, 0, 4);
        var month = digits(wire, 5, 7);
        var day = digits(wire, 8, 10);
        if (year < 1 || month < 1 || day < 1 || wire.charAt(7) != '-') {
            return null;
        }
        try {
            return LocalDate.of((int) year, (int) month, (int) day);
        } catch (DateTimeException noSuchDay) {
            return null;
        }
    }

    /** The number in these ASCII digits, or -1. */
    private static long digits(String wire, int from, int to) {
        var number = 0L;
        for (var i = from; i < to; i++) {
            var c = wire.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = number * 10 + (c - '0');
        }
        return number;
    }

    private static Object inRange(long millis) {
        return millis < FIRST_MILLIS || millis >= END_MILLIS ? UNFIT : Instant.ofEpochMilli(millis);
    }
}
