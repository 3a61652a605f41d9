package io.hubflow.snowflake;

import io.hubflow.testkit.DestinationUnderTest;
import io.hubflow.testkit.FactSuite;
import java.nio.file.Path;

/** What every destination passes for tables of facts, with the real driver against the emulator. */
class SnowflakeFactsIT extends FactSuite {
    @Override
    protected DestinationUnderTest place(Path folder) {
        return SnowflakePlace.create(folder);
    }
}
