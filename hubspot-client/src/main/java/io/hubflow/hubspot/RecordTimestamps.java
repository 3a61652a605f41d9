package io.hubflow.hubspot;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;

/**
 * Times as HubSpot writes them, to milliseconds since the epoch (UTC): ISO-8601 with or without a fraction, and
 * epoch milliseconds as digits (both occur; reference §6). Read by hand because every record has two of them.
 */
final class RecordTimestamps {
    /** What {@link #toMillis} gives for text that is no time. */
    static final long UNREADABLE = Long.MIN_VALUE;

    private static final long SECOND_MILLIS = 1_000;
    private static final long DAY_MILLIS = 86_400_000;
    private static final int LONGEST_EPOCH_DIGITS = 17;

    private RecordTimestamps() {}

    /** A fraction finer than milliseconds is cut. */
    static long toMillis(String text) {
        var length = text.length();
        if (length >= 20 && text.charAt(length - 1) == 'Z' && hasIsoMarks(text)) {
            var millis = utcMillis(text, length);
            if (millis != UNREADABLE) {
                return millis;
            }
        }
        return unusual(text);
    }

    private static boolean hasIsoMarks(String text) {
        return text.charAt(4) == '-'
                && text.charAt(7) == '-'
                && text.charAt(10) == 'T'
                && text.charAt(13) == ':'
                && text.charAt(16) == ':';
    }

    private static long utcMillis(String text, int length) {
        var year = digits(text, 0, 4);
        var month = digits(text, 5, 7);
        var day = digits(text, 8, 10);
        var hour = digits(text, 11, 13);
        var minute = digits(text, 14, 16);
        var second = digits(text, 17, 19);
        var fraction = fractionMillis(text, length);
        if ((year | month | day | hour | minute | second | fraction) < 0
                || month < 1
                || month > 12
                || day < 1
                || day > 28 && day > lastDay(year, month)
                || hour > 23
                || minute > 59
                || second > 59) {
            return UNREADABLE;
        }
        var seconds = (hour * 60L + minute) * 60L + second;
        return epochDay(year, month, day) * DAY_MILLIS + seconds * SECOND_MILLIS + fraction;
    }

    /** The part between the seconds and the Z: nothing, or a point and one to nine digits. */
    private static int fractionMillis(String text, int length) {
        if (length == 20) {
            return 0;
        }
        if (text.charAt(19) != '.' || length < 22 || length > 30) {
            return -1;
        }
        var millis = 0;
        for (var i = 20; i < 23; i++) {
            var digit = i < length - 1 ? text.charAt(i) - '0' : 0;
            if (digit < 0 || digit > 9) {
                return -1;
            }
            millis = millis * 10 + digit;
        }
        return length <= 24 || digits(text, 23, length - 1) >= 0 ? millis : -1;
    }

    /** Days since 1970-01-01 in the proleptic Gregorian calendar (the usual era arithmetic, March-based year). */
    private static long epochDay(int year, int month, int day) {
        var y = month <= 2 ? year - 1 : year;
        var era = Math.floorDiv(y, 400);
        var yearOfEra = y - era * 400;
        var dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        var dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * 146_097L + dayOfEra - 719_468;
    }

    private static int lastDay(int year, int month) {
        return LocalDate.of(year, month, 1).lengthOfMonth();
    }

    /** The number in these places, or -1 when one is no digit. */
    private static int digits(String text, int from, int to) {
        var number = 0;
        for (var i = from; i < to; i++) {
            var digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private static long unusual(String text) {
        if (!text.isEmpty()
                && text.length() <= LONGEST_EPOCH_DIGITS
                && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Long.parseLong(text);
        }
        try {
            return OffsetDateTime.parse(text).toInstant().toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            return UNREADABLE; // the caller says so, with the record's id
        }
    }
}
