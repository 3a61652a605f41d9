package io.hubflow.testkit;

import java.nio.file.Path;
import org.junit.jupiter.api.Nested;

/** What every destination passes for tables of facts: links, members, versions. */
public abstract class FactSuite {
    /** An empty place, which may use the folder; called before each test. */
    protected abstract DestinationUnderTest place(Path folder);

    @Nested
    class Sets extends FactSetContract {
        @Override
        DestinationUnderTest place(Path folder) {
            return FactSuite.this.place(folder);
        }
    }

    @Nested
    class Departures extends FactDepartureContract {
        @Override
        DestinationUnderTest place(Path folder) {
            return FactSuite.this.place(folder);
        }
    }

    @Nested
    class Versions extends FactVersionContract {
        @Override
        DestinationUnderTest place(Path folder) {
            return FactSuite.this.place(folder);
        }
    }

    @Nested
    class Committing extends FactCommitContract {
        @Override
        DestinationUnderTest place(Path folder) {
            return FactSuite.this.place(folder);
        }
    }

    @Nested
    class Alterations extends FactAlterationContract {
        @Override
        DestinationUnderTest place(Path folder) {
            return FactSuite.this.place(folder);
        }
    }
}
