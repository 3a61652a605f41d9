package io.hubflow.duckdb;

import io.hubflow.engine.destination.ColumnType;
import java.math.BigDecimal;
import java.sql.SQLException;
import org.duckdb.DuckDBAppender;

/** One value between the spool and the appender; reused from row to row. */
final class SpooledValue {
    private byte tag;
    private long low;
    private long high;
    private String text = "";

    void read(SpoolCursor row) {
        tag = row.nextTag();
        switch (tag) {
            case RowCodec.NULL, RowCodec.FALSE, RowCodec.TRUE -> {}
            case RowCodec.TEXT -> text = row.text();
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

    long characters() {
        return tag == RowCodec.TEXT ? text.length() : 0;
    }

    void append(DuckDBAppender appender, ColumnType type) throws SQLException {
        if (tag == RowCodec.NULL) {
            appender.appendNull();
        } else if (tag == RowCodec.TEXT) {
            appender.append(text);
        } else if (type == ColumnType.VARCHAR) {
            appender.append(WireText.of(tag, low, high));
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
}
