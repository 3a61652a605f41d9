package io.hubflow.nifi.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.TableSchema;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what {@link JsonRowWriter} writes. Fields that the schema does not have are refused. Not thread-safe. */
public final class JsonRowReader implements RowReader {
    /** Longer than any HubSpot value; the default limit of the parser would refuse long notes and HTML bodies. */
    private static final int MAX_STRING_LENGTH = 256 << 20;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(MAX_STRING_LENGTH)
                    .maxDocumentLength(-1)
                    .build())
            .build();

    private final JsonParser in;
    private final Map<String, Integer> columns;
    private final ColumnType[] types;
    private final FactSink facts;
    private long records;

    public JsonRowReader(InputStream stream, TableSchema schema) throws IOException {
        this(stream, schema, FactSink.NONE);
    }

    /** @param facts takes the facts that stand before, between and after the rows */
    public JsonRowReader(InputStream stream, TableSchema schema, FactSink facts) throws IOException {
        this.facts = facts;
        in = JSON.createParser(stream);
        columns = new HashMap<>(schema.columns().size() * 2);
        types = new ColumnType[schema.columns().size()];
        for (var i = 0; i < types.length; i++) {
            columns.put(schema.columns().get(i).name(), i);
            types[i] = schema.columns().get(i).type();
        }
    }

    @Override
    public @Nullable Row next() throws IOException {
        try {
            while (in.nextToken() != null) {
                records++;
                if (!in.isExpectedStartObjectToken()) {
                    throw new UnreadableRecordException("record " + records + " is not a JSON object");
                }
                var first = in.nextFieldName();
                if (!readFacts(first)) {
                    return readRow(first);
                }
            }
            return null;
        } catch (JsonProcessingException | DateTimeException e) {
            throw new UnreadableRecordException("record " + records + " cannot be read", e);
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** Whether the line held facts. */
    private boolean readFacts(@Nullable String first) throws IOException {
        switch (first) {
            case FactLines.FACTS -> {
                in.nextToken();
                FactLines.read(in, facts);
                return true;
            }
            case FactLines.FORGET -> {
                in.nextToken();
                FactLines.readForget(in, facts);
                return true;
            }
            case null, default -> {
                return false;
            }
        }
    }

    private Row readRow(@Nullable String first) throws IOException {
        var row = new RowBuilder(types.length);
        for (var name = first; name != null; name = in.nextFieldName()) {
            in.nextToken();
            readField(name, row);
        }
        return row.build();
    }

    private void readField(String name, RowBuilder row) throws IOException {
        if (in.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        var column = columns.get(name);
        if (column != null) {
            row.values[column] = JsonValues.read(in, types[column]);
            return;
        }
        switch (name) {
            case SystemFields.ID -> row.id(in.getLongValue());
            case SystemFields.CREATED_AT -> row.createdAt(IsoTime.millis(in.getText()));
            case SystemFields.UPDATED_AT -> row.updatedAt(IsoTime.millis(in.getText()));
            case SystemFields.ARCHIVED -> row.archived(in.getBooleanValue());
            case SystemFields.ARCHIVED_AT -> row.archivedAt(IsoTime.millis(in.getText()));
            case SystemFields.SYNCED_AT -> row.readAt(IsoTime.millis(in.getText()));
            case SystemFields.VERSION -> row.version(in.getLongValue());
            case SystemFields.DELETED_AT -> row.deletedAt(IsoTime.millis(in.getText()));
            case SystemFields.MERGED_INTO -> row.mergedInto(in.getLongValue());
            case SystemFields.CONTENT_HASH -> row.contentHash(in.getLongValue());
            case SystemFields.UNPARSED -> row.unparsed(in.getText());
            default ->
                throw new UnreadableRecordException("record " + records + " has the field " + name
                        + ", which is not in the schema of the attribute hubspot.schema");
        }
    }
}
