package io.hubflow.snowflake.emulator.sql;

import io.hubflow.snowflake.emulator.sql.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads queries. */
final class QueryParser {
    /** Words that end a table reference or an item, so that none of them is taken for an alias. */
    private static final Set<String> NO_ALIAS = Set.of(
            "FROM",
            "WHERE",
            "GROUP",
            "HAVING",
            "QUALIFY",
            "ORDER",
            "LIMIT",
            "OFFSET",
            "FETCH",
            "UNION",
            "INTERSECT",
            "EXCEPT",
            "MINUS",
            "JOIN",
            "INNER",
            "LEFT",
            "RIGHT",
            "FULL",
            "CROSS",
            "NATURAL",
            "ON",
            "USING",
            "WHEN",
            "SET",
            "AS",
            "SELECT",
            "VALUES",
            "LATERAL",
            "SAMPLE",
            "TABLESAMPLE",
            "PIVOT",
            "UNPIVOT",
            "AND",
            "OR",
            "NOT",
            "IN",
            "IS",
            "LIKE",
            "THEN",
            "ELSE",
            "END",
            "WITH");

    private final Cursor in;
    private final ExpressionParser expressions;

    QueryParser(Cursor in) {
        this.in = in;
        this.expressions = new ExpressionParser(in, this::query);
    }

    ExpressionParser expressions() {
        return expressions;
    }

    Query query() {
        var with = new ArrayList<Query.With>();
        if (in.accept("WITH")) {
            if (in.at("RECURSIVE")) {
                throw SnowflakeError.unsupported("WITH RECURSIVE");
            }
            with.addAll(in.commaSeparated(this::with));
        }
        Query.Body body = setOperation();
        List<Expr.Order> order = in.accept("ORDER", "BY") ? in.commaSeparated(expressions::order) : List.of();
        Expr limit = in.accept("LIMIT") ? expressions.expression() : null;
        Expr offset = in.accept("OFFSET") ? expressions.expression() : null;
        if (in.at("FETCH")) {
            throw SnowflakeError.unsupported("FETCH; use LIMIT");
        }
        return new Query(with, body, order, limit, offset);
    }

    private Query.With with() {
        String name = in.identifier();
        List<String> columns = in.atOperator("(") ? in.parenthesised(in::identifier) : List.of();
        in.expect("AS");
        in.expectOperator("(");
        Query query = query();
        in.expectOperator(")");
        return new Query.With(name, columns, query);
    }

    private Query.Body setOperation() {
        Query.Body left = body();
        while (true) {
            String operator;
            if (in.accept("UNION")) {
                operator = in.accept("ALL") ? "UNION ALL" : "UNION";
            } else if (in.accept("INTERSECT")) {
                operator = "INTERSECT";
            } else if (in.accept("EXCEPT") || in.accept("MINUS")) {
                operator = "EXCEPT";
            } else {
                return left;
            }
            left = new Query.SetOperation(operator, left, body());
        }
    }

    private Query.Body body() {
        if (in.acceptOperator("(")) {
            Query query = query();
            in.expectOperator(")");
            return new Query.Nested(query);
        }
        if (in.accept("VALUES")) {
            return new Query.Values(in.commaSeparated(() -> in.parenthesised(this::value)));
        }
        return select();
    }

    /** An entry of a VALUES row; DEFAULT is refused rather than guessed. */
    private Expr value() {
        if (in.at("DEFAULT")) {
            throw SnowflakeError.unsupported("DEFAULT in VALUES");
        }
        return expressions.expression();
    }

    private Query.Select select() {
        in.expect("SELECT");
        boolean distinct = in.accept("DISTINCT");
        if (!distinct) {
            in.accept("ALL");
        }
        if (in.at("TOP") && in.peek(1).kind() == Kind.NUMBER) {
            throw SnowflakeError.unsupported("TOP; use LIMIT");
        }
        List<Query.Item> items = in.commaSeparated(this::item);
        List<Query.Source> from = in.accept("FROM") ? sources() : List.of();
        Expr where = in.accept("WHERE") ? expressions.expression() : null;
        List<Expr> groupBy = in.accept("GROUP", "BY") ? groupBy() : List.of();
        Expr having = in.accept("HAVING") ? expressions.expression() : null;
        Expr qualify = in.accept("QUALIFY") ? expressions.expression() : null;
        return new Query.Select(distinct, items, from, where, groupBy, having, qualify);
    }

    /** GROUP BY ALL is kept as a star: every item of the SELECT that holds no aggregate. */
    private List<Expr> groupBy() {
        return in.accept("ALL") ? List.of(new Expr.Star(null)) : in.commaSeparated(expressions::expression);
    }

