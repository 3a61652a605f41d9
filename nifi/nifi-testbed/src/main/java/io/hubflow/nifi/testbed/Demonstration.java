package io.hubflow.nifi.testbed;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;

/**
 * What {@code make nifi} runs: a NiFi of its own with the NARs and the flows in it, parameters filled in for the HubSpot
 * and Snowflake stand-ins, nothing started yet. Ends with Ctrl-C.
 */
public final class Demonstration {
    private static final String HEAP = "768m";
    private static final int GAP = 600;

    private final PrintStream out;

    private Demonstration(PrintStream out) {
        this.out = out;
    }

    /** Where a stand-in listens, as the lines tell that {@code hubflow simulate} and {@code simulate-snowflake} print. */
    private record StandIns(JsonNode hubSpot, JsonNode snowflake) {
        static StandIns read(Path hubSpotLine, Path snowflakeLine) throws IOException {
            return new StandIns(
                    NiFiHttp.JSON.readTree(Files.readString(hubSpotLine)),
                    NiFiHttp.JSON.readTree(Files.readString(snowflakeLine)));
        }
    }

    /**
     * @param args NiFi's lib directory, the home to lay out anew, the directory of the flow definitions, the files with the
     *     first lines of the HubSpot and of the Snowflake stand-in, the DuckDB file, then the NARs
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        var nars = List.of(args).subList(6, args.length).stream().map(Path::of).toList();
        var standIns = StandIns.read(Path.of(args[3]), Path.of(args[4]));
        new Demonstration(out)
                .run(Path.of(args[0]), Path.of(args[1]), Path.of(args[2]), standIns, Path.of(args[5]), nars);
    }

    private void run(Path lib, Path directory, Path flows, StandIns standIns, Path file, List<Path> nars)
            throws IOException, InterruptedException {
        deleteAll(directory);
        var ports = NiFiPorts.free(NiFiPorts.ZooKeeperPorts.free());
        var home = NiFiHome.create(directory, lib, ports, NiFiHome.Role.STANDALONE, NiFiHome.randomKey(), nars);
        out.println("Starting Apache NiFi (its log: " + home.log() + ")…");
        try (var nifi = NiFiProcess.start(home, HEAP)) {
            nifi.awaitReady();
            var groups = importFlows(nifi.api(), flows);
            fillIn(nifi.api(), standIns, file);
            tell(nifi, standIns, file, groups);
            new CountDownLatch(1).await();
        }
    }

    /** The groups by the flows' names. */
    private Map<String, String> importFlows(NiFiApi api, Path flows) throws IOException {
        var groups = new TreeMap<String, String>();
        try (var definitions = Files.newDirectoryStream(flows, "*.json")) {
            for (var definition : definitions) {
                var name =
                        definition.getFileName().toString().replace(".json", "").replace('-', ' ');
                groups.put(name, api.importFlow(definition, name, groups.size() * GAP, 0));
                out.println("Imported " + definition.getFileName());
            }
        }
        return groups;
    }

    /** Both flows read the same portal, so each takes half of its quota. */
    private static void fillIn(NiFiApi api, StandIns standIns, Path file) {
        var snowflake = standIns.snowflake();
        api.setParameters(
                "HubSpot Source Parameters",
                Map.of(
                        "HubSpot Access Token", standIns.hubSpot().path("token").asText(),
                        "HubSpot API URL", standIns.hubSpot().path("url").asText(),
                        "HubSpot Quota Share", "0.47"));
        api.setParameters("DuckDB Destination Parameters", Map.of("DuckDB Database File", file.toString()));
        api.setParameters(
                "HubSpot Destination Parameters",
                Map.of(
                        "Snowflake Connection URL", snowflake.path("url").asText(),
                        "Snowflake Account Identifier",
                                snowflake.path("account").asText(),
                        "Snowflake Authentication Strategy", "PROGRAMMATIC_ACCESS_TOKEN",
                        "Snowflake Access Token",
                                snowflake.path("programmaticAccessToken").asText(),
                        "Snowflake Username", snowflake.path("user").asText(),
                        "Snowflake Role", snowflake.path("role").asText(),
                        "Snowflake Warehouse", snowflake.path("warehouse").asText(),
                        "Destination Database", snowflake.path("database").asText(),
                        "Destination Schema", snowflake.path("schema").asText(),
                        "Merge Schedule", "10 sec"));
        api.setParameters("HubSpot Ingestion Parameters", Map.of("Data Ingestion Schedule", "10 sec"));
    }

    private void tell(NiFiProcess nifi, StandIns standIns, Path file, Map<String, String> groups) {
        var snowflake = standIns.snowflake();
        out.println();
        out.println("Canvas:             " + nifi.canvasUrl());
        groups.forEach(
                (name, group) -> out.println("  " + name + ": " + nifi.canvasUrl() + "#/process-groups/" + group));
        out.println("HubSpot stand-in:   " + standIns.hubSpot().path("url").asText());
        out.println(
                "Its token:          " + standIns.hubSpot().path("token").asText() + " (already in the parameters)");
        out.println("Snowflake stand-in: " + snowflake.path("url").asText());
        out.println();
        out.println("What to press: open the canvas. On each of the two groups: right-click, Enable All Controller");
        out.println("Services, right-click, Start. After a minute look at the tables:");
        out.println("    ./hubflow query --to " + file + " \"SELECT count(*) FROM contacts\"");
        out.println("    curl -s " + snowflake.path("admin").asText() + "/tables/"
                + snowflake.path("database").asText() + "/"
                + snowflake.path("schema").asText()
                + "/DEALS | head -c 2000");
        out.println("Ctrl-C stops everything.");
    }

    private static void deleteAll(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (var paths = Files.walk(directory)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
