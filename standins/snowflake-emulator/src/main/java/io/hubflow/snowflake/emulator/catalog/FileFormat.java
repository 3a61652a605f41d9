package io.hubflow.snowflake.emulator.catalog;

import java.time.Instant;
import java.util.Map;

/** A named file format. */
public record FileFormat(ObjectName name, String owner, Instant createdAt, Map<String, Object> options) {
    public FileFormat {
        options = Map.copyOf(options);
    }
}
