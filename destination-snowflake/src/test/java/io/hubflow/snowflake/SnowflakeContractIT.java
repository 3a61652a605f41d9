package io.hubflow.snowflake;

import io.hubflow.testkit.DestinationContract;
import io.hubflow.testkit.DestinationUnderTest;
import java.nio.file.Path;

/** The suite that every destination passes, with the real driver against the emulator. */
class SnowflakeContractIT extends DestinationContract {
    @Override
    protected DestinationUnderTest place(Path folder) {
        return SnowflakePlace.create(folder);
    }
}
