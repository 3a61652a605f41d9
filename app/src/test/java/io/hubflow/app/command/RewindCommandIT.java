package io.hubflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Moving the cursor of a DuckDB file back. */
final class RewindCommandIT {
    @TempDir
    Path folder;

    private Simulator hubSpot;

    @BeforeEach
    void start() throws IOException {
        hubSpot = Simulator.start(SimulatorOptions.defaults().withRecords(Map.of("companies", 40L)));
    }

    @AfterEach
    void stop() {
        hubSpot.close();
    }

    private CommandLineRun sync() {
        return CommandLineRun.of(
                folder,
                Map.of("HUBSPOT_ACCESS_TOKEN", hubSpot.token(), "HUBFLOW_SYNC_SETTLE_LAG", "0s"),
                "sync",
                "--objects",
                "companies",
                "--associations",
                "none",
                "--base-url",
                hubSpot.url().toString(),
                "--output",
                "json");
    }

    private CommandLineRun rewind(String... arguments) {
        return CommandLineRun.of(folder, Map.of(), arguments);
    }

    @Test
    void theNextSyncReadsAgainWhatChangedSinceThen() {
        assertThat(sync().code()).isZero();
        var moment = Instant.now();
        hubSpot.mutate(new Mutation.Update("companies", Target.random(7, 1), List.of(), Map.of()));
        assertThat(sync().code()).isZero();
        hubSpot.advance(java.time.Duration.ofMinutes(3));
        assertThat(sync().code()).isZero();

        var refused = rewind("rewind", "--to", moment.toString());
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.out()).contains("companies").contains("7");
        assertThat(refused.err()).contains("add --yes");
        var before = hubSpot.stats().total();
        assertThat(rewind("rewind", "--to", moment.toString(), "--yes").code()).isZero();
        assertThat(hubSpot.stats().total()).as("calls").isEqualTo(before);

        var again = sync().json().path("objects").get(0);
        assertThat(again.path("rows_read").asLong()).isGreaterThanOrEqualTo(7);
        assertThat(again.path("rows_written").asLong()).isZero();
    }

    @Test
    void wrongMomentsAndUnknownObjectTypesAreErrors() {
        assertRefused("There is no DuckDB file", "--to", "2020-01-01");
        assertThat(sync().code()).isZero();
        assertRefused("lies before the first run", "--to", "2020-01-01", "--yes");
        assertRefused("lies in the future", "--to", "2999-01-01", "--yes");
        assertRefused("must be a date or instant", "--to", "yesterday", "--yes");
        assertRefused("Did you mean companies?", "--to", Instant.now().toString(), "--objects", "compnies", "--yes");
    }

    private void assertRefused(String expected, String... arguments) {
        var all = new java.util.ArrayList<>(List.of("rewind"));
        all.addAll(List.of(arguments));
        var run = rewind(all.toArray(String[]::new));
        assertThat(run.code()).as(run.err()).isNotZero();
        assertThat(run.err()).contains(expected);
    }
}
