package io.hubflow.snowflake;

import io.hubflow.testkit.DestinationUnderTest;
import io.hubflow.testkit.PortalDeparturesContract;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;

@Tag("thorough")
class SnowflakeDeparturesIT extends PortalDeparturesContract {
    @Override
    protected DestinationUnderTest place(Path at) {
        return SnowflakePlace.patient(at);
    }
}
