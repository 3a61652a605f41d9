package io.hubflow.nifi.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hubflow.engine.destination.QuarantinedRow;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Quarantined records as newline-delimited JSON. They are few, so both directions hold them all. */
public final class QuarantineLines {
    private static final ObjectMapper JSON = new ObjectMapper();

    private QuarantineLines() {}

    public static byte[] write(List<QuarantinedRow> rows) {
        var lines = new StringBuilder();
        for (var row : rows) {
            var line = JSON.createObjectNode();
            line.put("object_type", row.objectType());
            line.put("id", row.id());
            line.put("reason", row.reason());
            line.put("json", row.json());
            line.put("read_at", row.readAt().toString());
            lines.append(line).append('\n');
        }
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** @throws UnreadableRecordException when a line is not what {@link #write} gives */
    public static List<QuarantinedRow> read(InputStream in) throws IOException {
        var rows = new ArrayList<QuarantinedRow>();
        try (var values = JSON.readerFor(JsonNode.class).<JsonNode>readValues(in)) {
            while (values.hasNextValue()) {
                var line = values.nextValue();
                rows.add(new QuarantinedRow(
                        line.path("object_type").asText(),
                        line.path("id").asText(),
                        line.path("reason").asText(),
                        line.path("json").asText(),
                        Instant.parse(line.path("read_at").asText())));
            }
        } catch (JsonProcessingException | DateTimeException e) {
            throw new UnreadableRecordException("quarantined record " + (rows.size() + 1) + " cannot be read", e);
        }
        return rows;
    }
}
