package io.hubflow.benchmarks;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One line of the results.
 *
 * @param key names the line in every run, in the results and among the kept ratios
 * @param scenario what was run, in words
 * @param figures what was measured; what does not apply is not there
 * @param met targets that this line is held to, in words, and reaches
 * @param missed targets that it does not reach
 * @param broken what must never happen and did: rows that are missing or wrong, limits that were passed; empty when all is right
 * @param warehouse of loads into Snowflake's stand-in; null for others
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record Measurement(
        String key,
        String scenario,
        long rows,
        @JsonAnyGetter Map<Figure, Number> figures,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> met,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> missed,
        List<String> broken,
        @Nullable Warehouse warehouse) {
    Measurement {
        figures = Collections.unmodifiableMap(new TreeMap<>(figures));
        met = List.copyOf(met);
        missed = List.copyOf(missed);
        broken = List.copyOf(broken);
    }

    Optional<Double> find(Figure figure) {
        return Optional.ofNullable(figures.get(figure)).map(Number::doubleValue);
    }

    /** What is broken, refused calls among it. */
    List<String> findings() {
        var findings = new ArrayList<>(broken);
        var refused = find(Figure.REFUSED).orElse(0.0);
        if (refused > 0) {
            findings.add("HubSpot refused %,.0f of %,.0f calls for their rate (429)"
                    .formatted(refused, find(Figure.MADE).orElse(0.0)));
        }
        return findings;
    }

    Measurement calibrated(double microsPerRow) {
        var more = new TreeMap<>(figures);
        more.put(Figure.CALIBRATION_MICROS_PER_ROW, microsPerRow);
        return new Measurement(key, scenario, rows, more, met, missed, broken, warehouse);
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
        private final Map<Figure, Number> figures = new TreeMap<>();
        private final List<String> broken = new ArrayList<>();
        private final List<String> met = new ArrayList<>();
        private final List<String> missed = new ArrayList<>();
        private long rows;
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
            return figure(Figure.COLUMNS, count);
        }

        Draft seconds(double wall) {
            return figure(Figure.SECONDS, wall);
        }

        Draft virtualSeconds(double elapsed) {
            return figure(Figure.VIRTUAL_SECONDS, elapsed);
        }

        /** Processor time and memory of a process; with {@link #rows} set before, a row's share too. */
        Draft used(MeasuredProcess process) {
            figure(Figure.CPU_SECONDS, process.cpu().toMillis() / 1000.0);
            if (rows > 0) {
                figure(Figure.CPU_MICROS_PER_ROW, process.microsPerRow(rows));
            }
            return megabytes(process.megabytes());
        }

        Draft megabytes(double peak) {
            return figure(Figure.PEAK_RESIDENT_MEGABYTES, peak);
        }

        /** @param limited whether HubSpot's limits bound it */
        Draft speed(double perSecond, boolean limited) {
            if (limited) {
                figure(Figure.SHARE_OF_CEILING, perSecond / Portals.CEILING_ROWS_PER_SECOND);
            }
            return figure(Figure.ROWS_PER_SECOND, perSecond);
        }

        Draft calls(long count) {
            if (rows > 0) {
                figure(Figure.CALLS_PER_THOUSAND_ROWS, count * 1000.0 / rows);
            }
            return figure(Figure.CALLS, count);
        }

        Draft p99(double millis) {
            return figure(Figure.P99_MILLIS, millis);
        }

        Draft target(String words, boolean reached) {
            (reached ? met : missed).add(words);
            return this;
        }

        Draft broken(List<String> findings) {
            broken.addAll(findings);
            return this;
        }

        /** @param stats of the simulator, since what is measured began */
        Draft quota(JsonNode stats) {
            broken.addAll(QuotaCheck.of(stats));
            return figure(Figure.REFUSED, stats.path("calls_429").asLong())
                    .figure(Figure.MADE, stats.path("total_calls").asLong());
        }

        Draft warehouse(Warehouse asked) {
            warehouse = asked;
            return this;
        }

        private Draft figure(Figure figure, Number value) {
            figures.put(figure, value);
            return this;
        }

        Measurement done() {
            return new Measurement(key, scenario, rows, figures, met, missed, broken, warehouse);
        }
    }
}
