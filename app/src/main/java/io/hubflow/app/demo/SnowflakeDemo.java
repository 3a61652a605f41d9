package io.hubflow.app.demo;

import io.hubflow.app.CommandContext;
import io.hubflow.app.command.Snowflake;
import io.hubflow.app.progress.ProgressDisplay;
import io.hubflow.app.report.CostText;
import io.hubflow.app.report.RunTable;
import io.hubflow.engine.SyncEngine;
import io.hubflow.engine.report.RunReport;
import io.hubflow.engine.settings.EngineSettings;
import io.hubflow.hubspot.AccessTokens;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.HubSpotSettings;
import io.hubflow.snowflake.SnowflakeOption;
import io.hubflow.snowflake.SnowflakeOptions;
import io.hubflow.snowflake.SnowflakeSettings;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;

/** The demonstration with the real Snowflake driver and a Snowflake stand-in: load, change, load again, compare. Used once. */
public final class SnowflakeDemo {
    private final CommandContext context;
    private final PrintStream tale;
    private final Path spool;
    private final List<Comparison> comparisons = new ArrayList<>();

    /** @param spool where rows wait for their commit */
    public SnowflakeDemo(CommandContext context, PrintStream tale, Path spool) {
        this.context = context;
        this.tale = tale;
        this.spool = spool;
    }

    public Demo.Outcome run() {
        tell("This is a demonstration with made-up data: no HubSpot account and no Snowflake account is needed.");
        heading("1/5", "Start a HubSpot stand-in and a Snowflake stand-in on this machine");
        try (var portal = DemoPortal.start();
                var standIn = SnowflakeStandIn.start(0);
                var client = HubSpotClient.open(HubSpotSettings.of(
                        portal.simulator().url(),
                        new AccessTokens.Static(portal.simulator().token())))) {
            var settings = settings(standIn);
            tell("HubSpot answers at " + portal.simulator().url() + ", Snowflake at " + settings.url()
                    + " for the real driver.");
            heading(
                    "2/5",
                    "Load everything into " + settings.database() + "." + settings.schema()
                            + "  (hubflow sync --to snowflake)");
            sync(client, settings);
            compare(portal, settings);
            heading("3/5", "Things happen in the CRM");
            portal.change().forEach(change -> tell("- " + change));
            heading("4/5", "Bring the tables up to date  (the same command again)");
            var second = sync(client, settings);
            compare(portal, settings);
            heading("5/5", "What came of it");
            return conclude(second);
        }
    }

    private SnowflakeSettings settings(SnowflakeStandIn standIn) {
        var ready = standIn.ready();
        var given = new EnumMap<SnowflakeOption, String>(SnowflakeOption.class);
        given.put(SnowflakeOption.URL, ready.path("url").asText());
        given.put(SnowflakeOption.ACCOUNT_IDENTIFIER, ready.path("account").asText());
        given.put(SnowflakeOption.AUTHENTICATION_STRATEGY, "PASSWORD");
        given.put(SnowflakeOption.USERNAME, ready.path("user").asText());
        given.put(SnowflakeOption.PASSWORD, ready.path("password").asText());
        given.put(SnowflakeOption.ROLE, ready.path("role").asText());
        given.put(SnowflakeOption.WAREHOUSE, ready.path("warehouse").asText());
        given.put(SnowflakeOption.DATABASE, ready.path("database").asText());
        given.put(SnowflakeOption.SCHEMA, ready.path("schema").asText());
        var options = SnowflakeOptions.read(given, spool);
        if (!options.problems().isEmpty()) {
            throw new IllegalStateException("the stand-in's own settings are wrong: " + options.problems());
        }
        return options.settings();
    }

    private RunReport sync(HubSpotClient client, SnowflakeSettings settings) {
        tale.flush();
        try (var destination = Snowflake.open(settings);
                var display = ProgressDisplay.open(context, client::quota)) {
            var report = new SyncEngine(client, destination, EngineSettings.DEFAULT, context.clock(), display)
                    .run(DemoPortal.everything())
                    .unlessInterrupted();
            tale.print(RunTable.of(report));
            destination.cost().ifPresent(cost -> tell(CostText.of(cost)));
            return report;
        }
    }

    private void compare(DemoPortal portal, SnowflakeSettings settings) {
        var source = Snowflake.connections(settings);
        var names = SnowflakeRows.names(settings.database(), settings.schema(), DemoPortal.OBJECT_TYPES);
        for (var i = 0; i < names.size(); i++) {
            var table = names.get(i);
            var type = DemoPortal.OBJECT_TYPES.get(i);
            var comparison = TableCheck.compare(
                    rows -> SnowflakeRows.read(source, table, rows),
                    type,
                    portal.simulator().records(type));
            tell((comparison.equal() ? "equal:     " : "DIFFERENT: ") + type + ", " + RunTable.count(comparison.rows())
                    + " rows, " + RunTable.count(comparison.values()) + " values");
            comparison.differences().forEach(this::tell);
            comparisons.add(comparison);
        }
    }

    private Demo.Outcome conclude(RunReport second) {
        var outcome = new Demo.Outcome(
                second,
                comparisons.stream()
                        .map(c -> new Demo.Compared(c.objectType(), c.rows(), c.values(), c.differences()))
                        .toList());
        tell(
                outcome.verified()
                        ? "Everything in the tables equals what the stand-in holds, after both loads."
                        : "The tables differ from the stand-in's records. That must not happen: please report it.");
        tell("");
        tell("Next, with your own account:");
        tell("  " + context.calledAs() + " snowflake grants      (what an administrator runs once)");
        tell("  " + context.calledAs() + " plan --to snowflake   (what a flush interval costs)");
        tell("  " + context.calledAs() + " check --to snowflake");
        tell("  " + context.calledAs() + " sync --to snowflake");
        return outcome;
    }

    private void heading(String step, String text) {
        tale.println();
        tale.println("[" + step + "] " + text);
        tale.flush();
    }

    private void tell(String line) {
        tale.println(line);
    }
}
