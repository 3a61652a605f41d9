package io.hubflow.snowflake.emulator.session;

import io.hubflow.snowflake.emulator.catalog.Column;
import io.hubflow.snowflake.emulator.catalog.ObjectName;
import io.hubflow.snowflake.emulator.catalog.Relation;
import io.hubflow.snowflake.emulator.catalog.Schema;
import io.hubflow.snowflake.emulator.catalog.SnowType;
import io.hubflow.snowflake.emulator.catalog.SnowType.Kind;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import io.hubflow.snowflake.emulator.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** ALTER TABLE. */
final class AlterRunner {
    /** So many new columns at once are added by building the table anew. */
    private static final int REBUILD_FROM = 40;

    private final StatementRunner runner;

    AlterRunner(StatementRunner runner) {
        this.runner = runner;
    }

    Result alter(Statement.AlterTable alter) throws InterruptedException {
        runner.transaction().commit();
        ObjectName name = runner.names().full(alter.name(), "ALTER TABLE");
        Optional<Relation> found = runner.names().findRelation(name);
        if (found.isEmpty() && alter.ifExists()) {
            return done();
        }
        Relation relation = found.orElseThrow(
                () -> SnowflakeError.notFound("Table", alter.name().toString()));
        if (describes(alter.change())) {
            describe(relation, alter.change());
            return done();
        }
        if (!(relation instanceof Relation.Table table)) {
            throw SnowflakeError.unsupported("ALTER of a view beyond comments, policies and tags");
        }
        boolean temporary = runner.session().temporaryTables().containsValue(table);
        if (!temporary) {
            runner.names().rights().requireOwnership(table);
        }
        switch (alter.change()) {
            case Statement.AddColumns add -> addColumns(table, add);
            case Statement.DropColumns drop -> dropColumns(table, drop);
            case Statement.RenameColumn rename -> renameColumn(table, rename);
            case Statement.RenameTable rename ->
                renameTable(table, runner.names().full(rename.to(), "ALTER TABLE"));
            case Statement.SetDataTypes types -> setTypes(table, types);
            case Statement.SetNullable nullable -> setNullable(table, nullable);
            case Statement.SetTableOptions options -> setOptions(table, options);
            case Statement.SetMaskingPolicy ignored -> throw new IllegalStateException("done above");
            case Statement.SetColumnTags ignored -> throw new IllegalStateException("done above");
            case Statement.SetColumnComments ignored -> throw new IllegalStateException("done above");
        }
        return done();
    }

    private static boolean describes(Statement.TableChange change) {
        return change instanceof Statement.SetMaskingPolicy
                || change instanceof Statement.SetColumnTags
                || change instanceof Statement.SetColumnComments;
    }

    /** Policies, tags and comments of a column: of a table or a view. */
    private void describe(Relation relation, Statement.TableChange change) {
        var policies = new PolicyRunner(runner);
        Relation after = switch (change) {
            case Statement.SetMaskingPolicy set ->
                described(relation, set.column(), c -> policies.changed(relation, c, set));
            case Statement.SetColumnTags set ->
                described(relation, set.column(), c -> policies.changed(relation, c, set));
            case Statement.SetColumnComments set -> {
                runner.names().rights().requireOwnership(relation);
                yield commented(relation, set.comments());
            }
            default -> throw new IllegalStateException("not a description: " + change);
        };
        runner.names()
                .requireSchema(relation.name())
                .relations()
                .put(relation.name().name(), after);
    }

    private static Relation commented(Relation relation, Map<String, Optional<String>> comments) {
        Relation after = relation;
        for (var comment : comments.entrySet()) {
            after = described(
                    after,
                    comment.getKey(),
                    c -> c.withComment(comment.getValue().orElse(null)));
        }
        return after;
    }

    private static Relation described(Relation relation, String name, UnaryOperator<Column> change) {
        Column column = relation.column(name).orElseThrow(() -> SnowflakeError.invalidIdentifier(name));
        return relation.described(relation.columns().stream()
                .map(c -> c.equals(column) ? change.apply(c) : c)
                .toList());
    }

