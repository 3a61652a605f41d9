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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records that left the filter and that HubSpot deletes for good afterwards: no values of theirs may stay (decision 46). */
final class ErasedOutOfScopeIT {
    private static final String FILTER = "contacts: city HAS_PROPERTY";

    /** Of these records, what the rows say in one word each, and whether any value is left. */
    private static final String STATE =
            "select _id || ' ' || case when _deleted_at is not null then 'deleted' when _merged_into is not null then 'merged'"
                    + " when _out_of_scope then 'out' when _archived then 'archived' else 'live' end || ' '"
                    + " || case when email is null then 'empty' else 'kept' end as state from contacts where _id in (%s) order by _id";

    @TempDir
    Path folder;

    private Simulator hubSpot;

    @BeforeEach
    void start() throws IOException {
        hubSpot = Simulator.start(SimulatorOptions.defaults().withRecords(Map.of("contacts", 60L)));
        hubSpot.mutate(new Mutation.Update(
                "contacts", Target.random(60), List.of(), Map.of("city", "Bremen", "email", "person@example.com")));
    }

    @AfterEach
    void stop() {
        hubSpot.close();
    }

    @Test
    void theirValuesAndHistoriesAreErasedInDuckDb() {
        assertErased(Map.of("HUBFLOW_DUCKDB_PATH", "t.duckdb"));
    }

    @Test
    @Tag("thorough")
    void theirValuesAndHistoriesAreErasedInSnowflake() throws SQLException {
        try (var account = new SnowflakeAccount()) {
            assertErased(account.environment(account.newSchema()));
        }
    }

    private void assertErased(Map<String, String> warehouse) {
        sync(warehouse, "always", FILTER);
        var ids = ids(6);
        leaveTheFilter(ids.subList(0, 5));
        assertThat(sync(warehouse, "always", FILTER).out()).contains("5 no longer in the filter");
        hubSpot.mutate(new Mutation.GdprDelete("contacts", new Target.Ids(ids.subList(0, 2))));
        hubSpot.mutate(new Mutation.Archive("contacts", new Target.Ids(ids.subList(2, 3))));

        var run = sync(warehouse, "always", FILTER);

        assertThat(run.out()).contains("2 deleted").doesNotContain("no longer in the filter");
        var states = List.of(
                ids.get(0) + " deleted empty",
                ids.get(1) + " deleted empty",
                ids.get(2) + " out kept",
                ids.get(3) + " out kept",
                ids.get(4) + " out kept",
                ids.get(5) + " live kept");
        assertThat(states(warehouse, ids)).isEqualTo(states);
        assertThat(lines(warehouse, "select distinct _id from contacts_history where _id in (" + joined(ids) + ")"))
                .containsExactlyInAnyOrderElementsOf(
                        ids.subList(2, 6).stream().map(String::valueOf).toList());
        assertThat(sync(warehouse, "always", FILTER).out()).doesNotContain(" deleted");
        assertThat(states(warehouse, ids)).isEqualTo(states);
    }

    @Test
    @Tag("thorough")
    void theyAreAskedForOnceADayWherePassesHaveABudgetAndAlsoOnceTheFilterIsGone() {
        var warehouse = Map.of("HUBFLOW_DUCKDB_PATH", "t.duckdb");
        sync(warehouse, "auto", "");
        var ids = ids(3);
        leaveTheFilter(ids);
        sync(warehouse, "auto", FILTER);
        hubSpot.mutate(new Mutation.GdprDelete("contacts", new Target.Ids(ids.subList(0, 1))));
        sync(warehouse, "auto", FILTER);
        assertThat(states(warehouse, ids))
                .containsExactly(ids.get(0) + " deleted empty", ids.get(1) + " out kept", ids.get(2) + " out kept");

        hubSpot.mutate(new Mutation.GdprDelete("contacts", new Target.Ids(ids.subList(1, 2))));
        sync(warehouse, "auto", FILTER);
        assertThat(states(warehouse, ids)).contains(ids.get(1) + " out kept");
        sync(warehouse, "always", "");
        sync(warehouse, "always", "");
        assertThat(states(warehouse, ids))
                .containsExactly(
                        ids.get(0) + " deleted empty", ids.get(1) + " deleted empty", ids.get(2) + " live kept");
    }

    private void leaveTheFilter(List<Long> ids) {
        hubSpot.mutate(new Mutation.Update("contacts", new Target.Ids(ids), List.of(), Map.of("city", "")));
    }

    private List<Long> ids(int count) {
        return hubSpot.records("contacts").stream()
                .map(row -> row.id())
                .sorted()
                .limit(count)
                .toList();
    }

    private List<String> states(Map<String, String> warehouse, List<Long> ids) {
        return lines(warehouse, STATE.formatted(joined(ids)));
    }

    private static String joined(List<Long> ids) {
        return String.join(", ", ids.stream().map(String::valueOf).toList());
    }

    private List<String> lines(Map<String, String> warehouse, String sql) {
        return run(warehouse, List.of("query", sql, "--output", "csv"))
                .out()
                .lines()
                .skip(1)
                .toList();
    }

    private CommandLineRun sync(Map<String, String> warehouse, String refresh, String filter) {
        var arguments = new ArrayList<>(List.of(
                "sync",
                "--objects",
                "contacts",
                "--include",
                "email,city",
                "--history",
                "contacts.email",
                "--refresh",
                refresh));
        if (!filter.isEmpty()) {
            arguments.addAll(List.of("--where", filter));
        }
        var run = run(warehouse, arguments);
        assertThat(run.code()).as(run.out() + run.err()).isZero();
        return run;
    }

    private CommandLineRun run(Map<String, String> warehouse, List<String> arguments) {
        var environment = new HashMap<>(warehouse);
        environment.put("HUBSPOT_ACCESS_TOKEN", hubSpot.token());
        environment.put("HUBFLOW_HUBSPOT_BASE_URL", hubSpot.url().toString());
        return CommandLineRun.of(folder, environment, arguments.toArray(String[]::new));
    }
}
