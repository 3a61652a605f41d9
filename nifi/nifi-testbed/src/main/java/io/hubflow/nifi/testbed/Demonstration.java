package io.hubflow.nifi.testbed;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * What {@code make nifi} runs: a NiFi of its own with the NARs and the flows in it, parameters filled in for a HubSpot
 * stand-in, nothing started yet. Ends with Ctrl-C.
 */
public final class Demonstration {
    private static final String HEAP = "768m";
    private static final int GAP = 1_200;

    private final PrintStream out;

    private Demonstration(PrintStream out) {
        this.out = out;
    }

    /**
     * @param args NiFi's lib directory, the home to lay out anew, the directory of the flow definitions, the stand-in's URL and
     *     token, the DuckDB file, then the NARs
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        var nars = List.of(args).subList(6, args.length).stream().map(Path::of).toList();
        new Demonstration(out)
                .run(Path.of(args[0]), Path.of(args[1]), Path.of(args[2]), args[3], args[4], Path.of(args[5]), nars);
    }

    private void run(Path lib, Path directory, Path flows, String url, String token, Path file, List<Path> nars)
            throws IOException, InterruptedException {
        deleteAll(directory);
        var ports = NiFiPorts.free(NiFiPorts.ZooKeeperPorts.free());
        var home = NiFiHome.create(directory, lib, ports, NiFiHome.Role.STANDALONE, NiFiHome.randomKey(), nars);
        out.println("Starting Apache NiFi (its log: " + home.log() + ")…");
        try (var nifi = NiFiProcess.start(home, HEAP)) {
            Runtime.getRuntime().addShutdownHook(new Thread(nifi::close, "stop-nifi"));
            nifi.awaitReady();
            importFlows(nifi.api(), flows);
            fillIn(nifi.api(), url, token, file);
            tell(nifi, url, token, file);
            new CountDownLatch(1).await();
        }
    }

    private void importFlows(NiFiApi api, Path flows) throws IOException {
        try (var definitions = Files.newDirectoryStream(flows, "*.json")) {
            var x = 0;
            for (var definition : definitions) {
                var name =
                        definition.getFileName().toString().replace(".json", "").replace('-', ' ');
                api.importFlow(definition, name, x, 0);
                out.println("Imported " + definition.getFileName());
                x += GAP / 2;
            }
        }
    }

    private static void fillIn(NiFiApi api, String url, String token, Path file) {
        api.setParameters("HubSpot Source Parameters", Map.of("HubSpot Access Token", token, "HubSpot API URL", url));
        api.setParameters("HubSpot Destination Parameters", Map.of("DuckDB Database File", file.toString()));
        api.setParameters("HubSpot Ingestion Parameters", Map.of("Data Ingestion Schedule", "10 sec"));
    }

    private void tell(NiFiProcess nifi, String url, String token, Path file) {
        out.println();
        out.println("Canvas:          " + nifi.canvasUrl());
        out.println("HubSpot stand-in: " + url);
        out.println("Its token:       " + token + " (already in the parameters)");
        out.println();
        out.println("What to press: open the canvas, right-click the group \"HubSpot to DuckDB\", choose Enable All");
        out.println("Controller Services, then Start. After a minute look at the tables:");
        out.println("    ./hubflow query --to " + file + " \"SELECT count(*) FROM contacts\"");
        out.println("Ctrl-C stops NiFi.");
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