    private void addColumns(Relation.Table table, Statement.AddColumns add) throws InterruptedException {
        var columns = new ArrayList<>(table.columns());
        var statements = new ArrayList<String>();
        int number = table.nextColumn();
        for (int i = 0; i < add.columns().size(); i++) {
            Statement.ColumnDefinition definition = add.columns().get(i);
            boolean present = columns.stream().anyMatch(c -> c.name().equals(definition.name()));
            if (present && add.unlessPresent().get(i)) {
                continue;
            }
            if (present) {
                throw new SnowflakeError(
                        1430, "42601", "SQL compilation error:\ncolumn '" + definition.name() + "' already exists");
            }
            var tables = new TableRunner(runner);
            Column column = tables.described(table, tables.column(definition, number++), definition);
            if (!column.nullable() || column.defaultSql() != null) {
                throw SnowflakeError.unsupported("ADD COLUMN with NOT NULL or DEFAULT");
            }
            columns.add(column);
            statements.add("ALTER TABLE " + table.storage() + " ADD COLUMN " + column.storage() + " "
                    + column.type().storage());
        }
        Relation.Table wider = table.withColumns(columns, number);
        change(table, wider, statements.size() < REBUILD_FROM ? statements : rebuild(table, wider));
    }

    /** DuckDB takes some 15 ms for each added column of a wide table; a new table with all of them takes one statement. */
    private List<String> rebuild(Relation.Table before, Relation.Table after) {
        String fresh = runner.world().account().newStorageName();
        String kept = before.columns().stream().map(Column::storage).collect(Collectors.joining(", "));
        return List.of(
                TableRunner.ddl(after, fresh),
                "INSERT INTO " + fresh + " (" + kept + ") SELECT " + kept + " FROM " + before.storage(),
                "DROP TABLE " + before.storage(),
                "ALTER TABLE " + fresh + " RENAME TO " + before.storage());
    }

    private void dropColumns(Relation.Table table, Statement.DropColumns drop) throws InterruptedException {
        var columns = new ArrayList<>(table.columns());
        var statements = new ArrayList<String>();
        for (String name : drop.columns()) {
            Optional<Column> column =
                    columns.stream().filter(c -> c.name().equals(name)).findFirst();
            if (column.isEmpty() && drop.ifExists()) {
                continue;
            }
            columns.remove(column.orElseThrow(() -> SnowflakeError.invalidIdentifier(name)));
            statements.add("ALTER TABLE " + table.storage() + " DROP COLUMN "
                    + column.get().storage());
        }
        change(table, table.withColumns(columns, table.nextColumn()), statements);
    }

    private void renameColumn(Relation.Table table, Statement.RenameColumn rename) throws InterruptedException {
        Column from = require(table, rename.from());
        if (table.column(rename.to()).isPresent()) {
            throw new SnowflakeError(
                    1430, "42601", "SQL compilation error:\ncolumn '" + rename.to() + "' already exists");
        }
        change(table, replaced(table, from, from.named(Column.requireAllowed(rename.to()))), List.of());
    }

    private void renameTable(Relation.Table table, ObjectName to) {
        Schema schema = runner.names().requireSchema(to);
        runner.names().rights().requireCreate("TABLE", schema);
        if (schema.relations().putIfAbsent(to.name(), table.named(to)) != null) {
            throw SnowflakeError.alreadyExists(to.name());
        }
        runner.names()
                .requireSchema(table.name())
                .relations()
                .remove(table.name().name());
        runner.world().account().objectGrants().renamed("TABLE", table.name(), to);
    }

