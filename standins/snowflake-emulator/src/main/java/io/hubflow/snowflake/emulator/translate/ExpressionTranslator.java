package io.hubflow.snowflake.emulator.translate;

import io.hubflow.snowflake.emulator.catalog.SnowType;
import io.hubflow.snowflake.emulator.catalog.SnowType.Kind;
import io.hubflow.snowflake.emulator.sql.Expr;
import io.hubflow.snowflake.emulator.sql.Name;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Expressions of one SELECT (or one DML statement) in its scope. */
final class ExpressionTranslator {
    private static final Set<String> DATE_FUNCTIONS =
            Set.of("DATEDIFF", "TIMESTAMPDIFF", "DATEADD", "TIMESTAMPADD", "DATE_PART", "DATE_TRUNC");

    private final QueryTranslator queries;
    private final Environment environment;
    private final Scope scope;
    private final Conversions conversions;
    private final Functions functions;

    ExpressionTranslator(QueryTranslator queries, Scope scope) {
        this.queries = queries;
        this.environment = queries.environment();
        this.scope = scope;
        this.conversions = new Conversions(environment.zone());
        this.functions = new Functions(environment, conversions);
    }

    Conversions conversions() {
        return conversions;
    }

    Typed translate(Expr expr) {
        return switch (expr) {
            case Expr.Text text ->
                Typed.of(
                        Literals.string(text.value()),
                        SnowType.text(Math.max(1, text.value().length())));
            case Expr.Numeral number -> numeral(new BigDecimal(number.digits()));
            case Expr.Truth truth -> Typed.of(truth.value() ? "TRUE" : "FALSE", SnowType.BOOLEAN);
            case Expr.Null ignored -> Typed.of("NULL", SnowType.UNKNOWN);
            case Expr.Bind bind -> environment.binds().value(bind.index());
            case Expr.Column column -> column(column.name());
            case Expr.Position position -> position(position);
            case Expr.Path path -> path(path);
            case Expr.Cast cast -> cast(cast);
            case Expr.Call call -> call(call);
            case Expr.Star ignored -> throw SnowflakeError.syntax(1, 0, "*");
            case Expr.Unary unary -> unary(unary);
            case Expr.Binary binary -> binary(binary);
            case Expr.Between between -> between(between);
            case Expr.In in -> in(in);
            case Expr.InQuery in -> inQuery(in);
            case Expr.Exists exists ->
                bool("EXISTS (" + queries.translate(exists.query(), scope).sql() + ")");
            case Expr.Scalar scalar -> scalar(scalar);
            case Expr.IsNull isNull ->
                bool("(" + translate(isNull.value()).sql() + (isNull.negated() ? " IS NOT NULL)" : " IS NULL)"));
            case Expr.DistinctFrom distinct ->
                compare(
                        distinct.negated() ? "IS NOT DISTINCT FROM" : "IS DISTINCT FROM",
                        translate(distinct.left()),
                        translate(distinct.right()));
            case Expr.Like like -> like(like);
            case Expr.Case choice -> choice(choice);
        };
    }

    /** A condition of WHERE, ON, HAVING, QUALIFY or WHEN. */
    String condition(Expr expr) {
        Typed value = translate(expr);
        return value.kind() == Kind.BOOLEAN || value.kind() == Kind.UNKNOWN
                ? value.sql()
                : conversions.cast(value, SnowType.BOOLEAN).sql();
    }

    static Typed numeral(BigDecimal number) {
        BigDecimal plain = number.scale() < 0 ? number.setScale(0) : number;
        if (plain.precision() - plain.scale() > 38 || plain.scale() > 37) {
            return Typed.of("CAST('" + number + "' AS DOUBLE)", SnowType.REAL);
        }
        int precision = Math.max(plain.precision(), Math.max(1, plain.scale()));
        SnowType type = SnowType.fixed(Math.min(38, precision), Math.max(0, plain.scale()));
        String digits = plain.toPlainString();
        boolean small = plain.scale() <= 0 && precision <= 9;
        return Typed.of(
                small
                        ? (plain.signum() < 0 ? "(" + digits + ")" : digits)
                        : "CAST('" + digits + "' AS " + type.storage() + ")",
                type);
    }

    private Typed column(Name name) {
        Optional<Scope.Visible> column = scope.column(name);
        if (column.isPresent()) {
            return visible(column.get());
        }
        if (name.size() == 1 && name.last().startsWith("METADATA$")) {
            return metadata(name.last());
        }
        if (name.size() == 1) {
            Optional<Expr> alias = scope.expand(name.last());
            if (alias.isPresent()) {
                try {
                    return translate(alias.get());
                } finally {
                    scope.expanded(name.last());
                }
            }
        }
        return visible(scope.outerColumn(name).orElseThrow(() -> SnowflakeError.invalidIdentifier(name.toString())));
    }

