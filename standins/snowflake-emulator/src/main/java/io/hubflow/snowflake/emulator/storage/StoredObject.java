package io.hubflow.snowflake.emulator.storage;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/**
 * An object as it was uploaded.
 *
 * @param key below the bucket: the stage's directory, then the path in the stage
 * @param metadata the user's, by lower-case name
 */
record StoredObject(String key, Path file, long bytes, String etag, Instant modified, Map<String, String> metadata) {
    StoredObject {
        metadata = Map.copyOf(metadata);
    }
}
