package io.hubflow.benchmarks;

import java.io.IOException;
import java.util.List;

/**
 * The first load of contacts and a fifth as many companies of a default portal, all properties, without and with the links
 * between them, about 1.5 a contact; under HubSpot Professional's limits and usual latencies.
 */
record LinksBench(int contacts) implements Benchmark {
    private static final String TYPES = "contacts,companies";
    private static final double MOST_LONGER = 1.10;
    private static final double MOST_CALLS = 1.2;

    @Override
    public String title() {
        return "%,d contacts and %,d companies, without and with their links, professional"
                .formatted(contacts, contacts / 5);
    }

    @Override
    public List<Measurement> run(BenchContext context) throws IOException, InterruptedException {
        var records = "contacts=%d,companies=%d".formatted(contacts, contacts / 5);
        try (var simulator = context.portals().start(records, Portals.PROFESSIONAL)) {
            var without = context.sync().run(simulator, TYPES, context.file("unlinked"), "--associations", "none");
            var first = line("unlinked-", "contacts and companies without links, professional", without)
                    .quota(simulator.stats())
                    .done();
            simulator.resetStats();
            var file = context.file("linked");
            var with = context.sync().run(simulator, TYPES, file);
            var stats = simulator.stats();
            var longer = with.seconds() / without.seconds();
            var perThousand = with.calls("associations") * 1000.0 / contacts;
            var second = line("linked-", "the same with their links", with)
                    .quota(stats)
                    .broken(context.truth().records(simulator, file, "contacts", "contacts"))
                    .broken(context.truth().records(simulator, file, "companies", "companies"))
                    .broken(context.truth().links(simulator, file, "contacts", "companies"))
                    .target("≤ 10 %% longer (%.0f %%)".formatted((longer - 1) * 100), longer <= MOST_LONGER)
                    .target(
                            "≤ 1.2 calls a 1,000 records a pair (%.2f)".formatted(perThousand),
                            perThousand <= MOST_CALLS)
                    .done();
            return List.of(first, second);
        }
    }

    private Measurement.Draft line(String key, String scenario, SyncCommand.Result load) {
        var rows = load.rowsWritten();
        return Measurement.of(key + contacts, scenario)
                .rows(rows)
                .seconds(load.process().seconds())
                .used(load.process())
                .calls(load.calls())
                .speed(rows / load.seconds(), true);
    }
}
