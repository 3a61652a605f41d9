package io.hubflow.nifi.record;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;

/**
 * Instants as {@code 2026-03-01T12:00:00.000Z}, always with milliseconds. Several of them stand in every record, and the
 * general parser of the JDK costs more than the rest of the line.
 */
final class IsoTime {
    private static final long DAY_MILLIS = 86_400_000L;
    private static final int LENGTH = 24;

    private IsoTime() {}

    static String text(long epochMillis) {
        var day = LocalDate.ofEpochDay(Math.floorDiv(epochMillis, DAY_MILLIS));
        if (day.getYear() < 0 || day.getYear() > 9999) {
            return Instant.ofEpochMilli(epochMillis).toString();
        }
        var rest = (int) Math.floorMod(epochMillis, DAY_MILLIS);
        var text = new char[LENGTH];
        digits(text, 0, 4, day.getYear());
        text[4] = '-';
        digits(text, 5, 2, day.getMonthValue());
        text[7] = '-';
        digits(text, 8, 2, day.getDayOfMonth());
        text[10] = 'T';
        digits(text, 11, 2, rest / 3_600_000);
        text[13] = ':';
        digits(text, 14, 2, rest / 60_000 % 60);
        text[16] = ':';
        digits(text, 17, 2, rest / 1_000 % 60);
        text[19] = '.';
        digits(text, 20, 3, rest % 1_000);
        text[23] = 'Z';
        return new String(text);
    }

    /** @throws java.time.DateTimeException when it is no instant; every form of {@link Instant#parse} is understood */
    static long millis(String text) {
        if (text.length() != LENGTH || text.charAt(10) != 'T' || text.charAt(19) != '.' || text.charAt(23) != 'Z') {
            return Instant.parse(text).toEpochMilli();
        }
        var day = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10));
        var seconds = (number(text, 11, 13) * 60 + number(text, 14, 16)) * 60 + number(text, 17, 19);
        return day.toEpochDay() * DAY_MILLIS + seconds * 1_000L + number(text, 20, 23);
    }

    private static void digits(char[] text, int from, int count, int number) {
        var rest = number;
        for (var i = from + count - 1; i >= from; i--) {
            text[i] = (char) ('0' + rest % 10);
            rest /= 10;
        }
    }

    private static int number(String text, int from, int to) {
        var number = 0;
        for (var i = from; i < to; i++) {
            var digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw new DateTimeException("not an instant: " + text);
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
