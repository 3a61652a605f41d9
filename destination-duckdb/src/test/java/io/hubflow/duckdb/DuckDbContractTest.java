package io.hubflow.duckdb;

import io.hubflow.testkit.DestinationContract;
import io.hubflow.testkit.DestinationUnderTest;
import java.nio.file.Path;

class DuckDbContractTest extends DestinationContract {
    @Override
    protected DestinationUnderTest place(Path folder) {
        return new DuckDbPlace(folder);
    }
}
