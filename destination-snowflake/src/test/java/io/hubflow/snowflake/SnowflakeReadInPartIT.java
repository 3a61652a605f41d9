package io.hubflow.snowflake;

import io.hubflow.testkit.DestinationUnderTest;
import io.hubflow.testkit.ReadInPartContract;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;

@Tag("thorough")
class SnowflakeReadInPartIT extends ReadInPartContract {
    @Override
    protected DestinationUnderTest place(Path folder) {
        return SnowflakePlace.create(folder);
    }
}
