package io.hubflow.app.command;

import io.hubflow.app.CommandContext;
import io.hubflow.app.ExitCode;
import io.hubflow.app.config.Configuration;
import io.hubflow.app.config.DestinationKind;
import io.hubflow.engine.view.FivetranViews;
import io.hubflow.engine.view.LabelledViews;
import io.hubflow.engine.view.ViewKind;
import io.hubflow.engine.view.ViewStore;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hubflow views}: the tables under the names that other tools expect. */
@Command(
        name = "views",
        description = {
            "Creates views over the tables, in a schema of their own.",
            "",
            "fivetran: the tables that the dbt package fivetran/dbt_hubspot (1.8) reads as its source. It prints the package's"
                    + " variables that match these tables.",
            "labelled: <table>_labelled for people, with HubSpot's labels as column names, and the labels of"
                    + " options, owners, pipelines and stages as values.",
            "",
            "Views hold no data and cost no calls to HubSpot. A sync that changes columns recreates them. Run"
                    + " this command again to add views of newly loaded tables and to drop those whose tables are gone."
                    + " Views and tables that hubflow did not create are never changed."
        },
        footer = {
            "",
            "Examples:",
            "  hubflow views labelled --schema crm --to crm.duckdb",
            "  hubflow views fivetran --schema hubspot_fivetran --to crm.duckdb",
            "  hubflow views fivetran --schema HUBSPOT_FIVETRAN --to snowflake > vars.yml"
        })
final class ViewsCommand implements Callable<Integer> {
    private final CommandContext context;

    @Parameters(
            index = "0",
            paramLabel = "fivetran|labelled",
            description = "Which names the views use: Fivetran's, or HubSpot's labels.")
    private ViewKind kind = ViewKind.FIVETRAN;

    @Option(
            names = "--schema",
            required = true,
            paramLabel = "NAME",
            description = "The schema for the views; it is created if it does not exist.")
    private String schema = "";

    @Mixin
    private TablesFlags tablesFlags = new TablesFlags();

    ViewsCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        var configuration = tablesFlags.configuration(context);
        requireSchemaOfItsOwn(configuration);
        if (kind == ViewKind.LABELLED) {
            var properties = ViewSources.properties(configuration);
            try (var store = Destinations.views(configuration)) {
                var views = LabelledViews.over(store, properties);
                store.replace(schema, kind, views);
                context.out()
                        .println(
                                views.size() + (views.size() == 1 ? " view" : " views") + " in schema " + schema + ".");
            }
            return ExitCode.OK.number();
        }
        var portal = ViewSources.portal(configuration);
        try (var store = Destinations.views(configuration)) {
            make(store, portal);
        }
        return ExitCode.OK.number();
    }

    private void requireSchemaOfItsOwn(Configuration configuration) {
        var tables = configuration.destination() == DestinationKind.SNOWFLAKE
                ? configuration.snowflakeSettings().schema()
                : "main";
        if (!schema.matches("[A-Za-z_][A-Za-z0-9_$]{0,200}") || schema.equalsIgnoreCase(tables)) {
            throw new ConnectorException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "\"" + schema + "\" is not a valid schema for the views.",
                    "No view was created. The schema needs a plain name and must differ from the schema of the tables ("
                            + tables + ").",
                    "Choose another with --schema, such as hubspot_fivetran.");
        }
    }

    private void make(ViewStore store, long portal) {
        var made = FivetranViews.over(store, portal);
        store.replace(schema, kind, made.views());
        var out = context.out();
        out.println("# " + made.views().size() + " views in schema " + schema + ". For dbt_project.yml:");
        out.println("vars:");
        out.println("  hubspot_schema: " + schema.toLowerCase(Locale.ROOT));
        made.variables().forEach((variable, on) -> out.println("  " + variable + ": " + on));
    }
}
