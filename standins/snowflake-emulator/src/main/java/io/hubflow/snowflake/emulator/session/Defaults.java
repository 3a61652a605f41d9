package io.hubflow.snowflake.emulator.session;

import io.hubflow.snowflake.emulator.sql.Expr;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import java.util.stream.Collectors;

/** DEFAULT expressions, written back as SQL: constants and calls of them. */
final class Defaults {
    private Defaults() {}

    static String sql(Expr expr) {
        return switch (expr) {
            case Expr.Text text -> "'" + text.value().replace("\\", "\\\\").replace("'", "''") + "'";
            case Expr.Numeral number -> number.digits();
            case Expr.Truth truth -> truth.value() ? "TRUE" : "FALSE";
            case Expr.Null ignored -> "NULL";
            case Expr.Call call ->
                call.function()
                        + call.arguments().stream().map(Defaults::sql).collect(Collectors.joining(", ", "(", ")"));
            case Expr.Cast cast -> sql(cast.value()) + "::" + cast.type().word();
            default -> throw SnowflakeError.unsupported("this kind of DEFAULT");
        };
    }
}
