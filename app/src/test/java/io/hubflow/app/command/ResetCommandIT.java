package io.hubflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.app.CommandContext;
import io.hubflow.app.Interruption;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.quota.Tier;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loading object types of a DuckDB file whole again. */
final class ResetCommandIT {
    private static final int COMPANIES = 40;
    /** More than a list alone is read for. */
    private static final int DEALS = 1_200;

    @TempDir
    Path folder;

    private Simulator hubSpot;

    @BeforeEach
    void start() throws IOException {
        hubSpot = Simulator.start(SimulatorOptions.defaults()
                .withTier(Tier.UNLIMITED)
                .withRecords(Map.of("companies", (long) COMPANIES, "deals", (long) DEALS, "tickets", 10L)));
    }

    @AfterEach
    void stop() {
        hubSpot.close();
    }

    private CommandLineRun sync() {
        var run = hubflow(
                "sync",
                "--objects",
                "companies,deals,tickets",
                "--associations",
                "deals:companies",
                "--include",
                "name,dealname,subject,hs_object_id",
                "--refresh",
                "never",
                "--base-url",
                hubSpot.url().toString(),
                "--output",
                "json");
        assertThat(run.code()).as(run.err()).isZero();
        return run;
    }

    private CommandLineRun hubflow(String... arguments) {
        return CommandLineRun.of(folder, Map.of("HUBSPOT_ACCESS_TOKEN", hubSpot.token()), arguments);
    }

    @Test
    void theNextSyncLoadsTheseObjectTypesWholeAgainAndRowsStayUntilThen() throws SQLException {
        sync();
        var links = count("deals_companies");
        alter(
                "DELETE FROM deals WHERE _id IN (SELECT _id FROM deals ORDER BY _id LIMIT 5)",
                "INSERT INTO deals SELECT * REPLACE (987654321 AS _id) FROM deals LIMIT 1");
        var calls = hubSpot.stats().total();

        var reset = hubflow("reset", "--object", "companies", "--object", "deals", "--yes");

        assertThat(reset.code()).as(reset.err()).isZero();
        assertThat(reset.out())
                .contains("companies", "deals", "1,196")
                .contains("about")
                .doesNotContain("tickets");
        assertThat(hubSpot.stats().total()).as("calls").isEqualTo(calls);
        assertThat(count("deals")).isEqualTo(DEALS - 5 + 1);

        var report = sync().json().path("objects");
        for (var object : report) {
            var type = object.path("object_type").asText();
            var read = object.path("rows_read").asLong();
            switch (type) {
                case "companies" -> assertThat(read).as(object.toString()).isEqualTo(COMPANIES);
                // The lanes that go up and down may read a page twice where they meet.
                case "deals" -> assertThat(read).as(object.toString()).isGreaterThanOrEqualTo(DEALS);
                default -> assertThat(read).as(object.toString()).isLessThan(10);
            }
        }
        assertThat(count("deals WHERE _deleted_at IS NULL AND NOT _archived")).isEqualTo(DEALS);
        assertThat(count("deals WHERE _id = 987654321 AND _deleted_at IS NOT NULL"))
                .as("what the new load does not find is marked as any absent row")
                .isEqualTo(1);
        assertThat(count("deals_companies")).isEqualTo(links);
        var idle = sync().json().path("objects");
        idle.forEach(object -> assertThat(object.path("rows_written").asLong())
                .as(object.toString())
                .isZero());
    }

    @Test
    @Tag("thorough")
    void itAsksAtATerminalAndChangesNothingUnlessConfirmed() {
        sync();
        var before = hubflow("state", "--output", "json").out();

        var refused = hubflow("reset", "--object", "deals");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("add --yes");
        assertThat(refused.out()).contains("1,200");
        assertThat(atTerminal("n\n", "reset", "--object", "deals")).isEqualTo(2);
        assertThat(hubflow("state", "--output", "json").out()).isEqualTo(before);

        assertThat(atTerminal("y\n", "reset", "--object", "deals")).isZero();
        assertThat(hubflow("state").out()).contains("first load under way");
    }

    /** Runs the command at a terminal that stays open after the answer. */
    private int atTerminal(String answer, String... arguments) {
        var typed = new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8));
        var open = new InputStream() {
            @Override
            public int read() {
                throw new AssertionError("waits for more than the answer's line");
            }
        };
        var context = new CommandContext(
                Map.of(),
                folder,
                new SequenceInputStream(typed, open),
                new ByteArrayOutputStream(),
                new ByteArrayOutputStream(),
                true,
                InstantSource.system(),
                new Interruption());
        return Hubflow.run(context, arguments);
    }

    @Test
    @Tag("thorough")
    void unknownObjectTypesAndTablesWithoutRowsAreErrors() {
        assertRefused("There is no DuckDB file", "--object", "deals", "--yes");
        sync();
        var calls = hubSpot.stats().total();
        assertRefused("Did you mean companies?", "--object", "compnies", "--yes");
        assertRefused("contacts has not been loaded", "--object", "deals,contacts", "--yes");
        assertRefused("--object", "--yes");
        assertThat(hubSpot.stats().total()).isEqualTo(calls);
        assertThat(hubflow("state").out()).doesNotContain("first load under way");
    }

    private void assertRefused(String expected, String... arguments) {
        var all = new ArrayList<>(List.of("reset"));
        all.addAll(List.of(arguments));
        var run = hubflow(all.toArray(String[]::new));
        assertThat(run.code()).as(run.err()).isNotZero();
        assertThat(run.err()).contains(expected);
    }

    private void alter(String... statements) throws SQLException {
        try (var database = DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("hubflow.duckdb"));
                var statement = database.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private long count(String rows) throws SQLException {
        try (var database = DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("hubflow.duckdb"));
                var counted = database.createStatement().executeQuery("SELECT count(*) FROM " + rows)) {
            counted.next();
            return counted.getLong(1);
        }
    }
}
