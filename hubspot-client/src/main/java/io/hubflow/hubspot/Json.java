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
