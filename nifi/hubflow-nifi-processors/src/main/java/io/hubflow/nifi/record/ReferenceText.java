package io.hubflow.nifi.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubflow.engine.catalog.ReferenceTables;
import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.ReferenceTable;
import io.hubflow.engine.destination.TableSchema;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A reference table's rows as newline-delimited JSON; its columns travel in {@code hubspot.schema}. Small: held whole. */
public final class ReferenceText {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ReferenceText() {}

    public static byte[] write(ReferenceTable table) {
        var lines = new StringBuilder();
        for (var row : table.rows()) {
            var line = JSON.createObjectNode();
            for (var i = 0; i < row.size(); i++) {
                put(line, table.columns().get(i), row.get(i));
            }
            lines.append(line).append('\n');
        }
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * @param scopeColumn with {@code scopeValue}, the rows that the table replaces
     * @throws UnreadableRecordException when a line is not what {@link #write} gives
     */
    public static ReferenceTable read(InputStream in, TableSchema schema, String scopeColumn, String scopeValue)
            throws IOException {
        var rows = new ArrayList<List<@Nullable Object>>();
        try (var values = JSON.readerFor(JsonNode.class).<JsonNode>readValues(in)) {
            while (values.hasNextValue()) {
                var line = values.nextValue();
                var row = new ArrayList<@Nullable Object>();
                for (var column : schema.columns()) {
                    row.add(value(column.type(), line.path(column.name())));
                }
                rows.add(row);
            }
        } catch (JsonProcessingException | DateTimeException e) {
            throw new UnreadableRecordException("definition " + (rows.size() + 1) + " cannot be read", e);
        }
        return new ReferenceTable(
                schema.table(),
                schema.columns(),
                scopeColumn,
                scopeValue,
                rows,
                ReferenceTables.keptBy(schema.table()),
                Instant.now());
    }

    private static void put(ObjectNode line, Column column, @Nullable Object value) {
        switch (value) {
            case null -> {}
            case Boolean flag -> line.put(column.name(), flag);
            case Long number -> line.put(column.name(), number);
            case BigDecimal number -> line.put(column.name(), number);
            default -> line.put(column.name(), value.toString());
        }
    }

    private static @Nullable Object value(ColumnType type, JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        return switch (type) {
            case VARCHAR, JSON -> value.asText();
            case DECIMAL -> value.decimalValue();
            case BIGINT -> value.asLong();
            case BOOLEAN -> value.asBoolean();
            case DATE -> LocalDate.parse(value.asText());
            case TIMESTAMP -> Instant.parse(value.asText());
        };
    }
}
