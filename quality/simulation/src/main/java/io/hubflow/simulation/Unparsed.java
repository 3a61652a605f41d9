package io.hubflow.simulation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the column {@code _unparsed}. */
final class Unparsed {
    private static final JsonMapper JSON = new JsonMapper();

    private Unparsed() {}

    static Map<String, String> texts(@Nullable String json) {
        var texts = new HashMap<String, String>();
        if (json == null) {
            return texts;
        }
        try {
            JSON.readTree(json)
                    .properties()
                    .forEach(member ->
                            texts.put(member.getKey(), member.getValue().asText()));
            return texts;
        } catch (JsonProcessingException e) {
            throw new AssertionError("_unparsed is not JSON: " + json, e);
        }
    }
}
