package io.hubflow.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Entry point of {@code make bench-peers}: hubflow and its peers read one simulated default portal, all contact properties,
 * under HubSpot Professional's limits and usual latencies, one after the other; what each brought is compared with the truth.
 *
 * <p>Arguments: the {@code hubflow} launcher, the script for HubSpot's client for Node, the results file, the number of
 * contacts, the file of kept ratios, {@code keep} or {@code compare}, the machine's load, and peers that cannot be measured as
 * {@code name=reason;name=reason}. Exits with 1 when a row of hubflow is missing or wrong, or its lead is worse than the kept one.
 */
final class PeerBench {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final String NODE = "HubSpot's client for Node";
    /** Compared value by value, besides the id and the time of the last change. */
    private static final List<String> COMPARED = List.of("email", "city", "lifecyclestage");

    private static final double WANTED_TIMES = 5;
    private static final String FORMAT = "%-28s %9s %9s %9s %9s %8s %8s %8s%n";

    private final Path launcher;
    private final Path nodeScript;
    private final Path work;
    private final int contacts;
    private final List<Line> lines = new ArrayList<>();

    /** What one of them did. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Line(
            String who,
            long rows,
            double seconds,
            double rowsPerSecond,
            double callsPerThousandRows,
            double cpuMicrosPerRow,
            double peakMegabytes,
            long missing,
            long wrong) {}

    private PeerBench(Path launcher, Path nodeScript, Path work, int contacts) {
        this.launcher = launcher;
        this.nodeScript = nodeScript;
        this.work = work;
        this.contacts = contacts;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var results = Path.of(arguments[2]).toAbsolutePath();
        var absent = absent(arguments.length > 7 ? arguments[7] : "");
        var work = Files.createTempDirectory("hubflow-peers");
        var bench = new PeerBench(
                Path.of(arguments[0]).toAbsolutePath(),
                Path.of(arguments[1]).toAbsolutePath(),
                work,
                Integer.parseInt(arguments[3]));
        try {
            bench.run(!absent.containsKey(NODE));
        } finally {
            Trees.delete(work);
        }
        bench.print(absent);
        Files.createDirectories(results.getParent());
        var machine = Machine.here(Double.parseDouble(arguments[6]));
        var report = new LinkedHashMap<String, Object>();
        report.put("measured_at", Instant.now().toString());
        report.put("machine", machine);
        report.put("contacts", bench.contacts);
        report.put("measured", bench.lines);
        report.put("not_measured", absent);
        JSON.writeValue(results.toFile(), report);
        System.out.println("Written to " + results);
        var kept = Path.of(arguments[4]).toAbsolutePath();
        var worse = Comparison.of(kept, machine, arguments[5].equals("keep")).isWorse(bench.ratios());
        var hubflow = bench.lines.getLast();
        if (worse || hubflow.missing() + hubflow.wrong() > 0) {
            System.exit(1);
        }
    }

    /** hubflow's speed over the Node client's; empty when that was not measured. */
    private List<Ratio> ratios() {
        var hubflow = lines.getLast();
        return lines.stream()
                .filter(line -> line.who().equals(NODE))
                .map(node -> new Ratio(
                        "peers-" + contacts,
                        Ratio.Kind.TIMES_NODE_CLIENT,
                        hubflow.rowsPerSecond() / node.rowsPerSecond()))
                .toList();
    }

    private static Map<String, String> absent(String text) {
        var absent = new LinkedHashMap<String, String>();
        for (var entry : text.split(";")) {
            var parts = entry.split("=", 2);
            if (parts.length == 2) {
                absent.put(parts[0], parts[1]);
            }
        }
        return absent;
    }

    private void run(boolean node) throws IOException, InterruptedException {
        try (var simulator = new Portals(launcher).start("contacts=" + contacts, Portals.PROFESSIONAL)) {
            var truth = truth(simulator);
            if (node) {
                lines.add(readByNode(simulator, truth));
            }
            lines.add(readByHubflow(simulator, truth));
        }
    }

    private Line readByNode(SimulatorProcess simulator, Map<String, List<String>> truth)
            throws IOException, InterruptedException {
        var output = work.resolve("node.ndjson");
        simulator.resetStats();
        var run = MeasuredProcess.run(
                        List.of("node", nodeScript.toString(), simulator.url(), simulator.token(), output.toString()))
                .requireSuccess();
        var read = new HashMap<String, List<String>>();
        try (var rows = Files.lines(output, StandardCharsets.UTF_8)) {
            for (var row : (Iterable<String>) rows::iterator) {
                var record = JSON.readTree(row);
                read.put(record.path("id").asText(), values(record.path("properties")));
            }
        }
        return line(NODE, run, simulator, read, truth);
    }

