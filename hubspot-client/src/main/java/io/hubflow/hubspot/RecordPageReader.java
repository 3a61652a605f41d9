package io.hubflow.hubspot;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a list, search or batch read straight into records: one pass over the bytes, no tree and no map.
 * One instance reads one body, on one thread.
 *
 * <p>The records of a page name their properties in the same order. The name seen last at each place, with its position
 * in the selection, is remembered; Jackson gives the same {@code String} for the same name, so a look-up is one
 * comparison of references, and a hash look-up only where a record differs.
 */
final class RecordPageReader {
    private static final int MALFORMED_JSON_CHARS = 65_536;

    private final byte[] body;
    private final PropertySelection selection;
    private final JsonParser parser;
    private final List<HubSpotRecord> records = new ArrayList<>(SearchRequest.MAX_LIMIT);
    private final List<MalformedRecord> malformed = new ArrayList<>();
    private final List<String> errorCategories = new ArrayList<>();
    private @Nullable String[] nameAt;
    private int[] indexAt;
    private boolean hasResults;
    private String status = "";
    private Optional<String> nextAfter = Optional.empty();
    private OptionalLong total = OptionalLong.empty();

    /**
     * @param status {@code COMPLETE} for a finished batch; empty for a list or search
     * @param errorCategories of a batch's {@code errors}, in their order; {@code UNNAMED} for an error without one
     */
    record Body(
            List<HubSpotRecord> records,
            List<MalformedRecord> malformed,
            Optional<String> nextAfter,
            OptionalLong total,
            String status,
            List<String> errorCategories) {}

    private RecordPageReader(byte[] body, PropertySelection selection, JsonParser parser) {
        this.body = body;
        this.selection = selection;
        this.parser = parser;
        this.nameAt = new @Nullable String[selection.size() + 8];
        this.indexAt = new int[nameAt.length];
    }

    static Body read(byte[] body, PropertySelection selection) throws IOException {
        try (var parser = Json.parser(body)) {
            return new RecordPageReader(body, selection, parser).page();
        } catch (ForeignAnswerException | BrokenAnswerException e) {
            throw e;
        } catch (IOException e) {
            throw Json.broken(e, body);
        }
    }

    private Body page() throws IOException {
        var first = parser.nextToken();
        if (first == null) {
            throw new BrokenAnswerException("an empty body");
        }
        if (first != JsonToken.START_OBJECT) {
            throw new ForeignAnswerException("JSON that is no object");
        }
        for (var name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            var token = parser.nextToken();
            switch (name) {
                case "results" -> results(token);
                case "paging" -> paging(token);
                case "total" ->
                    total = token == JsonToken.VALUE_NUMBER_INT
                            ? OptionalLong.of(parser.getLongValue())
                            : OptionalLong.empty();
                case "status" -> status = token == JsonToken.VALUE_STRING ? parser.getText() : "";
                case "errors" -> errors(token);
                default -> parser.skipChildren();
            }
        }
        if (parser.nextToken() != null) {
            throw new BrokenAnswerException("something after the end of the JSON");
        }
        if (!hasResults) {
            throw new ForeignAnswerException("JSON without \"results\"");
        }
        return new Body(records, malformed, nextAfter, total, status, errorCategories);
    }

