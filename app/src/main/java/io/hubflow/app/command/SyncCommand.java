package io.hubflow.app.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubflow.app.CommandContext;
import io.hubflow.app.ExitCode;
import io.hubflow.app.config.Configuration;
import io.hubflow.app.config.ConfigurationException;
import io.hubflow.app.config.Sources;
import io.hubflow.app.progress.ProgressDisplay;
import io.hubflow.app.report.CostText;
import io.hubflow.app.report.Json;
import io.hubflow.app.report.QuotaReset;
import io.hubflow.app.report.RunJson;
import io.hubflow.app.report.RunTable;
import io.hubflow.engine.destination.DestinationCost;
import io.hubflow.engine.report.RunReport;
import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.HubSpotClient;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hubflow sync}: loads what is not there yet and what changed since. */
@Command(
        name = "sync",
        description = {
            "Loads HubSpot's records into tables, or brings the tables up to date.",
            "",
            "The first run loads everything; each later run reads what changed. If a run is interrupted by Ctrl-C, a crash or a"
                    + " spent quota, the next one resumes from its last commit. If an object type fails, for a missing scope"
                    + " for example, the others are still loaded."
        },
        footer = {
            "",
            "Examples:",
            "  hubflow sync",
            "  hubflow sync --objects contacts,deals --to crm.duckdb",
            "  hubflow sync --objects contacts --include 'email,hs_*' --updated-after 2024-01-01",
            "  hubflow sync --output json | jq .status",
            "",
            "Environment: HUBSPOT_ACCESS_TOKEN, and HUBFLOW_<KEY> for any setting, such as HUBFLOW_DUCKDB_PATH."
        })
final class SyncCommand implements Callable<Integer>, Reports {
    private final CommandContext context;

    @Mixin
    private SelectionFlags selection = new SelectionFlags();

    @Mixin
    private DestinationFlags destinationFlags = new DestinationFlags();

    @Mixin
    private HubSpotFlags hubSpotFlags = new HubSpotFlags();

    @Mixin
    private ReadingFlags readingFlags = new ReadingFlags();

    @Mixin
    private OutputFlag output = new OutputFlag();

    @Mixin
    private CommonFlags common = new CommonFlags();

    /** Where the rows went, once the destination is open. */
    private String destinationName = "";

    /** When a quota that was spent comes back. */
    private Optional<String> quotaReset = Optional.empty();

    /** Of a warehouse that bills by use, once the run is over. */
    private Optional<DestinationCost> cost = Optional.empty();

    SyncCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        var configuration = Configuration.load(sources(), Configuration.Need.HUBSPOT_TOKEN);
        context.interruption().tellBy(context.err()::println);
        context.interruption().interruptMe();
        var report = run(configuration);
        if (json()) {
            var json = RunJson.of(report);
            json.put("destination", destinationName);
            quotaReset.ifPresent(sentence -> json.put("quota_reset", sentence));
            cost.ifPresent(spent -> json.set("warehouse", CostText.json(spent)));
            context.out().println(Json.write(json));
        } else {
            context.out().println();
            context.out().print(RunTable.of(report, destinationFlags.written()));
            context.out().println("The tables are in " + destinationName + ".");
            quotaReset.ifPresent(context.out()::println);
            cost.ifPresent(spent -> context.out().println(CostText.of(spent)));
        }
        return context.interruption().exact(ExitCode.of(report)).number();
    }

    private Sources sources() {
        var sources = common.sources(context);
        selection.into(sources);
        destinationFlags.into(sources);
        hubSpotFlags.into(sources, context);
        readingFlags.into(sources);
        return sources;
    }

    private RunReport run(Configuration configuration) {
        try (var client = HubSpotClient.open(configuration.hubSpotSettings())) {
            // HubSpot answers while the destination opens.
            client.askForAccount();
            return run(configuration, client);
        }
    }

    private RunReport run(Configuration configuration, HubSpotClient client) {
        var sync = ConfiguredSync.open(configuration, context.clock());
        try (sync;
                var display = ProgressDisplay.open(context, client::quota)) {
            destinationName = sync.destination();
            return run(configuration, sync, client, display);
        } finally {
            // Closing writes how the run ended.
            cost = sync.cost();
        }
    }

    private RunReport run(
            Configuration configuration, ConfiguredSync sync, HubSpotClient client, ProgressDisplay display) {
        Supplier<Optional<ZoneId>> zone = () -> QuotaReset.zone(client.lastAccount(), sync::portal);
        try {
            var report = sync.run(configuration.syncRequest(), client, display);
            quotaReset = QuotaReset.of(report, zone, context.clock().instant(), ZoneId.systemDefault());
            return report;
        } catch (ConnectorException e) {
            throw QuotaReset.explained(e, zone, context.clock().instant(), ZoneId.systemDefault());
        }
    }

    @Override
    public boolean json() {
        return output.json();
    }

    @Override
    public ObjectNode failed(ConnectorException error) {
        return RunJson.failed(error);
    }

    @Override
    public ObjectNode failed(ConfigurationException error) {
        return RunJson.failed(error);
    }
}
