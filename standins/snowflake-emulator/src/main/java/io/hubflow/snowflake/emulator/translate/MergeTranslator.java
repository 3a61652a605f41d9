package io.hubflow.snowflake.emulator.translate;

import io.hubflow.snowflake.emulator.catalog.Column;
import io.hubflow.snowflake.emulator.catalog.Relation.Table;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import io.hubflow.snowflake.emulator.sql.Statement;
import io.hubflow.snowflake.emulator.sql.Statement.MergeClause;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * MERGE as several DuckDB statements. DuckDB's own MERGE (1.5) takes several source rows for one target row without a word, and its
 * updates of wide tables need memory without bound; here rows that change are written anew and the old ones deleted.
 */
public final class MergeTranslator {
    private final Environment environment;
    private final QueryTranslator queries;

    public MergeTranslator(Environment environment) {
        this.environment = environment;
        this.queries = new QueryTranslator(environment);
    }

    /**
     * The steps.
     *
     * @param prepare make temporary tables: the source rows, read once, and the clause that each meets
     * @param duplicates counts target rows that more than one source row would change; Snowflake refuses those (100090)
     * @param counts rows by clause number
     * @param apply write the new rows, delete the old
     * @param cleanUp drop the temporary tables
     * @param intoEmpty all of it in one statement, for a target without rows: every source row is one that is not matched
     */
    public record Plan(
            List<String> prepare,
            String duplicates,
            String counts,
            List<String> apply,
            List<String> cleanUp,
            String intoEmpty) {}

    /** @param name a DuckDB name that no other statement uses */
    public Plan plan(Statement.Merge merge, Table target, String name) {
        var sourceScope = new Scope(null);
        var sources = new SourceTranslator(queries, sourceScope);
        sources.add(merge.source());
        Scope.Source source = sourceScope.sources().get(0);
        if (source.staged() != null) {
            throw SnowflakeError.unsupported("MERGE ... USING @stage directly; use USING (SELECT ... FROM @stage)");
        }
        String items = IntStream.range(0, source.columns().size())
                .mapToObj(i -> source.columns().get(i).sql() + " AS c" + i)
                .collect(Collectors.joining(", "));
        var stored = new ArrayList<DocumentFields>();
        var arriving = new ArrayList<DocumentFields>();
        var expressions = new ExpressionTranslator(queries, bothSides(merge, target, source, stored, arriving));
        String on = expressions.condition(merge.on());
        String rows = name + "s";
        String met = name + "m";
        String meets = "CASE"
                + IntStream.range(0, merge.clauses().size())
                        .mapToObj(i -> when(merge.clauses().get(i), i, expressions))
                        .collect(Collectors.joining())
                + " END";
        List<String> prepare = List.of(
                "CREATE TEMP TABLE " + rows + " AS SELECT " + items + " FROM " + sources.fromSql(),
                "CREATE TEMP TABLE " + met + " AS SELECT t.rowid AS rid, s.rowid AS sid, " + meets + " AS clause FROM "
                        + DocumentFields.aroundTable(arriving, rows) + " AS s LEFT JOIN "
                        + DocumentFields.aroundTable(stored, target.storage()) + " AS t ON " + on);
        String changing = numbers(merge, clause -> clause.matched());
        String duplicates = "SELECT count(*) FROM (SELECT rid FROM " + met + " WHERE clause IN (" + changing
                + ") GROUP BY rid HAVING count(*) > 1)";
        var apply = new ArrayList<String>();
        var written = written(merge, target, expressions);
        apply.add(write(
                merge,
                target,
                written,
                DocumentFields.aroundTable(arriving, rows),
                DocumentFields.aroundTable(stored, target.storage()),
                met));
        if (!changing.equals("NULL")) {
            apply.add("DELETE FROM " + target.storage() + " WHERE rowid IN (SELECT rid FROM " + met
                    + " WHERE clause IN (" + changing + "))");
        }
        return new Plan(
                prepare,
                duplicates,
                "SELECT clause, count(*) FROM " + met + " WHERE clause IS NOT NULL GROUP BY clause",
                apply,
                List.of("DROP TABLE " + rows, "DROP TABLE " + met),
                intoEmpty(merge, target, expressions, arriving, "SELECT " + items + " FROM " + sources.fromSql()));
    }

    private String intoEmpty(
            Statement.Merge merge,
            Table target,
            ExpressionTranslator expressions,
            List<DocumentFields> arriving,
            String source) {
        var byClause = new HashMap<Integer, Map<String, String>>();
        var meets = new StringBuilder("CASE");
        for (int i = 0; i < merge.clauses().size(); i++) {
            MergeClause clause = merge.clauses().get(i);
            if (clause.action() instanceof Statement.MergeInsert insert) {
                byClause.put(i, inserted(insert, target, expressions));
                String condition = clause.condition() == null ? "TRUE" : expressions.condition(clause.condition());
                meets.append(" WHEN ").append(condition).append(" THEN ").append(i);
            }
        }
        if (byClause.isEmpty()) {
            return "DELETE FROM " + target.storage() + " WHERE FALSE";
        }
        String into = target.columns().stream().map(Column::storage).collect(Collectors.joining(", "));
        String values = target.columns().stream().map(c -> value(c, byClause)).collect(Collectors.joining(", "));
        String from = "(" + source + ")";
        for (DocumentFields fields : arriving) {
            from = fields.around(from);
        }
        return "INSERT INTO " + target.storage() + " (" + into + ") SELECT " + values + " FROM (SELECT s.*, " + meets
                + " END AS clause FROM " + from + " AS s) AS s WHERE clause IS NOT NULL";
    }

