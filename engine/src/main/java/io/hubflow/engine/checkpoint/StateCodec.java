package io.hubflow.engine.checkpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * The engine's states as JSON with a format version. A higher version than ours is refused, never guessed at; unknown
 * fields of our own version are ignored.
 */
public final class StateCodec {
    /** Raised when an older hubflow would misread what we write. */
    public static final int FORMAT = 1;

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private StateCodec() {}

    public static String write(Object state) {
        var json = (ObjectNode) MAPPER.valueToTree(state);
        return MAPPER.createObjectNode().put("format", FORMAT).setAll(json).toString();
    }

    /** @throws ConnectorException as {@link #read(String, String, Class)} */
    public static <T> T read(Checkpoint checkpoint, Class<T> type) {
        return read(checkpoint.stream(), checkpoint.state(), type);
    }

    /**
     * @throws ConnectorException {@code DESTINATION_STATE_NEWER} when a newer hubflow wrote it, {@code DESTINATION_CORRUPT}
     *     when it is no state at all
     */
    public static <T> T read(String stream, String json, Class<T> type) {
        try {
            var tree = MAPPER.readTree(json);
            requireOurFormat(stream, tree);
            var state = MAPPER.treeToValue(tree, type);
            if (state == null) {
                throw corrupt(stream, null);
            }
            return state;
        } catch (JsonProcessingException e) {
            throw corrupt(stream, e);
        }
    }

    private static void requireOurFormat(String stream, JsonNode tree) {
        var format = tree.path("format").asInt(0);
        if (format > FORMAT) {
            throw new ConnectorException(
                    ErrorCode.DESTINATION_STATE_NEWER,
                    "The state of " + stream + " has format " + format + "; this hubflow reads up to " + FORMAT + ".",
                    "A newer hubflow wrote it. Nothing was read or changed.",
                    "Run that newer version.");
        }
        if (format < 1) {
            throw corrupt(stream, null);
        }
    }

    private static ConnectorException corrupt(String stream, @Nullable Exception cause) {
        return new ConnectorException(
                ErrorCode.DESTINATION_CORRUPT,
                "The state of " + stream + " in _hubflow_checkpoints cannot be read.",
                "Without it hubflow cannot tell what the table holds, so it does nothing.",
                "Restore the destination, or load into a new one.",
                cause);
    }
}
