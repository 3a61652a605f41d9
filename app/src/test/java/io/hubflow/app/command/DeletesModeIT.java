package io.hubflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that earlier runs marked, once {@code --deletes hard} is set. */
@Tag("thorough")
final class DeletesModeIT {
    private static final String FILTER = "contacts: city HAS_PROPERTY";

    @TempDir
    Path folder;

    private Simulator hubSpot;

    @BeforeEach
    void start() throws IOException {
        hubSpot = Simulator.start(SimulatorOptions.defaults().withRecords(Map.of("contacts", 60L)));
    }

    @AfterEach
    void stop() {
        hubSpot.close();
    }

    @Test
    void theFirstRunThatRemovesRowsRemovesTheMarkedOnesInDuckDb() {
        assertMarkedRowsAreRemoved(Map.of("HUBFLOW_DUCKDB_PATH", "t.duckdb"));
    }

    @Test
    void theFirstRunThatRemovesRowsRemovesTheMarkedOnesInSnowflake() throws SQLException {
        try (var account = new SnowflakeAccount()) {
            assertMarkedRowsAreRemoved(account.environment(account.newSchema()));
        }
    }

    private void assertMarkedRowsAreRemoved(Map<String, String> warehouse) {
        hubSpot.mutate(new Mutation.Update("contacts", Target.random(60), List.of(), Map.of("city", "Bremen")));
        assertThat(sync(warehouse, "soft").code()).isZero();
        var live = live();
        hubSpot.mutate(new Mutation.Archive("contacts", new Target.Ids(live.subList(0, 3))));
        hubSpot.mutate(new Mutation.GdprDelete("contacts", new Target.Ids(live.subList(3, 5))));
        hubSpot.mutate(
                new Mutation.Merge("contacts", new Target.Ids(List.of(live.get(5), live.get(6))), Optional.empty()));
        hubSpot.mutate(
                new Mutation.Update("contacts", new Target.Ids(live.subList(7, 11)), List.of(), Map.of("city", "")));
        assertThat(sync(warehouse, "soft").code()).isZero();
        assertThat(sync(warehouse, "soft").code()).isZero();
        assertThat(ids(warehouse)).hasSizeGreaterThanOrEqualTo(60);

        hubSpot.mutate(new Mutation.Update(
                "contacts", new Target.Ids(live.subList(7, 8)), List.of(), Map.of("city", "Emden")));
        var run = sync(warehouse, "hard");

        assertThat(run.code()).as(run.out() + run.err()).isZero();
        assertThat(ids(warehouse)).isEqualTo(wanted());
        assertThat(run.out()).contains("3 archived", "2 deleted", "merged into others", "3 no longer in the filter");
        var idle = sync(warehouse, "hard");
        assertThat(idle.out()).doesNotContain("no longer in the filter", " archived,");
        assertThat(ids(warehouse)).isEqualTo(wanted());
    }

    private List<Long> live() {
        return hubSpot.records("contacts").stream()
                .filter(row -> !row.archived())
                .map(row -> row.id())
                .sorted()
                .toList();
    }

    private List<Long> wanted() {
        return hubSpot.records("contacts").stream()
                .filter(row -> !row.archived()
                        && !row.properties().getOrDefault("city", "").isEmpty())
                .map(row -> row.id())
                .sorted()
                .toList();
    }

    private List<Long> ids(Map<String, String> warehouse) {
        return run(warehouse, List.of("query", "select _id from contacts order by 1", "--output", "csv"))
                .out()
                .lines()
                .skip(1)
                .map(Long::valueOf)
                .toList();
    }

    private CommandLineRun sync(Map<String, String> warehouse, String deletes) {
        return run(
                warehouse,
                List.of(
                        "sync",
                        "--objects",
                        "contacts",
                        "--where",
                        FILTER,
                        "--deletes",
                        deletes,
                        "--refresh",
                        "never"));
    }

    private CommandLineRun run(Map<String, String> warehouse, List<String> arguments) {
        var environment = new HashMap<>(warehouse);
        environment.put("HUBSPOT_ACCESS_TOKEN", hubSpot.token());
        environment.put("HUBFLOW_HUBSPOT_BASE_URL", hubSpot.url().toString());
        return CommandLineRun.of(folder, environment, new ArrayList<>(arguments).toArray(String[]::new));
    }
}
