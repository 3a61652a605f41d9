package io.hubflow.duckdb;

import io.hubflow.testkit.DestinationUnderTest;
import io.hubflow.testkit.PortalDeparturesContract;
import java.nio.file.Path;

class DuckDbDeparturesIT extends PortalDeparturesContract {
    @Override
    protected DestinationUnderTest place(Path at) {
        return new DuckDbPlace(at);
    }
}
