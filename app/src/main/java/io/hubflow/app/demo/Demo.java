package io.hubflow.app.demo;

import io.hubflow.app.CommandContext;
import io.hubflow.app.progress.ProgressDisplay;
import io.hubflow.app.report.QueryOutput;
import io.hubflow.app.report.RunTable;
import io.hubflow.app.report.TextTable;
import io.hubflow.app.report.VerifyTable;
import io.hubflow.duckdb.DuckDbDestination;
import io.hubflow.duckdb.DuckDbQuery;
import io.hubflow.duckdb.DuckDbSettings;
import io.hubflow.engine.SyncEngine;
import io.hubflow.engine.VerifyEngine;
import io.hubflow.engine.catalog.Discovery;
import io.hubflow.engine.report.RunReport;
import io.hubflow.engine.settings.EngineSettings;
import io.hubflow.engine.verify.VerifyOptions;
import io.hubflow.hubspot.AccessTokens;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.HubSpotSettings;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** Loads, changes, loads again and proves it, telling what it does. Used once. */
public final class Demo {
    private static final int STEPS = 8;

    private final CommandContext context;
    private final PrintStream tale;
    private final Path file;
    private int step;

    /**
     * @param tale where the story is told
     * @param file a DuckDB file that does not exist yet
     */
    public Demo(CommandContext context, PrintStream tale, Path file) {
        this.context = context;
        this.tale = tale;
        this.file = file;
    }

    /** What the demo showed, for programs: the second load's report and every comparison after it. */
    public record Outcome(RunReport report, List<Compared> compared) {
        public Outcome {
            compared = List.copyOf(compared);
        }

        public boolean verified() {
            return compared.stream().allMatch(type -> type.differences().isEmpty());
        }
    }

    /** One table against the stand-in's records. */
    public record Compared(String objectType, long rows, long values, List<String> differences) {}

    public Outcome run() {
        tell("This is a demonstration with made-up data: no HubSpot account is needed, nothing leaves this machine.");
        heading("Start a HubSpot stand-in on this machine");
        try (var portal = DemoPortal.start()) {
            var counts = portal.simulator().counts();
            tell("It answers like HubSpot's API at " + portal.simulator().url() + ", for a company with "
                    + RunTable.count(counts.getOrDefault("contacts", 0L)) + " contacts, "
                    + RunTable.count(counts.getOrDefault("companies", 0L)) + " companies, "
                    + RunTable.count(counts.getOrDefault("deals", 0L)) + " deals and "
                    + RunTable.count(counts.getOrDefault("tickets", 0L)) + " tickets.");
            tell(
                    "It keeps HubSpot's limits for a Professional account (190 calls in 10 seconds, 5 searches a second), and"
                            + " its search sees a change only seconds later, as HubSpot's does.");
            try (var client = HubSpotClient.open(settings(portal))) {
                return run(portal, client);
            }
        }
    }

    private static HubSpotSettings settings(DemoPortal portal) {
        return HubSpotSettings.of(
                portal.simulator().url(),
                new AccessTokens.Static(portal.simulator().token()));
    }

    private Outcome run(DemoPortal portal, HubSpotClient client) {
        heading("Look at what can be read  (on your own data: hubflow check)");
        check(client);

        heading("Load everything into the DuckDB file " + file.getFileName() + "  (hubflow sync)");
        sync(client);
        tell(
                "(The stand-in makes some values that do not fit, and numbers with more digits than a column keeps, on purpose.)");

        heading("Compare every row and value with the stand-in's own records");
        var first = compare(portal);

        heading("Things happen in the CRM");
        portal.change().forEach(change -> tell("- " + change));

        heading("Bring the tables up to date  (the same command again: hubflow sync)");
        var second = sync(client);
        tell("(read is more than what changed, because calculated values can only be found by reading records again;"
                + " unchanged rows are not written.)");
        tell("And compare again:");
        var after = compare(portal);

        heading("Ask for proof, as on your own data  (hubflow verify)");
        verify(client);

        heading("Ask the tables  (hubflow query)");
        show();
        var outcome = new Outcome(
                second,
                java.util.stream.Stream.concat(first.stream().filter(comparison -> !comparison.equal()), after.stream())
                        .map(c -> new Compared(c.objectType(), c.rows(), c.values(), c.differences()))
                        .toList());
        conclude(outcome);
        return outcome;
    }

