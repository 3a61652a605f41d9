package io.hubflow.snowflake.emulator.sql;

import io.hubflow.snowflake.emulator.sql.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads expressions, by precedence: OR, AND, NOT, comparison, addition, multiplication, sign, cast and path. */
final class ExpressionParser {
    /** Functions that are written without parentheses. */
    private static final Set<String> BARE_FUNCTIONS = Set.of(
            "CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME", "LOCALTIMESTAMP", "CURRENT_USER", "CURRENT_ROLE");

    private final Cursor in;
    private final Supplier<Query> subquery;

    ExpressionParser(Cursor in, Supplier<Query> subquery) {
        this.in = in;
        this.subquery = subquery;
    }

    Expr expression() {
        Expr left = and();
        while (in.accept("OR")) {
            left = new Expr.Binary("OR", left, and());
        }
        return left;
    }

    private Expr and() {
        Expr left = not();
        while (in.accept("AND")) {
            left = new Expr.Binary("AND", left, not());
        }
        return left;
    }

    private Expr not() {
        return in.accept("NOT") ? new Expr.Unary("NOT", not()) : comparison();
    }

    private Expr comparison() {
        Expr left = addition();
        while (true) {
            Expr next = comparisonAfter(left);
            if (next == null) {
                return left;
            }
            left = next;
        }
    }

    private @Nullable Expr comparisonAfter(Expr left) {
        for (String operator : List.of("=", "<>", "!=", "<=", ">=", "<", ">")) {
            if (in.acceptOperator(operator)) {
                return new Expr.Binary(operator.equals("!=") ? "<>" : operator, left, addition());
            }
        }
        if (in.accept("IS")) {
            return is(left);
        }
        boolean negated = in.at("NOT") && !in.peek(1).isWord("NULL") && in.accept("NOT");
        if (in.accept("IN")) {
            return in(left, negated);
        }
        if (in.accept("BETWEEN")) {
            Expr low = addition();
            in.expect("AND");
            return new Expr.Between(left, low, addition(), negated);
        }
        for (String operator : List.of("LIKE", "ILIKE", "RLIKE", "REGEXP")) {
            if (in.accept(operator)) {
                Expr pattern = addition();
                Expr escape = in.accept("ESCAPE") ? addition() : null;
                return new Expr.Like(operator.equals("REGEXP") ? "RLIKE" : operator, left, pattern, escape, negated);
            }
        }
        if (negated) {
            throw in.unexpected();
        }
        return null;
    }

    private Expr is(Expr left) {
        boolean negated = in.accept("NOT");
        if (in.accept("NULL")) {
            return new Expr.IsNull(left, negated);
        }
        if (in.accept("DISTINCT", "FROM")) {
            return new Expr.DistinctFrom(left, addition(), negated);
        }
        if (in.at("TRUE") || in.at("FALSE")) {
            return new Expr.DistinctFrom(left, new Expr.Truth(in.take().isWord("TRUE")), !negated);
        }
        throw in.unexpected();
    }

    private Expr in(Expr left, boolean negated) {
        in.expectOperator("(");
        if (in.at("SELECT") || in.at("WITH")) {
            Query query = subquery.get();
            in.expectOperator(")");
            return new Expr.InQuery(left, query, negated);
        }
        List<Expr> options = in.commaSeparated(this::expression);
        in.expectOperator(")");
        return new Expr.In(left, options, negated);
    }

    private Expr addition() {
        Expr left = multiplication();
        while (true) {
            String operator = in.peek().text();
            if (!in.acceptOperator("+") && !in.acceptOperator("-") && !in.acceptOperator("||")) {
                return left;
            }
            left = new Expr.Binary(operator, left, multiplication());
        }
    }

    private Expr multiplication() {
        Expr left = sign();
        while (true) {
            String operator = in.peek().text();
            if (!in.acceptOperator("*") && !in.acceptOperator("/") && !in.acceptOperator("%")) {
                return left;
            }
            left = new Expr.Binary(operator, left, sign());
        }
    }

    private Expr sign() {
        if (in.acceptOperator("-")) {
            Expr value = sign();
            return value instanceof Expr.Numeral numeral && !numeral.digits().startsWith("-")
                    ? new Expr.Numeral("-" + numeral.digits())
                    : new Expr.Unary("-", value);
        }
        return in.acceptOperator("+") ? sign() : postfix();
    }

    private Expr postfix() {
        Expr value = primary();
        while (true) {
            if (in.acceptOperator("::")) {
                value = new Expr.Cast(value, in.typeName(), false);
            } else if (in.atOperator(":") || in.atOperator("[")) {
                value = path(value);
            } else {
                return value;
            }
        }
    }

    private Expr path(Expr base) {
        var steps = new ArrayList<Object>();
        while (true) {
            if (in.acceptOperator(":") || (!steps.isEmpty() && in.acceptOperator("."))) {
                Token key = in.take();
                if (key.kind() != Kind.WORD && key.kind() != Kind.QUOTED) {
                    throw in.unexpected();
                }
                // Keys of a path keep the case in which they are written (docs.snowflake.com, "Querying semi-structured
                // data").
                steps.add(key.text());
            } else if (in.acceptOperator("[")) {
                steps.add(in.peek().kind() == Kind.STRING ? (Object) in.string() : (Object) in.integer());
                in.expectOperator("]");
            } else {
                return new Expr.Path(base, steps);
            }
        }
    }

    private Expr primary() {
        Token token = in.peek();
        return switch (token.kind()) {
            case STRING -> new Expr.Text(in.take().text());
            case NUMBER -> new Expr.Numeral(in.take().text());
            case BIND -> {
                in.take();
                yield new Expr.Bind(in.nextBind());
            }
            case POSITION -> new Expr.Position(null, Integer.parseInt(in.take().text()));
            case OPERATOR -> parenthesis();
            case QUOTED -> column();
            case WORD -> word(token.text().toUpperCase(Locale.ROOT));
            case STAGE, FILE, END -> throw in.unexpected();
        };
    }

