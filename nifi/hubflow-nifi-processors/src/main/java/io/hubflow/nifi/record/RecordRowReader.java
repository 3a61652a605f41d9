package io.hubflow.nifi.record;

import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.TableSchema;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.RecordReader;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.util.IllegalTypeConversionException;
import org.jspecify.annotations.Nullable;

/** Rows out of the format of the user's Record Reader. Not thread-safe. */
public final class RecordRowReader implements RowReader {
    private final RecordReader in;
    private final TableSchema schema;
    private long records;

    public RecordRowReader(RecordReader in, TableSchema schema) {
        this.in = in;
        this.schema = schema;
    }

    @Override
    public @Nullable Row next() throws IOException {
        try {
            var record = in.nextRecord();
            if (record == null) {
                return null;
            }
            records++;
            return row(record);
        } catch (MalformedRecordException
                | IllegalTypeConversionException
                | DateTimeException
                | NumberFormatException
                | ClassCastException e) {
            throw new UnreadableRecordException("record " + records + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private Row row(Record record) throws UnreadableRecordException {
        var row = new RowBuilder(schema.columns().size());
        if (record.getValue(SystemFields.ID) != null) {
            row.id(record.getAsLong(SystemFields.ID));
        }
        if (record.getValue(SystemFields.CREATED_AT) != null) {
            row.createdAt(millis(record.getValue(SystemFields.CREATED_AT)));
        }
        if (record.getValue(SystemFields.UPDATED_AT) != null) {
            row.updatedAt(millis(record.getValue(SystemFields.UPDATED_AT)));
        }
        row.archived(Boolean.TRUE.equals(record.getAsBoolean(SystemFields.ARCHIVED)));
        if (record.getValue(SystemFields.ARCHIVED_AT) != null) {
            row.archivedAt(millis(record.getValue(SystemFields.ARCHIVED_AT)));
        }
        if (record.getValue(SystemFields.SYNCED_AT) != null) {
            row.readAt(millis(record.getValue(SystemFields.SYNCED_AT)));
        }
        if (record.getValue(SystemFields.CONTENT_HASH) != null) {
            row.contentHash(record.getAsLong(SystemFields.CONTENT_HASH));
        }
        if (record.getValue(SystemFields.UNPARSED) != null) {
            row.unparsed(record.getAsString(SystemFields.UNPARSED));
        }
        for (var i = 0; i < schema.columns().size(); i++) {
            var column = schema.columns().get(i);
            var value = record.getValue(column.name());
            row.values[i] = value == null ? null : value(column.type(), value);
        }
        return row.build();
    }

    private static Object value(ColumnType type, Object value) {
        return switch (type) {
            case VARCHAR, JSON -> value.toString();
            case DECIMAL -> value instanceof BigDecimal number ? number : new BigDecimal(value.toString());
            case BIGINT -> value instanceof Number number ? (Long) number.longValue() : Long.valueOf(value.toString());
            case BOOLEAN -> value instanceof Boolean flag ? flag : Boolean.valueOf(value.toString());
            case DATE -> day(value);
            case TIMESTAMP -> Instant.ofEpochMilli(millis(value));
        };
    }

    private static LocalDate day(Object value) {
        return value instanceof Date day ? day.toLocalDate() : LocalDate.parse(value.toString());
    }

    private static long millis(Object value) {
        return switch (value) {
            case Timestamp time -> time.getTime();
            case java.util.Date time -> time.getTime();
            case Number number -> number.longValue();
            default -> IsoTime.millis(value.toString());
        };
    }
}
