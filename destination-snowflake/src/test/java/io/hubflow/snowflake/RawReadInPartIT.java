package io.hubflow.snowflake;

import io.hubflow.testkit.DestinationUnderTest;
import io.hubflow.testkit.ReadInPartContract;
import java.nio.file.Path;

/** What a reading did not see stays in the one document of the raw layout too. */
class RawReadInPartIT extends ReadInPartContract {
    @Override
    protected DestinationUnderTest place(Path folder) {
        return SnowflakePlace.raw(folder);
    }
}
