package io.hubflow.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The simulated accounts that are measured: their limits and latencies. */
final class Portals {
    /** What HubSpot Professional's limits allow: 5 searches a second × 200 and 190 lists in ten seconds × 100. */
    static final double CEILING_ROWS_PER_SECOND = 5 * 200 + 19 * 100;

    static final String LATENCIES = "list=250ms,search=450ms,batch=300ms,associations=300ms,other=150ms";

    static final List<String> PROFESSIONAL = List.of("--tier", "professional", "--latency", LATENCIES);

    static final List<String> UNLIMITED = List.of("--tier", "unlimited");

    private final Path launcher;

    Portals(Path launcher) {
        this.launcher = launcher;
    }

    /** As {@code hubflow simulate --records} takes it. */
    static String text(Map<String, Integer> records) {
        return records.entrySet().stream()
                .map(type -> type.getKey() + "=" + type.getValue())
                .collect(Collectors.joining(","));
    }

    /** @param records as {@code hubflow simulate --records} takes them */
    SimulatorProcess start(String records, List<String> limits) throws IOException {
        var options = new ArrayList<>(List.of("--seed", "7", "--records", records));
        options.addAll(limits);
        return SimulatorProcess.start(launcher, options);
    }
}
