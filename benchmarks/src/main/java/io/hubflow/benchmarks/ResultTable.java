package io.hubflow.benchmarks;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The measurements as text columns. */
final class ResultTable {
    private static final String FORMAT = "%-62s %10s %9s %9s %8s %8s %9s %8s  %s%n";

    private ResultTable() {}

    static String of(List<Measurement> measurements) {
        var table = new StringBuilder(FORMAT.formatted(
                "scenario", "rows", "seconds", "rows/s", "µs/row", "MB peak", "calls/1k", "ceiling", "target"));
        for (var m : measurements) {
            table.append(FORMAT.formatted(
                    m.scenario(),
                    "%,d".formatted(m.rows()),
                    "%.1f".formatted(m.seconds()),
                    number(m.rowsPerSecond()),
                    number(m.cpuMicrosPerRow()),
                    number(m.peakResidentMegabytes()),
                    number(m.callsPerThousandRows()),
                    percent(m.shareOfCeiling()),
                    m.target() == null ? "" : (Boolean.TRUE.equals(m.met()) ? "met: " : "MISSED: ") + m.target()));
        }
        return table.toString();
    }

    private static String number(@Nullable Double value) {
        return value == null ? "" : value >= 100 ? "%,.0f".formatted(value) : "%.1f".formatted(value);
    }

    private static String percent(@Nullable Double value) {
        return value == null ? "" : "%.0f %%".formatted(value * 100);
    }
}
