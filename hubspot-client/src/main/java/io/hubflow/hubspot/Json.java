package io.hubflow.hubspot;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The JSON reader and writer of this module. Jackson's messages quote the text, so they are replaced here. */
final class Json {
    static final JsonFactory FACTORY = new JsonFactory();

    private static final ObjectMapper MAPPER = new ObjectMapper(FACTORY);

    private Json() {}

    /** For small answers; records are read by {@link RecordPageReader}. */
    static JsonNode tree(byte[] body) throws BrokenAnswerException {
        try {
            return MAPPER.readTree(body);
        } catch (IOException e) {
            throw broken(e, body);
        }
    }

    static JsonParser parser(byte[] body) throws IOException {
        return FACTORY.createParser(body);
    }

    /** Reads one member of an object, its value included. */
    @FunctionalInterface
    interface MemberReader {
        /** @param token where the value begins */
        void read(String name, JsonToken token) throws IOException;
    }

    /**
     * Reads an answer that is one object with a list of {@code results}, member by member.
     *
     * @throws BrokenAnswerException when the body is empty or goes on after the object
     * @throws ForeignAnswerException when it is no object, or has no list of results
     */
    static void readResults(JsonParser parser, MemberReader reader) throws IOException {
        var first = parser.nextToken();
        if (first == null) {
            throw new BrokenAnswerException("an empty body");
        }
        if (first != JsonToken.START_OBJECT) {
            throw new ForeignAnswerException("JSON that is no object");
        }
        var hasResults = false;
        for (var name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            var token = parser.nextToken();
            if (name.equals("results")) {
                if (token != JsonToken.START_ARRAY) {
                    throw new ForeignAnswerException("\"results\" that is no list");
                }
                hasResults = true;
            }
            reader.read(name, token);
        }
        if (parser.nextToken() != null) {
            throw new BrokenAnswerException("something after the end of the JSON");
        }
        if (!hasResults) {
            throw new ForeignAnswerException("JSON without \"results\"");
        }
    }

    /** The text of the current value, null when it is null or a structure (which is skipped). */
    static @Nullable String scalar(JsonParser parser) throws IOException {
        if (parser.currentToken().isScalarValue()) {
            return parser.currentToken() == JsonToken.VALUE_NULL ? null : parser.getText();
        }
        parser.skipChildren();
        return null;
    }

    /** What was wrong, without a word of the body. */
    static BrokenAnswerException broken(IOException failure, byte[] body) {
        var at = failure instanceof JsonProcessingException json && json.getLocation() != null
                ? json.getLocation().getByteOffset()
                : -1;
        var kind = startsLikeMarkup(body) ? "a web page instead of JSON" : "no valid JSON";
        return new BrokenAnswerException(at < 0 ? kind : "%s (byte %d of %d)".formatted(kind, at, body.length));
    }

    static boolean startsLikeMarkup(byte[] body) {
        for (var b : body) {
            if (b > ' ') {
                return b == '<';
            }
        }
        return false;
    }
}
