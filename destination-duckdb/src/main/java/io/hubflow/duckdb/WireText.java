package io.hubflow.duckdb;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Staged values as HubSpot writes them, for a column that has become text; the same forms as {@link Sql#widened}. */
final class WireText {
    private static final DateTimeFormatter INSTANT = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private WireText() {}

    static String of(byte tag, long low, long high) {
        return switch (tag) {
            case RowCodec.FALSE -> "false";
            case RowCodec.TRUE -> "true";
            case RowCodec.DATE -> LocalDate.ofEpochDay(low).toString();
            case RowCodec.TIMESTAMP -> INSTANT.format(Instant.ofEpochMilli(low));
            case RowCodec.LONG -> Long.toString(low);
            case RowCodec.SHORT_DECIMAL, RowCodec.LONG_DECIMAL -> plain(decimal(low, high));
            default -> throw new IllegalStateException("no value has tag " + tag);
        };
    }

    /** @param value of a class that {@link io.hubflow.engine.destination.ColumnType} names */
    static String of(Object value) {
        return switch (value) {
            case BigDecimal decimal -> plain(decimal);
            case Instant instant -> INSTANT.format(instant);
            default -> value.toString();
        };
    }

    static BigDecimal decimal(long low, long high) {
        var unsignedLow = new BigInteger(Long.toUnsignedString(low));
        return new BigDecimal(BigInteger.valueOf(high).shiftLeft(Long.SIZE).add(unsignedLow), RowCodec.DECIMAL_SCALE);
    }

    private static String plain(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }
}
