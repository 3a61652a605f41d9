package io.hubflow.hubspot;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.SerializedString;
import io.hubflow.hubspot.HubSpotRecord.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the elements of one {@code results} list into records, straight from the parser. Not thread-safe.
 *
 * <p>The records of a page name their properties in the same order. The name seen last at each place, with its position
 * in the selection, is remembered, and the parser is asked whether its bytes come next: only where a record differs is a name
 * parsed and looked up.
 */
final class RecordReader {
    private static final int MALFORMED_JSON_CHARS = 65_536;
    /** Properties that HubSpot adds to every record, asked for or not (reference §2). */
    private static final List<String> UNASKED =
            List.of(PropertyCatalog.ID, "createdate", "hs_createdate", "lastmodifieddate", "hs_lastmodifieddate");

    private final byte[] body;
    private final PropertySelection selection;
    private final JsonParser parser;
    private final List<HubSpotRecord> records = new ArrayList<>(SearchRequest.MAX_LIMIT);
    private final List<MalformedRecord> malformed = new ArrayList<>();
    private final PropertyPresence presence;
    private final boolean[] unasked;
    private final boolean nothingAsked;
    private @Nullable SerializedString[] nameAt;
    private int[] indexAt;

    // The element that is being read, as it came.
    private @Nullable String id;
    private @Nullable String createdAt;
    private @Nullable String updatedAt;
    private @Nullable String archivedAt;
    private boolean archived;
    private boolean propertiesAreObject;
    private Answer answer = Answer.WHOLE;

    RecordReader(byte[] body, PropertySelection selection, JsonParser parser) {
        this.body = body;
        this.selection = selection;
        this.parser = parser;
        this.presence = new PropertyPresence(selection.size());
        this.unasked = new boolean[selection.size()];
        var asked = selection.names().size();
        for (var name : UNASKED) {
            var index = selection.indexOf(name);
            if (index >= 0) {
                unasked[index] = true;
                asked--;
            }
        }
        this.nothingAsked = asked == 0;
        this.nameAt = new @Nullable SerializedString[selection.size() + 8];
        this.indexAt = new int[nameAt.length];
    }

    /** After the last element. */
    List<HubSpotRecord> records() {
        presence.end();
        return records;
    }

    List<MalformedRecord> malformed() {
        return malformed;
    }

    /** Reads the element whose first token is current; a record or a malformed one is added. */
    void read() throws IOException {
        var start = offset();
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            id = null;
            keepMalformed("an element that is no object", start);
            return;
        }
        var values = new @Nullable String[selection.size()];
        fields(values);
        var numericId = id == null ? WireId.UNREADABLE : WireId.toLong(id);
        var createdMillis = millis(createdAt);
        var updatedMillis = millis(updatedAt);
        var fault = fault(numericId, createdMillis, updatedMillis);
        if (fault != null) {
            keepMalformed(fault, start);
            return;
        }
        var archivedMillis = archived ? millis(archivedAt) : HubSpotRecord.NOT_ARCHIVED;
        records.add(new HubSpotRecord(
                numericId, createdMillis, updatedMillis, archived, archivedMillis, values, presence, answer));
    }

    private void fields(@Nullable String[] values) throws IOException {
        id = null;
        createdAt = null;
        updatedAt = null;
        archivedAt = null;
        archived = false;
        propertiesAreObject = true;
        answer = nothingAsked ? Answer.WHOLE : Answer.NOTHING;
        for (var name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            var token = parser.nextToken();
            switch (name) {
                case "id" -> id = Json.scalar(parser);
                case "properties" -> {
                    if (token == JsonToken.START_OBJECT) {
                        properties(values);
                    } else {
                        propertiesAreObject &= token == JsonToken.VALUE_NULL;
                        parser.skipChildren();
                    }
                }
                case "createdAt" -> createdAt = Json.scalar(parser);
                case "updatedAt" -> updatedAt = Json.scalar(parser);
                case "archived" -> archived = token == JsonToken.VALUE_TRUE;
                case "archivedAt" -> archivedAt = Json.scalar(parser);
                default -> parser.skipChildren();
            }
        }
    }

    private void properties(@Nullable String[] values) throws IOException {
        for (var place = 0; nextName(place); place++) {
            answer = answer == Answer.NOTHING ? Answer.BARE : answer;
            var index = indexAt[place];
            if (index < 0) {
                parser.nextToken();
                parser.skipChildren();
                continue;
            }
            var text = parser.nextTextValue();
            var value = text != null ? text : otherValue();
            if (!unasked[index]) {
                answer = Answer.WHOLE;
            }
            values[index] = value;
            if (value == null) {
                presence.sawNull(index);
            } else {
                presence.sawValue(index);
            }
        }
    }

    /** Goes to the name at this place and settles its position in the selection; false at the end of the object. */
    private boolean nextName(int place) throws IOException {
        if (place == nameAt.length) {
            nameAt = Arrays.copyOf(nameAt, place * 2);
            indexAt = Arrays.copyOf(indexAt, place * 2);
        }
        var expected = nameAt[place];
        if (expected != null) {
            if (parser.nextFieldName(expected)) {
                return true;
            }
        } else {
            parser.nextToken();
        }
        if (parser.currentToken() != JsonToken.FIELD_NAME) {
            return false;
        }
        var name = parser.currentName();
        nameAt[place] = new SerializedString(name);
        indexAt[place] = selection.indexOf(name);
        return true;
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
        return text(start, Integer.MAX_VALUE);
    }

    private @Nullable String fault(long numericId, long createdMillis, long updatedMillis) {
        if (id == null) {
            return "no id";
        }
        if (numericId == WireId.UNREADABLE) {
            return "an id that is no 64-bit integer";
        }
        if (updatedMillis == RecordTimestamps.UNREADABLE) {
            return updatedAt == null ? "no updatedAt" : "an updatedAt that is no time";
        }
        if (createdMillis == RecordTimestamps.UNREADABLE) {
            return createdAt == null ? "no createdAt" : "a createdAt that is no time";
        }
        return propertiesAreObject ? null : "properties that are no object";
    }

    private void keepMalformed(String reason, long start) {
        malformed.add(new MalformedRecord(id == null ? "" : id, reason, text(start, MALFORMED_JSON_CHARS)));
    }

    private static long millis(@Nullable String time) {
        return time == null ? RecordTimestamps.UNREADABLE : RecordTimestamps.toMillis(time);
    }

    private long offset() {
        return parser.currentTokenLocation().getByteOffset();
    }

    /** The body from here to where the parser stands. */
    private String text(long from, int maxChars) {
        var length = parser.currentLocation().getByteOffset() - from;
        // four bytes hold the longest character, so no more than that has to be decoded
        var bytes = (int) Math.min(length, maxChars * 4L);
        var text = new String(body, (int) from, bytes, StandardCharsets.UTF_8);
        return text.length() <= maxChars ? text : text.substring(0, maxChars);
    }
}
