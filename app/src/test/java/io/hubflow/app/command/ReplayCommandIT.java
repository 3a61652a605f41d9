package io.hubflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading a range of changes of a DuckDB file again. */
final class ReplayCommandIT {
    @TempDir
    Path folder;

    private Simulator hubSpot;

    @BeforeEach
    void start() throws IOException {
        hubSpot = Simulator.start(SimulatorOptions.defaults().withRecords(Map.of("companies", 60L)));
    }

    @AfterEach
    void stop() {
        hubSpot.close();
    }

    private CommandLineRun sync() {
        var run = hubflow(
                "sync",
                "--objects",
                "companies",
                "--associations",
                "none",
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
        var environment = Map.of(
                "HUBSPOT_ACCESS_TOKEN", hubSpot.token(), "HUBFLOW_SYNC_SETTLE_LAG", "0s", "HUBFLOW_SYNC_OVERLAP", "0s");
        return CommandLineRun.of(folder, environment, arguments);
    }

    private void update(int records, long seed) {
        hubSpot.mutate(new Mutation.Update("companies", Target.random(records, seed), List.of(), Map.of()));
    }

    @Test
    void theNextSyncReadsAgainWhatWasModifiedInTheRangeAndNothingElse() {
        sync();
        var from = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        update(7, 1);
        var to = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        hubSpot.advance(Duration.ofMillis(1));
        update(30, 2);
        var inRange = hubSpot.records("companies").stream()
                .filter(row ->
                        !row.updatedAt().isBefore(from) && !row.updatedAt().isAfter(to))
                .count();
        assertThat(inRange).isPositive();
        hubSpot.advance(Duration.ofMinutes(3));
        sync();
        var cursor = cursor();
        var idle = sync().json().path("objects").get(0).path("rows_read").asLong();

        var refused = hubflow("replay", "--from", from.toString(), "--to", to.toString());
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.out()).contains("companies", " " + inRange);
        assertThat(refused.err()).contains("add --yes");
        var calls = hubSpot.stats().total();
        var replay = hubflow("replay", "--from", from.toString(), "--to", to.toString(), "--yes");
        assertThat(replay.code()).as(replay.err()).isZero();
        assertThat(hubSpot.stats().total()).as("calls").isEqualTo(calls);
        assertThat(cursor()).isGreaterThanOrEqualTo(cursor);

        var again = sync().json().path("objects").get(0);
        assertThat(again.path("rows_read").asLong()).isEqualTo(idle + inRange);
        assertThat(again.path("rows_written").asLong()).isZero();
        assertThat(sync().json().path("objects").get(0).path("rows_read").asLong())
                .as("once")
                .isEqualTo(idle);
    }

    private long cursor() {
        return hubflow("state", "--output", "json")
                .json()
                .path("objects")
                .get(0)
                .path("checkpoint")
                .path("cursor_millis")
                .asLong();
    }

    @Test
    void wrongRangesAndUnknownObjectTypesAreErrors() {
        var now = Instant.now().toString();
        assertRefused("There is no DuckDB file", "2020-01-01", now);
        sync();
        var later = Instant.now().toString();
        assertRefused("lies before the first run", "2020-01-01", later);
        assertRefused("--to 2999-01-01T00:00:00Z lies in the future", "2020-01-01", "2999-01-01");
        assertRefused("is not before --to", later, later);
        assertRefused("is not before --to", "2020-01-02", "2020-01-01");
        assertRefused("must be a date or instant", "yesterday", later);
        assertRefused("Did you mean companies?", now, later, "--objects", "compnies");
    }

    private void assertRefused(String expected, String from, String to, String... more) {
        var arguments = new ArrayList<>(List.of("replay", "--from", from, "--to", to, "--yes"));
        arguments.addAll(List.of(more));
        var run = hubflow(arguments.toArray(String[]::new));
        assertThat(run.code()).as(run.err()).isNotZero();
        assertThat(run.err()).contains(expected);
    }
}
