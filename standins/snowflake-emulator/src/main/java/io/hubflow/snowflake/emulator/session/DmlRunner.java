package io.hubflow.snowflake.emulator.session;

import io.hubflow.snowflake.emulator.catalog.Relation.Table;
import io.hubflow.snowflake.emulator.session.TableLocks.Mode;
import io.hubflow.snowflake.emulator.session.Transaction.Use;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import io.hubflow.snowflake.emulator.sql.Statement;
import io.hubflow.snowflake.emulator.translate.DmlTranslator;
import io.hubflow.snowflake.emulator.translate.MergeTranslator;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** INSERT, UPDATE, DELETE and MERGE. */
final class DmlRunner {
    private final StatementRunner runner;

    DmlRunner(StatementRunner runner) {
        this.runner = runner;
    }

    Result insert(Statement.Insert insert) throws InterruptedException {
        Table target = runner.names().requireTable(insert.table(), "INSERT");
        String sql = new DmlTranslator(runner.environment()).insert(target, insert.columns(), insert.source());
        return runner.withWarehouse(() -> {
            long rows = write(target, Mode.INSERT, connection -> update(connection, sql));
            return Result.counts(StatementKind.INSERT, List.of("number of rows inserted"), List.of(rows));
        });
    }

    Result update(Statement.Update update) throws InterruptedException {
        Table target = runner.names().requireTable(update.table(), "UPDATE");
        String sql = new DmlTranslator(runner.environment()).update(update, target);
        return runner.withWarehouse(() -> {
            long rows = write(target, Mode.CHANGE, connection -> update(connection, sql));
            return Result.counts(
                    StatementKind.UPDATE,
                    List.of("number of rows updated", "number of multi-joined rows updated"),
                    List.of(rows, 0L));
        });
    }

    Result delete(Statement.Delete delete) throws InterruptedException {
        Table target = runner.names().requireTable(delete.table(), "DELETE");
        String sql = new DmlTranslator(runner.environment()).delete(delete, target);
        return runner.withWarehouse(() -> {
            long rows = write(target, Mode.CHANGE, connection -> update(connection, sql));
            return Result.counts(StatementKind.DELETE, List.of("number of rows deleted"), List.of(rows));
        });
    }

    Result merge(Statement.Merge merge) throws InterruptedException {
        Table target = null;
        for (Statement.MergeClause clause : merge.clauses()) {
            target = runner.names().requireTable(merge.table(), privilege(clause.action()));
        }
        Table found = java.util.Objects.requireNonNull(target, "a MERGE has a WHEN clause");
        MergeTranslator.Plan plan = new MergeTranslator(runner.environment())
                .plan(merge, found, runner.world().store().newName("merge"));
        return runner.withWarehouse(() -> {
            Map<String, Long> done = write(found, Mode.CHANGE, connection -> merge(connection, merge, found, plan));
            return counts(merge, done);
        });
    }

    private static String privilege(Statement.MergeAction action) {
        return switch (action) {
            case Statement.MergeInsert ignored -> "INSERT";
            case Statement.MergeUpdate ignored -> "UPDATE";
            case Statement.MergeDelete ignored -> "DELETE";
        };
    }

    /** One column for each kind of action that the statement has (docs: MERGE, "Output"). */
    private static Result counts(Statement.Merge merge, Map<String, Long> done) {
        var names = new ArrayList<String>();
        var counts = new ArrayList<Long>();
        for (String action : List.of("insert", "update", "delete")) {
            boolean present = merge.clauses().stream()
                    .anyMatch(
                            c -> privilege(c.action()).toLowerCase(Locale.ROOT).equals(action));
            if (present) {
                names.add("number of rows " + action + (action.endsWith("e") ? "d" : "ed"));
                counts.add(done.getOrDefault(action.toUpperCase(Locale.ROOT), 0L));
            }
        }
        return Result.counts(StatementKind.MERGE, names, counts);
    }

    private Map<String, Long> merge(
            Connection connection, Statement.Merge merge, Table target, MergeTranslator.Plan plan) throws SQLException {
        boolean empty = query(connection, "SELECT 1 FROM " + target.storage() + " LIMIT 1", rows -> rows.getInt(1))
                .isEmpty();
        if (empty) {
            return Map.of("INSERT", update(connection, plan.intoEmpty()));
        }
        for (String sql : plan.prepare()) {
            update(connection, sql);
        }
        long duplicates =
                query(connection, plan.duplicates(), rows -> rows.getLong(1)).get(0);
        if (duplicates > 0) {
            throw new SnowflakeError(100_090, "42P18", "Duplicate row detected during DML action");
        }
        var done = new HashMap<String, Long>();
        query(connection, plan.counts(), rows -> {
            Statement.MergeAction action = merge.clauses().get(rows.getInt(1)).action();
            return done.merge(privilege(action), rows.getLong(2), Long::sum);
        });
        for (String sql : plan.apply()) {
            update(connection, sql);
        }
        for (String sql : plan.cleanUp()) {
            update(connection, sql);
        }
        return done;
    }

    private interface Row<T> {
        T of(ResultSet rows) throws SQLException;
    }

    private <T> List<T> query(Connection connection, String sql, Row<T> row) throws SQLException {
        try (var statement = connection.createStatement()) {
            runner.cancellation().attach(statement);
            try (var rows = statement.executeQuery(sql)) {
                var all = new ArrayList<T>();
                while (rows.next()) {
                    all.add(row.of(rows));
                }
                return all;
            } finally {
                runner.cancellation().detach();
            }
        }
    }

    private <T> T write(Table target, Mode mode, Transaction.Work<T> work) throws InterruptedException {
        Transaction transaction = runner.transaction();
        if (!runner.session().parameters().isTrue("AUTOCOMMIT")) {
            transaction.begin();
        }
        return transaction.write(
                work,
                List.of(new Use(target.storage(), mode)),
                runner.environment().tablesRead(),
                runner.lockTimeout(),
                runner.session().parameters().isTrue("TRANSACTION_ABORT_ON_ERROR"),
                runner.cancellation());
    }

    /** Runs one DuckDB statement; may be called again when the transaction is repeated. */
    long update(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            runner.cancellation().attach(statement);
            try {
                return statement.executeLargeUpdate(sql);
            } finally {
                runner.cancellation().detach();
            }
        }
    }
}
