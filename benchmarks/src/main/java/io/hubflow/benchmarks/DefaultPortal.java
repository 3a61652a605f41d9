package io.hubflow.benchmarks;

import java.io.IOException;
import java.util.List;

/**
 * The first load of a default portal's contacts under HubSpot Professional's limits and usual latencies: with what is loaded when
 * nothing is selected, all properties but those of the sensitive classes (about 365), and with those classes too, of which the
 * highly sensitive one is returned by no search.
 */
record DefaultPortal(int contacts, Selection selection) implements Benchmark {
    private static final int LARGE = 100_000;
    private static final double MOST_MEGABYTES = 450;
    private static final double MOST_MICROS = 160;

    /** Which properties are loaded. */
    enum Selection {
        /** What is loaded when nothing is said. */
        DEFAULT("default-portal-", "nothing selected", List.of()),
        /** The sensitive classes as well. */
        WITH_SENSITIVE("default-portal-sensitive-", "with sensitive classes", List.of("--sensitive", "*"));

        private final String key;
        private final String words;
        private final List<String> options;

        Selection(String key, String words, List<String> options) {
            this.key = key;
            this.words = words;
            this.options = options;
        }
    }

    @Override
    public String title() {
        return "default portal, %s, %,d contacts, professional".formatted(selection.words, contacts);
    }

    @Override
    public List<Measurement> run(BenchContext context) throws IOException, InterruptedException {
        var file = context.file(selection.key + contacts);
        try (var simulator = context.portals().start("contacts=" + contacts, Portals.PROFESSIONAL)) {
            var load = context.sync().run(simulator, "contacts", file, selection.options.toArray(String[]::new));
            var stats = simulator.stats();
            var rows = load.rowsWritten();
            var line = Measurement.of(selection.key + contacts, title())
                    .rows(rows)
                    .columns(context.truth().columns(file, "contacts"))
                    .seconds(load.process().seconds())
                    .used(load.process())
                    .calls(load.calls())
                    .speed(rows / load.seconds(), true)
                    .quota(stats)
                    .broken(context.truth().records(simulator, file, "contacts", "contacts"));
            var share = wantedShare();
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

    /** Lists alone, which is all that brings highly sensitive values, allow 66 % of what lists and searches allow together. */
    private double wantedShare() {
        var share = contacts >= LARGE ? 0.8 : 0.6;
        return selection == Selection.DEFAULT ? share : share * 0.66;
    }
}