    private Line readByHubflow(SimulatorProcess simulator, Map<String, List<String>> truth)
            throws IOException, InterruptedException {
        var file = work.resolve("hubflow.duckdb");
        simulator.resetStats();
        var run = MeasuredProcess.run(List.of(
                        launcher.toString(),
                        "sync",
                        "--base-url",
                        simulator.url(),
                        "--token",
                        simulator.token(),
                        "--objects",
                        "contacts",
                        "--to",
                        file.toString()))
                .requireSuccess();
        var calls = simulator.stats();
        var query = MeasuredProcess.run(List.of(
                        launcher.toString(),
                        "query",
                        "select _id, " + String.join(", ", COMPARED) + " from contacts",
                        "--to",
                        file.toString(),
                        "--output",
                        "json"))
                .requireSuccess();
        var read = new HashMap<String, List<String>>();
        for (var row : JSON.readTree(query.output())) {
            read.put(row.path("_id").asText(), values(row));
        }
        return line("hubflow, into DuckDB", run, calls, read, truth);
    }

    private static Line line(
            String who,
            MeasuredProcess run,
            SimulatorProcess simulator,
            Map<String, List<String>> read,
            Map<String, List<String>> truth)
            throws IOException, InterruptedException {
        return line(who, run, simulator.stats(), read, truth);
    }

    private static Line line(
            String who,
            MeasuredProcess run,
            JsonNode stats,
            Map<String, List<String>> read,
            Map<String, List<String>> truth) {
        var missing =
                truth.keySet().stream().filter(id -> !read.containsKey(id)).count();
        var wrong = read.entrySet().stream()
                .filter(row -> !row.getValue().equals(truth.get(row.getKey())))
                .count();
        var calls = 0L;
        for (var endpoint : stats.path("calls")) {
            for (var count : endpoint) {
                calls += count.asLong();
            }
        }
        return new Line(
                who,
                read.size(),
                run.seconds(),
                read.size() / run.seconds(),
                calls * 1000.0 / Math.max(1, read.size()),
                run.microsPerRow(read.size()),
                run.megabytes(),
                missing,
                wrong);
    }

    private static Map<String, List<String>> truth(SimulatorProcess simulator)
            throws IOException, InterruptedException {
        var truth = new HashMap<String, List<String>>();
        try (var rows = simulator.records("contacts")) {
            for (var row : (Iterable<String>) rows::iterator) {
                var record = JSON.readTree(row);
                if (!record.path("archived").asBoolean()) {
                    truth.put(record.path("id").asText(), values(record.path("properties")));
                }
            }
        }
        return truth;
    }

    /** Absent, null and empty are one to the reader of a table. */
    private static List<String> values(JsonNode properties) {
        return COMPARED.stream()
                .map(name -> properties.path(name).isNull()
                        ? ""
                        : properties.path(name).asText())
                .toList();
    }

    private void print(Map<String, String> absent) {
        System.out.printf(
                "%n%,d contacts with all properties of a default portal, HubSpot Professional's limits and usual latencies%n%n",
                contacts);
        System.out.printf(FORMAT, "", "rows", "seconds", "rows/s", "calls/1k", "µs/row", "MB peak", "missing/wrong");
        for (var line : lines) {
            System.out.printf(
                    FORMAT,
                    line.who(),
                    "%,d".formatted(line.rows()),
                    "%.1f".formatted(line.seconds()),
                    "%,.0f".formatted(line.rowsPerSecond()),
                    "%.1f".formatted(line.callsPerThousandRows()),
                    "%,.0f".formatted(line.cpuMicrosPerRow()),
                    "%,.0f".formatted(line.peakMegabytes()),
                    line.missing() + "/" + line.wrong());
        }
        absent.forEach((peer, reason) -> System.out.println("not measured: " + peer + " (" + reason + ")"));
        if (lines.size() > 1) {
            var best = lines.subList(0, lines.size() - 1).stream()
                    .mapToDouble(Line::rowsPerSecond)
                    .max()
                    .orElseThrow();
            var times = lines.getLast().rowsPerSecond() / best;
            System.out.printf(
                    "hubflow reads %.1f times as many rows a second as the best of them (%s: %.0f times)%n",
                    times, times >= WANTED_TIMES ? "wanted" : "MISSED, wanted", WANTED_TIMES);
        }
    }
}
