package io.hubflow.e2e.history;

import io.hubflow.e2e.Seeds;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random changes of links, labels, merges, deletes, histories and lists: after two runs every table equals the portal. */
@Tag("thorough")
final class FactHistoriesIT {
    @TempDir
    Path directory;

    @Test
    void someTypesFollowEveryChange() throws Exception {
        tell(5, 1, 1, FactHistory.TYPES);
    }

    /** Forty object types have six hundred pairs, and a table each. */
    @Test
    @Tag("stress")
    void everyTypeWithCustomOnesFollows() throws Exception {
        tell(50, 1, 1, List.of("all"));
    }

    @Test
    @Tag("stress")
    void manyHistoriesFollowEveryChange() throws Exception {
        tell(1_000, 10, 4, FactHistory.TYPES);
    }

    private void tell(long first, int count, int rounds, List<String> objects) throws Exception {
        for (var seed : Seeds.seeds(first, count).toArray()) {
            Seeds.tell(seed, FactHistoriesIT.class, () -> 0, () -> {
                try (var history = new FactHistory(seed, directory, objects)) {
                    history.tell(rounds);
                }
            });
        }
    }
}
