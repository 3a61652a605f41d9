package io.hubflow.snowflake;

import io.hubflow.testkit.DestinationUnderTest;
import io.hubflow.testkit.ReadInPartContract;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;

/** What a reading did not see stays in the one document of the raw layout too. */
@Tag("thorough")
class RawReadInPartIT extends ReadInPartContract {
    @Override
    protected DestinationUnderTest place(Path folder) {
        return SnowflakePlace.raw(folder);
    }
}
