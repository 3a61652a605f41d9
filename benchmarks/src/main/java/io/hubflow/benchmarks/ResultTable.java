package io.hubflow.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The measurements as text columns. */
final class ResultTable {
    private static final String FORMAT = "%-66s %10s %7s %8s %8s %7s %7s %8s %9s %6s %7s  %s%n";

    private static final String WAREHOUSE_FORMAT = "%-66s %10s %10s %9s %9s %8s %19s%n";

    private ResultTable() {}

    static String of(List<Measurement> measurements) {
        var table = new StringBuilder(FORMAT.formatted(
                "scenario",
                "rows",
                "columns",
                "seconds",
                "rows/s",
                "CPU s",
                "µs/row",
                "MB peak",
                "calls/1k",
                "quota",
                "p99 ms",
                "target"));
        for (var m : measurements) {
            table.append(line(m)).append('\n');
        }
        return table.append(warehouses(measurements)).toString();
    }

    /** The line of one measurement, without the spaces at its end. */
    static String line(Measurement m) {
        return FORMAT.formatted(
                        m.scenario(),
                        "%,d".formatted(m.rows()),
                        m.find(Figure.COLUMNS).map("%,.0f"::formatted).orElse(""),
                        "%.1f"
                                .formatted(m.find(Figure.SECONDS)
                                        .or(() -> m.find(Figure.VIRTUAL_SECONDS))
                                        .orElse(0.0)),
                        number(m.find(Figure.ROWS_PER_SECOND)),
                        number(m.find(Figure.CPU_SECONDS)),
                        number(m.find(Figure.CPU_MICROS_PER_ROW)),
                        number(m.find(Figure.PEAK_RESIDENT_MEGABYTES)),
                        number(m.find(Figure.CALLS_PER_THOUSAND_ROWS)),
                        percent(m.find(Figure.SHARE_OF_CEILING)),
                        number(m.find(Figure.P99_MILLIS)),
                        verdict(m))
                .strip();
    }

    private static String verdict(Measurement measurement) {
        if (!measurement.broken().isEmpty()) {
            return "BROKEN, see below";
        }
        var verdicts = new ArrayList<String>();
        if (!measurement.missed().isEmpty()) {
            verdicts.add("MISSED: " + String.join(", ", measurement.missed()));
        }
        if (!measurement.met().isEmpty()) {
            verdicts.add("met: " + String.join(", ", measurement.met()));
        }
        return String.join("; ", verdicts);
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
                    number(Optional.ofNullable(warehouse.stagedMegabytesPerMillionRows())),
                    number(Optional.ofNullable(warehouse.secondsPerMillionRows())),
                    number(Optional.ofNullable(warehouse.cpuMicrosOverReading()))));
        }
        return table.toString();
    }

    private static String number(Optional<Double> value) {
        return value.map(ResultTable::number).orElse("");
    }

    private static String number(double value) {
        return value >= 100 ? "%,.0f".formatted(value) : "%.1f".formatted(value);
    }

    private static String percent(Optional<Double> value) {
        return value.map(share -> "%.0f %%".formatted(share * 100)).orElse("");
    }
}
