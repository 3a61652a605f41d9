package io.hubflow.snowflake.emulator.translate;

import io.hubflow.snowflake.emulator.catalog.Column;
import io.hubflow.snowflake.emulator.catalog.Relation.Table;
import io.hubflow.snowflake.emulator.sql.Expr;
import io.hubflow.snowflake.emulator.sql.Query;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import io.hubflow.snowflake.emulator.sql.Statement;
import io.hubflow.snowflake.emulator.sql.StatementParser;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** DML as DuckDB statements. The caller has checked the rights on the target. */
public final class DmlTranslator {
    /** Functions that Snowflake refuses in a VALUES clause. */
    private static final Set<String> NOT_IN_VALUES = Set.of(
            "PARSE_JSON",
            "TRY_PARSE_JSON",
            "TO_VARIANT",
            "OBJECT_CONSTRUCT",
            "ARRAY_CONSTRUCT",
            "TO_OBJECT",
            "TO_ARRAY");

    private final Environment environment;
    private final QueryTranslator queries;

    public DmlTranslator(Environment environment) {
        this.environment = environment;
        this.queries = new QueryTranslator(environment);
    }

    /** INSERT: one statement; its update count is the number of rows. */
    public String insert(Table target, List<String> columnNames, Query source) {
        if (source.body() instanceof Query.Values values) {
            refuseDocuments(values);
        }
        List<Column> columns = columns(target, columnNames);
        return insert(target, columns, queries.translate(source));
    }

    /** INSERT of a query's columns into the named columns, the others by their defaults. */
    public String insert(Table target, List<Column> columns, Translated rows) {
        if (rows.columns().size() != columns.size()) {
            throw new SnowflakeError(
                    2020,
                    "21S01",
                    "SQL compilation error:\nInsert value list does not match column list expecting " + columns.size()
                            + " but got " + rows.columns().size());
        }
        var into = new ArrayList<String>();
        var values = new ArrayList<String>();
        var conversions = new Conversions(environment.zone());
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            into.add(column.storage());
            values.add(conversions
                    .assign(Typed.of("q.c" + i, rows.columns().get(i).type()), column.type(), column.name())
                    .sql());
        }
        addDefaults(target, columns, into, values);
        return "INSERT INTO " + target.storage() + " (" + String.join(", ", into) + ") SELECT "
                + String.join(", ", values) + " FROM (" + rows.sql() + ") AS q";
    }

    private static void refuseDocuments(Query.Values values) {
        for (List<Expr> row : values.rows()) {
            for (Expr value : row) {
                if (value instanceof Expr.Call call && NOT_IN_VALUES.contains(call.function())) {
                    throw new SnowflakeError(
                            2014,
                            "22000",
                            "SQL compilation error:\nInvalid expression [" + ItemNames.of(call) + "] in VALUES clause");
                }
            }
        }
    }

    /** The columns that an INSERT or COPY names; all of them when it names none. */
    public static List<Column> columns(Table target, List<String> names) {
        if (names.isEmpty()) {
            return target.columns();
        }
        var seen = new HashSet<String>();
        return names.stream()
                .map(name -> {
                    if (!seen.add(name)) {
                        throw new SnowflakeError(
                                2025, "42S21", "SQL compilation error:\nduplicate column name '" + name + "'");
                    }
                    return target.column(name).orElseThrow(() -> SnowflakeError.invalidIdentifier(name));
                })
                .toList();
    }

    void addDefaults(Table target, List<Column> given, List<String> into, List<String> values) {
        for (Column column : target.columns()) {
            if (column.defaultSql() != null && !given.contains(column)) {
                into.add(column.storage());
                values.add(defaultValue(column, column.defaultSql()));
            }
        }
    }

    private String defaultValue(Column column, String sql) {
        Query query = StatementParser.parseQuery("SELECT " + sql);
        var expressions = new ExpressionTranslator(queries, new Scope(null));
        Expr value = ((Query.Select) query.body()).items().get(0).value();
        return expressions
                .conversions()
                .assign(expressions.translate(value), column.type(), column.name())
                .sql();
    }

    /** UPDATE: one statement; its update count is the number of rows. */
    public String update(Statement.Update update, Table target) {
        var scope = new Scope(null);
        String alias = queries.names().next();
        scope.add(SourceTranslator.tableSource(queries, target, update.alias(), alias));
        var sources = new SourceTranslator(queries, scope);
        update.from().forEach(sources::add);
        var expressions = new ExpressionTranslator(queries, scope);
        String set = assignments(update.assignments(), target, expressions);
        String where = update.where() == null ? "" : " WHERE " + expressions.condition(update.where());
        String from = update.from().isEmpty() ? "" : " FROM " + sources.fromSql();
        return "UPDATE " + target.storage() + " AS " + alias + " SET " + set + from + where;
    }

    static String assignments(List<Statement.Assignment> assignments, Table target, ExpressionTranslator expressions) {
        return assignments.stream()
                .map(a -> {
                    Column column =
                            target.column(a.column()).orElseThrow(() -> SnowflakeError.invalidIdentifier(a.column()));
                    return column.storage() + " = "
                            + expressions
                                    .conversions()
                                    .assign(expressions.translate(a.value()), column.type(), column.name())
                                    .sql();
                })
                .collect(Collectors.joining(", "));
    }

    /** DELETE: one statement; its update count is the number of rows. */
    public String delete(Statement.Delete delete, Table target) {
        var scope = new Scope(null);
        String alias = queries.names().next();
        scope.add(SourceTranslator.tableSource(queries, target, delete.alias(), alias));
        var sources = new SourceTranslator(queries, scope);
        delete.using().forEach(sources::add);
        var expressions = new ExpressionTranslator(queries, scope);
        String where = delete.where() == null ? "" : " WHERE " + expressions.condition(delete.where());
        String using = delete.using().isEmpty() ? "" : " USING " + sources.fromSql();
        return "DELETE FROM " + target.storage() + " AS " + alias + using + where;
    }
}
