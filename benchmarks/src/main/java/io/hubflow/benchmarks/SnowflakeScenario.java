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
record SnowflakeScenario(int contacts) implements Benchmark {
    /** Over the reading share: encoding, compressing and uploading a row. */
    private static final double MOST_MICROS_OVER_READING = 40;

    private static final double MOST_MEGABYTES = 400;
    private static final int CHANGES = 1_000;

    /** ALTER SESSION, SHOW and SELECT for the state; CREATE STAGE and DROP STAGE for the claim of the run. */
    private static final int IDLE_STATEMENTS = 5;

    private record Reading(Measurement line, double microsPerRow) {}

    @Override
    public String title() {
        return "50 properties, %,d contacts, into Snowflake's stand-in".formatted(contacts);
    }

    @Override
    public List<Measurement> run(BenchContext context) throws IOException, InterruptedException {
        var lines = new ArrayList<Measurement>();
        try (var simulator = context.portals().start("contacts=" + contacts, Portals.UNLIMITED);
                var snowflake = SnowflakeProcess.start(context.launcher())) {
            var properties = String.join(",", ContactProperties.fetch(simulator));
            var environment = snowflake.environment(context.work().resolve("spool-" + contacts));
            var reading = readingShare(context, simulator, properties);
            lines.add(reading.line());
            lines.add(load(simulator, sync(context, simulator, properties, environment), reading));
            simulator.mutate(
                    "{\"operations\":[{\"op\":\"update\",\"type\":\"contacts\",\"count\":%d}]}".formatted(CHANGES));
            lines.add(changes(sync(context, simulator, properties, environment)));
            lines.add(idle(sync(context, simulator, properties, environment)));
        }
        return lines;
    }

    /** With the class archive, libraries and memory settings of {@code hubflow sync --to snowflake}, so that they cancel out. */
    private Reading readingShare(BenchContext context, SimulatorProcess simulator, String properties)
            throws IOException, InterruptedException {
        var build = build(context.launcher());
        var run = MeasuredProcess.run(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:disable",
                        "-XX:SharedArchiveFile=" + build.resolve("classes.jsa"),
                        "-Xms32m",
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:-UsePerfData",
                        "-cp",
                        build.resolve("lib/hubflow.jar") + ":" + System.getProperty("java.class.path"),
                        DiscardedSync.class.getName(),
                        simulator.url(),
                        simulator.token(),
                        properties))
                .requireSuccess();
        var read = Long.parseLong(run.output().strip());
        var line = Measurement.of("reading-" + contacts, "reading share: the same sync, rows discarded")
                .rows(contacts)
                .seconds(run.seconds())
                .used(run)
                .speed(contacts / run.seconds(), false)
                .broken(read >= contacts ? List.of() : List.of("%,d rows were read".formatted(read)));
        return new Reading(line.done(), run.microsPerRow(contacts));
    }

    /** What {@code ./hubflow} runs at the moment. */
    private static Path build(Path launcher) throws IOException {
        var cache = launcher.resolveSibling(".cache/hubflow");
        return cache.resolve(Files.readString(cache.resolve("current")).strip());
    }

    private Measurement load(SimulatorProcess simulator, SyncCommand.Result load, Reading reading)
            throws IOException, InterruptedException {
        var rows = load.rowsWritten();
        var over = load.process().microsPerRow(rows) - reading.microsPerRow();
        var line = Measurement.of("snowflake-" + contacts, "first load into Snowflake's stand-in")
                .rows(rows)
                .seconds(load.process().seconds())
                .used(load.process())
                .speed(rows / load.seconds(), false)
                .quota(simulator.stats())
                .broken(rows == contacts ? List.of() : List.of("%,d rows were written".formatted(rows)))
                .target("≤ 40 µs CPU a row over the reading share", over <= MOST_MICROS_OVER_READING)
                .target("≤ 400 MB", load.process().megabytes() <= MOST_MEGABYTES);
        return line.warehouse(warehouse(load, rows, over)).done();
    }

    private Measurement changes(SyncCommand.Result run) {
        var rows = run.rowsWritten();
        return Measurement.of(
                        "snowflake-changes-" + contacts,
                        "%,d changes merged into %,d rows in Snowflake's stand-in".formatted(CHANGES, contacts))
                .rows(rows)
                .seconds(run.process().seconds())
                .used(run.process())
                .broken(rows == CHANGES ? List.of() : List.of("%,d rows were written".formatted(rows)))
                .target("≤ 400 MB", run.process().megabytes() <= MOST_MEGABYTES)
                .warehouse(warehouse(run, rows, null))
                .done();
    }

    private Measurement idle(SyncCommand.Result run) {
        var warehouse = warehouse(run, 0, null);
        var wakeUps = run.report().path("warehouse").path("wake_ups").asLong();
        return Measurement.of("snowflake-idle-" + contacts, "run that finds nothing, Snowflake's stand-in")
                .seconds(run.process().seconds())
                .used(run.process())
                .target(
                        "the warehouse sleeps on, nothing is staged, ≤ %d statements".formatted(IDLE_STATEMENTS),
                        wakeUps == 0 && warehouse.stagedBytes() == 0 && warehouse.statements() <= IDLE_STATEMENTS)
                .warehouse(warehouse)
                .done();
    }

    private static Measurement.Warehouse warehouse(SyncCommand.Result run, long rows, @Nullable Double over) {
        JsonNode spent = run.report().path("warehouse");
        var staged = spent.path("staged_bytes").asLong();
        var millions = rows / 1_000_000.0;
        return new Measurement.Warehouse(
                spent.path("statements").asLong(),
                staged,
                rows == 0 ? null : staged / 1_000_000.0 / millions,
                rows == 0 ? null : run.seconds() / millions,
                over);
    }

    /** Refreshing calculated values reads the whole portal again; without it only what changed is read. */
    private static SyncCommand.Result sync(
            BenchContext context, SimulatorProcess simulator, String properties, Map<String, String> environment)
            throws IOException, InterruptedException {
        return context.sync()
                .run(simulator, "contacts", "snowflake", environment, "--include", properties, "--refresh", "never");
    }
}
