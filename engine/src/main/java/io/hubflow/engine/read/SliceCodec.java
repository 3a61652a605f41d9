package io.hubflow.engine.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Slices as JSON, for queues between processes. */
public final class SliceCodec {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private SliceCodec() {}

    public static String write(Slice slice) {
        try {
            return MAPPER.writerFor(Slice.class).writeValueAsString(slice);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a slice is always JSON: " + slice, e);
        }
    }

    /** @throws IllegalArgumentException when it is no slice */
    public static Slice read(String json) {
        try {
            return MAPPER.readValue(json, Slice.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a slice: " + json, e);
        }
    }
}
