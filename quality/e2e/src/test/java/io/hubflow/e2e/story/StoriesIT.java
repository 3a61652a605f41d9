package io.hubflow.e2e.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.e2e.Seeds;
import io.hubflow.simulation.SnowflakeWarehouse;
import io.hubflow.simulation.Tables;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random stories of the command line end with right tables. {@code make stories} tells more of them. */
final class StoriesIT {
    @Test
    @Tag("thorough")
    void aStoryEndsWithRightTables() throws Exception {
        tell(3, 1, Optional.of(Tables.DUCKDB));
    }

    @Test
    @Tag("stress")
    void manyStoriesEndWithRightTables() throws Exception {
        tell(1_000, 12, SnowflakeWarehouse.isAvailable() ? Optional.empty() : Optional.of(Tables.DUCKDB));
    }

    private static void tell(long first, int count, Optional<Tables> elsewhere) throws Exception {
        var failures = new ArrayList<String>();
        var stories = new Stories(elsewhere, System.out::println);
        for (var seed : Seeds.seeds(first, count).toArray()) {
            stories.failure(seed, Set.of()).ifPresent(failures::add);
        }
        assertThat(failures).isEmpty();
    }
}
