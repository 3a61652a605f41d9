package io.hubflow.duckdb;

import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.WireText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import org.duckdb.DuckDBAppender;

/** One value between the spool and the appender; reused from row to row. */
final class SpooledValue {
    private byte tag;
    private long low;
    private long high;
    private byte[] text = {};

    void read(SpoolCursor row) {
        tag = row.nextTag();
        switch (tag) {
            case RowCodec.NULL, RowCodec.FALSE, RowCodec.TRUE -> {}
            case RowCodec.TEXT -> text = row.bytes();
            case RowCodec.LONG_DECIMAL -> {
                low = row.number();
                high = row.number();
            }
            default -> {
                low = row.number();
                high = low >> 63;
            }
        }
    }

    /** Of a text, in UTF-8. */
    long bytes() {
        return tag == RowCodec.TEXT ? text.length : 0;
    }

    void append(DuckDBAppender appender, ColumnType type) throws SQLException {
        if (tag == RowCodec.NULL) {
            appender.appendNull();
        } else if (tag == RowCodec.TEXT) {
            appender.append(text);
        } else if (type == ColumnType.VARCHAR) {
            appender.append(wireText());
        } else {
            appendNative(appender, type);
        }
    }

    private void appendNative(DuckDBAppender appender, ColumnType type) throws SQLException {
        switch (tag) {
            case RowCodec.FALSE -> appender.append(false);
            case RowCodec.TRUE -> appender.append(true);
            case RowCodec.DATE -> appender.appendEpochDays(Math.toIntExact(low));
            case RowCodec.TIMESTAMP -> appender.appendEpochMicros(RowWriter.micros(low));
            case RowCodec.LONG -> {
                if (type == ColumnType.DECIMAL) {
                    appender.append(BigDecimal.valueOf(low).setScale(RowCodec.DECIMAL_SCALE));
                } else {
                    appender.append(low);
                }
            }
            default -> appender.appendDecimal(low, high);
        }
    }

    /** For a column that has become text; the same forms as {@link Sql#widened}. */
    private String wireText() {
        return switch (tag) {
            case RowCodec.FALSE -> "false";
            case RowCodec.TRUE -> "true";
            case RowCodec.DATE -> LocalDate.ofEpochDay(low).toString();
            case RowCodec.TIMESTAMP -> WireText.of(Instant.ofEpochMilli(low));
            case RowCodec.LONG -> Long.toString(low);
            case RowCodec.SHORT_DECIMAL, RowCodec.LONG_DECIMAL -> WireText.of(decimal());
            default -> throw new IllegalStateException("no value has tag " + tag);
        };
    }

    private BigDecimal decimal() {
        var unsignedLow = new BigInteger(Long.toUnsignedString(low));
        return new BigDecimal(BigInteger.valueOf(high).shiftLeft(Long.SIZE).add(unsignedLow), RowCodec.DECIMAL_SCALE);
    }
}
