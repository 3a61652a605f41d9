package io.hubflow.nifi.record;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.FactSet;
import io.hubflow.engine.destination.FactTable;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.TableSchema;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Rows as newline-delimited JSON: one object a line, absent values left out, instants as ISO-8601 text with milliseconds,
 * JSON columns as the text that HubSpot sent. {@link JsonRowReader} gives back equal rows. Not thread-safe.
 */
public final class JsonRowWriter implements RowWriter {
    /** The media type of the content. */
    public static final String MIME_TYPE = "application/x-ndjson";

    private static final JsonFactory JSON = new JsonFactory();

    private final JsonGenerator out;
    private final SerializableString[] names;
    private final ColumnType[] types;

    public JsonRowWriter(OutputStream stream, TableSchema schema) throws IOException {
        out = JSON.createGenerator(stream, JsonEncoding.UTF8);
        out.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
        out.configure(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN, true);
        out.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        var columns = schema.columns();
        names = columns.stream()
                .map(column -> new SerializedString(column.name()))
                .toArray(SerializableString[]::new);
        types = columns.stream().map(column -> column.type()).toArray(ColumnType[]::new);
    }

    @Override
    public void write(Row row) throws IOException {
        out.writeStartObject();
        out.writeNumberField(SystemFields.ID, row.id());
        writeTime(SystemFields.CREATED_AT, row.createdAtMillis());
        writeTime(SystemFields.UPDATED_AT, row.updatedAtMillis());
        out.writeBooleanField(SystemFields.ARCHIVED, row.archived());
        writeTime(SystemFields.ARCHIVED_AT, row.archivedAtMillis());
        writeTime(SystemFields.SYNCED_AT, row.readAtMillis());
        if (row.versionMicros() != Row.NO_TIME) {
            out.writeNumberField(SystemFields.VERSION, row.versionMicros());
        }
        if (row.isTombstone()) {
            writeTime(SystemFields.DELETED_AT, row.deletedAtMillis());
            out.writeNumberField(SystemFields.MERGED_INTO, row.mergedInto());
            out.writeEndObject();
            return;
        }
        out.writeNumberField(SystemFields.CONTENT_HASH, row.contentHash());
        if (row.unparsedJson() != null) {
            out.writeStringField(SystemFields.UNPARSED, row.unparsedJson());
        }
        for (var i = 0; i < names.length; i++) {
            var value = row.value(i);
            if (value != null) {
                out.writeFieldName(names[i]);
                JsonValues.write(out, types[i], value);
            }
        }
        out.writeEndObject();
    }

    /** A set of facts, as a line of its own among the rows. */
    public void write(FactTable table, FactSet set) throws IOException {
        FactLines.write(out, table, set);
    }

    /** A departed record whose facts are to be forgotten, as a line of its own among the rows. */
    public void forget(FactTable table, String column, long id, long readAtMillis) throws IOException {
        FactLines.writeForget(out, table, column, id, readAtMillis);
    }

    @Override
    public String mimeType() {
        return MIME_TYPE;
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    private void writeTime(String name, long millis) throws IOException {
        if (millis != Row.NO_TIME) {
            out.writeStringField(name, IsoTime.text(millis));
        }
    }
}
