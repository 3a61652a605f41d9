package io.hubflow.engine.destination;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The text of {@code _unparsed}: a JSON object of column name to HubSpot's exact text, in the order of the columns.
 *
 * <p>Text with a NUL or with half of a surrogate pair cannot be kept in UTF-8 or in every JSON column. It is written as a JSON
 * string literal, quotation marks included, with such characters as {@code \\u} escapes: any database takes that, and a JSON
 * parser turns it back into what HubSpot sent.
 */
public final class UnparsedValues {
    private static final JsonMapper JSON = new JsonMapper();

    private UnparsedValues() {}

    /**
     * The entries of a new version of a row, and those that the stored row has for columns which were not read.
     *
     * @param unread lower-cased column names
     * @return null when there are none
     */
    public static @Nullable String merge(
            @Nullable String read, @Nullable String stored, List<Column> columns, Set<String> unread) {
        if (stored == null) {
            return read;
        }
        var kept = fields(stored);
        kept.keySet().removeIf(name -> !unread.contains(name.toLowerCase(Locale.ROOT)));
        if (kept.isEmpty()) {
            return read;
        }
        var entries = read == null ? new TreeMap<String, JsonNode>(String.CASE_INSENSITIVE_ORDER) : fields(read);
        entries.putAll(kept);
        var json = new StringBuilder();
        for (var column : columns) {
            var value = entries.remove(column.name());
            if (value != null) {
                append(json, column.name(), value.asText());
            }
        }
        entries.forEach((name, value) -> append(json, name, value.asText()));
        return json.append('}').toString();
    }

    /** Adds an entry to an object whose closing brace is still to come; begins it when {@code json} is empty. */
    public static void append(StringBuilder json, String column, String text) {
        json.append(json.isEmpty() ? '{' : ',');
        quote(json, column);
        json.append(':');
        quote(json, isStorable(text) ? text : literal(text));
    }

    /** Whether every database keeps this text as it is. */
    public static boolean isStorable(String text) {
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c == 0 || (Character.isSurrogate(c) && isLoneSurrogate(text, i))) {
                return false;
            }
        }
        return true;
    }

    /** The text with U+FFFD, the replacement character, in place of what cannot be stored. */
    public static String storable(String text) {
        var storable = new StringBuilder(text);
        for (var i = 0; i < text.length(); i++) {
            if (text.charAt(i) == 0 || isLoneSurrogate(text, i)) {
                storable.setCharAt(i, '\uFFFD');
            }
        }
        return storable.toString();
    }

    private static String literal(String text) {
        var literal = new StringBuilder();
        quote(literal, text);
        return literal.toString();
    }

    private static void quote(StringBuilder json, String text) {
        json.append('"');
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ' || isLoneSurrogate(text, i)) {
                escape(json, c);
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }

    private static void escape(StringBuilder json, char c) {
        switch (c) {
            case '\n' -> json.append("\\n");
            case '\r' -> json.append("\\r");
            case '\t' -> json.append("\\t");
            case '\b' -> json.append("\\b");
            case '\f' -> json.append("\\f");
            default -> json.append("\\u").append("%04X".formatted((int) c));
        }
    }

    /** Whether the character is half of a pair whose other half is missing. */
    private static boolean isLoneSurrogate(String text, int index) {
        var c = text.charAt(index);
        if (Character.isHighSurrogate(c)) {
            return index + 1 == text.length() || !Character.isLowSurrogate(text.charAt(index + 1));
        }
        return Character.isLowSurrogate(c) && (index == 0 || !Character.isHighSurrogate(text.charAt(index - 1)));
    }

    /** By column name, whatever its case. */
    private static TreeMap<String, JsonNode> fields(String json) {
        try {
            var fields = new TreeMap<String, JsonNode>(String.CASE_INSENSITIVE_ORDER);
            if (JSON.readTree(json) instanceof ObjectNode object) {
                object.properties().forEach(entry -> fields.put(entry.getKey(), entry.getValue()));
            }
            return fields;
        } catch (JsonProcessingException e) {
            throw new ConnectorException(
                    ErrorCode.DESTINATION_CORRUPT,
                    "A row's _unparsed is no JSON object: " + json.substring(0, Math.min(80, json.length())),
                    "The row was not written, so that nothing is lost.",
                    "Restore that value, or set it to NULL.",
                    e);
        }
    }
}
