package io.hubflow.testkit;

import java.nio.file.Path;
import org.junit.jupiter.api.Nested;

/** The suite about rows that were not read whole, that left and that came back, which every layout of every destination passes. */
public abstract class ReadInPartContract {
    /** An empty place, which may use the folder; called before each test. */
    protected abstract DestinationUnderTest place(Path folder);

    @Nested
    class Versions extends VersionContract {
        @Override
        DestinationUnderTest place(Path folder) {
            return ReadInPartContract.this.place(folder);
        }
    }

    @Nested
    class Departures extends DepartureContract {
        @Override
        DestinationUnderTest place(Path folder) {
            return ReadInPartContract.this.place(folder);
        }
    }

    @Nested
    class Removals extends RemovalContract {
        @Override
        DestinationUnderTest place(Path folder) {
            return ReadInPartContract.this.place(folder);
        }
    }

    @Nested
    class Erasing extends ErasureContract {
        @Override
        DestinationUnderTest place(Path folder) {
            return ReadInPartContract.this.place(folder);
        }
    }

    @Nested
    class ReadingInPart extends PartialReadContract {
        @Override
        DestinationUnderTest place(Path folder) {
            return ReadInPartContract.this.place(folder);
        }
    }

    @Nested
    class Commenting extends CommentContract {
        @Override
        DestinationUnderTest place(Path folder) {
            return ReadInPartContract.this.place(folder);
        }
    }
}
