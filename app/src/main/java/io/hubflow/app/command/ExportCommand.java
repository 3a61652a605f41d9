package io.hubflow.app.command;

import io.hubflow.app.CommandContext;
import io.hubflow.app.ExitCode;
import io.hubflow.app.config.DestinationKind;
import io.hubflow.app.report.TextTable;
import io.hubflow.duckdb.DuckDbExport;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hubflow export}: tables as files. */
@Command(
        name = "export",
        description = {
            "Copies the tables of a DuckDB file into Parquet or CSV files, one per table, all as of the same"
                    + " moment. The folder appears when everything is written. Its file _export.json lists the files with"
                    + " their numbers of rows.",
            "",
            "It makes no call to HubSpot. A sync of the same file has to wait until the export ends."
        },
        footer = {
            "",
            "Examples:",
            "  hubflow export crm-files --to crm.duckdb",
            "  hubflow export crm-files --format csv --tables contacts,deals",
            "  hubflow export crm-files --partition month --replace"
        })
final class ExportCommand implements Callable<Integer> {
    private final CommandContext context;

    @Parameters(index = "0", paramLabel = "FOLDER", description = "Folder to create; it may exist if it is empty.")
    private Path folder = Path.of("");

    @Option(names = "--format", paramLabel = "parquet|csv", description = "Format of the files; parquet by default.")
    private DuckDbExport.Format format = DuckDbExport.Format.PARQUET;

    @Option(
            names = "--tables",
            split = ",",
            paramLabel = "TABLE",
            description =
                    "Only these tables; by default all tables of records, links and reference data, without hubflow's"
                            + " own tables.")
    private List<String> tables = List.of();

    @Option(
            names = "--partition",
            paramLabel = "none|year|month",
            description = "Puts records into folders by the time they were created in HubSpot, such as"
                    + " contacts/_created_year=2026/; none by default.")
    private DuckDbExport.Partition partition = DuckDbExport.Partition.NONE;

    @Option(
            names = "--replace",
            description = "Replace an earlier export in the folder. Nothing else is ever replaced.")
    private boolean replace;

    @Mixin
    private TablesFlags tablesFlags = new TablesFlags();

    ExportCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        var configuration = tablesFlags.configuration(context);
        if (configuration.destination() != DestinationKind.DUCKDB) {
            throw new ConnectorException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "hubflow export reads a DuckDB file.",
                    "Nothing was exported.",
                    "Name the file with --to; in Snowflake, use COPY INTO, and in MotherDuck COPY.");
        }
        var written = new TextTable(List.of("table", "rows", "path"));
        try (var export = DuckDbExport.open(configuration.duckDbPath(), context.clock())) {
            var target = context.workingDirectory().resolve(folder);
            export.write(chosen(export), target, format, partition, replace, table -> {
                written.row(table.table(), String.valueOf(table.rows()), table.path());
            });
            context.out().print(written.render());
            context.out().println("Exported to " + target + ".");
        }
        return ExitCode.OK.number();
    }

    private List<String> chosen(DuckDbExport export) {
        var there = export.tables();
        var unknown = tables.stream().filter(table -> !there.contains(table)).toList();
        if (!unknown.isEmpty()) {
            throw new ConnectorException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "There is no table " + String.join(", ", unknown) + ".",
                    "Nothing was exported.",
                    there.isEmpty() ? "Run `hubflow sync` first." : "Tables: " + String.join(", ", there) + ".");
        }
        return tables.isEmpty() ? there : tables;
    }
}
