package io.hubflow.benchmarks;

import java.util.List;

/** Memory must not grow with the portal: compares the two largest loads without limits. */
final class Flatness {
    private static final double MOST_GROWTH = 1.25;

    private Flatness() {}

    static Measurement between(List<Measurement> measurements) {
        var loads = measurements.stream()
                .filter(m -> m.scenario().startsWith(LoadScenario.UNLIMITED_LOAD))
                .toList();
        var small = loads.get(loads.size() - 2);
        var large = loads.getLast();
        var ratio = value(large) / value(small);
        return new Measurement(
                "peak memory, %,d rows over %,d rows".formatted(large.rows(), small.rows()),
                large.rows(),
                0,
                null,
                null,
                value(large),
                null,
                null,
                Math.round(ratio * 100) / 100.0,
                null,
                null,
                "ratio ≤ " + MOST_GROWTH,
                ratio <= MOST_GROWTH);
    }

    private static double value(Measurement measurement) {
        var peak = measurement.peakResidentMegabytes();
        return peak == null ? 0 : peak;
    }
}
