package io.hubflow.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The first load of contacts of 50 properties under HubSpot Professional's limits, beside a plain loop over the list. */
record FiftyProperties(int contacts, List<String> portalOptions) implements Benchmark {
    private static final int BASELINE_ROWS = 3_000;

    static FiftyProperties of(int contacts) {
        return new FiftyProperties(contacts, List.of());
    }

    /** A portal whose lists cannot be entered in the middle, so that one list lane alone reads. */
    static FiftyProperties withOpaqueCursors(int contacts) {
        return new FiftyProperties(contacts, List.of("--list-cursor", "opaque"));
    }

    @Override
    public String title() {
        return "50 properties, %,d contacts, professional%s"
                .formatted(contacts, portalOptions.isEmpty() ? "" : ", one list lane");
    }

    @Override
    public List<Measurement> run(BenchContext context) throws IOException, InterruptedException {
        var lines = new ArrayList<Measurement>();
        var options = new ArrayList<>(Portals.PROFESSIONAL);
        options.addAll(portalOptions);
        var serial = !portalOptions.isEmpty();
        var file = context.file("fifty-" + contacts + (serial ? "-serial" : ""));
        try (var simulator = context.portals().start("contacts=" + contacts, options)) {
            var properties = ContactProperties.fetch(simulator);
            if (!serial) {
                lines.add(baseline(simulator, properties));
                simulator.resetStats();
            }
            var load = context.sync().run(simulator, "contacts", file, "--include", String.join(",", properties));
            var stats = simulator.stats();
            var rows = load.rowsWritten();
            var share = rows / load.seconds() / Portals.CEILING_ROWS_PER_SECOND;
            var wanted = serial ? 0.45 : contacts >= 100_000 ? 0.85 : 0.65;
            var line = Measurement.of("fifty-" + contacts + (serial ? "-serial" : ""), title())
                    .rows(rows)
                    .columns(context.truth().columns(file, "contacts"))
                    .seconds(load.process().seconds())
                    .used(load.process())
                    .calls(load.calls())
                    .speed(rows / load.seconds(), true)
                    .quota(stats)
                    .broken(context.truth().records(simulator, file, "contacts", "contacts"))
                    .target("≥ %.0f %% of the quota".formatted(wanted * 100), share >= wanted);
            if (contacts == 100_000) {
                line.target("≤ 45 µs CPU a row", load.process().microsPerRow(rows) <= 45);
            }
            lines.add(line.done());
        }
        return lines;
    }

    private Measurement baseline(SimulatorProcess simulator, List<String> properties)
            throws IOException, InterruptedException {
        var run = MeasuredProcess.run(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SequentialListLoop.class.getName(),
                        simulator.url(),
                        simulator.token(),
                        String.join(",", properties),
                        String.valueOf(BASELINE_ROWS)))
                .requireSuccess();
        var rows = Long.parseLong(run.output().strip());
        return Measurement.of("loop-" + contacts, "one list page after the other, professional, written nowhere")
                .rows(rows)
                .seconds(run.seconds())
                .used(run)
                .calls((rows + 99) / 100)
                .speed(rows / run.seconds(), true)
                .done();
    }
}
