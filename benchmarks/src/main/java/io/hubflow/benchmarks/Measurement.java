package io.hubflow.benchmarks;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import org.jspecify.annotations.Nullable;

/**
 * One line of the results. What does not apply is null.
 *
 * @param scenario what was run, in words
 * @param cpuMicrosPerRow connector CPU (user + system, DuckDB included) per row read, with the JVM's start
 * @param callsPerThousandRows list, search and batch-read calls per 1,000 rows
 * @param shareOfCeiling rows/s over what HubSpot's limits allow: 5 searches × 200 + 19 lists × 100 = 2,900 rows/s
 * @param target the target that this line is held to, in words
 * @param met whether it was met
 * @param warehouse of loads into Snowflake's stand-in
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record Measurement(
        String scenario,
        long rows,
        double seconds,
        @Nullable Double rowsPerSecond,
        @Nullable Double cpuMicrosPerRow,
        @Nullable Double peakResidentMegabytes,
        @Nullable Double callsPerThousandRows,
        @Nullable Double shareOfCeiling,
        @Nullable Double timesBaseline,
        @Nullable Long calls,
        @Nullable Long throttled,
        @Nullable String target,
        @Nullable Boolean met,
        @Nullable Warehouse warehouse) {
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

    Measurement(
            String scenario,
            long rows,
            double seconds,
            @Nullable Double rowsPerSecond,
            @Nullable Double cpuMicrosPerRow,
            @Nullable Double peakResidentMegabytes,
            @Nullable Double callsPerThousandRows,
            @Nullable Double shareOfCeiling,
            @Nullable Double timesBaseline,
            @Nullable Long calls,
            @Nullable Long throttled,
            @Nullable String target,
            @Nullable Boolean met) {
        this(
                scenario,
                rows,
                seconds,
                rowsPerSecond,
                cpuMicrosPerRow,
                peakResidentMegabytes,
                callsPerThousandRows,
                shareOfCeiling,
                timesBaseline,
                calls,
                throttled,
                target,
                met,
                null);
    }
}
