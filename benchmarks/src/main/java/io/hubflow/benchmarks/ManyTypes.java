package io.hubflow.benchmarks;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Thirty object types of 1,000 to 100,000 records, all properties and links, under one Professional quota: how much of it is
 * used, and when the small types are ready. Then a run that finds nothing.
 *
 * @param divisor makes all types smaller
 */
record ManyTypes(int divisor) implements Benchmark {
    private static final List<String> LARGE = List.of("contacts", "companies", "deals", "tickets", "emails");
    private static final List<Integer> LARGE_RECORDS = List.of(100_000, 30_000, 20_000, 10_000, 10_000);
    static final List<String> SMALL = List.of(
            "products",
            "line_items",
            "quotes",
            "communications",
            "tasks",
            "notes",
            "meetings",
            "calls",
            "invoices",
            "subscriptions",
            "goal_targets",
            "discounts",
            "fees",
            "taxes",
            "commerce_payments",
            "postal_mail",
            "orders",
            "leads",
            "carts",
            "services",
            "courses",
            "listings",
            "appointments",
            "contracts",
            "projects");
    private static final int SMALL_RECORDS = 1_000;
    private static final double SHARE = 0.8;

    /** Half of the time that all types take together. */
    static final double SMALL_READY = 0.5;

    @Override
    public String title() {
        return "30 object types of %,d to %,d records under one quota, professional"
                .formatted(SMALL_RECORDS / divisor, LARGE_RECORDS.getFirst() / divisor);
    }

    @Override
    public List<Measurement> run(BenchContext context) throws IOException, InterruptedException {
        var records = records(divisor);
        var file = context.file("many-types");
        try (var simulator = context.portals().start(Portals.text(records), Portals.PROFESSIONAL)) {
            var types = String.join(",", records.keySet());
            var load = context.sync().run(simulator, types, file, "--associations", "none");
            var stats = simulator.stats();
            var rows = load.rowsWritten();
            var small = readyWithin(load, SMALL);
            var line = Measurement.of("many-types-" + divisor, title())
                    .rows(rows)
                    .seconds(load.process().seconds())
                    .used(load.process())
                    .calls(load.calls())
                    .speed(rows / load.seconds(), true)
                    .quota(stats);
            for (var type : records.keySet()) {
                line.broken(context.truth().records(simulator, file, type, type));
            }
            line.target("≥ 80 % of the quota", rows / load.seconds() >= SHARE * Portals.CEILING_ROWS_PER_SECOND);
            line.target(
                    "the 25 small types ready after half of the time (%.0f of %.0f s)".formatted(small, load.seconds()),
                    small <= load.seconds() * SMALL_READY);
            return List.of(line.done(), idle(context, simulator, types));
        }
    }

    private Measurement idle(BenchContext context, SimulatorProcess simulator, String types)
            throws IOException, InterruptedException {
        var file = context.file("many-types");
        context.sync().run(simulator, types, file, "--associations", "none", "--refresh", "never");
        simulator.resetStats();
        var run = context.sync().run(simulator, types, file, "--associations", "none", "--refresh", "never");
        var stats = simulator.stats();
        return Measurement.of("many-types-idle-" + divisor, "30 object types, nothing changed, professional")
                .seconds(run.process().seconds())
                .used(run.process())
                .calls(run.calls())
                .quota(stats)
                .target(
                        "≤ 3 calls a type (%d in all, and %d for definitions and the account)"
                                .formatted(
                                        run.calls(), stats.path("total_calls").asLong() - run.calls()),
                        run.calls() <= 3L * records(divisor).size())
                .target("≤ 7 s", run.process().seconds() <= 7)
                .done();
    }

    /** The object types with the number of their records. */
    static Map<String, Integer> records(int divisor) {
        var records = new LinkedHashMap<String, Integer>();
        for (var i = 0; i < LARGE.size(); i++) {
            records.put(LARGE.get(i), LARGE_RECORDS.get(i) / divisor);
        }
        SMALL.forEach(type -> records.put(type, SMALL_RECORDS / divisor));
        return records;
    }

    private static double readyWithin(SyncCommand.Result load, List<String> types) {
        var seconds = 0.0;
        for (var type : types) {
            seconds = Math.max(seconds, load.object(type).path("seconds").asDouble());
        }
        return seconds;
    }
}
