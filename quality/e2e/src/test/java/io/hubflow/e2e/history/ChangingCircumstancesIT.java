package io.hubflow.e2e.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.e2e.Seeds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random histories in which kills, tokens, scopes, portals, selections, clocks and schemas change between runs. */
@Tag("thorough")
final class ChangingCircumstancesIT {
    /** DuckDB works outside of the heap; more at once gain nothing on two cores. */
    private static final int AT_ONCE = 3;

    @TempDir
    Path directory;

    @Test
    void aHistoryWipesMixesAndSkipsNothing() throws Exception {
        tell(1, 1, 5);
    }

    @Test
    @Tag("stress")
    void manyHistoriesWipeMixAndSkipNothing() throws Exception {
        tell(1_000, 24, 8);
    }

    /** @param runs of each history, before the calm ones at its end */
    private void tell(long first, int count, int runs) throws Exception {
        try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
            var histories = new ArrayList<Future<?>>();
            Seeds.seeds(first, count)
                    .forEach(seed -> histories.add(threads.submit(() -> {
                        tellOne(seed, runs);
                        return null;
                    })));
            var failures = new ArrayList<String>();
            for (var history : histories) {
                try {
                    history.get();
                } catch (ExecutionException e) {
                    failures.add(String.valueOf(e.getMessage()));
                }
            }
            assertThat(failures)
                    .as("%d of %d histories%n%s", failures.size(), count, String.join("\n\n", failures))
                    .isEmpty();
        }
    }

    private void tellOne(long seed, int runs) throws Exception {
        Seeds.tell(seed, ChangingCircumstancesIT.class, () -> 0, () -> {
            try (var history = new History(seed, directory)) {
                history.tell(runs);
            }
        });
    }
}
