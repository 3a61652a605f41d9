package io.hubflow.nifi.record;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.FactSet;
import io.hubflow.engine.destination.FactTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Facts as lines of JSON among the rows: a set as
 * {@code {"_facts":"contacts_companies","owner":1,"read_at":…,"rows":[[1,7,279,"HUBSPOT_DEFINED",null],…]}} with the values in
 * the order of the table's columns, a departed record as {@code {"_forget":"contacts_companies","column":"to_id","id":7,
 * "read_at":…}}. Sets of any size are read in bounded memory.
 */
final class FactLines {
    static final String FACTS = "_facts";
    static final String FORGET = "_forget";
    private static final String OWNER = "owner";
    private static final String READ_AT = "read_at";
    private static final String ROWS = "rows";
    private static final String COLUMN = "column";
    private static final String ID = "id";
    /** Rows of a set that are handed on at once. */
    private static final int BATCH_ROWS = 1_000;

    private FactLines() {}

    static void write(JsonGenerator out, FactTable table, FactSet set) throws IOException {
        out.writeStartObject();
        out.writeStringField(FACTS, table.name());
        out.writeNumberField(OWNER, set.ownerId());
        out.writeNumberField(READ_AT, set.readAtMillis());
        out.writeArrayFieldStart(ROWS);
        var columns = table.columns();
        for (var row : set.rows()) {
            out.writeStartArray();
            for (var i = 0; i < columns.size(); i++) {
                var value = row[i];
                if (value == null) {
                    out.writeNull();
                } else {
                    JsonValues.write(out, columns.get(i).type(), value);
                }
            }
            out.writeEndArray();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    static void writeForget(JsonGenerator out, FactTable table, String column, long id, long readAtMillis)
            throws IOException {
        out.writeStartObject();
        out.writeStringField(FORGET, table.name());
        out.writeStringField(COLUMN, column);
        out.writeNumberField(ID, id);
        out.writeNumberField(READ_AT, readAtMillis);
        out.writeEndObject();
    }

    /** The parser stands at the value of {@link #FACTS}; afterwards at the end of the object. */
    static void read(JsonParser in, FactSink sink) throws IOException {
        var table = sink.table(in.getText());
        var owner = number(in, OWNER);
        var readAt = number(in, READ_AT);
        requireField(in, ROWS);
        require(in, JsonToken.START_ARRAY);
        try (var set = sink.open(table, owner, readAt)) {
            var rows = new ArrayList<@Nullable Object[]>();
            while (in.nextToken() == JsonToken.START_ARRAY) {
                rows.add(row(in, table));
                if (rows.size() == BATCH_ROWS) {
                    set.append(List.copyOf(rows));
                    rows.clear();
                }
            }
            set.append(List.copyOf(rows));
            require(in, JsonToken.END_OBJECT);
            set.complete();
        } catch (IllegalArgumentException e) {
            throw new UnreadableRecordException("a set of " + table.name() + " does not fit its table", e);
        }
    }

    /** The parser stands at the value of {@link #FORGET}; afterwards at the end of the object. */
    static void readForget(JsonParser in, FactSink sink) throws IOException {
        var table = sink.table(in.getText());
        requireField(in, COLUMN);
        in.nextToken();
        var column = in.getText();
        var id = number(in, ID);
        var readAt = number(in, READ_AT);
        require(in, JsonToken.END_OBJECT);
        sink.forget(table, column, id, readAt);
    }

    private static @Nullable Object[] row(JsonParser in, FactTable table) throws IOException {
        var values = new @Nullable Object[table.columns().size()];
        for (var i = 0; i < values.length; i++) {
            var token = in.nextToken();
            if (token == JsonToken.END_ARRAY) {
                throw new UnreadableRecordException("a row of " + table.name() + " has too few values");
            }
            ColumnType type = table.columns().get(i).type();
            values[i] = token == JsonToken.VALUE_NULL ? null : JsonValues.read(in, type);
        }
        require(in, JsonToken.END_ARRAY);
        return values;
    }

    private static long number(JsonParser in, String field) throws IOException {
        requireField(in, field);
        in.nextToken();
        return in.getLongValue();
    }

    private static void requireField(JsonParser in, String field) throws IOException {
        if (!field.equals(in.nextFieldName())) {
            throw new UnreadableRecordException("a line of facts lacks the field " + field);
        }
    }

    private static void require(JsonParser in, JsonToken token) throws IOException {
        if (in.nextToken() != token) {
            throw new UnreadableRecordException("a line of facts is malformed");
        }
    }
}
