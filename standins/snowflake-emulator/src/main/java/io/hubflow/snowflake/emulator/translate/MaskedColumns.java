package io.hubflow.snowflake.emulator.translate;

import io.hubflow.snowflake.emulator.catalog.Column;
import io.hubflow.snowflake.emulator.catalog.MaskingPolicy;
import io.hubflow.snowflake.emulator.sql.Expr;
import io.hubflow.snowflake.emulator.sql.Query;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import io.hubflow.snowflake.emulator.sql.StatementParser;
import java.util.List;

/**
 * A column as it is read: through its masking policy wherever a statement names it, also where UPDATE and MERGE read it
 * (docs.snowflake.com/en/user-guide/security-column-intro, "the masking policy is applied to every location where the column appears";
 * what a MERGE reads is unverified).
 */
final class MaskedColumns {
    private MaskedColumns() {}

    /** @param sql the column as DuckDB names it */
    static String read(QueryTranslator queries, Column column, String sql) {
        if (column.maskingPolicy() == null) {
            return sql;
        }
        MaskingPolicy policy = queries.environment()
                .maskingPolicy(column.maskingPolicy())
                .orElseThrow(
                        () -> SnowflakeError.unsupported("a masking policy that is gone: " + column.maskingPolicy()));
        Query query = StatementParser.parseQuery("SELECT " + policy.body());
        Expr body = ((Query.Select) query.body()).items().get(0).value();
        var scope = new Scope(null);
        var argument = new Scope.Visible(policy.argument(), sql, column.type(), false);
        scope.add(new Scope.Source(null, null, List.of(argument), null));
        var expressions = new ExpressionTranslator(queries, scope);
        return "("
                + expressions
                        .conversions()
                        .cast(expressions.translate(body), column.type())
                        .sql() + ")";
    }
}
