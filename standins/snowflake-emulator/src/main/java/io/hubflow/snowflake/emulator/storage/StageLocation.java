package io.hubflow.snowflake.emulator.storage;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the driver finds the files of a stage: the {@code stageInfo} of a PUT or GET reply.
 *
 * @param locationType {@code LOCAL_FS}, {@code S3}, {@code GCS} or {@code AZURE}
 * @param location a directory, or bucket and path
 * @param credentials by the driver's names, e.g. {@code AWS_KEY_ID}
 */
public record StageLocation(
        String locationType,
        String location,
        String region,
        @Nullable String endPoint,
        @Nullable String storageAccount,
        boolean clientSideEncrypted,
        Map<String, String> credentials,
        @Nullable String presignedUrl) {
    public StageLocation {
        credentials = Map.copyOf(credentials);
    }

    static StageLocation local(String directory) {
        return new StageLocation("LOCAL_FS", directory, "local", null, null, false, Map.of(), null);
    }

    /** Never prints a credential. */
    @Override
    public String toString() {
        return "StageLocation[" + locationType + " " + location + "]";
    }
}
