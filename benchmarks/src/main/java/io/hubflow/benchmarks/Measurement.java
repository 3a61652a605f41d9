package io.hubflow.benchmarks;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of the results. What does not apply is null.
 *
 * @param key names the line in every run, in the results and among the kept ratios
 * @param scenario what was run, in words
 * @param columns of the table, hubflow's own left out
 * @param rowsPerSecond of the load itself, without the start of the JVM
 * @param cpuMicrosPerRow processor time of the connector (user and system, DuckDB included) per row, with the JVM's start
 * @param cpuSeconds the same of the whole process
 * @param callsPerThousandRows list, search and batch-read calls per 1,000 rows
 * @param shareOfCeiling rows/s over what HubSpot's limits allow, see {@link Portals#CEILING_ROWS_PER_SECOND}
 * @param p99Millis of requests that were made beside the load: 99 of 100 were answered within it
 * @param target what this line is held to, in words
 * @param met whether the target was met
 * @param broken what must never happen and did: rows that are missing or wrong, limits that were passed; empty when all is right
 * @param refused calls that HubSpot refused for their rate (429)
 * @param made calls of every kind, with those that were refused
 * @param warehouse of loads into Snowflake's stand-in
 * @param calibrationMicrosPerRow processor time a row of {@link Calibration} before and after this line, on average
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record Measurement(
        String key,
        String scenario,
        long rows,
        @Nullable Integer columns,
        double seconds,
        @Nullable Double rowsPerSecond,
        @Nullable Double cpuMicrosPerRow,
        @Nullable Double cpuSeconds,
        @Nullable Double peakResidentMegabytes,
        @Nullable Double callsPerThousandRows,
        @Nullable Double shareOfCeiling,
        @Nullable Long calls,
        @Nullable Double p99Millis,
        @Nullable String target,
        @Nullable Boolean met,
        List<String> broken,
        long refused,
        long made,
        @Nullable Warehouse warehouse,
        @Nullable Double calibrationMicrosPerRow) {
    Measurement {
        broken = List.copyOf(broken);
    }

    /** What is broken, refused calls among it. */
    List<String> findings() {
        var findings = new ArrayList<>(broken);
        if (refused > 0) {
            findings.add("HubSpot refused %,d of %,d calls for their rate (429)".formatted(refused, made));
        }
        return findings;
    }

    Measurement calibrated(double microsPerRow) {
        return new Measurement(
                key,
                scenario,
                rows,
                columns,
                seconds,
                rowsPerSecond,
                cpuMicrosPerRow,
                cpuSeconds,
                peakResidentMegabytes,
                callsPerThousandRows,
                shareOfCeiling,
                calls,
                p99Millis,
                target,
                met,
                broken,
                refused,
                made,
                warehouse,
                microsPerRow);
    }

    /**
     * What a warehouse that bills by use was asked for.
     *
     * @param stagedMegabytesPerMillionRows compressed, as uploaded; null where no row was written
     * @param secondsPerMillionRows of the whole load, the stand-in's own work included
     * @param cpuMicrosOverReading connector CPU a row above that of the same sync with its rows discarded
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Warehouse(
            long statements,
            long stagedBytes,
            @Nullable Double stagedMegabytesPerMillionRows,
            @Nullable Double secondsPerMillionRows,
            @Nullable Double cpuMicrosOverReading) {}

    static Draft of(String key, String scenario) {
        return new Draft(key, scenario);
    }

    /** A line that is being put together. */
    static final class Draft {
        private final String key;
        private final String scenario;
        private final List<String> broken = new ArrayList<>();
        private final List<String> targets = new ArrayList<>();
        private long rows;
        private @Nullable Integer columns;
        private double seconds;
        private @Nullable Double rowsPerSecond;
        private @Nullable Double cpuMicrosPerRow;
        private @Nullable Double cpuSeconds;
        private @Nullable Double megabytes;
        private @Nullable Double callsPerThousandRows;
        private @Nullable Double share;
        private @Nullable Long calls;
        private @Nullable Double p99Millis;
        private boolean met = true;
        private long refused;
        private long made;
        private @Nullable Warehouse warehouse;

        private Draft(String key, String scenario) {
            this.key = key;
            this.scenario = scenario;
        }

        Draft rows(long count) {
            rows = count;
            return this;
        }

        Draft columns(int count) {
            columns = count;
            return this;
        }

        Draft seconds(double wall) {
            seconds = wall;
            return this;
        }

        /** Processor time and memory of a process; with {@link #rows} set before, a row's share too. */
        Draft used(MeasuredProcess process) {
            cpuSeconds = process.cpu().toMillis() / 1000.0;
            megabytes = process.megabytes();
            if (rows > 0) {
                cpuMicrosPerRow = process.microsPerRow(rows);
            }
            return this;
        }

        Draft megabytes(double peak) {
            megabytes = peak;
            return this;
        }

        /** @param limited whether HubSpot's limits bound it */
        Draft speed(double perSecond, boolean limited) {
            rowsPerSecond = perSecond;
            share = limited ? perSecond / Portals.CEILING_ROWS_PER_SECOND : null;
            return this;
        }

        Draft calls(long count) {
            calls = count;
            if (rows > 0) {
                callsPerThousandRows = count * 1000.0 / rows;
            }
            return this;
        }

        Draft p99(double millis) {
            p99Millis = millis;
            return this;
        }

        Draft target(String words, boolean reached) {
            targets.add(words);
            met &= reached;
            return this;
        }

        Draft broken(List<String> findings) {
            broken.addAll(findings);
            return this;
        }

        /** @param stats of the simulator, since what is measured began */
        Draft quota(JsonNode stats) {
            refused += stats.path("calls_429").asLong();
            made += stats.path("total_calls").asLong();
            broken.addAll(QuotaCheck.of(stats));
            return this;
        }

        Draft warehouse(Warehouse asked) {
            warehouse = asked;
            return this;
        }

        Measurement done() {
            return new Measurement(
                    key,
                    scenario,
                    rows,
                    columns,
                    seconds,
                    rowsPerSecond,
                    cpuMicrosPerRow,
                    cpuSeconds,
                    megabytes,
                    callsPerThousandRows,
                    share,
                    calls,
                    p99Millis,
                    targets.isEmpty() ? null : String.join(", ", targets),
                    targets.isEmpty() ? null : (Boolean) met,
                    broken,
                    refused,
                    made,
                    warehouse,
                    null);
        }
    }
}
