package io.hubflow.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Loads so many contacts of 50 properties into the Snowflake stand-in through the real driver, then 1,000 changes, then
 * nothing. The CPU of the connector's process alone is counted: HubSpot's and Snowflake's stand-ins run beside it.
 */
final class SnowflakeScenario {
    /** Over the reading share: encoding, compressing and uploading a row. */
    private static final double MOST_MICROS_OVER_READING = 40;

    private static final double MOST_MEGABYTES = 400;

    private final Path launcher;
    private final Path work;
    private final int contacts;

    SnowflakeScenario(Path launcher, Path work, int contacts) {
        this.launcher = launcher;
        this.work = work;
        this.contacts = contacts;
    }

    List<Measurement> run() throws IOException, InterruptedException {
        var lines = new ArrayList<Measurement>();
        var options = List.of("--seed", "7", "--records", "contacts=" + contacts, "--tier", "unlimited");
        try (var simulator = SimulatorProcess.start(launcher, options);
                var snowflake = SnowflakeProcess.start(launcher)) {
            var properties = ContactProperties.fetch(simulator);
            var environment = snowflake.environment(work.resolve("spool-" + contacts));
            var reading = readingShare(simulator, properties);
            lines.add(reading.line());
            lines.add(load(sync(simulator, properties, environment), reading.microsPerRow()));
            simulator.mutate("{\"operations\":[{\"op\":\"update\",\"type\":\"contacts\",\"count\":1000}]}");
            lines.add(changes(sync(simulator, properties, environment)));
            lines.add(idle(sync(simulator, properties, environment)));
        }
        return lines;
    }

    private record Reading(Measurement line, double microsPerRow) {}

    /** With the class archive, libraries and memory settings of {@code hubflow sync --to snowflake}, so that they cancel out. */
    private Reading readingShare(SimulatorProcess simulator, List<String> properties)
            throws IOException, InterruptedException {
        var run = MeasuredProcess.run(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:disable",
                        "-XX:SharedArchiveFile=" + build().resolve("classes.jsa"),
                        "-Xms32m",
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:-UsePerfData",
                        "-cp",
                        build().resolve("lib/hubflow.jar") + ":" + System.getProperty("java.class.path"),
                        DiscardedSync.class.getName(),
                        simulator.url(),
                        simulator.token(),
                        String.join(",", properties)))
                .requireSuccess();
        var rows = Long.parseLong(run.output().strip());
        var micros = run.microsPerRow(rows);
        var line = new Measurement(
                "reading share: the same sync, rows discarded",
                rows,
                run.seconds(),
                rows / run.seconds(),
                micros,
                run.megabytes(),
                null,
                null,
                null,
                null,
                null,
                null,
                null);
        return new Reading(line, micros);
    }

    /** What {@code ./hubflow} runs at the moment. */
    private Path build() throws IOException {
        var cache = launcher.resolveSibling(".cache/hubflow");
        return cache.resolve(Files.readString(cache.resolve("current")).strip());
    }

    private Measurement load(MeasuredProcess run, double readingMicros) throws IOException {
        var rows = contacts(run).path("rows_written").asLong();
        var over = run.microsPerRow(rows) - readingMicros;
        return new Measurement(
                "first load into Snowflake's stand-in",
                rows,
                run.seconds(),
                rows / contacts(run).path("seconds").asDouble(),
                run.microsPerRow(rows),
                run.megabytes(),
                null,
                null,
                null,
                null,
                null,
                "≤ 40 µs CPU a row over the reading share, ≤ 400 MB",
                over <= MOST_MICROS_OVER_READING && run.megabytes() <= MOST_MEGABYTES && rows == contacts,
                warehouse(run, rows, over));
    }

    private Measurement changes(MeasuredProcess run) throws IOException {
        var rows = contacts(run).path("rows_written").asLong();
        return new Measurement(
                "1,000 changes merged into %,d rows in Snowflake's stand-in".formatted(contacts),
                rows,
                run.seconds(),
                null,
                null,
                run.megabytes(),
                null,
                null,
                null,
                null,
                null,
                "≥ 1,000 rows, ≤ 400 MB",
                rows >= 1_000 && run.megabytes() <= MOST_MEGABYTES,
                warehouse(run, rows, null));
    }

    private Measurement idle(MeasuredProcess run) throws IOException {
        var warehouse = warehouse(run, 0, null);
        var wakeUps = spent(run).path("wake_ups").asLong();
        return new Measurement(
                "run that finds nothing, Snowflake's stand-in",
                0,
                run.seconds(),
                null,
                null,
                run.megabytes(),
                null,
                null,
                null,
                null,
                null,
                "the warehouse sleeps on, nothing is staged, ≤ 3 statements",
                wakeUps == 0 && warehouse.stagedBytes() == 0 && warehouse.statements() <= 3,
                warehouse);
    }

    private static Measurement.Warehouse warehouse(MeasuredProcess run, long rows, @Nullable Double over)
            throws IOException {
        var spent = spent(run);
        var staged = spent.path("staged_bytes").asLong();
        var millions = rows / 1_000_000.0;
        return new Measurement.Warehouse(
                spent.path("statements").asLong(),
                staged,
                rows == 0 ? null : staged / 1_000_000.0 / millions,
                rows == 0 ? null : contacts(run).path("seconds").asDouble() / millions,
                over);
    }

    private static JsonNode spent(MeasuredProcess run) throws IOException {
        return Bench.json(run.output()).path("warehouse");
    }

    private static JsonNode contacts(MeasuredProcess run) throws IOException {
        return Bench.json(run.output()).path("objects").path(0);
    }

    /** Refreshing calculated values reads the whole portal again; without it only what changed is read. */
    private MeasuredProcess sync(SimulatorProcess simulator, List<String> properties, Map<String, String> environment)
            throws IOException, InterruptedException {
        return MeasuredProcess.run(
                        List.of(
                                launcher.toString(),
                                "sync",
                                "--base-url",
                                simulator.url(),
                                "--token",
                                simulator.token(),
                                "--objects",
                                "contacts",
                                "--include",
                                String.join(",", properties),
                                "--refresh",
                                "never",
                                "--to",
                                "snowflake",
                                "--output",
                                "json"),
                        environment)
                .requireSuccess();
    }
}
