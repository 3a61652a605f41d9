package io.hubflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.portal.ListPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hubflow plan} beside what a sync then really takes. */
final class PlanCommandIT {
    /** The kinds of calls that read records and what belongs to them; all others are for definitions. */
    private static final List<String> RECORDS = List.of("list", "search", "batch_read", "associations");

    @TempDir
    Path folder;

    private Simulator hubSpot;

    @BeforeEach
    void start() throws IOException {
        hubSpot = Simulator.start(SimulatorOptions.defaults()
                .withRecords(Map.of("contacts", 120L, "deals", 60L))
                .withLists(List.of(ListPlan.of("contacts", 120), ListPlan.of("deals", 12), ListPlan.of("deals", 0))));
    }

    @AfterEach
    void stop() {
        hubSpot.close();
    }

    private JsonNode run(String command, List<String> arguments) {
        var all = new ArrayList<>(List.of(command));
        all.addAll(arguments);
        all.addAll(List.of("--to", "t.duckdb", "--base-url", hubSpot.url().toString(), "--output", "json"));
        var run =
                CommandLineRun.of(folder, Map.of("HUBSPOT_ACCESS_TOKEN", hubSpot.token()), all.toArray(String[]::new));
        assertThat(run.code()).as(run.out() + run.err()).isZero();
        return run.json();
    }

    @Test
    void theCallsOfAFirstLoadAreForeseenAndOfLoadedTablesOnlyWhatIsMissing() {
        var selection = List.of(
                "--objects",
                "contacts",
                "--associations",
                "contacts:deals",
                "--history",
                "contacts.lifecyclestage",
                "--exclude",
                "phone");
        var plan = run("plan", selection);
        assertThat(Files.exists(folder.resolve("t.duckdb"))).isFalse();
        assertThat(plan.at("/objects/0/mode").asText()).isEqualTo("first_load");
        assertThat(plan.at("/objects/0/records").asLong()).isEqualTo(120);
        assertThat(plan.at("/objects/0/pairs").toString()).isEqualTo("[\"contacts:deals\"]");

        assertSyncTakes(plan, selection);

        var more = List.of("--objects", "contacts,deals", "--associations", "contacts:deals");
        var later = run("plan", more);
        var contacts = later.at("/objects/0");
        var withPhone = hubSpot.records("contacts").stream()
                .filter(row -> !row.archived())
                .filter(row -> !row.properties().getOrDefault("phone", "").isEmpty())
                .count();
        assertThat(contacts.get("mode").asText()).isEqualTo("update");
        assertThat(contacts.get("changed").asLong()).isZero();
        assertThat(reasons(contacts)).containsExactly("newly selected [\"phone\"] " + withPhone);
        assertThat(contacts.at("/read_again/0/api_calls/search").asLong()).isEqualTo(1);
        assertThat(contacts.at("/read_again/0/api_calls/batch_read").asLong()).isEqualTo((withPhone + 99) / 100);
        assertThat(later.at("/objects/1/mode").asText()).isEqualTo("first_load");
        assertSyncTakes(later, more);
    }

    @Test
    @Tag("thorough")
    void theCallsForMembersOfListsAreForeseenAndOfListsThatAreReadNone() {
        var deals = List.of("--objects", "deals");
        // Two pages of 120 members, and one of each other list.
        var members = 4;
        var first = run("plan", deals).at("/api_calls/definitions").asLong();
        var loaded = run("sync", deals);
        var second = run("plan", deals).at("/api_calls/definitions").asLong();
        var updated = run("sync", deals);

        assertThat(loaded.at("/made/api_calls/definitions").asLong()).isEqualTo(first);
        assertThat(loaded.at("/foreseen/api_calls/definitions").asLong()).isEqualTo(first);
        assertThat(updated.at("/made/api_calls/definitions").asLong()).isEqualTo(second);
        assertThat(updated.at("/foreseen/api_calls/definitions").asLong()).isEqualTo(second);
        assertThat(first - second).isGreaterThanOrEqualTo(members);
    }

    @Test
    void aColumnThatSomebodyDroppedHasEveryRecordReadAgain() throws SQLException {
        var deals = List.of("--objects", "deals", "--include", "deals.dealname,deals.amount");
        run("sync", deals);
        try (var connection = DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("t.duckdb"));
                var statement = connection.createStatement()) {
            statement.execute("ALTER TABLE deals DROP COLUMN amount");
        }

        var plan = run("plan", deals);

        assertThat(plan.at("/objects/0/mode").asText()).isEqualTo("update");
        assertThat(reasons(plan.at("/objects/0"))).containsExactly("somebody dropped the column [\"amount\"] 60");
        assertSyncTakes(plan, deals);
    }

    private void assertSyncTakes(JsonNode plan, List<String> selection) {
        var before = hubSpot.stats();
        var report = run("sync", selection);
        var after = hubSpot.stats();
        assertThat(report.at("/made/api_calls/total").asLong()).isEqualTo(after.total() - before.total());
        var definitions = after.total() - before.total();
        for (var kind : RECORDS) {
            var real = after.calls(kind) - before.calls(kind);
            definitions -= real;
            assertNear(plan.get("api_calls").get(kind).asLong(), real, kind);
            assertNear(report.at("/foreseen/api_calls").get(kind).asLong(), real, kind);
        }
        assertNear(plan.at("/api_calls/definitions").asLong(), definitions, "definitions");
    }

    @Test
    void tablesOfAnotherPortalAreRefusedAsASyncRefusesThem() throws IOException {
        run("sync", List.of("--objects", "deals"));
        try (var other = Simulator.start(SimulatorOptions.defaults()
                .withRecords(Map.of("deals", 5L))
                .withPortalId(SimulatorOptions.defaults().portalId() + 1))) {
            var run = CommandLineRun.of(
                    folder,
                    Map.of("HUBSPOT_ACCESS_TOKEN", other.token()),
                    "plan",
                    "--objects",
                    "deals",
                    "--to",
                    "t.duckdb",
                    "--base-url",
                    other.url().toString());

            assertThat(run.code()).isEqualTo(2);
            assertThat(run.err()).contains("(PORTAL_MISMATCH", "belong to portal");
            assertThat(other.stats().total()).isEqualTo(1);
        }
    }

    @Test
    void withoutATokenSnowflakesCreditsAreForecastAlone() {
        var run = CommandLineRun.of(
                folder, Map.of(), "plan", "--to", "snowflake", "--flush-interval", "15m", "--output", "json");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.json().get("forecasts")).hasSize(1);
        assertThat(run.json().has("objects")).isFalse();
        assertThat(hubSpot.stats().total()).isZero();
    }

    private static List<String> reasons(JsonNode type) {
        return StreamSupport.stream(type.get("read_again").spliterator(), false)
                .map(again -> again.get("reason").asText() + " " + again.get("names") + " " + again.get("records"))
                .toList();
    }

    private static void assertNear(long planned, long real, String kind) {
        assertThat(planned)
                .as(kind + ", of which the sync made " + real)
                .isBetween(real * 8 / 10, (real * 12 + 9) / 10);
    }
}
