package io.hubflow.snowflake;

import io.hubflow.engine.destination.QueryRows;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection, its statements metered and their failures named. Not thread-safe.
 *
 * <p>The session settings are asked for by SQL, so that they hold on a pool's connection too: UTC, input formats that do not
 * depend on the account, an error ends the transaction. A lock is waited for longer than a process that is gone can hold one:
 * five minutes until Snowflake ends its running statement (sql-reference/parameters, ABORT_DETACHED_QUERY), and five more until
 * it rolls back its idle transaction that blocks another one (docs.snowflake.com sql-reference/transactions).
 */
final class Session implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Session.class);
    private static final Purpose SETTING_UP = new Purpose("set up the session", "");
    static final String PARAMETERS = "ALTER SESSION SET TIMEZONE = 'UTC', TIMESTAMP_INPUT_FORMAT = 'AUTO',"
            + " DATE_INPUT_FORMAT = 'AUTO', AUTOCOMMIT = TRUE, TRANSACTION_ABORT_ON_ERROR = TRUE,"
            + " QUOTED_IDENTIFIERS_IGNORE_CASE = FALSE, LOCK_TIMEOUT = 900, STATEMENT_TIMEOUT_IN_SECONDS = 3600,"
            + " ABORT_DETACHED_QUERY = TRUE, QUERY_TAG = ";

    private final Connection connection;
    private final CostMeter meter;

    private Session(Connection connection, CostMeter meter) {
        this.connection = connection;
        this.meter = meter;
    }

    /** @throws StatementFailure when the login is refused or nobody answers */
    static Session open(ConnectionSource source, String queryTag, CostMeter meter) {
        Session session;
        try {
            session = new Session(source.open(), meter);
        } catch (SQLException e) {
            throw new StatementFailure(new Purpose("log in", ""), e);
        }
        session.run(SETTING_UP, PARAMETERS + Identifiers.literal(queryTag));
        return session;
    }

    /** Runs a statement that needs no warehouse and whose result does not matter. */
    void run(Purpose purpose, String sql) {
        free(purpose, sql, statement -> statement.execute(sql));
    }

    /** Runs a statement that needs the warehouse and whose result does not matter. */
    void compute(Purpose purpose, String sql) {
        computed(purpose, sql, statement -> statement.execute(sql));
    }

    /** Runs a query that is answered without a warehouse: SHOW, DESCRIBE, LIST. */
    <T> List<T> show(Purpose purpose, String sql, RowReader<T> reader) {
        return free(purpose, sql, statement -> read(statement, sql, reader));
    }

    <T> List<T> select(Purpose purpose, String sql, RowReader<T> reader) {
        return computed(purpose, sql, statement -> read(statement, sql, reader));
    }

    /**
     * Runs a query that Snowflake may answer from its result cache, without a warehouse.
     *
     * @param isCached whether it did, by the answer
     */
    <T> List<T> selectCached(Purpose purpose, String sql, RowReader<T> reader, Predicate<List<T>> isCached) {
        long started = meter.now();
        boolean cached = false;
        try (var statement = connection.createStatement()) {
            log.debug("{}", sql);
            var rows = read(statement, sql, reader);
            cached = isCached.test(rows);
            return rows;
        } catch (SQLException e) {
            throw new StatementFailure(purpose, e);
        } finally {
            if (cached) {
                meter.free();
            } else {
                meter.computed(started);
            }
        }
    }

    /** Runs a query of many rows, none of which is kept here. */
    void each(Purpose purpose, String sql, RowReader<Boolean> reader) {
        computed(purpose, sql, statement -> {
            try (var results = statement.executeQuery(sql)) {
                while (results.next()) {
                    reader.read(results);
                }
            }
            return true;
        });
    }

    /** Runs a person's query and hands over its rows. */
    void hand(Purpose purpose, String sql, QueryRows rows) {
        computed(purpose, sql, statement -> {
            try (var results = statement.executeQuery(sql)) {
                PlainValues.hand(results, rows);
            }
            return true;
        });
    }

    @FunctionalInterface
    private interface Work<T> {
        T run(Statement statement) throws SQLException;
    }

    private <T> T free(Purpose purpose, String sql, Work<T> work) {
        try (var statement = connection.createStatement()) {
            log.debug("{}", sql);
            return work.run(statement);
        } catch (SQLException e) {
            throw new StatementFailure(purpose, e);
        } finally {
            meter.free();
        }
    }

    private <T> T computed(Purpose purpose, String sql, Work<T> work) {
        long started = meter.now();
        try (var statement = connection.createStatement()) {
            log.debug("{}", sql);
            return work.run(statement);
        } catch (SQLException e) {
            throw new StatementFailure(purpose, e);
        } finally {
            meter.computed(started);
        }
    }

    private static <T> List<T> read(Statement statement, String sql, RowReader<T> reader) throws SQLException {
        var rows = new ArrayList<T>();
        try (var results = statement.executeQuery(sql)) {
            while (results.next()) {
                rows.add(reader.read(results));
            }
        }
        return rows;
    }

    /** Runs INSERT, UPDATE, DELETE or MERGE. */
    Changes change(Purpose purpose, String sql) {
        return computed(purpose, sql, statement -> changes(statement, sql));
    }

    /** The driver gives one sum; the result set under it has a column for each kind of change, named in words. */
    private static Changes changes(Statement statement, String sql) throws SQLException {
        long inserted = 0;
        long updated = 0;
        long deleted = 0;
        try (var results = statement.executeQuery(sql)) {
            var columns = results.getMetaData();
            while (results.next()) {
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    switch (columns.getColumnName(i)) {
                        case "number of rows inserted" -> inserted += results.getLong(i);
                        case "number of rows updated" -> updated += results.getLong(i);
                        case "number of rows deleted" -> deleted += results.getLong(i);
                        default -> {
                            // multi-joined rows are of no interest here
                        }
                    }
                }
            }
        }
        return new Changes(inserted, updated, deleted);
    }

    /** A column that not every answer has; null when it has not. */
    static @Nullable String textIfPresent(ResultSet row, String column) throws SQLException {
        var columns = row.getMetaData();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            if (columns.getColumnName(i).equals(column)) {
                return row.getString(i);
            }
        }
        return null;
    }

    /** Of a row of SHOW; the text of a timestamp would follow the account's output formats. */
    static Instant createdOn(ResultSet row) throws SQLException {
        return row.getObject("created_on") instanceof Timestamp time
                ? time.toInstant()
                : Instant.parse(row.getString("created_on"));
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            log.debug("closing a Snowflake session failed; Snowflake ends it by itself", e);
        }
    }

    record Changes(long inserted, long updated, long deleted) {
        static final Changes NONE = new Changes(0, 0, 0);

        long total() {
            return inserted + updated + deleted;
        }
    }

    @FunctionalInterface
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }
}
