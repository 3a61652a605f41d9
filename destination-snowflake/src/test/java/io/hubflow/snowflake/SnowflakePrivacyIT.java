package io.hubflow.snowflake;

import io.hubflow.testkit.DestinationUnderTest;
import io.hubflow.testkit.PrivacyContract;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;

@Tag("thorough")
class SnowflakePrivacyIT extends PrivacyContract {
    @Override
    protected DestinationUnderTest place(Path at) {
        return SnowflakePlace.patient(at);
    }
}
