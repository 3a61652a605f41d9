package io.hubflow.snowflake;

import io.hubflow.snowflake.emulator.storage.StorageKind;
import io.hubflow.testkit.CommitSuite;
import io.hubflow.testkit.DestinationUnderTest;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;

/** Staging and committing in an account on Amazon S3: the driver encrypts each staged file and uploads it there. */
@Tag("thorough")
class S3CommitIT extends CommitSuite {
    @Override
    protected DestinationUnderTest place(Path folder) {
        return SnowflakePlace.over(StorageKind.S3, folder);
    }
}
