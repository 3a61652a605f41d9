package io.hubflow.simulation;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** Whether a stored value is what HubSpot's text means; written anew, so that a mistake in the product's reading is seen. */
final class ValueCheck {
    private ValueCheck() {}

    static boolean equal(@Nullable Object stored, String wire) {
        if (stored == null || wire.isEmpty()) {
            return stored == null && wire.isEmpty();
        }
        try {
            return switch (stored) {
                case String text -> text.equals(wire) || sameNumber(text, wire) || sameTime(text, wire);
                case BigDecimal number -> number.compareTo(new BigDecimal(wire)) == 0;
                case Long number -> new BigDecimal(wire).compareTo(BigDecimal.valueOf(number)) == 0;
                case Boolean bool -> bool.toString().equalsIgnoreCase(wire);
                case LocalDate date ->
                    date.equals(instant(wire).atOffset(ZoneOffset.UTC).toLocalDate());
                case Instant instant -> instant.equals(instant(wire));
                case OffsetDateTime time -> time.toInstant().equals(instant(wire));
                default -> equal(stored.toString(), wire);
            };
        } catch (NumberFormatException | DateTimeParseException e) {
            return false;
        }
    }

    /** A column that was widened to text holds plain numbers, and times in one form. */
    private static boolean sameNumber(String text, String wire) {
        try {
            return new BigDecimal(text).compareTo(new BigDecimal(wire)) == 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static boolean sameTime(String text, String wire) {
        try {
            return instant(text).equals(instant(wire));
        } catch (NumberFormatException | DateTimeParseException e) {
            return false;
        }
    }

    private static Instant instant(String wire) {
        if (wire.length() == 10 && wire.charAt(4) == '-') {
            return LocalDate.parse(wire).atStartOfDay(ZoneOffset.UTC).toInstant();
        }
        return wire.indexOf('T') > 0
                ? OffsetDateTime.parse(wire).toInstant()
                : Instant.ofEpochMilli(Long.parseLong(wire));
    }
}
