package io.hubflow.snowflake.emulator.translate;

import io.hubflow.snowflake.emulator.sql.Expr;
import java.util.stream.Collectors;

/** The name of a result column that has no alias: the column's own, otherwise the expression's text in capitals, roughly as Snowflake has it. */
final class ItemNames {
    private ItemNames() {}

    static String of(Expr expr) {
        return switch (expr) {
            case Expr.Column column -> column.name().last();
            case Expr.Text text -> "'" + text.value().toUpperCase(java.util.Locale.ROOT) + "'";
            case Expr.Numeral number -> number.digits();
            case Expr.Truth truth -> truth.value() ? "TRUE" : "FALSE";
            case Expr.Null ignored -> "NULL";
            case Expr.Position position -> "$" + position.index();
            case Expr.Path path ->
                of(path.base()) + ":"
                        + path.steps().stream()
                                .map(Object::toString)
                                .collect(Collectors.joining("."))
                                .toUpperCase(java.util.Locale.ROOT);
            case Expr.Cast cast -> of(cast.value()) + "::" + cast.type().word();
            case Expr.Call call ->
                call.function() + "("
                        + call.arguments().stream().map(ItemNames::of).collect(Collectors.joining(", ")) + ")";
            case Expr.Star ignored -> "*";
            case Expr.Binary binary -> of(binary.left()) + " " + binary.operator() + " " + of(binary.right());
            case Expr.Bind ignored -> "?";
            case Expr.Unary unary -> unary.operator() + of(unary.value());
            case Expr.Case ignored -> "CASE";
            case Expr.Between ignored -> "BETWEEN";
            case Expr.In ignored -> "IN";
            case Expr.InQuery ignored -> "IN";
            case Expr.Exists ignored -> "EXISTS";
            case Expr.Scalar ignored -> "SUBQUERY";
            case Expr.IsNull isNull -> of(isNull.value()) + (isNull.negated() ? " IS NOT NULL" : " IS NULL");
            case Expr.DistinctFrom ignored -> "IS DISTINCT FROM";
            case Expr.Like like -> of(like.value()) + " " + like.operator();
        };
    }
}
