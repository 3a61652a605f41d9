package io.hubflow.app.command;

import io.hubflow.app.CommandContext;
import io.hubflow.app.ExitCode;
import io.hubflow.app.Interruption;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * {@code hubflow warm-up}, which the build runs once: uses most commands on a few records, so that the JVM can put the classes
 * that they need into the archive that later starts are quick with.
 */
@Command(name = "warm-up", hidden = true, description = "Loads the classes that the other commands need.")
final class WarmUpCommand implements Callable<Integer> {
    private static final Map<String, Long> RECORDS = Map.of("contacts", 250L, "tickets", 20L);

    private final CommandContext context;

    WarmUpCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        var folder = Files.createTempDirectory("hubflow-warm-up");
        try (var hubSpot = Simulator.start(SimulatorOptions.defaults().withRecords(RECORDS));
                var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            var environment = Map.of(
                    "HUBSPOT_ACCESS_TOKEN",
                    hubSpot.token(),
                    "HUBFLOW_HUBSPOT_BASE_URL",
                    hubSpot.url().toString());
            Files.writeString(folder.resolve("hubflow.yaml"), "object-types: [contacts, tickets]\n");
            var quiet = new CommandContext(
                    environment, folder, nowhere, nowhere, true, context.clock(), new Interruption());
            for (var line : List.of(
                    "--help",
                    "check",
                    "sync --include email,createdate,hs_*",
                    "sync --include email,createdate,hs_* --output json",
                    "state",
                    "config show",
                    "discover tickets")) {
                Hubflow.run(quiet, line.split(" "));
            }
            Hubflow.run(quiet, "query", "select * from contacts limit 1");
            return ExitCode.OK.number();
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
