package io.hubflow.snowflake.emulator.translate;

import io.hubflow.snowflake.emulator.catalog.SnowType;
import io.hubflow.snowflake.emulator.sql.Expr;
import io.hubflow.snowflake.emulator.sql.Query;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import io.hubflow.snowflake.emulator.translate.Translated.Output;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Queries of one statement. Not thread-safe: it numbers the sources as it meets them. */
public final class QueryTranslator {
    private final Environment environment;
    private final SourceNames names;
    /** Common table expressions in sight, by name. */
    private final Map<String, Query.With> with;

    public QueryTranslator(Environment environment) {
        this(environment, new SourceNames(), new HashMap<>());
    }

    QueryTranslator(Environment environment, SourceNames names, Map<String, Query.With> with) {
        this.environment = environment;
        this.names = names;
        this.with = with;
    }

    Environment environment() {
        return environment;
    }

    SourceNames names() {
        return names;
    }

    Map<String, Query.With> with() {
        return with;
    }

    /** The query as DuckDB runs it, its columns called c0, c1, … */
    public Translated translate(Query query) {
        return translate(query, null);
    }

    Translated translate(Query query, @Nullable Scope outer) {
        if (!query.with().isEmpty()) {
            var more = new HashMap<>(with);
            query.with().forEach(w -> more.put(w.name(), w));
            return new QueryTranslator(environment, names, more)
                    .translate(new Query(List.of(), query.body(), query.order(), query.limit(), query.offset()), outer);
        }
        return switch (query.body()) {
            case Query.Select select -> select(select, query, outer);
            case Query.Nested nested -> outside(translate(nested.query(), outer), query);
            case Query.Values values -> outside(values(values, outer), query);
            case Query.SetOperation operation -> outside(setOperation(operation, outer), query);
        };
    }

    private Translated select(Query.Select select, Query query, @Nullable Scope outer) {
        var scope = new Scope(outer);
        var sources = new SourceTranslator(this, scope);
        for (Query.Source source : select.from()) {
            sources.add(source);
        }
        boolean overBinds =
                select.from().isEmpty() && outer == null && environment.binds().tabular();
        var expressions = new ExpressionTranslator(this, scope);
        for (Query.Item item : select.items()) {
            if (item.alias() != null) {
                scope.alias(item.alias(), item.value());
            }
        }
        var outputs = new ArrayList<Output>();
        var items = new ArrayList<String>();
        for (Query.Item item : select.items()) {
            addItem(item, scope, expressions, outputs, items);
        }
        var sql = new StringBuilder("SELECT ").append(select.distinct() ? "DISTINCT " : "");
        String tail = tail(select, expressions, items);
        String order = order(query, scope, expressions, outputs);
        sql.append(IntStream.range(0, items.size())
                .mapToObj(i -> items.get(i) + " AS c" + i)
                .collect(Collectors.joining(", ")));
        if (overBinds) {
            sql.append(" FROM ").append(environment.binds().tableSql());
        } else if (!select.from().isEmpty()) {
            sql.append(" FROM ").append(sources.fromSql());
        }
        return new Translated(sql + tail + order + limit(query), outputs);
    }

    private void addItem(
            Query.Item item, Scope scope, ExpressionTranslator expressions, List<Output> outputs, List<String> items) {
        if (!(item.value() instanceof Expr.Star star)) {
            Typed value = expressions.translate(item.value());
            outputs.add(new Output(item.alias() == null ? ItemNames.of(item.value()) : item.alias(), value.type()));
            items.add(value.sql());
            return;
        }
        boolean any = false;
        for (Scope.Source source : scope.sources()) {
            if (star.qualifier() == null || source.answersTo(star.qualifier().parts())) {
                any = true;
                if (source.staged() != null) {
                    throw SnowflakeError.unsupported("SELECT * from a stage; name the fields of $1");
                }
                for (Scope.Visible column : source.columns()) {
                    if (!column.hiddenFromStar()) {
                        outputs.add(new Output(column.name(), column.type()));
                        items.add(column.sql());
                    }
                }
            }
        }
        if (!any) {
            throw SnowflakeError.invalidIdentifier(star.qualifier() == null ? "*" : star.qualifier() + ".*");
        }
    }

    private String tail(Query.Select select, ExpressionTranslator expressions, List<String> items) {
        var sql = new StringBuilder();
        if (select.where() != null) {
            sql.append(" WHERE ").append(expressions.condition(select.where()));
        }
        if (!select.groupBy().isEmpty()) {
            sql.append(" GROUP BY ")
                    .append(select.groupBy().stream()
                            .map(e -> switch (e) {
                                case Expr.Numeral number -> items.get(position(number, items.size()));
                                case Expr.Star ignored -> "ALL";
                                default -> expressions.translate(e).sql();
                            })
                            .collect(Collectors.joining(", ")));
        }
        if (select.having() != null) {
            sql.append(" HAVING ").append(expressions.condition(select.having()));
        }
        if (select.qualify() != null) {
            sql.append(" QUALIFY ").append(expressions.condition(select.qualify()));
        }
        return sql.toString();
    }

    private static int position(Expr.Numeral number, int columns) {
        int position = Integer.parseInt(number.digits());
        if (position < 1 || position > columns) {
            throw new SnowflakeError(
                    2061, "42601", "SQL compilation error:\nposition " + position + " is out of range");
        }
        return position - 1;
    }

    private String order(Query query, Scope scope, ExpressionTranslator expressions, List<Output> outputs) {
        if (query.order().isEmpty()) {
            return "";
        }
        return query.order().stream()
                .map(order -> output(order.value(), outputs)
                        .filter(i -> order.value() instanceof Expr.Numeral
                                || scope.column(((Expr.Column) order.value()).name())
                                        .isEmpty())
                        .map(i -> ExpressionTranslator.ordered("c" + i, order))
                        .orElseGet(() -> expressions.order(order)))
                .collect(Collectors.joining(", ", " ORDER BY ", ""));
    }

