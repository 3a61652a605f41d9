package io.hubflow.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code hubflow serve} with several accounts in one process, each loaded with everything, then brought up to date and verified:
 * how much memory it takes.
 */
record ManyPortals(int portals, int contacts) implements Benchmark {
    private static final double MOST_MEGABYTES = 600;
    private static final long FIRST_ACCOUNT = 1_000_001;

    @Override
    public String title() {
        return "%d portals of %,d contacts in one service, professional".formatted(portals, contacts);
    }

    @Override
    public List<Measurement> run(BenchContext context) throws IOException, InterruptedException {
        var simulators = new ArrayList<SimulatorProcess>();
        try {
            for (var i = 0; i < portals; i++) {
                simulators.add(context.portals().start(records(), limits(i)));
            }
            var start = System.nanoTime();
            double megabytes;
            try (var service =
                    ServiceProcess.start(context.launcher(), configuration(context, simulators), tokens(simulators))) {
                service.awaitPortals(ManyPortals::hasDoneEverything);
                megabytes = service.peakResidentBytes() / 1_048_576.0;
            }
            var line = Measurement.of("many-portals-" + portals, title())
                    .rows((long) portals * contacts)
                    .seconds((System.nanoTime() - start) / 1e9)
                    .megabytes(megabytes)
                    .target("< %.0f MB (%.0f MB)".formatted(MOST_MEGABYTES, megabytes), megabytes < MOST_MEGABYTES);
            for (var i = 0; i < portals; i++) {
                line.broken(context.truth().records(simulators.get(i), file(context, i), "contacts", "contacts"));
            }
            return List.of(line.done());
        } finally {
            simulators.forEach(SimulatorProcess::close);
        }
    }

    /** Each is an account of its own, with a quota of its own. */
    private static List<String> limits(int portal) {
        var limits = new ArrayList<>(Portals.PROFESSIONAL);
        limits.addAll(List.of("--portal-id", String.valueOf(FIRST_ACCOUNT + portal)));
        return limits;
    }

    private String records() {
        return "contacts=%d,companies=%d,deals=%d".formatted(contacts, contacts / 10, contacts / 20);
    }

    /** Loaded, brought up to date, and verified. */
    private static boolean hasDoneEverything(JsonNode portal) {
        return portal.path("runs").size() >= 2 && !portal.path("verifications").isEmpty();
    }

    private Path configuration(BenchContext context, List<SimulatorProcess> simulators) throws IOException {
        var text = new StringBuilder("schedule: {data-ingestion: 1 minute, verification: 1 minute}\nportals:\n");
        for (var i = 0; i < portals; i++) {
            text.append("""
                      portal-%1$d:
                        hubspot: {access-token: "${env:%2$s}", base-url: "%3$s"}
                        duckdb: {path: "%4$s"}
                    """.formatted(i, variable(i), simulators.get(i).url(), file(context, i)));
        }
        return Files.writeString(context.work().resolve("hubflow.yaml"), text);
    }

    private static Map<String, String> tokens(List<SimulatorProcess> simulators) {
        var tokens = new HashMap<String, String>();
        for (var i = 0; i < simulators.size(); i++) {
            tokens.put(variable(i), simulators.get(i).token());
        }
        return tokens;
    }

    private static String variable(int portal) {
        return "TOKEN_" + portal;
    }

    private static Path file(BenchContext context, int portal) {
        return context.file("portal-" + portal);
    }
}
