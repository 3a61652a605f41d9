package io.hubflow.app.command;

import io.hubflow.app.CommandContext;
import io.hubflow.app.ExitCode;
import io.hubflow.app.report.QueryOutput;
import io.hubflow.engine.destination.QueryRows;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hubflow query}: SQL on the tables, without another tool. */
@Command(
        name = "query",
        description = {
            "Runs one SQL statement on the tables and prints the result. It never writes: a DuckDB file is opened read-only, and"
                    + " Snowflake is sent only SELECT, WITH, SHOW, DESCRIBE, LIST and EXPLAIN.",
            "",
            "Tables: one for each object type (contacts, companies, ...), hubspot_properties, hubspot_owners,"
                    + " hubspot_pipelines, hubspot_pipeline_stages, and hubflow's own _hubflow_*. In Snowflake a SELECT wakes the"
                    + " warehouse, unless its result is cached.",
        },
        footer = {
            "",
            "Examples:",
            "  hubflow query 'select count(*) from contacts'",
            "  hubflow query 'select dealstage, sum(amount) from deals group by all' --to crm.duckdb",
            "  hubflow query 'from contacts limit 1000' --output csv > contacts.csv",
            "  hubflow query 'from contacts limit 3' --expanded",
            "  hubflow query - < report.sql",
            "  hubflow query 'show tables'",
            "  hubflow query 'select lifecyclestage, count(*) from contacts group by 1' --to snowflake"
        })
final class QueryCommand implements Callable<Integer>, Reports {
    private final CommandContext context;

    /** How rows are printed. */
    enum Format {
        TABLE,
        CSV,
        JSON
    }

    @Parameters(paramLabel = "SQL", description = "The statement, in the warehouse's SQL; - reads it from stdin.")
    private String sql = "";

    @Option(
            names = "--output",
            paramLabel = "table|csv|json",
            completionCandidates = Candidates.QueryFormats.class,
            defaultValue = "table",
            description = "table: aligned, long values cut. csv: with a header line. json: an array of objects.")
    private Format format = Format.TABLE;

    @Option(
            names = "--expanded",
            description =
                    "table: one value per line, record by record. Results that are too wide for the terminal are always printed this way.")
    private boolean expanded;

    @Mixin
    private TablesFlags tablesFlags = new TablesFlags();

    QueryCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        var configuration = tablesFlags.configuration(context);
        var statement = sql.equals("-") ? context.readInput() : sql;
        try (var reader = Destinations.read(configuration);
                var rows = open()) {
            reader.run(statement, new WhileOutputLasts(rows, context));
        } catch (OutputLost e) {
            return ExitCode.FAILED.number(); // the command line as a whole says why
        }
        return ExitCode.OK.number();
    }

    /** Nobody needs the rest of the rows. */
    private static final class OutputLost extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Ends a query whose output is lost anyway: the disk is full, or the reader of the pipe has gone. */
    private record WhileOutputLasts(QueryOutput rows, CommandContext context) implements QueryRows {
        @Override
        public void columns(List<String> names, List<String> types) {
            rows.columns(names, types);
        }

        @Override
        public void row(List<@Nullable Object> values) {
            if (context.outputFailure().isPresent()) {
                throw new OutputLost();
            }
            rows.row(values);
        }
    }

    private QueryOutput open() {
        return switch (format) {
            case TABLE ->
                expanded
                        ? QueryOutput.records(context.rows())
                        : QueryOutput.table(context.rows(), context.outputColumns());
            case CSV -> QueryOutput.csv(context.rows());
            case JSON -> QueryOutput.json(context.rows());
        };
    }

    @Override
    public boolean json() {
        return format == Format.JSON;
    }
}
