package io.hubflow.snowflake.emulator.translate;

import io.hubflow.snowflake.emulator.catalog.SnowType;
import io.hubflow.snowflake.emulator.catalog.SnowType.Kind;
import java.util.Set;
import java.util.stream.Collectors;

/** Aggregate and window functions. */
final class Aggregates {
    private static final Set<String> AGGREGATES = Set.of(
            "COUNT",
            "SUM",
            "MIN",
            "MAX",
            "AVG",
            "ANY_VALUE",
            "COUNT_IF",
            "LISTAGG",
            "ARRAY_AGG",
            "BOOLAND_AGG",
            "BOOLOR_AGG",
            "HASH_AGG");
    private static final Set<String> WINDOWS =
            Set.of("ROW_NUMBER", "RANK", "DENSE_RANK", "LAG", "LEAD", "FIRST_VALUE", "LAST_VALUE", "NTILE");

    private final Conversions conversions;
    private final Numbers numbers;

    Aggregates(Conversions conversions, Numbers numbers) {
        this.conversions = conversions;
        this.numbers = numbers;
    }

    static boolean include(String function) {
        return AGGREGATES.contains(function) || WINDOWS.contains(function);
    }

    Typed call(Functions.Call call) {
        String distinct = call.distinct() ? "DISTINCT " : "";
        String over = call.over();
        return switch (call.name()) {
            case "COUNT" ->
                Functions.integer("count(" + distinct + (call.star() ? "*" : Conversions.comparable(call.argument(0)))
                        + ")" + over);
            case "COUNT_IF" -> Functions.integer("count_if(" + conversions.condition(call.argument(0)) + ")" + over);
            case "SUM" -> sum(numbers.number(call.argument(0)), distinct, over);
            case "AVG" ->
                Typed.of("avg(" + distinct + numbers.number(call.argument(0)).sql() + ")" + over, SnowType.REAL);
            case "MIN", "MAX", "ANY_VALUE" ->
                Typed.of(
                        call.name() + "(" + call.argument(0).sql() + ")" + over,
                        call.argument(0).type());
            case "BOOLAND_AGG" ->
                Typed.of("bool_and(" + conversions.condition(call.argument(0)) + ")" + over, SnowType.BOOLEAN);
            case "BOOLOR_AGG" ->
                Typed.of("bool_or(" + conversions.condition(call.argument(0)) + ")" + over, SnowType.BOOLEAN);
            case "LISTAGG" ->
                Typed.of(
                        "coalesce(string_agg(" + distinct + conversions.text(call.argument(0)) + ", "
                                + (call.count() > 1 ? call.argument(1).sql() : "''") + orderBy(call) + ")" + over
                                + ", '')",
                        SnowType.LONG_TEXT);
            case "ARRAY_AGG" ->
                Typed.of(
                        "to_json(coalesce(list(" + distinct + conversions.json(call.argument(0)) + orderBy(call)
                                + ") FILTER (WHERE " + call.argument(0).sql() + " IS NOT NULL)" + over + ", []))",
                        SnowType.ARRAY);
            case "HASH_AGG" ->
                Typed.of(
                        "CAST(CAST(bit_xor(hash("
                                + call.arguments().stream()
                                        .map(Conversions::comparable)
                                        .collect(Collectors.joining(", "))
                                + "))" + over + " AS HUGEINT) - 9223372036854775808 AS BIGINT)",
                        SnowType.fixed(19, 0));
            case "ROW_NUMBER", "RANK", "DENSE_RANK", "NTILE" ->
                Functions.integer(call.name() + "("
                        + call.arguments().stream().map(Typed::sql).collect(Collectors.joining(", ")) + ")" + over);
            default ->
                Typed.of(
                        call.name() + "("
                                + call.arguments().stream().map(Typed::sql).collect(Collectors.joining(", ")) + ")"
                                + over,
                        call.argument(0).type());
        };
    }

    private static Typed sum(Typed value, String distinct, String over) {
        SnowType type = value.kind() == Kind.REAL
                ? SnowType.REAL
                : SnowType.fixed(38, value.type().scale());
        return Typed.of("CAST(sum(" + distinct + value.sql() + ")" + over + " AS " + type.storage() + ")", type);
    }

    private static String orderBy(Functions.Call call) {
        return call.within().isEmpty() ? "" : " ORDER BY " + String.join(", ", call.within());
    }
}
