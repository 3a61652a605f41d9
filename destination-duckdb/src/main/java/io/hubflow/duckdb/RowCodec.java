package io.hubflow.duckdb;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Row;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows as bytes, for the spool: the length, the system values, then a tag and the value for each column. What is written
 * here is read in {@link RowCursor}.
 */
final class RowCodec {
    static final byte NULL = 0;
    static final byte TEXT = 1;
    static final byte LONG = 2;
    /** A decimal whose value times 10⁹ fits a long. */
    static final byte SHORT_DECIMAL = 3;

    static final byte LONG_DECIMAL = 4;
    static final byte FALSE = 5;
    static final byte TRUE = 6;
    static final byte DATE = 7;
    static final byte TIMESTAMP = 8;

    static final int DECIMAL_SCALE = 9;
    private static final int DECIMAL_DIGITS = 38;
    private static final int LONG_DIGITS = 18;

    /** Where the system values stand in a frame, see {@link #write}. */
    private static final int ID = Integer.BYTES;

    private static final int VERSION = ID + 4 * Long.BYTES;
    private static final int READ_AT = VERSION + Long.BYTES;
    private static final int CONTENT_HASH = READ_AT + Long.BYTES;

    private RowCodec() {}

    /** Where the frame that begins at {@code start} ends. */
    static int end(ByteSink frames, int start) {
        return start + Integer.BYTES + frames.intAt(start);
    }

    static long id(ByteSink frames, int start) {
        return frames.longAt(start + ID);
    }

    static long versionMicros(ByteSink frames, int start) {
        return frames.longAt(start + VERSION);
    }

    static long readAtMillis(ByteSink frames, int start) {
        return frames.longAt(start + READ_AT);
    }

    static long contentHash(ByteSink frames, int start) {
        return frames.longAt(start + CONTENT_HASH);
    }

    /** @throws IllegalArgumentException when a value is not of its column's class or range; nothing is written then */
    static void write(ByteSink sink, Row row, List<Column> columns) {
        var start = sink.size();
        try {
            sink.putInt(0);
            sink.putLong(row.id());
            sink.putLong(row.createdAtMillis());
            sink.putLong(row.updatedAtMillis());
            sink.putLong(row.archivedAtMillis());
            sink.putLong(row.versionMicros());
            sink.putLong(row.readAtMillis());
            sink.putLong(row.contentHash());
            sink.putByte(row.archived() ? 1 : 0);
            putText(sink, row.unparsedJson());
            if (row.valueCount() != columns.size()) {
                throw new IllegalArgumentException(
                        "a row of %d values for %d columns".formatted(row.valueCount(), columns.size()));
            }
            for (var i = 0; i < columns.size(); i++) {
                putValue(sink, columns.get(i), row.value(i));
            }
            sink.setInt(start, sink.size() - start - Integer.BYTES);
        } catch (RuntimeException failure) {
            sink.truncate(start);
            throw failure;
        }
    }

    /** @throws ArithmeticException when the decimal does not fit DECIMAL(38,9) */
    static BigDecimal scaled(BigDecimal value) {
        var scaled = value.setScale(DECIMAL_SCALE, RoundingMode.UNNECESSARY);
        if (scaled.precision() > DECIMAL_DIGITS) {
            throw new ArithmeticException("more than 38 digits");
        }
        return scaled;
    }

    /** @throws IllegalArgumentException when the value is not of its column's class or range */
    static void putValue(ByteSink sink, Column column, @Nullable Object value) {
        if (value == null) {
            sink.putByte(NULL);
            return;
        }
        try {
            putPresent(sink, column.type(), value);
        } catch (ClassCastException | ArithmeticException unfit) {
            throw new IllegalArgumentException(
                    "a %s does not fit column %s of type %s"
                            .formatted(value.getClass().getSimpleName(), column.name(), column.type()),
                    unfit);
        }
    }

    private static void putPresent(ByteSink sink, ColumnType type, Object value) {
        switch (type) {
            case VARCHAR, JSON -> putText(sink, (String) value);
            case DECIMAL -> putDecimal(sink, (BigDecimal) value);
            case BIGINT -> putTagged(sink, LONG, (Long) value);
            case BOOLEAN -> sink.putByte((Boolean) value ? TRUE : FALSE);
            case DATE -> putTagged(sink, DATE, ((LocalDate) value).toEpochDay());
            case TIMESTAMP -> putTagged(sink, TIMESTAMP, ((Instant) value).toEpochMilli());
        }
    }

    private static void putTagged(ByteSink sink, byte tag, long value) {
        sink.putByte(tag);
        sink.putLong(value);
    }

    private static void putText(ByteSink sink, @Nullable String text) {
        if (text == null) {
            sink.putByte(NULL);
            return;
        }
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        sink.putByte(TEXT);
        sink.putInt(bytes.length);
        sink.putBytes(bytes);
    }

    private static void putDecimal(ByteSink sink, BigDecimal value) {
        var scaled = scaled(value);
        if (scaled.precision() <= LONG_DIGITS) {
            putTagged(sink, SHORT_DECIMAL, scaled.unscaledValue().longValue());
            return;
        }
        var unscaled = scaled.unscaledValue();
        sink.putByte(LONG_DECIMAL);
        sink.putLong(unscaled.longValue());
        sink.putLong(unscaled.shiftRight(Long.SIZE).longValue());
    }
}