    private void check(HubSpotClient client) {
        var discovery = new Discovery(client);
        var table = new TextTable(List.of("object type", "records", "properties"));
        for (var objectType : DemoPortal.OBJECT_TYPES) {
            var found = discovery.describe(objectType);
            table.row(
                    objectType,
                    RunTable.count(found.records().orElse(0)),
                    RunTable.count(found.properties().size()));
        }
        tale.print(table.render());
    }

    private void verify(HubSpotClient client) {
        tale.flush();
        var options = new VerifyOptions(VerifyOptions.Values.SAMPLE, 100, 1, VerifyOptions.AfterFinding.REPORT);
        try (var destination = DuckDbDestination.open(DuckDbSettings.of(file));
                var display = ProgressDisplay.open(context, client::quota)) {
            var report = new VerifyEngine(client, destination, EngineSettings.DEFAULT, context.clock(), display)
                    .run(DemoPortal.everything(), options);
            tale.print(VerifyTable.of(report, options, "The file"));
        }
    }

    private RunReport sync(HubSpotClient client) {
        tale.flush();
        RunReport report;
        try (var destination = DuckDbDestination.open(DuckDbSettings.of(file));
                var display = ProgressDisplay.open(context, client::quota)) {
            report = new SyncEngine(client, destination, EngineSettings.DEFAULT, context.clock(), display)
                    .run(DemoPortal.everything())
                    .unlessInterrupted();
        }
        tale.print(RunTable.of(report));
        return report;
    }

    private List<Comparison> compare(DemoPortal portal) {
        try (var query = DuckDbQuery.open(file)) {
            var comparisons = DemoPortal.OBJECT_TYPES.stream()
                    .map(type ->
                            TableCheck.compare(query, type, portal.simulator().records(type)))
                    .toList();
            for (var comparison : comparisons) {
                tell((comparison.equal() ? "equal:     " : "DIFFERENT: ") + comparison.objectType() + ", "
                        + RunTable.count(comparison.rows()) + " rows, " + RunTable.count(comparison.values())
                        + " values");
                comparison.differences().forEach(this::tell);
            }
            return comparisons;
        }
    }

    private void show() {
        try (var query = DuckDbQuery.open(file)) {
            ask(
                    query,
                    "SELECT city, count(*) AS contacts, round(avg(loyalty_points)) AS points FROM contacts"
                            + " WHERE city IS NOT NULL GROUP BY city ORDER BY contacts DESC, city LIMIT 3");
            ask(
                    query,
                    "SELECT s.label AS stage, count(*) AS deals, median(d.amount) AS amount FROM deals d"
                            + " JOIN hubspot_pipeline_stages s ON s.id = d.dealstage"
                            + " GROUP BY ALL ORDER BY deals DESC LIMIT 3");
        }
    }

    private void ask(DuckDbQuery query, String sql) {
        tell("> " + sql);
        try (var output = QueryOutput.table(tale, Integer.MAX_VALUE)) {
            query.run(sql, output);
        }
        tale.println();
    }

    private void conclude(Outcome outcome) {
        if (!outcome.verified()) {
            tell("The tables differ from the stand-in's records. That must not happen: please report it.");
            return;
        }
        tell("Everything in the tables equals what the stand-in holds. The file stays: " + file);
        tell("");
        tell("Next, with your own data (HubSpot > Development > Keys > Service keys makes a token):");
        tell("  export HUBSPOT_ACCESS_TOKEN=pat-...");
        tell("  " + context.calledAs() + " check");
        tell("  " + context.calledAs() + " sync --objects contacts,companies --to my.duckdb");
    }

    private void heading(String text) {
        step++;
        tale.println();
        tale.println("[" + step + "/" + STEPS + "] " + text);
        tale.flush();
    }

    private void tell(String line) {
        tale.println(line);
    }
}
