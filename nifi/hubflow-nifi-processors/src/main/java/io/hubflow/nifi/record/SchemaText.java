package io.hubflow.nifi.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.TableSchema;
import java.util.ArrayList;

/** A table's schema as the value of the FlowFile attribute {@code hubspot.schema}: JSON, columns as one object in order. */
public final class SchemaText {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SchemaText() {}

    public static String write(TableSchema schema) {
        var root = JsonNodeFactory.instance.objectNode();
        root.put("table", schema.table());
        root.put("object_type", schema.objectType());
        var columns = root.putObject("columns");
        for (var column : schema.columns()) {
            columns.put(column.name(), column.type().name());
        }
        return root.toString();
    }

    /** @throws UnreadableRecordException when it is no such text */
    public static TableSchema read(String text) throws UnreadableRecordException {
        try {
            var root = JSON.readTree(text);
            var columns = new ArrayList<Column>();
            for (var column : root.path("columns").properties()) {
                columns.add(new Column(
                        column.getKey(), ColumnType.valueOf(column.getValue().asText())));
            }
            var table = root.path("table").asText();
            if (table.isEmpty()) {
                throw new UnreadableRecordException("the attribute hubspot.schema names no table");
            }
            return new TableSchema(table, root.path("object_type").asText(), columns);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new UnreadableRecordException("the attribute hubspot.schema cannot be read", e);
        }
    }
}
