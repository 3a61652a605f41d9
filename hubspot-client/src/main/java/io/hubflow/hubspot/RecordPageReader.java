package io.hubflow.hubspot;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads the body of a list, search or batch read straight into records: one pass over the bytes, no tree and no map.
 * One instance reads one body, on one thread; {@link RecordReader} does the records.
 */
final class RecordPageReader {
    private final JsonParser parser;
    private final RecordReader records;
    private final List<BatchError> errors = new ArrayList<>();
    private String status = "";
    private Optional<String> nextAfter = Optional.empty();
    private OptionalLong total = OptionalLong.empty();

    /**
     * @param status {@code COMPLETE} for a finished batch; empty for a list or search
     * @param errors a batch's {@code errors}, in their order
     */
    record Body(
            List<HubSpotRecord> records,
            List<MalformedRecord> malformed,
            Optional<String> nextAfter,
            OptionalLong total,
            String status,
            List<BatchError> errors) {}

    /**
     * A group of a batch's inputs that have no result.
     *
     * @param category {@code UNNAMED} for an error without one
     * @param ids {@code context.ids}; empty where there are none that can be read
     */
    record BatchError(String category, List<Long> ids) {}

    private RecordPageReader(JsonParser parser, RecordReader records) {
        this.parser = parser;
        this.records = records;
    }

    static Body read(byte[] body, PropertySelection selection) throws IOException {
        try (var parser = Json.parser(body)) {
            return new RecordPageReader(parser, new RecordReader(body, selection, parser)).page();
        } catch (ForeignAnswerException | BrokenAnswerException e) {
            throw e;
        } catch (IOException e) {
            throw Json.broken(e, body);
        }
    }

    private Body page() throws IOException {
        Json.readResults(parser, (name, token) -> {
            switch (name) {
                case "results" -> results();
                case "paging" -> paging(token);
                case "total" ->
                    total = token == JsonToken.VALUE_NUMBER_INT
                            ? OptionalLong.of(parser.getLongValue())
                            : OptionalLong.empty();
                case "status" -> status = token == JsonToken.VALUE_STRING ? parser.getText() : "";
                case "errors" -> errors(token);
                default -> parser.skipChildren();
            }
        });
        return new Body(records.records(), records.malformed(), nextAfter, total, status, errors);
    }

    private void results() throws IOException {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            records.read();
        }
    }

    /** {@code {"next":{"after":"…"}}}; the cursor is a string or an integer (reference, pitfall 20). */
    private void paging(JsonToken token) throws IOException {
        if (token != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (var name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            var value = parser.nextToken();
            if (name.equals("next") && value == JsonToken.START_OBJECT) {
                next();
            } else {
                parser.skipChildren();
            }
        }
    }

    private void next() throws IOException {
        for (var name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            if (name.equals("after")) {
                nextAfter = Optional.ofNullable(Json.scalar(parser));
            } else {
                parser.skipChildren();
            }
        }
        if (nextAfter.isPresent() && nextAfter.get().isBlank()) {
            throw new BrokenAnswerException("an empty cursor"); // following it would start the read anew
        }
    }

    private void errors(JsonToken token) throws IOException {
        if (token != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            errors.add(error());
        }
    }

    private BatchError error() throws IOException {
        var category = "UNNAMED";
        var ids = new ArrayList<Long>();
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            for (var name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                var value = parser.nextToken();
                if (name.equals("category") && value == JsonToken.VALUE_STRING) {
                    category = parser.getText();
                } else if (name.equals("context") && value == JsonToken.START_OBJECT) {
                    context(ids);
                } else {
                    parser.skipChildren();
                }
            }
        } else {
            parser.skipChildren();
        }
        return new BatchError(category, ids);
    }

    /** {@code {"ids":["999"]}}. */
    private void context(List<Long> ids) throws IOException {
        for (var name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            var value = parser.nextToken();
            if (name.equals("ids") && value == JsonToken.START_ARRAY) {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    var text = Json.scalar(parser);
                    var id = text == null ? WireId.UNREADABLE : WireId.toLong(text);
                    if (id != WireId.UNREADABLE) {
                        ids.add(id);
                    }
                }
            } else {
                parser.skipChildren();
            }
        }
    }
}
