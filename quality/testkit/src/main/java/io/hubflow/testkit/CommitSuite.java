package io.hubflow.testkit;

import java.nio.file.Path;
import org.junit.jupiter.api.Nested;

/** The part of {@link DestinationContract} about staging and committing: for a second way to the same warehouse, such as another cloud. */
public abstract class CommitSuite {
    /** A place that no other test uses. */
    protected abstract DestinationUnderTest place(Path folder);

    @Nested
    class Committing extends CommitContract {
        @Override
        DestinationUnderTest place(Path folder) {
            return CommitSuite.this.place(folder);
        }
    }
}
