package io.hubflow.hubspot;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads {@code propertiesWithHistory} of a batch read in one pass; see {@link BatchAnswer} for what an error means. */
final class HistoryReader {
    private final JsonParser parser;
    private final Map<Long, List<PropertyVersion>> versionsById = new HashMap<>();

    private HistoryReader(JsonParser parser) {
        this.parser = parser;
    }

    static HistoryBatch read(byte[] body, List<Long> requested) throws IOException {
        // Errors and completeness by the reader of records; the histories by a second pass over the same bytes.
        var page = BatchAnswer.checked(RecordPageReader.read(body, PropertySelection.none()));
        try (var parser = Json.parser(body)) {
            var reader = new HistoryReader(parser);
            reader.results();
            page.records().forEach(record -> reader.versionsById.putIfAbsent(record.id(), List.of()));
            var missing = requested.stream()
                    .filter(id -> !reader.versionsById.containsKey(id))
                    .toList();
            return new HistoryBatch(reader.versionsById, missing);
        } catch (BrokenAnswerException e) {
            throw e;
        } catch (IOException e) {
            throw Json.broken(e, body);
        }
    }

    private void results() throws IOException {
        parser.nextToken();
        for (var name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            var token = parser.nextToken();
            if (!name.equals("results") || token != JsonToken.START_ARRAY) {
                parser.skipChildren();
                continue;
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                record();
            }
        }
    }

    private void record() throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        var id = WireId.UNREADABLE;
        var versions = new ArrayList<PropertyVersion>();
        for (var name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            var token = parser.nextToken();
            if (name.equals("id")) {
                var text = Json.scalar(parser);
                id = text == null ? WireId.UNREADABLE : WireId.toLong(text);
            } else if (name.equals("propertiesWithHistory") && token == JsonToken.START_OBJECT) {
                histories(versions);
            } else {
                parser.skipChildren();
            }
        }
        if (id != WireId.UNREADABLE) {
            versionsById.put(id, versions);
        }
    }

    private void histories(List<PropertyVersion> into) throws IOException {
        for (var property = parser.nextFieldName(); property != null; property = parser.nextFieldName()) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                parser.skipChildren();
                continue;
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                version(property, into);
            }
        }
    }

    private void version(String property, List<PropertyVersion> into) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        @Nullable String value = null;
        var timestamp = RecordTimestamps.UNREADABLE;
        var sourceType = "";
        var sourceId = "";
        var user = OptionalLong.empty();
        for (var name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            var text = Json.scalar(parser);
            switch (name) {
                case "value" -> value = text;
                case "timestamp" ->
                    timestamp = text == null ? RecordTimestamps.UNREADABLE : RecordTimestamps.toMillis(text);
                case "sourceType" -> sourceType = text == null ? "" : text;
                case "sourceId" -> sourceId = text == null ? "" : text;
                case "updatedByUserId" -> user = user(text);
                default -> {
                    // Labels of the source, for people.
                }
            }
        }
        if (timestamp == RecordTimestamps.UNREADABLE) {
            throw new BrokenAnswerException("a version of a property without a time");
        }
        into.add(new PropertyVersion(property, value, timestamp, sourceType, sourceId, user));
    }

    private static OptionalLong user(@Nullable String text) {
        var id = text == null ? WireId.UNREADABLE : WireId.toLong(text);
        return id == WireId.UNREADABLE ? OptionalLong.empty() : OptionalLong.of(id);
    }
}