    /** Allowed: a longer VARCHAR, a NUMBER of the same scale and more digits (docs: ALTER TABLE … ALTER COLUMN). */
    private void setTypes(Relation.Table table, Statement.SetDataTypes types) throws InterruptedException {
        Relation.Table changed = table;
        var statements = new ArrayList<String>();
        for (int i = 0; i < types.columns().size(); i++) {
            Column from = require(changed, types.columns().get(i));
            SnowType to = SnowType.of(types.types().get(i), runner.environment().timestampMapping());
            requireWidening(from, to);
            if (!from.type().storage().equals(to.storage())) {
                statements.add("ALTER TABLE " + table.storage() + " ALTER COLUMN " + from.storage() + " SET DATA TYPE "
                        + to.storage());
            }
            changed = replaced(changed, from, from.ofType(to));
        }
        change(table, changed, statements);
    }

    private static void requireWidening(Column column, SnowType to) {
        SnowType from = column.type();
        String what = "cannot change column " + column.name() + " from type " + from.display() + " to " + to.display();
        if (from.kind() != to.kind()) {
            throw new SnowflakeError(2108, "22000", "SQL compilation error: " + what);
        }
        if (from.kind() == Kind.TEXT && to.length() < from.length()) {
            // Number and text as reported in re-data/re-data issue 324.
            throw new SnowflakeError(
                    40_050,
                    "22000",
                    "SQL compilation error: " + what
                            + " because reducing the byte-length of varchar is not supported.");
        }
        if (from.kind() == Kind.FIXED && (to.scale() != from.scale())) {
            throw new SnowflakeError(
                    40_052,
                    "22000",
                    "SQL compilation error: " + what
                            + " because changing the scale of a number is not supported."); // unverified number
        }
        if (from.kind() == Kind.FIXED && to.precision() < from.precision()) {
            throw new SnowflakeError(
                    40_051,
                    "22000",
                    "SQL compilation error: " + what
                            + " because reducing the precision is refused here."); // unverified number
        }
    }

    private void setNullable(Relation.Table table, Statement.SetNullable nullable) throws InterruptedException {
        Column from = require(table, nullable.column());
        Column to = from.withNullable(nullable.nullable());
        change(
                table,
                replaced(table, from, to),
                List.of("ALTER TABLE " + table.storage() + " ALTER COLUMN " + from.storage()
                        + (nullable.nullable() ? " DROP" : " SET") + " NOT NULL"));
    }

    private void setOptions(Relation.Table table, Statement.SetTableOptions options) throws InterruptedException {
        Relation.Table changed = table;
        for (String key : options.options().keySet()) {
            switch (key) {
                case "COMMENT" ->
                    changed = table.withComment(String.valueOf(options.options().get(key)));
                case "DATA_RETENTION_TIME_IN_DAYS", "CHANGE_TRACKING", "ENABLE_SCHEMA_EVOLUTION" -> {}
                default -> throw SnowflakeError.unsupported("table option " + key);
            }
        }
        change(table, changed, List.of());
    }

    private static Column require(Relation.Table table, String column) {
        return table.column(column)
                .orElseThrow(() -> new SnowflakeError(
                        904,
                        "42000",
                        "SQL compilation error: error line 1 at position 0\ninvalid identifier '" + column + "'"));
    }

    private static Relation.Table replaced(Relation.Table table, Column from, Column to) {
        return table.withColumns(
                table.columns().stream().map(c -> c.equals(from) ? to : c).toList(), table.nextColumn());
    }

    private void change(Relation.Table before, Relation.Table after, List<String> statements)
            throws InterruptedException {
        new TableRunner(runner)
                .define(
                        connection -> {
                            boolean done = TableRunner.sql(connection, statements.toArray(String[]::new));
                            publish(before, after);
                            return done;
                        },
                        List.of(before.storage()));
    }

    private void publish(Relation.Table before, Relation.Table after) {
        if (runner.session().temporaryTables().containsValue(before)) {
            runner.session().temporaryTables().put(after.name().toString(), after);
        } else {
            runner.names()
                    .requireSchema(after.name())
                    .relations()
                    .put(after.name().name(), after);
        }
    }

    private static Result done() {
        return Result.status(StatementKind.DDL, "Statement executed successfully.");
    }
}
