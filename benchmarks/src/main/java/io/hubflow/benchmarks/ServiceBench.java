package io.hubflow.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * The service's first load of contacts of 50 properties under HubSpot Professional's limits: undisturbed, then beside programs that
 * ask its API and open pages that follow it.
 */
record ServiceBench(int contacts, int requestsPerSecond, int pages, Duration time) implements Benchmark {
    private static final double MOST_P99_MILLIS = 250;
    private static final double MOST_LONGER = 1.10;

    @Override
    public String title() {
        return "the service's load of %,d contacts, alone and beside %d requests/s and %d pages for %d s"
                .formatted(contacts, requestsPerSecond, pages, time.toSeconds());
    }

    @Override
    public List<Measurement> run(BenchContext context) throws IOException, InterruptedException {
        try (var simulator = context.portals().start("contacts=" + contacts, Portals.PROFESSIONAL)) {
            var properties = ContactProperties.fetch(simulator);
            Duration alone;
            try (var service = ServiceProcess.start(context.launcher(), simulator, context.file("alone"), properties)) {
                alone = service.awaitLoad();
            }
            simulator.resetStats();
            var file = context.file("visited");
            Duration visited;
            Visitors.Seen seen;
            try (var service = ServiceProcess.start(context.launcher(), simulator, file, properties);
                    var visitors = new Visitors(service.address)) {
                visitors.openPages(pages);
                seen = visitors.ask(requestsPerSecond, time);
                visited = service.awaitLoad();
            }
            var longer = seconds(visited) / seconds(alone);
            return List.of(
                    line("service-alone-", "the service's load of contacts, professional", alone)
                            .done(),
                    line("service-visited-", title(), visited)
                            .p99(seen.p99Millis())
                            .broken(seen.failures())
                            .broken(context.truth().records(simulator, file, "contacts", "contacts"))
                            .target(
                                    "p99 < 250 ms (%.0f ms)".formatted(seen.p99Millis()),
                                    seen.p99Millis() < MOST_P99_MILLIS)
                            .target("≤ 10 %% slower (%.0f %%)".formatted((longer - 1) * 100), longer <= MOST_LONGER)
                            .done());
        }
    }

    private Measurement.Draft line(String key, String scenario, Duration load) {
        return Measurement.of(key + contacts, scenario)
                .rows(contacts)
                .seconds(seconds(load))
                .speed(contacts / seconds(load), true);
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }
}
