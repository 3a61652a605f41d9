package io.hubflow.nifi.record;

import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.TableSchema;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.RecordReader;
import org.apache.nifi.serialization.RecordReaderFactory;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.util.IllegalTypeConversionException;
import org.jspecify.annotations.Nullable;

/** Rows out of the format of the user's Record Reader. Not thread-safe. */
public final class RecordRowReader implements RowReader {
    private final RecordReader in;
    private final Content content;
    private final TableSchema schema;
    private long records;

    private RecordRowReader(RecordReader in, Content content, TableSchema schema) {
        this.in = in;
        this.content = content;
        this.schema = schema;
    }

    /** @throws UnreadableRecordException when the content is not of the reader's format */
    public static RecordRowReader open(
            RecordReaderFactory format, FlowFile flowFile, InputStream stream, ComponentLog log, TableSchema schema)
            throws IOException {
        var content = new Content(stream);
        try {
            return new RecordRowReader(format.createRecordReader(flowFile, content, log), content, schema);
        } catch (MalformedRecordException | SchemaNotFoundException | IOException e) {
            content.requireReadable();
            throw new UnreadableRecordException("the Record Reader cannot read the content: " + e.getMessage(), e);
        }
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
        } catch (UnreadableRecordException e) {
            throw e;
        } catch (MalformedRecordException
                | IOException
                | IllegalTypeConversionException
                | DateTimeException
                | NumberFormatException
                | ClassCastException e) {
            content.requireReadable();
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
        if (record.getValue(SystemFields.VERSION) != null) {
            row.version(record.getAsLong(SystemFields.VERSION));
        }
        if (record.getValue(SystemFields.DELETED_AT) != null) {
            row.deletedAt(millis(record.getValue(SystemFields.DELETED_AT)));
        }
        if (record.getValue(SystemFields.MERGED_INTO) != null) {
            row.mergedInto(record.getAsLong(SystemFields.MERGED_INTO));
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

    /**
     * Remembers whether the stream itself failed: readers throw the same {@link IOException} for that, which passes, and for
     * content of another format, which never does.
     */
    private static final class Content extends FilterInputStream {
        private @Nullable IOException broken;

        Content(InputStream in) {
            super(in);
        }

        /** @throws IOException what the stream has thrown */
        void requireReadable() throws IOException {
            if (broken != null) {
                throw broken;
            }
        }

        @Override
        public int read() throws IOException {
            try {
                return in.read();
            } catch (IOException e) {
                broken = e;
                throw e;
            }
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                return in.read(bytes, offset, length);
            } catch (IOException e) {
                broken = e;
                throw e;
            }
        }
    }
}