    private Typed metadata(String name) {
        if (name.equals("METADATA$FILENAME")) {
            return scope.staged(null)
                    .map(StagedSource::fileName)
                    .orElseThrow(() -> SnowflakeError.invalidIdentifier(name));
        }
        throw SnowflakeError.unsupported(name);
    }

    private static Typed visible(Scope.Visible column) {
        return Typed.of(column.sql(), column.type());
    }

    private Typed position(Expr.Position position) {
        Optional<StagedSource> staged = scope.staged(position.qualifier());
        if (staged.isPresent()) {
            return position.index() == 1 ? staged.get().document() : Typed.of("NULL", SnowType.VARIANT);
        }
        return visible(scope.positional(position.qualifier(), position.index())
                .orElseThrow(() -> SnowflakeError.invalidIdentifier("$" + position.index())));
    }

    private Typed path(Expr.Path path) {
        if (path.base() instanceof Expr.Position position && position.index() == 1) {
            Optional<StagedSource> staged = scope.staged(position.qualifier());
            if (staged.isPresent()) {
                return staged.get().field(path.steps());
            }
        }
        if (path.base() instanceof Expr.Column column) {
            Optional<DocumentFields> fields = scope.column(column.name()).map(Scope.Visible::fields);
            if (fields.isPresent()) {
                return fields.get().field(path.steps());
            }
        }
        Typed base = translate(path.base());
        if (!base.type().isSemiStructured()) {
            throw new SnowflakeError(
                    1044,
                    "42P13",
                    "SQL compilation error:\nInvalid argument types for function 'GET': ("
                            + base.type().display() + ", VARCHAR)");
        }
        String pointer = Literals.string(StagedSource.pointer(path.steps()));
        return Typed.document(
                () -> "json_extract(" + base.sql() + ", " + pointer + ")",
                () -> "json_extract_string(" + base.sql() + ", " + pointer + ")");
    }

    private Typed cast(Expr.Cast cast) {
        SnowType type = SnowType.of(cast.type(), environment.timestampMapping());
        Typed value = translate(cast.value());
        return cast.orNull() ? conversions.tryCast(value, type) : conversions.cast(value, type);
    }

    private Typed unary(Expr.Unary unary) {
        if (unary.operator().equals("NOT")) {
            return bool("(NOT " + condition(unary.value()) + ")");
        }
        Typed value = functions.numbers().number(translate(unary.value()));
        return Typed.of("(-" + value.sql() + ")", value.type());
    }

    private Typed binary(Expr.Binary binary) {
        String operator = binary.operator();
        return switch (operator) {
            case "AND", "OR" ->
                bool("(" + condition(binary.left()) + " " + operator + " " + condition(binary.right()) + ")");
            case "||" -> functions.concat(List.of(translate(binary.left()), translate(binary.right())));
            case "+", "-", "*", "/", "%" ->
                functions.numbers().arithmetic(operator, translate(binary.left()), translate(binary.right()));
            default -> compare(operator, translate(binary.left()), translate(binary.right()));
        };
    }

    Typed compare(String operator, Typed left, Typed right) {
        SnowType common = Conversions.common(left.type(), right.type());
        return bool("(" + side(left, common) + " " + operator + " " + side(right, common) + ")");
    }

    /** Numbers need no conversion among themselves, nor texts of different length: DuckDB compares them as they are. */
    private String side(Typed value, SnowType common) {
        boolean alike = value.kind() == common.kind() || value.kind() == Kind.UNKNOWN;
        if (common.isSemiStructured() && value.type().isSemiStructured()) {
            return "CAST(" + value.sql() + " AS VARCHAR)";
        }
        Typed converted = alike ? value : conversions.cast(value, common);
        return common.isSemiStructured()
                ? "CAST(" + converted.sql() + " AS VARCHAR)"
                : Conversions.comparable(converted);
    }

    private Typed between(Expr.Between between) {
        Typed value = translate(between.value());
        String both = compare(">=", value, translate(between.low())).sql() + " AND "
                + compare("<=", value, translate(between.high())).sql();
        return bool(between.negated() ? "(NOT (" + both + "))" : "(" + both + ")");
    }

    private Typed in(Expr.In in) {
        Typed value = translate(in.value());
        var all = new ArrayList<SnowType>();
        all.add(value.type());
        List<Typed> options = in.options().stream().map(this::translate).toList();
        options.forEach(option -> all.add(option.type()));
        SnowType common = Conversions.common(all);
        String list = options.stream().map(option -> side(option, common)).collect(Collectors.joining(", "));
        return bool("(" + side(value, common) + (in.negated() ? " NOT IN (" : " IN (") + list + "))");
    }

