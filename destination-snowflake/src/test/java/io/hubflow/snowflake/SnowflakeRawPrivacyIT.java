package io.hubflow.snowflake;

import io.hubflow.testkit.DestinationUnderTest;
import io.hubflow.testkit.PrivacyContract;
import java.nio.file.Path;

class SnowflakeRawPrivacyIT extends PrivacyContract {
    @Override
    protected DestinationUnderTest place(Path at) {
        return SnowflakePlace.raw(at);
    }
}
