package io.hubflow.snowflake;

import io.hubflow.testkit.DestinationUnderTest;
import io.hubflow.testkit.FactSuite;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;

/** What every destination passes for tables of facts, with the real driver against the emulator. */
@Tag("thorough")
class SnowflakeFactsIT extends FactSuite {
    @Override
    protected DestinationUnderTest place(Path folder) {
        return SnowflakePlace.create(folder);
    }
}
