package io.hubflow.e2e;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * What a property's text on the wire means as a value of a column, written anew for the tests so that a mistake in the
 * connector's own reading of values is seen.
 */
public final class WireValue {
    private WireValue() {}

    /** Whether the column's value is the wire text's meaning. A value that fits no column of this type is never equal. */
    public static boolean equal(String wire, @Nullable Object column, String columnType) {
        if (wire.isEmpty()) {
            return column == null;
        }
        if (column == null) {
            return false;
        }
        try {
            return switch (columnType) {
                case "VARCHAR", "JSON" -> wire.equals(column.toString());
                case "BIGINT" -> new BigDecimal(wire).compareTo(new BigDecimal(column.toString())) == 0;
                case "BOOLEAN" -> wire.equalsIgnoreCase(column.toString());
                case "DATE" -> date(wire).equals(LocalDate.parse(column.toString()));
                case "TIMESTAMP WITH TIME ZONE" -> instant(wire).equals(((OffsetDateTime) column).toInstant());
                default -> {
                    if (columnType.startsWith("DECIMAL")) {
                        yield new BigDecimal(wire).compareTo((BigDecimal) column) == 0;
                    }
                    throw new AssertionError("no rule for a column of type " + columnType);
                }
            };
        } catch (NumberFormatException | DateTimeParseException e) {
            return false;
        }
    }

    /** What a column of text holds of a number: a plain decimal without trailing zeros. Other text stays as it is. */
    public static String plainNumber(String wire) {
        try {
            return plain(new BigDecimal(wire));
        } catch (NumberFormatException notANumber) {
            return wire;
        }
    }

    /** A plain decimal without trailing zeros. */
    public static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    private static LocalDate date(String wire) {
        return isMillis(wire) ? instant(wire).atOffset(ZoneOffset.UTC).toLocalDate() : LocalDate.parse(wire);
    }

    private static Instant instant(String wire) {
        if (isMillis(wire)) {
            return Instant.ofEpochMilli(Long.parseLong(wire));
        }
        return wire.length() == 10
                ? LocalDate.parse(wire).atStartOfDay().toInstant(ZoneOffset.UTC)
                : OffsetDateTime.parse(wire).toInstant();
    }

    private static boolean isMillis(String wire) {
        return wire.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'))
                && !wire.substring(1).contains("-");
    }
}
