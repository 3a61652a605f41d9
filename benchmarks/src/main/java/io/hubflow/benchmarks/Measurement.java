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
        @Nullable Boolean met) {}
