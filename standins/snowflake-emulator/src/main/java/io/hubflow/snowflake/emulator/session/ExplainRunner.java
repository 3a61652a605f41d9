package io.hubflow.snowflake.emulator.session;

import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import io.hubflow.snowflake.emulator.sql.Statement;
import io.hubflow.snowflake.emulator.translate.QueryTranslator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * EXPLAIN of a query, in the tabular form: checks names and rights, needs no warehouse (docs.snowflake.com/en/sql-reference/sql/explain).
 * The plan is not Snowflake's: a result over the scans of the tables that are read.
 */
final class ExplainRunner {
    private static final List<String> COLUMNS = List.of(
            "step",
            "id",
            "parent",
            "operation",
            "objects",
            "alias",
            "expressions",
            "partitionsTotal",
            "partitionsAssigned",
            "bytesAssigned");

    private final StatementRunner runner;

    ExplainRunner(StatementRunner runner) {
        this.runner = runner;
    }

    Result explain(Statement.Explain explain) {
        if (!(explain.statement() instanceof Statement.Select select)) {
            throw SnowflakeError.unsupported("EXPLAIN of anything but a query");
        }
        new QueryTranslator(runner.environment()).translate(select.query());
        var rows = new ArrayList<List<@Nullable String>>();
        rows.add(Result.row(null, null, null, "GlobalStats", null, null, null, "0", "0", "0"));
        rows.add(Result.row("1", "0", null, "Result", null, null, null, null, null, null));
        int id = 0;
        for (String storage :
                runner.environment().tablesRead().stream().sorted().toList()) {
            String table = runner.world().account().nameOfStorage(storage).orElse(storage);
            rows.add(Result.row("1", Integer.toString(++id), "[0]", "TableScan", table, null, null, "1", "1", "1024"));
        }
        return Result.texts(StatementKind.EXPLAIN, COLUMNS, rows);
    }
}