    private Query.Item item() {
        Expr value = expressions.expression();
        if (value instanceof Expr.Star && (in.at("EXCLUDE") || in.at("RENAME") || in.at("REPLACE") || in.at("ILIKE"))) {
            throw SnowflakeError.unsupported("SELECT * " + in.peek().text());
        }
        return new Query.Item(value, alias());
    }

    @Nullable
    String alias() {
        if (in.accept("AS")) {
            return in.identifier();
        }
        Token next = in.peek();
        boolean aliasing = next.kind() == Kind.QUOTED
                || (next.kind() == Kind.WORD && !NO_ALIAS.contains(next.text().toUpperCase(Locale.ROOT)));
        return aliasing ? in.identifier() : null;
    }

    List<Query.Source> sources() {
        return in.commaSeparated(this::joined);
    }

    private Query.Source joined() {
        Query.Source left = source();
        while (true) {
            String kind = joinKind();
            if (kind == null) {
                return left;
            }
            Query.Source right = source();
            Expr on = in.accept("ON") ? expressions.expression() : null;
            List<String> using = on == null && in.accept("USING") ? in.parenthesised(in::identifier) : List.of();
            left = new Query.Join(kind, left, right, on, using);
        }
    }

    private @Nullable String joinKind() {
        if (in.accept("JOIN") || in.accept("INNER", "JOIN")) {
            return "JOIN";
        }
        if (in.accept("CROSS", "JOIN")) {
            return "CROSS JOIN";
        }
        for (String side : List.of("LEFT", "RIGHT", "FULL")) {
            if (in.accept(side, "JOIN") || in.accept(side, "OUTER", "JOIN")) {
                return side + " JOIN";
            }
        }
        if (in.at("NATURAL") || in.at("LATERAL") || in.at("ASOF")) {
            throw SnowflakeError.unsupported(in.peek().text() + " joins");
        }
        return null;
    }

    Query.Source source() {
        Token next = in.peek();
        if (next.kind() == Kind.STAGE) {
            return staged();
        }
        if (next.kind() == Kind.STRING && next.text().startsWith("@")) {
            return staged();
        }
        if (in.acceptOperator("(")) {
            Query query = query();
            in.expectOperator(")");
            String alias = alias();
            List<String> columns = alias != null && in.atOperator("(") ? in.parenthesised(in::identifier) : List.of();
            return new Query.Derived(query, alias, columns);
        }
        if (in.at("VALUES")) {
            Query query = new Query(List.of(), body(), List.of(), null, null);
            String alias = alias();
            List<String> columns = alias != null && in.atOperator("(") ? in.parenthesised(in::identifier) : List.of();
            return new Query.Derived(query, alias, columns);
        }
        if (in.accept("LATERAL")) {
            return flatten();
        }
        if (in.at("TABLE") && in.peek(1).isOperator("(")) {
            return tableFunction();
        }
        Name name = in.name();
        if (in.at("AT") || in.at("BEFORE")) {
            throw SnowflakeError.unsupported("time travel");
        }
        return new Query.Named(name, alias());
    }

    private Query.Flatten flatten() {
        if (!in.accept("FLATTEN")) {
            throw SnowflakeError.unsupported("LATERAL " + in.peek().text());
        }
        in.expectOperator("(");
        if (!in.accept("INPUT")) {
            throw SnowflakeError.unsupported("arguments of FLATTEN other than INPUT");
        }
        in.expectOperator("=>");
        Expr input = expressions.expression();
        if (in.atOperator(",")) {
            throw SnowflakeError.unsupported("arguments of FLATTEN other than INPUT");
        }
        in.expectOperator(")");
        return new Query.Flatten(input, alias());
    }

    private Query.Function tableFunction() {
        in.expect("TABLE");
        in.expectOperator("(");
        Name name = in.name();
        in.expectOperator("(");
        var arguments = new LinkedHashMap<String, String>();
        do {
            boolean named = in.peek(1).isOperator("=>");
            String key = named ? in.identifier() : Integer.toString(arguments.size() + 1);
            if (named) {
                in.expectOperator("=>");
            }
            if (in.peek().kind() != Kind.STRING) {
                throw SnowflakeError.unsupported("arguments of table functions other than constant texts");
            }
            arguments.put(key, in.string());
        } while (in.acceptOperator(","));
        in.expectOperator(")");
        in.expectOperator(")");
        return new Query.Function(name, arguments, alias());
    }

    private Query.Staged staged() {
        String stage = in.take().text();
        Map<String, Object> options = Map.of();
        if (in.acceptOperator("(")) {
            options = in.options();
            in.expectOperator(")");
        }
        return new Query.Staged(stage, options, alias());
    }
}
