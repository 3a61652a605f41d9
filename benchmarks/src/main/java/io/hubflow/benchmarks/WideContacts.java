package io.hubflow.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Contacts of an account with 1,150 properties of its own, about 1,500 in all: the first load and an update of a few, under
 * HubSpot Professional's limits and usual latencies. It is about memory: DuckDB holds some for each column that it writes.
 */
record WideContacts(int contacts) implements Benchmark {
    private static final int OWN_PROPERTIES = 1_150;
    private static final int CHANGED = 50;
    private static final double MOST_MEGABYTES = 450;

    @Override
    public String title() {
        return "1,500 properties, %,d contacts, professional".formatted(contacts);
    }

    @Override
    public List<Measurement> run(BenchContext context) throws IOException, InterruptedException {
        var options = new ArrayList<>(Portals.PROFESSIONAL);
        options.addAll(List.of("--extra-properties", "contacts=" + OWN_PROPERTIES));
        var file = context.file("wide-" + contacts);
        try (var simulator = context.portals().start("contacts=" + contacts, options)) {
            var load = context.sync().run(simulator, "contacts", file);
            var first = line("wide-", title(), load)
                    .columns(context.truth().columns(file, "contacts"))
                    .speed(load.rowsWritten() / load.seconds(), true)
                    .quota(simulator.stats())
                    .broken(context.truth().records(simulator, file, "contacts", "contacts"))
                    .done();
            simulator.mutate(
                    "{\"operations\":[{\"op\":\"update\",\"type\":\"contacts\",\"count\":%d}]}".formatted(CHANGED));
            simulator.resetStats();
            var update = context.sync().run(simulator, "contacts", file, "--refresh", "never");
            var second = line("wide-changes-", "%d changes among them".formatted(CHANGED), update)
                    .quota(simulator.stats())
                    .broken(context.truth().records(simulator, file, "contacts", "contacts"))
                    .done();
            return List.of(first, second);
        }
    }

    private Measurement.Draft line(String key, String scenario, SyncCommand.Result run) {
        return Measurement.of(key + contacts, scenario)
                .rows(run.rowsWritten())
                .seconds(run.process().seconds())
                .used(run.process())
                .calls(run.calls())
                .target("≤ 450 MB", run.process().megabytes() <= MOST_MEGABYTES);
    }
}
