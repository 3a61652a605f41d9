package io.hubflow.benchmarks;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The measurements as text columns. */
final class ResultTable {
    private static final String FORMAT = "%-62s %10s %9s %9s %8s %8s %9s %8s  %s%n";

    private static final String WAREHOUSE_FORMAT = "%-62s %10s %10s %9s %9s %8s %19s%n";

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
        return table.append(warehouses(measurements)).toString();
    }

    private static String warehouses(List<Measurement> measurements) {
        var table = new StringBuilder();
        for (var m : measurements) {
            var warehouse = m.warehouse();
            if (warehouse == null) {
                continue;
            }
            if (table.isEmpty()) {
                table.append(WAREHOUSE_FORMAT.formatted(
                        "%nSnowflake's stand-in".formatted(),
                        "rows",
                        "statements",
                        "MB staged",
                        "MB/M rows",
                        "s/M rows",
                        "µs/row over reading"));
            }
            table.append(WAREHOUSE_FORMAT.formatted(
                    m.scenario(),
                    "%,d".formatted(m.rows()),
                    warehouse.statements(),
                    number(warehouse.stagedBytes() / 1_000_000.0),
                    number(warehouse.stagedMegabytesPerMillionRows()),
                    number(warehouse.secondsPerMillionRows()),
                    number(warehouse.cpuMicrosOverReading())));
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
