package io.hubflow.app.command;

import io.hubflow.app.CommandContext;
import io.hubflow.app.config.Configuration;
import io.hubflow.app.config.ServiceSettings;
import io.hubflow.app.config.Settings;
import io.hubflow.app.config.Sources;
import io.hubflow.simulator.OptionText;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.quota.Tier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hubflow demo-service}: the service at work without an account. */
@Command(
        name = "demo-service",
        description = {
            "Shows `hubflow serve` at work without an account: the records of a HubSpot stand-in change all the"
                    + " time. They are loaded into a DuckDB file every 15 seconds and compared with it every 30 seconds."
                    + " Open the printed address in a browser to see the status page. Ctrl-C stops it."
        },
        footer = {"", "Examples:", "  make demo-service"})
final class DemoServiceCommand implements Callable<Integer> {
    private static final Map<String, Long> RECORDS =
            Map.of("contacts", 5_000L, "companies", 1_000L, "deals", 800L, "tickets", 400L);

    /** Some changes for every run to find, and not so many that a run would not be over before the next one. */
    private static final String TRAFFIC = "2/s";

    private static final long SEED = 42;

    private final CommandContext context;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Port of the page; 8089 by default, 0 takes any free one.")
    private @Nullable String port;

    @Mixin
    private CommonFlags common = new CommonFlags();

    DemoServiceCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        common.sources(context);
        try (var hubSpot = Simulator.start(SimulatorOptions.defaults()
                .withRecords(RECORDS)
                .withTier(Tier.ENTERPRISE)
                .withTraffic(OptionText.traffic(TRAFFIC, SEED)))) {
            var folder = Files.createTempDirectory("hubflow-demo-service-");
            var environment = Map.of(Configuration.TOKEN_VARIABLE, hubSpot.token());
            var sources = new Sources(environment, folder, context.clock(), context.redactor());
            sources.flag(Settings.BASE_URL, "--base-url", hubSpot.url().toString());
            sources.flag(
                    Settings.DUCKDB_PATH, "--to", folder.resolve("demo.duckdb").toString());
            // The stand-in's search index is quick, so that the settled moment may be, too.
            sources.flag(Settings.SETTLE_LAG, "--settle-lag", "10s");
            sources.flag(ServiceSettings.SCHEDULE, "--every", "15 seconds");
            sources.flag(ServiceSettings.VERIFICATION, "--verify-every", "30 seconds");
            sources.flag(ServiceSettings.PORT, "--port", port);
            return new Serving(context).until(sources);
        } catch (IOException e) {
            throw new UncheckedIOException("the stand-in for HubSpot cannot be started", e);
        }
    }
}
