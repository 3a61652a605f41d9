package io.hubflow.snowflake.emulator.sql;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A query as written: common table expressions, a body, an order, a limit. */
public record Query(
        List<With> with,
        Body body,
        List<Expr.Order> order,
        @Nullable Expr limit,
        @Nullable Expr offset) {
    public Query {
        with = List.copyOf(with);
        order = List.copyOf(order);
    }

    public record With(String name, List<String> columns, Query query) {}

    public sealed interface Body permits Select, SetOperation, Values, Nested {}

    public record Select(
            boolean distinct,
            List<Item> items,
            List<Source> from,
            @Nullable Expr where,
            List<Expr> groupBy,
            @Nullable Expr having,
            @Nullable Expr qualify)
            implements Body {}

    /** @param operator {@code UNION}, {@code UNION ALL}, {@code INTERSECT}, {@code EXCEPT} */
    public record SetOperation(String operator, Body left, Body right) implements Body {}

    public record Values(List<List<Expr>> rows) implements Body {}

    public record Nested(Query query) implements Body {}

    public record Item(Expr value, @Nullable String alias) {}

    public sealed interface Source permits Named, Staged, Derived, Join, Function, Flatten {}

    public record Named(Name name, @Nullable String alias) implements Source {}

    /** @param options FILE_FORMAT and PATTERN, by upper-cased key */
    public record Staged(
            String stage,
            Map<String, Object> options,
            @Nullable String alias) implements Source {}

    public record Derived(Query query, @Nullable String alias, List<String> columns) implements Source {}

    /** TABLE(name(…)). @param arguments constant texts, by upper-cased name, or by position from "1" */
    public record Function(
            Name name,
            Map<String, String> arguments,
            @Nullable String alias) implements Source {}

    /** LATERAL FLATTEN(INPUT => …): a row for each element of an array. */
    public record Flatten(Expr input, @Nullable String alias) implements Source {}

    /** @param kind {@code JOIN}, {@code LEFT JOIN}, {@code RIGHT JOIN}, {@code FULL JOIN} or {@code CROSS JOIN} */
    public record Join(
            String kind,
            Source left,
            Source right,
            @Nullable Expr on,
            List<String> using) implements Source {}
}
