package io.hubflow.duckdb;

import io.hubflow.engine.RunStatus;
import io.hubflow.engine.destination.DestinationStatus;
import io.hubflow.engine.destination.RunRecord;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Asks a file how far it is. */
final class StatusQuery {
    private final DuckDbLocation location;
    private final Connection connection;
    private final PresentTables present;
    private final Writer writer;

    /** Who may be writing. */
    enum Writer {
        /** A sync: a run that is recorded as running may be under way. */
        POSSIBLE,
        /** Nobody: a run that is recorded as running ended without recording it. */
        NONE
    }

    private StatusQuery(DuckDbLocation location, Connection connection, PresentTables present, Writer writer) {
        this.location = location;
        this.connection = connection;
        this.present = present;
        this.writer = writer;
    }

    /** @param present what is known of the file's tables already */
    static DestinationStatus read(DuckDbLocation location, Connection connection, PresentTables present, Writer writer)
            throws SQLException {
        var state = new StateTables(location, connection, present);
        state.requireReadable();
        var query = new StatusQuery(location, connection, present, writer);
        return state.exist()
                ? new DestinationStatus(
                        state.loadCheckpoints(), query.rows(), query.lastRuns(), query.facts(), query.lostColumns())
                : DestinationStatus.NOTHING;
    }

    static List<RunRecord> recentRuns(DuckDbLocation location, Connection connection, int most) throws SQLException {
        var state = new StateTables(location, connection, new PresentTables());
        state.requireReadable();
        return state.exist()
                ? runs(connection, " ORDER BY started_at DESC, run_id DESC, object_type LIMIT " + most)
                : List.of();
    }

    /** Those that recorded no end. */
    static List<RunRecord> openRuns(DuckDbLocation location, Connection connection, PresentTables present)
            throws SQLException {
        return new StateTables(location, connection, present).exist()
                ? runs(connection, " WHERE status = '" + RunStatus.RUNNING.word() + "'")
                : List.of();
    }

    private static List<RunRecord> runs(Connection connection, String which) throws SQLException {
        var runs = new ArrayList<RunRecord>();
        try (var statement = connection.createStatement();
                var lines = statement.executeQuery(
                        "SELECT run_id, object_type, epoch_us(started_at), epoch_us(finished_at), status, rows_read,"
                                + " rows_written, rows_unchanged, report FROM _hubflow_runs" + which)) {
            while (lines.next()) {
                var finished = lines.getLong(4);
                runs.add(new RunRecord(
                        lines.getString(1),
                        lines.getString(2),
                        instant(lines.getLong(3)),
                        finished == 0 ? Optional.empty() : Optional.of(instant(finished)),
                        lines.getString(5),
                        lines.getLong(6),
                        lines.getLong(7),
                        lines.getLong(8),
                        Objects.requireNonNullElse(lines.getString(9), "{}")));
            }
        }
        return runs;
    }

    private static Instant instant(long micros) {
        return Instant.ofEpochSecond(0, micros * 1_000);
    }

    private Map<String, Long> rows() throws SQLException {
        return count("SELECT object_type, table_name FROM _hubflow_tables WHERE object_type <> ''");
    }

    private Map<String, Long> facts() throws SQLException {
        return new TableCatalog(location, connection, present).hasFacts()
                ? count("SELECT table_name, table_name FROM " + TableCatalog.FACTS)
                : Map.of();
    }

    private Map<String, Set<String>> lostColumns() throws SQLException {
        var catalog = new TableCatalog(location, connection, present);
        var lost = new HashMap<String, Set<String>>();
        for (var table : catalog.recordTables().entrySet()) {
            var columns = catalog.unseenColumns(table.getKey());
            if (!columns.isEmpty()) {
                lost.put(table.getValue(), columns);
            }
        }
        return lost;
    }

    /** @param tables a query of the name to count under, and the table */
    private Map<String, Long> count(String tables) throws SQLException {
        var rows = new HashMap<String, Long>();
        try (var statement = connection.createStatement()) {
            var named = new LinkedHashMap<String, String>();
            try (var recorded = statement.executeQuery(tables)) {
                while (recorded.next()) {
                    named.put(recorded.getString(1), recorded.getString(2));
                }
            }
            for (var table : named.entrySet()) {
                if (!present.isThere(connection, table.getValue())) {
                    continue;
                }
                try (var count = statement.executeQuery("SELECT count(*) FROM " + Sql.name(table.getValue()))) {
                    count.next();
                    rows.put(table.getKey(), count.getLong(1));
                }
            }
        }
        return rows;
    }

    private Map<String, DestinationStatus.LastRun> lastRuns() throws SQLException {
        var runs = new HashMap<String, DestinationStatus.LastRun>();
        try (var statement = connection.createStatement();
                var last = statement.executeQuery(
                        "SELECT object_type, epoch_us(max(started_at)), arg_max(status, started_at)"
                                + " FROM _hubflow_runs GROUP BY object_type")) {
            while (last.next()) {
                var startedAt = instant(last.getLong(2));
                runs.put(last.getString(1), new DestinationStatus.LastRun(startedAt, status(last.getString(3))));
            }
        }
        return runs;
    }

    private String status(String recorded) {
        return writer == Writer.NONE && recorded.equals(RunStatus.RUNNING.word()) ? RunStatus.KILLED.word() : recorded;
    }
}
