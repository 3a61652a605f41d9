package io.hubflow.nifi.testbed;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What {@code make nifi-bench} runs: the same first load of contacts by the command and by the flow in a real NiFi, and as
 * many pages as a fixed number of rows takes by the method of NiFi's own GetHubSpot, all against the same HubSpot stand-in.
 *
 * <p>Times are wall times: of the command from its start to its end, of the flow from the moment it is started to the moment
 * the last row is merged.
 */
final class Throughput {
    private static final String HEAP = "1g";
    private static final int BASELINE_ROWS = 10_000;
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final double SHARE_OF_COMMAND = 0.95;
    private static final double TIMES_GET_HUBSPOT = 5;
    private static final List<String> PROFESSIONAL =
            List.of("--tier", "professional", "--latency", "list=250ms,search=450ms,batch=300ms");

    private final Path launcher;
    private final Path lib;
    private final Path flow;
    private final int contacts;
    private final List<Path> nars;
    private final Path work;

    /**
     * @param lib NiFi's lib directory
     * @param flow the definition of the DuckDB flow
     */
    private Throughput(Path launcher, Path lib, Path flow, int contacts, List<Path> nars, Path work) {
        this.launcher = launcher;
        this.lib = lib;
        this.flow = flow;
        this.contacts = contacts;
        this.nars = nars;
        this.work = work;
    }

    /** @param args launcher, NiFi's lib directory, flow definition, results file, contacts, then the NARs */
    public static void main(String[] args) throws IOException, InterruptedException {
        var work = Files.createTempDirectory("hubflow-nifi-bench");
        var nars = new ArrayList<Path>();
        List.of(args).subList(5, args.length).forEach(nar -> nars.add(Path.of(nar)));
        nars.add(BenchNar.write(work));
        var bench = new Throughput(
                Path.of(args[0]), Path.of(args[1]), Path.of(args[2]), Integer.parseInt(args[4]), nars, work);
        var report = new LinkedHashMap<String, Object>();
        report.put("measured_at", Instant.now().toString());
        report.put("cores", Runtime.getRuntime().availableProcessors());
        report.put("contacts", bench.contacts);
        report.put(
                "scenarios",
                List.of(
                        bench.measure("professional limits and latencies", PROFESSIONAL),
                        bench.measure("no limits, no latency", List.of("--tier", "unlimited"))));
        var results = Path.of(args[3]).toAbsolutePath();
        Files.createDirectories(results.getParent());
        var json = NiFiHttp.JSON.writerWithDefaultPrettyPrinter();
        json.writeValue(results.toFile(), report);
        System.out.println(json.writeValueAsString(report));
        deleteAll(work);
    }

    private Map<String, Object> measure(String name, List<String> limits) throws IOException, InterruptedException {
        var command = command(limits);
        var directory = Files.createTempDirectory(work, "nifi");
        var ports = NiFiPorts.free(NiFiPorts.ZooKeeperPorts.free());
        var home = NiFiHome.create(
                directory.resolve("home"), lib, ports, NiFiHome.Role.STANDALONE, NiFiHome.randomKey(), nars);
        double nifi;
        double pageByPage;
        try (var process = NiFiProcess.start(home, HEAP).awaitReady()) {
            nifi = flow(process.api(), limits, directory.resolve("hubspot.duckdb"));
            pageByPage = pageByPage(process, limits);
        }
        System.err.printf(
                "%s: command %.0f, flow %.0f, GetHubSpot's method %.0f rows/s%n", name, command, nifi, pageByPage);
        var line = new LinkedHashMap<String, Object>();
        line.put("scenario", name);
        line.put("command_rows_per_second", Math.round(command));
        line.put("nifi_flow_rows_per_second", Math.round(nifi));
        line.put("get_hubspot_method_rows_per_second", Math.round(pageByPage));
        line.put("flow_over_command", rounded(nifi / command));
        line.put("flow_over_get_hubspot_method", rounded(nifi / pageByPage));
        line.put(
                "targets",
                "flow ≥ %.2f of the command: %s; ≥ %.0f × GetHubSpot's method: %s"
                        .formatted(
                                SHARE_OF_COMMAND,
                                nifi >= SHARE_OF_COMMAND * command ? "met" : "missed",
                                TIMES_GET_HUBSPOT,
                                nifi >= TIMES_GET_HUBSPOT * pageByPage ? "met" : "missed"));
        return line;
    }

