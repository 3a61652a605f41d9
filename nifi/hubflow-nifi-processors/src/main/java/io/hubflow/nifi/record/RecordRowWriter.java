package io.hubflow.nifi.record;

import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.TableSchema;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.RecordSetWriter;
import org.apache.nifi.serialization.RecordSetWriterFactory;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.RecordSchema;
import org.jspecify.annotations.Nullable;

/** Rows in the format of the user's Record Writer. Not thread-safe. */
public final class RecordRowWriter implements RowWriter {
    private final RecordSetWriter out;
    private final RecordSchema recordSchema;
    private final TableSchema schema;
    private Map<String, String> attributes = Map.of();

    private RecordRowWriter(RecordSetWriter out, RecordSchema recordSchema, TableSchema schema) {
        this.out = out;
        this.recordSchema = recordSchema;
        this.schema = schema;
    }

    public static RecordRowWriter open(
            RecordSetWriterFactory format,
            ComponentLog log,
            Map<String, String> variables,
            OutputStream stream,
            TableSchema schema)
            throws IOException, SchemaNotFoundException {
        var recordSchema = format.getSchema(variables, RecordSchemas.of(schema));
        var out = format.createWriter(log, recordSchema, stream, variables);
        out.beginRecordSet();
        return new RecordRowWriter(out, recordSchema, schema);
    }

    @Override
    public void write(Row row) throws IOException {
        var fields = new HashMap<String, @Nullable Object>(schema.columns().size() * 2);
        fields.put(SystemFields.ID, row.id());
        fields.put(SystemFields.CREATED_AT, timestamp(row.createdAtMillis()));
        fields.put(SystemFields.UPDATED_AT, timestamp(row.updatedAtMillis()));
        fields.put(SystemFields.ARCHIVED, row.archived());
        fields.put(SystemFields.ARCHIVED_AT, timestamp(row.archivedAtMillis()));
        fields.put(SystemFields.SYNCED_AT, timestamp(row.readAtMillis()));
        fields.put(SystemFields.VERSION, row.versionMicros() == Row.NO_TIME ? null : row.versionMicros());
        fields.put(SystemFields.DELETED_AT, timestamp(row.deletedAtMillis()));
        fields.put(SystemFields.MERGED_INTO, row.mergedInto() == Row.NOT_MERGED ? null : row.mergedInto());
        fields.put(SystemFields.CONTENT_HASH, row.contentHash());
        fields.put(SystemFields.UNPARSED, row.unparsedJson());
        for (var i = 0; i < row.valueCount(); i++) {
            fields.put(schema.columns().get(i).name(), forRecord(row.value(i)));
        }
        out.write(new MapRecord(recordSchema, fields));
    }

    @Override
    public String mimeType() {
        return out.getMimeType();
    }

    @Override
    public void close() throws IOException {
        attributes = Map.copyOf(out.finishRecordSet().getAttributes());
        out.close();
    }

    @Override
    public Map<String, String> attributes() {
        return attributes;
    }

    private static @Nullable Timestamp timestamp(long millis) {
        return millis == Row.NO_TIME ? null : new Timestamp(millis);
    }

    private static @Nullable Object forRecord(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Instant instant -> new Timestamp(instant.toEpochMilli());
            case LocalDate day -> Date.valueOf(day);
            default -> value;
        };
    }
}
