package io.hubflow.snowflake.emulator.catalog;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/**
 * An internal named stage: a directory.
 *
 * @param format the options of its FILE_FORMAT, empty when none was given
 */
public record Stage(
        ObjectName name,
        String owner,
        Instant createdAt,
        boolean temporary,
        Path directory,
        Map<String, Object> format,
        String comment) {
    public Stage {
        format = Map.copyOf(format);
    }

    public Stage ownedBy(String changed) {
        return new Stage(name, changed, createdAt, temporary, directory, format, comment);
    }
}
