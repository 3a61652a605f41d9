package io.hubflow.app.command;

import io.hubflow.app.CommandContext;
import io.hubflow.app.ExitCode;
import io.hubflow.app.config.DestinationKind;
import io.hubflow.app.tables.HtmlTables;
import io.hubflow.app.tables.MarkdownTables;
import io.hubflow.app.tables.TablesReader;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hubflow docs}: a page about the tables of this portal. */
@Command(
        name = "docs",
        description = {
            "Prints a page that documents this portal's tables: columns with HubSpot's labels, descriptions, types and options, how"
                    + " many rows have a value, and the links between the tables.",
            "",
            "It reads the tables and makes no call to HubSpot. Counting values scans each table, which wakes the warehouse in"
                    + " Snowflake; --no-fill-rates skips it."
        },
        footer = {
            "",
            "Examples:",
            "  hubflow docs tables --to crm.duckdb > tables.md",
            "  hubflow docs tables --format html --to snowflake > tables.html"
        })
final class DocsCommand implements Callable<Integer> {
    /** What can be described. */
    enum Subject {
        TABLES
    }

    /** How the page is written. */
    enum Format {
        MD,
        HTML
    }

    private final CommandContext context;

    @Parameters(index = "0", paramLabel = "tables", description = "What to describe.")
    private Subject subject = Subject.TABLES;

    @Option(
            names = "--format",
            paramLabel = "md|html",
            description = "Markdown with a Mermaid diagram, or one self-contained HTML file; md by default.")
    private Format format = Format.MD;

    @Option(names = "--no-fill-rates", description = "Do not count how many rows have a value.")
    private boolean withoutFillRates;

    @Mixin
    private TablesFlags tablesFlags = new TablesFlags();

    DocsCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        var configuration = tablesFlags.configuration(context);
        try (var reader = Destinations.read(configuration)) {
            var tables = new TablesReader(reader, !withoutFillRates).read();
            var place = configuration.destination() == DestinationKind.DUCKDB
                    ? configuration.duckDbPath().getFileName().toString()
                    : reader.description();
            context.out()
                    .print(
                            format == Format.HTML
                                    ? HtmlTables.render(tables, place)
                                    : MarkdownTables.render(tables, place));
        }
        return ExitCode.OK.number();
    }
}