    /**
     * The target as t, the source rows as s.
     *
     * @param stored gets the fields of the target's columns of documents
     * @param arriving gets those of the source's
     */
    private Scope bothSides(
            Statement.Merge merge,
            Table target,
            Scope.Source source,
            List<DocumentFields> stored,
            List<DocumentFields> arriving) {
        var scope = new Scope(null);
        scope.add(SourceTranslator.tableSource(queries, target, merge.alias(), "t", stored));
        scope.add(new Scope.Source(
                source.alias(),
                source.fullName(),
                IntStream.range(0, source.columns().size())
                        .mapToObj(i -> arriving(source.columns().get(i), i, arriving))
                        .toList(),
                null));
        return scope;
    }

    private static Scope.Visible arriving(Scope.Visible column, int number, List<DocumentFields> documents) {
        String name = "c" + number;
        if (!column.type().isSemiStructured()) {
            return new Scope.Visible(column.name(), "s." + name, column.type(), false);
        }
        var fields = new DocumentFields("s", name, number);
        documents.add(fields);
        return new Scope.Visible(column.name(), "s." + name, column.type(), false, fields);
    }

    private static String when(MergeClause clause, int number, ExpressionTranslator expressions) {
        String condition = clause.condition() == null ? "" : " AND " + expressions.condition(clause.condition());
        return " WHEN t.rowid IS " + (clause.matched() ? "NOT NULL" : "NULL") + condition + " THEN " + number;
    }

    private static String numbers(Statement.Merge merge, java.util.function.Predicate<MergeClause> which) {
        String list = IntStream.range(0, merge.clauses().size())
                .filter(i -> which.test(merge.clauses().get(i)))
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(", "));
        return list.isEmpty() ? "NULL" : list;
    }

    /** The value of each of the target's columns, in their order, by the clause that a row meets. */
    private List<String> written(Statement.Merge merge, Table target, ExpressionTranslator expressions) {
        var byClause = new HashMap<Integer, Map<String, String>>();
        for (int i = 0; i < merge.clauses().size(); i++) {
            switch (merge.clauses().get(i).action()) {
                case Statement.MergeUpdate update -> byClause.put(i, updated(update, target, expressions));
                case Statement.MergeInsert insert -> byClause.put(i, inserted(insert, target, expressions));
                case Statement.MergeDelete ignored -> {}
            }
        }
        return target.columns().stream().map(c -> value(c, byClause)).toList();
    }

    /** New rows and new forms of old rows, in one pass: each column's value depends on the clause. */
    private static String write(
            Statement.Merge merge, Table target, List<String> values, String rows, String stored, String met) {
        String into = target.columns().stream().map(Column::storage).collect(Collectors.joining(", "));
        String writing = numbers(merge, clause -> !(clause.action() instanceof Statement.MergeDelete));
        return "INSERT INTO " + target.storage() + " (" + into + ") SELECT " + String.join(", ", values)
                + " FROM (SELECT * FROM " + met
                + " WHERE clause IN (" + writing + ")) AS m JOIN " + rows + " AS s ON s.rowid = m.sid LEFT JOIN "
                + stored
                + " AS t ON t.rowid = m.rid";
    }

    /** One expression where all clauses agree: DuckDB's planning time grows with the square of wide CASEs. */
    private static String value(Column column, Map<Integer, Map<String, String>> byClause) {
        var byNumber = new LinkedHashMap<Integer, String>();
        byClause.forEach((number, values) -> byNumber.put(number, values.getOrDefault(column.storage(), "NULL")));
        var distinct = new HashSet<>(byNumber.values());
        if (distinct.size() <= 1) {
            return distinct.stream().findFirst().orElse("NULL");
        }
        return byNumber.entrySet().stream()
                .map(e -> " WHEN " + e.getKey() + " THEN " + e.getValue())
                .collect(Collectors.joining("", "CASE clause", " END"));
    }

    /** Column values after an UPDATE: those that it does not set stay. */
    private static Map<String, String> updated(
            Statement.MergeUpdate update, Table target, ExpressionTranslator expressions) {
        var values = new HashMap<String, String>();
        target.columns().forEach(column -> values.put(column.storage(), "t." + column.storage()));
        for (Statement.Assignment assignment : update.assignments()) {
            Column column = target.column(assignment.column())
                    .orElseThrow(() -> SnowflakeError.invalidIdentifier(assignment.column()));
            values.put(
                    column.storage(),
                    expressions
                            .conversions()
                            .assign(expressions.translate(assignment.value()), column.type(), column.name())
                            .sql());
        }
        return values;
    }

    private Map<String, String> inserted(Statement.MergeInsert insert, Table target, ExpressionTranslator expressions) {
        List<Column> columns = DmlTranslator.columns(target, insert.columns());
        if (columns.size() != insert.values().size()) {
            throw new SnowflakeError(
                    2020,
                    "21S01",
                    "SQL compilation error:\nInsert value list does not match column list expecting " + columns.size()
                            + " but got " + insert.values().size());
        }
        var into = new ArrayList<String>();
        var sql = new ArrayList<String>();
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            into.add(column.storage());
            sql.add(expressions
                    .conversions()
                    .assign(expressions.translate(insert.values().get(i)), column.type(), column.name())
                    .sql());
        }
        new DmlTranslator(environment).addDefaults(target, columns, into, sql);
        var values = new HashMap<String, String>();
        for (int i = 0; i < into.size(); i++) {
            values.put(into.get(i), sql.get(i));
        }
        return values;
    }
}
