package io.hubflow.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A simulated portal and a DuckDB file that follows it. */
final class Portal implements AutoCloseable {
    static final List<String> OBJECTS = List.of("contacts", "companies", "deals", "tickets");

    private final Simulator simulator;
    private final Path directory;

    Portal(SimulatorOptions options, Path directory) throws IOException {
        this.simulator = Simulator.start(options);
        this.directory = directory;
    }

    /** Large enough for several lanes and commits, small enough for many runs. */
    static SimulatorOptions small(long seed) {
        return SimulatorOptions.defaults()
                .withSeed(seed)
                .withRecords("contacts", 1_300)
                .withRecords("companies", 700)
                .withRecords("deals", 300)
                .withRecords("tickets", 100);
    }

    Simulator simulator() {
        return simulator;
    }

    Path database() {
        return directory.resolve("portal.duckdb");
    }

    String[] syncArguments(String... more) {
        var arguments = new ArrayList<>(List.of(
                "sync",
                "--base-url",
                simulator.url().toString(),
                "--token",
                simulator.token(),
                "--objects",
                String.join(",", OBJECTS),
                "--sensitive",
                "*",
                "--to",
                database().toString(),
                "--output",
                "json"));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    Hubflow.Ended sync(String... more) throws IOException, InterruptedException {
        return Hubflow.run(directory, syncArguments(more));
    }

    Hubflow.Running startSync() throws IOException {
        return Hubflow.start(directory, syncArguments());
    }

    void assertTablesEqualTruth() throws IOException, SQLException {
        for (var objectType : OBJECTS) {
            assertThat(TruthComparison.differences(simulator.adminUrl(), database(), objectType))
                    .as(objectType)
                    .isEmpty();
        }
    }

    @Override
    public void close() {
        simulator.close();
    }
}
