package io.hubflow.duckdb;

import io.hubflow.testkit.DestinationUnderTest;
import io.hubflow.testkit.ReadInPartContract;
import java.nio.file.Path;

class DuckDbReadInPartTest extends ReadInPartContract {
    @Override
    protected DestinationUnderTest place(Path folder) {
        return new DuckDbPlace(folder);
    }
}