    private Expr parenthesis() {
        if (in.acceptOperator("*")) {
            return new Expr.Star(null);
        }
        in.expectOperator("(");
        if (in.at("SELECT") || in.at("WITH")) {
            Query query = subquery.get();
            in.expectOperator(")");
            return new Expr.Scalar(query);
        }
        Expr value = expression();
        if (in.atOperator(",")) {
            throw SnowflakeError.unsupported("row values (a, b)");
        }
        in.expectOperator(")");
        return value;
    }

    private Expr word(String word) {
        boolean call = in.peek(1).isOperator("(");
        switch (word) {
            case "NULL" -> {
                in.take();
                return new Expr.Null();
            }
            case "TRUE", "FALSE" -> {
                in.take();
                return new Expr.Truth(word.equals("TRUE"));
            }
            case "CASE" -> {
                return caseOf();
            }
            case "CAST", "TRY_CAST" -> {
                if (call) {
                    return cast(word.equals("TRY_CAST"));
                }
            }
            case "EXISTS" -> {
                in.take();
                in.expectOperator("(");
                Query query = subquery.get();
                in.expectOperator(")");
                return new Expr.Exists(query);
            }
            case "DATE", "TIMESTAMP", "TIMESTAMP_TZ", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ" -> {
                if (in.peek(1).kind() == Kind.STRING) {
                    in.take();
                    return new Expr.Cast(new Expr.Text(in.string()), new TypeName(word, List.of()), false);
                }
            }
            case "INTERVAL" -> {
                if (in.peek(1).kind() == Kind.STRING) {
                    throw SnowflakeError.unsupported("INTERVAL literals");
                }
            }
            case "SELECT", "FROM", "WHERE", "GROUP", "ORDER", "WHEN", "THEN", "END", "ON", "AND", "OR" ->
                throw in.unexpected();
            default -> {}
        }
        if (call) {
            in.take();
            return call(word);
        }
        if (BARE_FUNCTIONS.contains(word) && !in.peek(1).isOperator(".")) {
            in.take();
            return new Expr.Call(word, List.of(), false, null, List.of());
        }
        return column();
    }

    private Expr column() {
        var parts = new ArrayList<String>();
        parts.add(in.identifier());
        while (in.acceptOperator(".")) {
            if (in.acceptOperator("*")) {
                return new Expr.Star(new Name(parts));
            }
            if (in.peek().kind() == Kind.POSITION && parts.size() == 1) {
                return new Expr.Position(
                        parts.get(0), Integer.parseInt(in.take().text()));
            }
            parts.add(in.identifier());
        }
        if (in.atOperator("(")) {
            throw SnowflakeError.unsupported("function " + new Name(parts));
        }
        return new Expr.Column(new Name(parts));
    }

    private Expr caseOf() {
        in.expect("CASE");
        Expr operand = in.at("WHEN") ? null : expression();
        var whens = new ArrayList<Expr.When>();
        while (in.accept("WHEN")) {
            Expr condition = expression();
            in.expect("THEN");
            whens.add(new Expr.When(condition, expression()));
        }
        Expr otherwise = in.accept("ELSE") ? expression() : null;
        in.expect("END");
        return new Expr.Case(operand, whens, otherwise);
    }

    private Expr cast(boolean orNull) {
        in.take();
        in.expectOperator("(");
        Expr value = expression();
        in.expect("AS");
        TypeName type = in.typeName();
        in.expectOperator(")");
        return new Expr.Cast(value, type, orNull);
    }

    private Expr call(String function) {
        in.expectOperator("(");
        if (function.equals("EXTRACT")) {
            throw SnowflakeError.unsupported("EXTRACT; use DATE_PART");
        }
        boolean distinct = in.accept("DISTINCT");
        var arguments = new ArrayList<Expr>();
        if (!in.atOperator(")")) {
            arguments.addAll(in.commaSeparated(this::expression));
        }
        in.expectOperator(")");
        List<Expr.Order> within = List.of();
        if (in.accept("WITHIN", "GROUP")) {
            in.expectOperator("(");
            in.expect("ORDER", "BY");
            within = in.commaSeparated(this::order);
            in.expectOperator(")");
        }
        if (in.at("IGNORE", "NULLS") || in.at("RESPECT", "NULLS")) {
            throw SnowflakeError.unsupported(in.peek().text() + " NULLS");
        }
        return new Expr.Call(function, arguments, distinct, in.accept("OVER") ? window() : null, within);
    }

    private Expr.Window window() {
        in.expectOperator("(");
        List<Expr> partition = in.accept("PARTITION", "BY") ? in.commaSeparated(this::expression) : List.of();
        List<Expr.Order> order = in.accept("ORDER", "BY") ? in.commaSeparated(this::order) : List.of();
        String frame = null;
        if (in.at("ROWS") || in.at("RANGE")) {
            int start = in.position();
            while (!in.atOperator(")")
                    && (in.peek().kind() == Kind.WORD || in.peek().kind() == Kind.NUMBER)) {
                in.take();
            }
            frame = in.textFrom(start);
        }
        in.expectOperator(")");
        return new Expr.Window(partition, order, frame);
    }

    Expr.Order order() {
        Expr value = expression();
        boolean descending = in.accept("DESC") || (in.accept("ASC") && false);
        Boolean nullsFirst = null;
        if (in.accept("NULLS")) {
            nullsFirst = in.at("FIRST");
            if (!in.accept("FIRST")) {
                in.expect("LAST");
            }
        }
        return new Expr.Order(value, descending, nullsFirst);
    }
}