    private double command(List<String> limits) throws IOException, InterruptedException {
        try (var hubSpot = StandIn.start(launcher, contacts, limits)) {
            var properties = hubSpot.properties();
            var file = Files.createTempDirectory(work, "command").resolve("hubspot.duckdb");
            var start = System.nanoTime();
            var process = new ProcessBuilder(
                            launcher.toString(),
                            "sync",
                            "--base-url",
                            hubSpot.url(),
                            "--token",
                            hubSpot.token(),
                            "--objects",
                            "contacts",
                            "--include",
                            properties,
                            "--to",
                            file.toString(),
                            "--output",
                            "json")
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.INHERIT)
                    .start();
            if (process.waitFor() != 0) {
                throw new IllegalStateException("hubflow sync ended with exit code " + process.exitValue());
            }
            return contacts / secondsSince(start);
        }
    }

    private double flow(NiFiApi api, List<String> limits, Path file) throws IOException, InterruptedException {
        try (var hubSpot = StandIn.start(launcher, contacts, limits)) {
            var group = api.importFlow(flow, "HubSpot to DuckDB", 0, 0);
            api.setParameters(
                    "HubSpot Source Parameters",
                    Map.of("HubSpot Access Token", hubSpot.token(), "HubSpot API URL", hubSpot.url()));
            api.setParameters("DuckDB Destination Parameters", Map.of("DuckDB Database File", file.toString()));
            api.setParameters("HubSpot Ingestion Parameters", Map.of("Object Types", "contacts"));
            for (var processor : api.processors(group)) {
                if (processor.simpleType().startsWith("List")) {
                    api.setProperties(processor.id(), Map.of("Include Properties", hubSpot.properties()));
                }
            }
            api.enableServices(group);
            var invalid = api.invalidProcessors(group);
            if (!invalid.isEmpty()) {
                throw new IllegalStateException("invalid: " + invalid);
            }
            var start = System.nanoTime();
            api.start(group);
            awaitCount(contacts, () -> api.counter("PutHubSpotTable", "Rows Inserted"), api);
            var rowsPerSecond = contacts / secondsSince(start);
            api.stop(group);
            return rowsPerSecond;
        }
    }

    private double pageByPage(NiFiProcess nifi, List<String> limits) throws IOException, InterruptedException {
        var http = new NiFiHttp("http://" + nifi.home().ports().host() + ":"
                + nifi.home().ports().http() + "/nifi-api");
        try (var hubSpot = StandIn.start(launcher, Math.max(contacts, BASELINE_ROWS), limits)) {
            var body = JsonNodeFactory.instance.objectNode();
            body.putObject("revision").put("version", 0);
            var component = body.putObject("component").put("type", PageByPage.class.getName());
            component
                    .putObject("bundle")
                    .put("group", "io.hubflow")
                    .put("artifact", "hubflow-bench-nar")
                    .put("version", "1");
            var config = component.putObject("config").put("schedulingPeriod", "0 sec");
            config.putObject("properties")
                    .put(PageByPage.URL.getName(), hubSpot.url())
                    .put(PageByPage.TOKEN.getName(), hubSpot.token())
                    .put(PageByPage.PROPERTIES.getName(), hubSpot.properties());
            config.putArray("autoTerminatedRelationships").add("success");
            var id = http.post("/process-groups/" + nifi.api().rootGroup() + "/processors", body)
                    .path("id")
                    .asText();
            var start = System.nanoTime();
            setState(http, id, "RUNNING");
            awaitCount(BASELINE_ROWS, () -> nifi.api().counter("PageByPage", PageByPage.COUNTER), nifi.api());
            var rows = nifi.api().counter("PageByPage", PageByPage.COUNTER);
            var rowsPerSecond = rows / secondsSince(start);
            setState(http, id, "STOPPED");
            return rowsPerSecond;
        }
    }

    private static void setState(NiFiHttp http, String processor, String state) {
        var body = JsonNodeFactory.instance.objectNode();
        body.set("revision", http.get("/processors/" + processor).path("revision"));
        body.put("state", state);
        http.put("/processors/" + processor + "/run-status", body);
    }

    private static void awaitCount(long wanted, LongSupplier count, NiFiApi api) throws InterruptedException {
        var deadline = System.nanoTime() + LIMIT.toNanos();
        while (count.getAsLong() < wanted) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException(
                        "only " + count.getAsLong() + " of " + wanted + " rows; bulletins " + api.bulletins());
            }
            Thread.sleep(100);
        }
    }

    private static double secondsSince(long startNanos) {
        return (System.nanoTime() - startNanos) / 1e9;
    }

    private static double rounded(double ratio) {
        return Math.round(ratio * 100) / 100.0;
    }

    private static void deleteAll(Path directory) throws IOException {
        try (var paths = Files.walk(directory)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