    private Typed inQuery(Expr.InQuery in) {
        Typed value = translate(in.value());
        Translated query = queries.translate(in.query(), scope);
        if (query.columns().size() != 1) {
            throw SnowflakeError.unsupported("IN over several columns");
        }
        Typed option = Typed.of("i.c0", query.columns().get(0).type());
        SnowType common = Conversions.common(value.type(), option.type());
        return bool("(" + side(value, common) + (in.negated() ? " NOT IN" : " IN") + " (SELECT " + side(option, common)
                + " FROM (" + query.sql() + ") AS i))");
    }

    private Typed scalar(Expr.Scalar scalar) {
        Translated query = queries.translate(scalar.query(), scope);
        if (query.columns().size() != 1) {
            throw SnowflakeError.unsupported("a scalar subquery of several columns");
        }
        return Typed.of("(" + query.sql() + ")", query.columns().get(0).type());
    }

    private Typed like(Expr.Like like) {
        String value = conversions.text(translate(like.value()));
        String pattern = conversions.text(translate(like.pattern()));
        String sql = switch (like.operator()) {
            case "RLIKE" -> "regexp_full_match(" + value + ", " + pattern + ")";
            default ->
                value + " " + like.operator() + " " + pattern
                        + (like.escape() == null
                                ? ""
                                : " ESCAPE " + translate(like.escape()).sql());
        };
        return bool(like.negated() ? "(NOT (" + sql + "))" : "(" + sql + ")");
    }

    private Typed choice(Expr.Case choice) {
        var results = new ArrayList<Typed>();
        var conditions = new ArrayList<String>();
        Typed operand = choice.operand() == null ? null : translate(choice.operand());
        for (Expr.When when : choice.whens()) {
            conditions.add(
                    operand == null
                            ? condition(when.condition())
                            : compare("=", operand, translate(when.condition())).sql());
            results.add(translate(when.result()));
        }
        results.add(choice.otherwise() == null ? Typed.of("NULL", SnowType.UNKNOWN) : translate(choice.otherwise()));
        SnowType common = Conversions.common(results.stream().map(Typed::type).toList());
        var sql = new StringBuilder("CASE");
        for (int i = 0; i < conditions.size(); i++) {
            sql.append(" WHEN ")
                    .append(conditions.get(i))
                    .append(" THEN ")
                    .append(functions.to(results.get(i), common));
        }
        sql.append(" ELSE ")
                .append(functions.to(results.get(results.size() - 1), common))
                .append(" END");
        return Typed.of("(" + sql + ")", common);
    }

    private Typed call(Expr.Call call) {
        boolean star = call.arguments().size() == 1 && call.arguments().get(0) instanceof Expr.Star;
        List<Typed> arguments =
                star ? List.of() : arguments(call).stream().map(this::translate).toList();
        String over = call.over() == null ? "" : over(call.over());
        List<String> within = call.within().stream().map(this::order).toList();
        return functions.call(new Functions.Call(call.function(), arguments, star, call.distinct(), over, within));
    }

    /** The part of a date function may be written as a bare word: DATEDIFF(day, a, b). */
    private static List<Expr> arguments(Expr.Call call) {
        boolean datePart =
                DATE_FUNCTIONS.contains(call.function()) && !call.arguments().isEmpty();
        if (!datePart
                || !(call.arguments().get(0) instanceof Expr.Column part)
                || part.name().size() > 1) {
            return call.arguments();
        }
        var arguments = new ArrayList<Expr>(call.arguments());
        arguments.set(0, new Expr.Text(part.name().last()));
        return arguments;
    }

    private String over(Expr.Window window) {
        var sql = new StringBuilder(" OVER (");
        if (!window.partition().isEmpty()) {
            sql.append("PARTITION BY ")
                    .append(window.partition().stream()
                            .map(this::translate)
                            .map(Conversions::comparable)
                            .collect(Collectors.joining(", ")));
        }
        if (!window.order().isEmpty()) {
            sql.append(" ORDER BY ")
                    .append(window.order().stream().map(this::order).collect(Collectors.joining(", ")));
        }
        if (window.frame() != null) {
            sql.append(' ').append(window.frame());
        }
        return sql.append(')').toString();
    }

    String order(Expr.Order order) {
        return ordered(Conversions.comparable(translate(order.value())), order);
    }

    /** NULLs count as the highest values (docs: ORDER BY). */
    static String ordered(String sql, Expr.Order order) {
        boolean nullsFirst = order.nullsFirst() == null ? order.descending() : order.nullsFirst();
        return sql + (order.descending() ? " DESC" : " ASC") + (nullsFirst ? " NULLS FIRST" : " NULLS LAST");
    }

    private static Typed bool(String sql) {
        return Typed.of(sql, SnowType.BOOLEAN);
    }
}
