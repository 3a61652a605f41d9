package io.hubflow.app.command;

import io.hubflow.app.CommandContext;
import io.hubflow.app.config.ServiceSettings;
import io.hubflow.app.config.Sources;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hubflow serve}: keeps the tables up to date until it is stopped, and shows how they stand. */
@Command(
        name = "serve",
        description = {
            "Runs `hubflow sync` on a schedule and serves a status page, an API and metrics, until Ctrl-C or SIGTERM.",
            "",
            "By default, the page is at http://127.0.0.1:8089/ and can be reached only from this machine. `portals:` in hubflow.yaml lists"
                    + " several portals to load in one process.",
            "",
            "When stopped, it lets a running sync finish its current commit; the next run resumes from there."
        },
        footer = {
            "",
            "Examples:",
            "  hubflow serve",
            "  hubflow serve --every '5 minutes' --port 9000",
            "  hubflow serve --every '0 6 * * 1-5' --time-zone Europe/Berlin --to crm.duckdb"
        })
final class ServeCommand implements Callable<Integer> {
    private final CommandContext context;

    @Mixin
    private SelectionFlags selection = new SelectionFlags();

    @Mixin
    private DestinationFlags destinationFlags = new DestinationFlags();

    @Mixin
    private HubSpotFlags hubSpotFlags = new HubSpotFlags();

    @Option(
            names = "--every",
            paramLabel = "SCHEDULE",
            description = "Data Ingestion Schedule: a duration such as '15 minutes' (default) or a cron expression.")
    private @Nullable String every;

    @Option(
            names = "--verify-every",
            paramLabel = "SCHEDULE",
            description =
                    "When the tables are compared with HubSpot: a duration ('1 day' by default), a cron expression, or"
                            + " never.")
    private @Nullable String verifyEvery;

    @Option(
            names = "--time-zone",
            paramLabel = "ZONE",
            description = "Time zone of a cron expression, such as Europe/Berlin; UTC by default.")
    private @Nullable String timeZone;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "Address to serve the page on; 127.0.0.1 by default. Others need a password or token.")
    private @Nullable String host;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Port of the page; 8089 by default, 0 takes any free one.")
    private @Nullable String port;

    @Mixin
    private CommonFlags common = new CommonFlags();

    ServeCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        return new Serving(context).until(sources());
    }

    private Sources sources() {
        var sources = common.sources(context);
        selection.into(sources);
        destinationFlags.into(sources);
        hubSpotFlags.into(sources, context);
        sources.flag(ServiceSettings.SCHEDULE, "--every", every);
        sources.flag(ServiceSettings.VERIFICATION, "--verify-every", verifyEvery);
        sources.flag(ServiceSettings.TIME_ZONE, "--time-zone", timeZone);
        sources.flag(ServiceSettings.HOST, "--host", host);
        sources.flag(ServiceSettings.PORT, "--port", port);
        return sources;
    }
}
