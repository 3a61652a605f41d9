package io.hubflow.engine.destination;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Values as HubSpot writes them: the form in which they travel to a warehouse as text, and that a column which has become text
 * holds. A destination's own SQL for widening a column gives the same forms.
 */
public final class WireText {
    private static final DateTimeFormatter INSTANT = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private WireText() {}

    /** @param value of a class that {@link ColumnType} names */
    public static String of(Object value) {
        return switch (value) {
            case BigDecimal decimal -> of(decimal);
            case Instant instant -> of(instant);
            default -> value.toString();
        };
    }

    /** Without an exponent or trailing zeros. */
    public static String of(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }

    /** In UTC, with milliseconds. */
    public static String of(Instant value) {
        return INSTANT.format(value);
    }
}
