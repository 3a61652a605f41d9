package io.hubflow.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Entry point of {@code make bench}: measures loads of a default portal first, with all of its contact properties, then loads of 10k, 100k and 1M contacts × 50 properties, without limits and under
 * HubSpot Professional's limits and latencies, an incremental run that finds nothing and one that merges 1,000 changes, with
 * a plain sequential list loop as the baseline of the same run; then loads into Snowflake's stand-in through the real driver,
 * beside the same sync with its rows discarded.
 *
 * <p>Arguments: the {@code hubflow} launcher, the results file, and {@code quick} (no million), {@code full}, or
 * {@code snowflake} (that part alone).
 */
final class Bench {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Path launcher;
    private final Path work;
    private final List<Measurement> measurements = new ArrayList<>();

    private Bench(Path launcher, Path work) {
        this.launcher = launcher;
        this.work = work;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var results = Path.of(arguments[1]).toAbsolutePath();
        var size = arguments[2];
        var sizes = switch (size) {
            case "full" -> new int[] {10_000, 100_000, 1_000_000};
            case "snowflake" -> new int[0];
            default -> new int[] {10_000, 100_000};
        };
        // The stand-in works in memory and on the same cores, so a million rows would measure it and not the connector.
        var snowflakeSizes = "quick".equals(size) ? new int[] {100_000} : new int[] {100_000, 300_000};
        var work = Files.createTempDirectory("hubflow-bench");
        var bench = new Bench(Path.of(arguments[0]).toAbsolutePath(), work);
        try {
            bench.run(sizes, snowflakeSizes);
        } finally {
            Trees.delete(work);
        }
        Files.createDirectories(results.getParent());
        JSON.writeValue(results.toFile(), bench.report());
        System.out.println(ResultTable.of(bench.measurements));
        System.out.println("Written to " + results);
    }

    private void run(int[] sizes, int[] snowflakeSizes) throws IOException, InterruptedException {
        if (sizes.length > 0) {
            measurements.addAll(new LoadScenario(launcher, work, 20_000).ofDefaultPortal(0.6));
            measurements.addAll(new LoadScenario(launcher, work, 100_000).ofDefaultPortal(0.8));
        }
        for (var contacts : sizes) {
            var scenario = new LoadScenario(launcher, work, contacts);
            measurements.addAll(scenario.withoutLimits(contacts == sizes[sizes.length - 1]));
        }
        for (var contacts : sizes) {
            measurements.addAll(new LoadScenario(launcher, work, contacts).underProfessionalLimits());
        }
        if (sizes.length > 1) {
            measurements.add(Flatness.between(measurements));
        }
        for (var contacts : snowflakeSizes) {
            measurements.addAll(new SnowflakeScenario(launcher, work, contacts).run());
        }
    }

    private LinkedHashMap<String, Object> report() {
        var report = new LinkedHashMap<String, Object>();
        report.put("measured_at", Instant.now().toString());
        report.put("cores", Runtime.getRuntime().availableProcessors());
        report.put("java", Runtime.version().toString());
        report.put("measurements", measurements);
        return report;
    }

    /** Reads the one JSON object that {@code hubflow sync --output json} prints. */
    static JsonNode json(String text) throws IOException {
        return JSON.readTree(text);
    }
}
