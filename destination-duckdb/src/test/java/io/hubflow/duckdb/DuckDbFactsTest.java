package io.hubflow.duckdb;

import io.hubflow.testkit.DestinationUnderTest;
import io.hubflow.testkit.FactSuite;
import java.nio.file.Path;

class DuckDbFactsTest extends FactSuite {
    @Override
    protected DestinationUnderTest place(Path folder) {
        return new DuckDbPlace(folder);
    }
}
