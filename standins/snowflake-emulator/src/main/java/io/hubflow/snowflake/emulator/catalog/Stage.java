package io.hubflow.snowflake.emulator.catalog;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/**
 * An internal named stage: a directory.
 *
 * @param clientSideEncrypted type SNOWFLAKE_FULL, the default; SNOWFLAKE_SSE leaves it to the cloud
 * @param format the options of its FILE_FORMAT, empty when none was given
 */
public record Stage(
        ObjectName name,
        String owner,
        Instant createdAt,
        boolean temporary,
        boolean clientSideEncrypted,
        Path directory,
        Map<String, Object> format,
        String comment) {
    public Stage {
        format = Map.copyOf(format);
    }

    public Stage ownedBy(String changed) {
        return new Stage(name, changed, createdAt, temporary, clientSideEncrypted, directory, format, comment);
    }
}
