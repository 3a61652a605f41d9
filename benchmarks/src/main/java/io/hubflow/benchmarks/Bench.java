package io.hubflow.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Entry point of {@code make bench}: measures, prints a table, stores the results, and compares them with the kept ratios.
 *
 * <p>Arguments: the {@code hubflow} launcher, the results file, the file of kept ratios, {@code quick}, {@code normal} or
 * {@code full}, {@code keep} or {@code compare}, the machine's load before anything was built, and by what all loads are divided; and optionally a
 * part of the titles of the benchmarks to run.
 *
 * <p>Exit codes: 0; 1 when a table differs from the truth, a limit of HubSpot was passed, or a ratio is worse than the kept one.
 * A missed target alone is printed and changes nothing.
 */
final class Bench {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private Bench() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var results = Path.of(arguments[1]).toAbsolutePath();
        var kept = Path.of(arguments[2]).toAbsolutePath();
        var size = BenchSize.valueOf(arguments[3].toUpperCase(Locale.ROOT));
        var machine = Machine.here(Double.parseDouble(arguments[5]));
        warnWhenBusy(machine);

        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroy)));
        List<Benchmark> chosen;
        try {
            chosen = named(size.benchmarks(Integer.parseInt(arguments[6])), arguments.length > 7 ? arguments[7] : "");
        } catch (IllegalArgumentException e) {
            System.err.println("bench: " + e.getMessage());
            System.exit(2);
            return;
        }
        var start = Instant.now();
        var measurements = new ArrayList<Measurement>();
        var work = Files.createTempDirectory("hubflow-bench");
        var comparison = Comparison.of(kept, machine, arguments[4].equals("keep"));
        try {
            measure(chosen, BenchContext.of(Path.of(arguments[0]).toAbsolutePath(), work), comparison, line -> {
                measurements.add(line);
                System.err.println("bench: measured: " + ResultTable.line(line));
                store(results, machine, measurements);
            });
        } finally {
            Trees.delete(work);
        }
        System.out.println(ResultTable.of(measurements));
        System.out.printf(
                "calibration %s; %d min in all%n",
                calibrations(measurements),
                Duration.between(start, Instant.now()).toMinutes());
        System.out.println("Written to " + results);

        var broken = broken(measurements);
        broken.forEach(finding -> System.out.println("BROKEN: " + finding));
        var worse = comparison.isWorse(KeptRatios.of(measurements));
        System.exit(exitCode(broken, worse));
    }

    /** @param words all of which are in the titles; empty = all. @throws IllegalArgumentException when no title has them */
    static List<Benchmark> named(List<Benchmark> benchmarks, String words) {
        var chosen = benchmarks.stream()
                .filter(benchmark -> Stream.of(words.split(" ")).allMatch(benchmark.title()::contains))
                .toList();
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException("no title of a benchmark has the words \"" + words + "\"; there are:\n"
                    + benchmarks.stream().map(Benchmark::title).collect(Collectors.joining("\n")));
        }
        return chosen;
    }

    static int exitCode(List<String> broken, boolean worse) {
        return broken.isEmpty() && !worse ? 0 : 1;
    }

    /** Each line as soon as it is there, so that a run that is cut off loses only the benchmark that it was at. */
    private static void measure(List<Benchmark> benchmarks, BenchContext context, Comparison comparison, Lines lines)
            throws IOException, InterruptedException {
        try (var progress = new Progress(benchmarks.size())) {
            var calibration = new Calibrations(context.work());
            for (var benchmark : benchmarks) {
                progress.next(benchmark.title());
                for (var line : new Tries(comparison, () -> once(benchmark, context, calibration)).best()) {
                    lines.add(line);
                }
            }
        }
    }

    private static List<Measurement> once(Benchmark benchmark, BenchContext context, Calibrations calibrations)
            throws IOException, InterruptedException {
        calibrations.before();
        var lines = results(benchmark, context);
        Trees.empty(context.work());
        var micros = calibrations.after();
        return lines.stream().map(line -> line.calibrated(micros)).toList();
    }

    private static String calibrations(List<Measurement> measurements) {
        var micros = measurements.stream()
                .flatMap(line -> line.find(Figure.CALIBRATION_MICROS_PER_ROW).stream())
                .mapToDouble(Double::doubleValue)
                .summaryStatistics();
        return micros.getCount() == 0 ? "unknown" : "%.1f to %.1f µs a row".formatted(micros.getMin(), micros.getMax());
    }

    private interface Lines {
        void add(Measurement line) throws IOException;
    }

    /** What it measured. Where it failed, one broken line, so that the others are still measured. */
    static List<Measurement> results(Benchmark benchmark, BenchContext context) throws InterruptedException {
        try {
            return benchmark.run(context);
        } catch (IOException e) {
            return List.of(Measurement.of("failed", benchmark.title())
                    .broken(List.of("did not finish: " + e.getMessage()))
                    .done());
        }
    }

    private static List<String> broken(List<Measurement> measurements) {
        return measurements.stream()
                .flatMap(line -> line.findings().stream().map(finding -> line.scenario() + ": " + finding))
                .toList();
    }

    private static void store(Path results, Machine machine, List<Measurement> measurements) throws IOException {
        var report = new LinkedHashMap<String, Object>();
        report.put("measured_at", Instant.now().toString());
        report.put("machine", machine);
        report.put("measurements", measurements);
        Files.createDirectories(results.getParent());
        JSON.writeValue(results.toFile(), report);
    }

    private static void warnWhenBusy(Machine machine) {
        if (machine.busy()) {
            System.err.printf(
                    "bench: the machine's load was %.1f before the start. Other programs take part of its processor, so do not"
                            + " trust wall times and rows/s of this run.%n",
                    machine.loadAtStart());
        }
    }
}
