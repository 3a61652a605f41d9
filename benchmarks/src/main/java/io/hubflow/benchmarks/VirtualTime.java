package io.hubflow.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hubflow.benchmarks.Measurement.Draft;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * First loads, a run that finds nothing, and runs that read changes, by the real engine and client in virtual time: what they take
 * under HubSpot Professional's limits and latencies, whatever the machine. {@code quality/simulation} does the runs, in a process for each portal.
 *
 * @param divisor makes all loads smaller
 */
record VirtualTime(int divisor) implements Benchmark {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NO_LINKS = "none";
    private static final double MOST_LONGER = 1.10;
    private static final double MOST_IDLE_SECONDS = 7;

    /** What 10,000 changes may take without the two seconds that the JVM's start, the last commit and the closing of the file take. */
    private static final double MOST_CHANGES_SECONDS = 13;

    @Override
    public String title() {
        return "virtual time: first loads, a run that finds nothing and runs that read changes, professional"
                + (divisor == 1 ? "" : ", divided by " + divisor);
    }

    @Override
    public List<Measurement> run(BenchContext context) throws IOException, InterruptedException {
        var lines = new ArrayList<Measurement>();
        lines.add(contacts(context, 20_000 / divisor, 60));
        lines.addAll(changes(context, 100_000 / divisor));
        lines.addAll(links(context, 100_000 / divisor));
        lines.addAll(manyTypes(context));
        return lines;
    }

    private Measurement contacts(BenchContext context, int contacts, int percent)
            throws IOException, InterruptedException {
        return contacts(runs(context, Map.of("contacts", contacts), NO_LINKS, 1).getFirst(), contacts, percent);
    }

    private static Measurement contacts(JsonNode load, int contacts, int percent) {
        var records = Map.of("contacts", contacts);
        return share(
                        firstLoad("contacts-" + contacts, "%,d contacts".formatted(contacts), load, records),
                        load,
                        percent)
                .done();
    }

    /** What changes take does not depend on how many contacts there are, so the portal can be small enough for any machine. */
    private List<Measurement> changes(BenchContext context, int contacts) throws IOException, InterruptedException {
        var some = Math.max(1, 1_000 / divisor);
        var many = Math.max(1, 10_000 / divisor);
        var runs = runs(context, Map.of("contacts", contacts), NO_LINKS, 4, "0,%d,%d".formatted(some, many));
        var last = runs.getLast();
        return List.of(
                contacts(runs.getFirst(), contacts, 80),
                changed(runs.get(2), some, contacts).done(),
                changed(last, many, contacts)
                        .target("≤ %.0f s".formatted(MOST_CHANGES_SECONDS), seconds(last) <= MOST_CHANGES_SECONDS)
                        .done());
    }

    private static Draft changed(JsonNode run, int changes, int contacts) {
        return line(
                "changes-%d-of-%d".formatted(changes, contacts),
                "%,d changes among %,d contacts".formatted(changes, contacts),
                run,
                changes);
    }

    private List<Measurement> links(BenchContext context, int contacts) throws IOException, InterruptedException {
        var records = new LinkedHashMap<String, Integer>();
        records.put("contacts", contacts);
        records.put("companies", contacts / 5);
        var without = runs(context, records, NO_LINKS, 1).getFirst();
        var with = runs(context, records, "contacts:companies", 1).getFirst();
        var longer = seconds(with) / seconds(without);
        return List.of(
                firstLoad("unlinked-" + contacts, "contacts and companies without links", without, records)
                        .done(),
                firstLoad("linked-" + contacts, "the same with their links", with, records)
                        .target("≤ 10 %% longer (%.0f %%)".formatted((longer - 1) * 100), longer <= MOST_LONGER)
                        .done());
    }

    private List<Measurement> manyTypes(BenchContext context) throws IOException, InterruptedException {
        var records = ManyTypes.records(divisor);
        var runs = runs(context, records, NO_LINKS, 2);
        var load = runs.getFirst();
        var idle = runs.getLast();
        return List.of(
                share(firstLoad("many-types-" + divisor, "30 object types", load, records), load, 80)
                        .target(
                                "the 25 small types ready after half of the time (%.0f of %.0f s)"
                                        .formatted(smallReady(load), seconds(load)),
                                smallReady(load) <= seconds(load) * ManyTypes.SMALL_READY)
                        .done(),
                line("many-types-idle-" + divisor, "30 object types, nothing changed", idle, 0)
                        .target(
                                "≤ 7 s (%d calls, and %d for definitions and the account)"
                                        .formatted(calls(idle), allCalls(idle) - calls(idle)),
                                seconds(idle) <= MOST_IDLE_SECONDS)
                        .done());
    }

    private static double smallReady(JsonNode load) {
        return ManyTypes.SMALL.stream()
                .mapToDouble(type -> load.path("ready").path(type).asDouble())
                .max()
                .orElseThrow();
    }

    private static Draft share(Draft line, JsonNode load, int percent) {
        return line.target(
                "≥ %d %% of the quota".formatted(percent),
                rowsPerSecond(load) * 100 >= percent * Portals.CEILING_ROWS_PER_SECOND);
    }

    private static Draft firstLoad(String key, String what, JsonNode load, Map<String, Integer> records) {
        return line(
                        key,
                        what,
                        load,
                        records.values().stream().mapToInt(Integer::intValue).sum())
                .speed(rowsPerSecond(load), true);
    }

    private static Draft line(String key, String what, JsonNode run, long expectedRows) {
        var rows = run.path("rows").asLong();
        var line = Measurement.of("virtual-" + key, "virtual time: " + what)
                .rows(rows)
                .virtualSeconds(seconds(run))
                .calls(calls(run))
                .quota(run.path("stats"))
                .broken(rows == expectedRows ? List.of() : List.of("%,d rows were written".formatted(rows)));
        run.path("problems").forEach(problem -> line.broken(List.of(problem.asText())));
        return line;
    }

    private static double rowsPerSecond(JsonNode run) {
        return run.path("rows").asLong() / seconds(run);
    }

    private static double seconds(JsonNode run) {
        return run.path("seconds").asDouble();
    }

    private static long calls(JsonNode run) {
        return run.path("calls").asLong();
    }

    private static long allCalls(JsonNode run) {
        return run.path("stats").path("total_calls").asLong();
    }

    /** A first load and the runs after it, as {@code quality/simulation/virtual-load} reports them. */
    private static List<JsonNode> runs(
            BenchContext context, Map<String, Integer> records, String pairs, int count, String... changes)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                context.launcher()
                        .resolveSibling("quality/simulation/virtual-load")
                        .toString(),
                Portals.text(records),
                Portals.LATENCIES,
                pairs,
                String.valueOf(count)));
        command.addAll(List.of(changes));
        var runs = new ArrayList<JsonNode>();
        for (var line : MeasuredProcess.run(command, Map.of("BUILT", "1"))
                .requireSuccess()
                .output()
                .lines()
                .toList()) {
            runs.add(JSON.readTree(line));
        }
        return runs;
    }
}
