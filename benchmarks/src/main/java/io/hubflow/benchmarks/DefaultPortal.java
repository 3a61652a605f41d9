package io.hubflow.benchmarks;

import java.io.IOException;
import java.util.List;

/**
 * The first load of a default portal's contacts with all of their properties, about 370, which is what is loaded when nothing
 * is selected; under HubSpot Professional's limits and usual latencies.
 */
record DefaultPortal(int contacts) implements Benchmark {
    private static final int LARGE = 100_000;
    private static final double MOST_MEGABYTES = 450;
    private static final double MOST_MICROS = 160;

    @Override
    public String title() {
        return "default portal, all properties, %,d contacts, professional".formatted(contacts);
    }

    @Override
    public List<Measurement> run(BenchContext context) throws IOException, InterruptedException {
        var file = context.file("default-" + contacts);
        try (var simulator = context.portals().start("contacts=" + contacts, Portals.PROFESSIONAL)) {
            var load = context.sync().run(simulator, "contacts", file);
            var stats = simulator.stats();
            var rows = load.rowsWritten();
            var line = Measurement.of("default-portal-" + contacts, title())
                    .rows(rows)
                    .seconds(load.process().seconds())
                    .used(load.process())
                    .calls(load.calls())
                    .speed(rows / load.seconds(), true)
                    .broken(QuotaCheck.of(stats))
                    .broken(context.truth().records(simulator, file, "contacts", "contacts"));
            var share = contacts >= LARGE ? 0.8 : 0.6;
            line.target(
                    "≥ %.0f %% of the quota".formatted(share * 100),
                    rows / load.seconds() >= share * Portals.CEILING_ROWS_PER_SECOND);
            line.target("≤ 450 MB", load.process().megabytes() <= MOST_MEGABYTES);
            if (contacts >= LARGE) {
                line.target("≤ 160 µs CPU a row", load.process().microsPerRow(rows) <= MOST_MICROS);
            }
            return List.of(line.done());
        }
    }
}
