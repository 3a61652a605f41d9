package io.hubflow.testkit;

import java.nio.file.Path;
import org.junit.jupiter.api.Nested;

/**
 * The suite that every destination passes: a test class extends it and says where to write. {@link ReadInPartContract} is the rest of
 * it.
 *
 * <p>It knows the port, the names of the system columns and of the {@code _hubflow_*} tables, and nothing of any warehouse.
 */
public abstract class DestinationContract {
    /** An empty place, which may use the folder; called before each test. */
    protected abstract DestinationUnderTest place(Path folder);

    @Nested
    class Merging extends MergeContract {
        @Override
        DestinationUnderTest place(Path folder) {
            return DestinationContract.this.place(folder);
        }
    }

    @Nested
    class Values extends ValueContract {
        @Override
        DestinationUnderTest place(Path folder) {
            return DestinationContract.this.place(folder);
        }
    }

    @Nested
    class Identity extends IdentityContract {
        @Override
        DestinationUnderTest place(Path folder) {
            return DestinationContract.this.place(folder);
        }
    }

    @Nested
    class Evolving extends EvolutionContract {
        @Override
        DestinationUnderTest place(Path folder) {
            return DestinationContract.this.place(folder);
        }
    }

    @Nested
    class Committing extends CommitContract {
        @Override
        DestinationUnderTest place(Path folder) {
            return DestinationContract.this.place(folder);
        }
    }
}
