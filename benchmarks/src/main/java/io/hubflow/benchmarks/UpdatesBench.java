package io.hubflow.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Contacts of 50 properties: the first load without limits, then, under HubSpot Professional's limits and latencies, a run that
 * finds nothing and runs that merge changes. All portals are of one seed, so that they hold the same; each run that merges changes has
 * one of its own.
 *
 * @param changes how many records change before each run
 */
record UpdatesBench(int contacts, List<Integer> changes) implements Benchmark {
    private static final double MOST_MEGABYTES = 400;
    private static final double IDLE_CPU_SECONDS = 1.5;

    /** Reading 10,000 records by search takes ten seconds at five searches of 200 a second. */
    private static final double SECONDS_OF_TEN_THOUSAND = 15;

    @Override
    public String title() {
        return "50 properties, %,d contacts: load without limits, then incremental runs".formatted(contacts);
    }

    @Override
    public List<Measurement> run(BenchContext context) throws IOException, InterruptedException {
        var lines = new ArrayList<Measurement>();
        var file = context.file("updates-" + contacts);
        var records = "contacts=" + contacts;
        String included;
        try (var simulator = context.portals().start(records, Portals.UNLIMITED)) {
            included = String.join(",", ContactProperties.fetch(simulator));
            lines.add(firstLoad(context, simulator, file, included));
        }
        for (var count : changes) {
            // What one run reads would be read again by the next one, because it is younger than the settle lag.
            var own = copy(file, context.file("updates-%d-%d".formatted(contacts, count)));
            try (var simulator = context.portals().start(records, Portals.PROFESSIONAL)) {
                sync(context, simulator, own, included);
                if (count.equals(changes.getFirst())) {
                    lines.add(idle(context, simulator, own, included));
                }
                lines.add(changed(context, simulator, own, included, count));
            }
            Files.delete(own);
        }
        return lines;
    }

    private static Path copy(Path file, Path to) throws IOException {
        return Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING);
    }

    private Measurement firstLoad(BenchContext context, SimulatorProcess simulator, Path file, String included)
            throws IOException, InterruptedException {
        var load = context.sync().run(simulator, "contacts", file, "--include", included);
        var rows = load.rowsWritten();
        var line = Measurement.of(
                        "fifty-unlimited-" + contacts, "50 properties, %,d contacts, no limits".formatted(contacts))
                .rows(rows)
                .seconds(load.process().seconds())
                .used(load.process())
                .calls(load.calls())
                .speed(rows / load.seconds(), false)
                .quota(simulator.stats())
                .broken(context.truth().records(simulator, file, "contacts", "contacts"))
                .target("≤ 400 MB", load.process().megabytes() <= MOST_MEGABYTES);
        if (contacts == 1_000_000) {
            line.target("≤ 25 µs CPU a row", load.process().microsPerRow(rows) <= 25);
        }
        return line.done();
    }

    private Measurement idle(BenchContext context, SimulatorProcess simulator, Path file, String included)
            throws IOException, InterruptedException {
        simulator.resetStats();
        var run = sync(context, simulator, file, included);
        var stats = simulator.stats();
        return Measurement.of("idle-" + contacts, "a run that finds nothing, professional (--refresh never)")
                .seconds(run.process().seconds())
                .used(run.process())
                .calls(run.calls())
                .quota(stats)
                .target("≤ 3 calls", run.calls() <= 3)
                .target(
                        "≤ 1.5 s CPU, the JVM's start included",
                        run.process().cpu().toMillis() / 1000.0 <= IDLE_CPU_SECONDS)
                .done();
    }

    private Measurement changed(BenchContext context, SimulatorProcess simulator, Path file, String included, int count)
            throws IOException, InterruptedException {
        simulator.mutate("{\"operations\":[{\"op\":\"update\",\"type\":\"contacts\",\"count\":%d}]}".formatted(count));
        simulator.resetStats();
        var run = sync(context, simulator, file, included);
        var stats = simulator.stats();
        var line = Measurement.of(
                        "changes-%d-of-%d".formatted(count, contacts),
                        "%,d changes among %,d contacts, professional".formatted(count, contacts))
                .rows(run.rowsWritten())
                .seconds(run.process().seconds())
                .used(run.process())
                .calls(run.calls())
                .quota(stats)
                .broken(context.truth().records(simulator, file, "contacts", "contacts"));
        if (count == 10_000) {
            line.target("≤ 15 s", run.process().seconds() <= SECONDS_OF_TEN_THOUSAND);
        }
        return line.done();
    }

    /** Refreshing calculated values reads the whole portal again; without it only what changed is read. */
    private static SyncCommand.Result sync(BenchContext context, SimulatorProcess simulator, Path file, String included)
            throws IOException, InterruptedException {
        return context.sync().run(simulator, "contacts", file, "--include", included, "--refresh", "never");
    }
}