    /** The output column that an ORDER BY entry means, by number or by name. */
    private static Optional<Integer> output(Expr value, List<Output> outputs) {
        if (value instanceof Expr.Numeral number) {
            return Optional.of(position(number, outputs.size()));
        }
        if (value instanceof Expr.Column column && column.name().size() == 1) {
            return IntStream.range(0, outputs.size())
                    .filter(i -> outputs.get(i).name().equals(column.name().last()))
                    .boxed()
                    .findFirst();
        }
        return Optional.empty();
    }

    private String limit(Query query) {
        var none = new ExpressionTranslator(this, new Scope(null));
        return (query.limit() == null
                        ? ""
                        : " LIMIT " + none.translate(query.limit()).sql())
                + (query.offset() == null
                        ? ""
                        : " OFFSET " + none.translate(query.offset()).sql());
    }

    /** ORDER BY and LIMIT around something that is not a plain SELECT. */
    private Translated outside(Translated inner, Query query) {
        if (query.order().isEmpty() && query.limit() == null && query.offset() == null) {
            return inner;
        }
        String order = query.order().stream()
                .map(o -> ExpressionTranslator.ordered(
                        "c"
                                + output(o.value(), inner.columns())
                                        .orElseThrow(() -> SnowflakeError.unsupported(
                                                "ORDER BY an expression over a set operation")),
                        o))
                .collect(Collectors.joining(", "));
        return new Translated(
                "SELECT * FROM (" + inner.sql() + ")" + (order.isEmpty() ? "" : " ORDER BY " + order) + limit(query),
                inner.columns());
    }

    private Translated values(Query.Values values, @Nullable Scope outer) {
        var expressions = new ExpressionTranslator(this, new Scope(outer));
        if (environment.binds().tabular()) {
            if (values.rows().size() != 1) {
                throw SnowflakeError.unsupported("array binds over several rows of VALUES");
            }
            List<Typed> row =
                    values.rows().get(0).stream().map(expressions::translate).toList();
            String items = IntStream.range(0, row.size())
                    .mapToObj(i -> row.get(i).sql() + " AS c" + i)
                    .collect(Collectors.joining(", "));
            return new Translated(
                    "SELECT " + items + " FROM " + environment.binds().tableSql(),
                    outputs(row.stream().map(Typed::type).toList()));
        }
        var rows = new ArrayList<List<Typed>>();
        for (List<Expr> row : values.rows()) {
            rows.add(row.stream().map(expressions::translate).toList());
        }
        int width = rows.get(0).size();
        var types = new ArrayList<SnowType>();
        for (int column = 0; column < width; column++) {
            int at = column;
            if (rows.stream().anyMatch(r -> r.size() != width)) {
                throw new SnowflakeError(2053, "42601", "SQL compilation error:\nthe rows of VALUES differ in length");
            }
            types.add(
                    Conversions.common(rows.stream().map(r -> r.get(at).type()).toList()));
        }
        String tuples = rows.stream()
                .map(r -> IntStream.range(0, width)
                        .mapToObj(i -> branch(r.get(i), types.get(i), expressions))
                        .collect(Collectors.joining(", ", "(", ")")))
                .collect(Collectors.joining(", "));
        String columns = IntStream.range(0, width).mapToObj(i -> "c" + i).collect(Collectors.joining(", "));
        return new Translated("SELECT * FROM (VALUES " + tuples + ") AS v(" + columns + ")", outputs(types));
    }

    private static List<Output> outputs(List<SnowType> types) {
        return IntStream.range(0, types.size())
                .mapToObj(i -> new Output("COLUMN" + (i + 1), types.get(i)))
                .toList();
    }

    private static String branch(Typed value, SnowType common, ExpressionTranslator expressions) {
        String sql = value.kind() == common.kind() && value.kind() != SnowType.Kind.FIXED
                ? value.sql()
                : expressions.conversions().cast(value, common).sql();
        return common.kind() == SnowType.Kind.UNKNOWN ? sql : "CAST(" + sql + " AS " + common.storage() + ")";
    }

    private Translated setOperation(Query.SetOperation operation, @Nullable Scope outer) {
        Translated left = translate(new Query(List.of(), operation.left(), List.of(), null, null), outer);
        Translated right = translate(new Query(List.of(), operation.right(), List.of(), null, null), outer);
        if (left.columns().size() != right.columns().size()) {
            throw new SnowflakeError(
                    1789,
                    "42601",
                    "SQL compilation error:\ninvalid number of result columns for set operator input branches, expected "
                            + left.columns().size() + ", got " + right.columns().size());
        }
        var outputs = new ArrayList<Output>();
        for (int i = 0; i < left.columns().size(); i++) {
            outputs.add(new Output(
                    left.columns().get(i).name(),
                    Conversions.common(
                            left.columns().get(i).type(), right.columns().get(i).type())));
        }
        return new Translated(
                "(" + converted(left, outputs) + ") " + operation.operator() + " (" + converted(right, outputs) + ")",
                outputs);
    }

    private String converted(Translated query, List<Output> outputs) {
        var conversions = new Conversions(environment.zone());
        String items = IntStream.range(0, outputs.size())
                .mapToObj(i -> conversions
                                .cast(
                                        Typed.of(
                                                "u.c" + i,
                                                query.columns().get(i).type()),
                                        outputs.get(i).type())
                                .sql()
                        + " AS c" + i)
                .collect(Collectors.joining(", "));
        return "SELECT " + items + " FROM (" + query.sql() + ") AS u";
    }
}