    private void results(JsonToken token) throws IOException {
        if (token != JsonToken.START_ARRAY) {
            throw new ForeignAnswerException("\"results\" that is no list");
        }
        hasResults = true;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            element();
        }
    }

    private void element() throws IOException {
        var start = offset();
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            malformed("", "an element that is no object", start);
            return;
        }
        var values = new @Nullable String[selection.size()];
        String id = null;
        String createdAt = null;
        String updatedAt = null;
        String archivedAt = null;
        var archived = false;
        var propertiesAreObject = true;
        for (var name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            var token = parser.nextToken();
            switch (name) {
                case "id" -> id = scalar(token);
                case "properties" -> {
                    if (token == JsonToken.START_OBJECT) {
                        properties(values);
                    } else {
                        propertiesAreObject &= token == JsonToken.VALUE_NULL;
                        parser.skipChildren();
                    }
                }
                case "createdAt" -> createdAt = scalar(token);
                case "updatedAt" -> updatedAt = scalar(token);
                case "archived" -> archived = token == JsonToken.VALUE_TRUE;
                case "archivedAt" -> archivedAt = scalar(token);
                default -> parser.skipChildren();
            }
        }
        var numericId = id == null ? WireId.UNREADABLE : WireId.toLong(id);
        var createdMillis = createdAt == null ? WireTime.UNREADABLE : WireTime.toMillis(createdAt);
        var updatedMillis = updatedAt == null ? WireTime.UNREADABLE : WireTime.toMillis(updatedAt);
        var fault = fault(id, numericId, createdAt, createdMillis, updatedAt, updatedMillis, propertiesAreObject);
        if (fault != null) {
            malformed(id == null ? "" : id, fault, start);
            return;
        }
        var archivedMillis =
                !archived || archivedAt == null ? HubSpotRecord.NOT_ARCHIVED : WireTime.toMillis(archivedAt);
        records.add(new HubSpotRecord(numericId, createdMillis, updatedMillis, archived, archivedMillis, values));
    }

    private static @Nullable String fault(
            @Nullable String id,
            long numericId,
            @Nullable String createdAt,
            long createdMillis,
            @Nullable String updatedAt,
            long updatedMillis,
            boolean propertiesAreObject) {
        if (id == null) {
            return "no id";
        }
        if (numericId == WireId.UNREADABLE) {
            return "an id that is no 64-bit integer";
        }
        if (updatedMillis == WireTime.UNREADABLE) {
            return updatedAt == null ? "no updatedAt" : "an updatedAt that is no time";
        }
        if (createdMillis == WireTime.UNREADABLE) {
            return createdAt == null ? "no createdAt" : "a createdAt that is no time";
        }
        return propertiesAreObject ? null : "properties that are no object";
    }

    private void properties(@Nullable String[] values) throws IOException {
        var place = 0;
        for (var name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            var index = indexOf(name, place++);
            if (index < 0) {
                parser.nextToken();
                parser.skipChildren();
                continue;
            }
            var text = parser.nextTextValue();
            values[index] = text != null ? text : otherValue();
        }
    }

    @SuppressWarnings("ReferenceEquality") // the parser interns names; a miss only costs the hash look-up
    private int indexOf(String name, int place) {
        if (place < nameAt.length) {
            if (nameAt[place] == name) {
                return indexAt[place];
            }
        } else {
            nameAt = Arrays.copyOf(nameAt, place * 2);
            indexAt = Arrays.copyOf(indexAt, place * 2);
        }
        var index = selection.indexOf(name);
        nameAt[place] = name;
        indexAt[place] = index;
        return index;
    }

    /** All values are strings or null (reference §3); should another scalar or a structure come, its text is kept. */
    private @Nullable String otherValue() throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_NULL -> null;
            case START_OBJECT, START_ARRAY -> structure();
            default -> parser.getText();
        };
    }

    private String structure() throws IOException {
        var start = offset();
        parser.skipChildren();
        return text(start, parser.currentLocation().getByteOffset(), Integer.MAX_VALUE);
    }

    private @Nullable String scalar(JsonToken token) throws IOException {
        if (token.isScalarValue()) {
            return token == JsonToken.VALUE_NULL ? null : parser.getText();
        }
        parser.skipChildren();
        return null;
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
            var value = parser.nextToken();
            if (name.equals("after")) {
                nextAfter = Optional.ofNullable(scalar(value));
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
            var category = "UNNAMED";
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                for (var name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                    var value = parser.nextToken();
                    if (name.equals("category") && value == JsonToken.VALUE_STRING) {
                        category = parser.getText();
                    } else {
                        parser.skipChildren();
                    }
                }
            } else {
                parser.skipChildren();
            }
            errorCategories.add(category);
        }
    }

    private void malformed(String id, String reason, long start) {
        var json = text(start, parser.currentLocation().getByteOffset(), MALFORMED_JSON_CHARS);
        malformed.add(new MalformedRecord(id, reason, json));
    }

    private long offset() {
        return parser.currentTokenLocation().getByteOffset();
    }

    private String text(long from, long to, int maxChars) {
        // four bytes hold the longest character, so no more than that has to be decoded
        var bytes = (int) Math.min(to - from, maxChars > Integer.MAX_VALUE / 4 ? to - from : maxChars * 4L);
        var text = new String(body, (int) from, bytes, StandardCharsets.UTF_8);
        return text.length() <= maxChars ? text : text.substring(0, maxChars);
    }
}
