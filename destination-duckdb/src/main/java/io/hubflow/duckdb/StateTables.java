package io.hubflow.duckdb;

import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.QuarantinedRow;
import io.hubflow.engine.destination.RunRecord;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** hubflow's own tables, {@code _hubflow_*}. Runs on the writer thread; writes inside the commit's transaction. */
final class StateTables {
    /** Goes up when an older hubflow could misread these tables. */
    static final int FORMAT_VERSION = 1;

    private static final Logger LOG = LoggerFactory.getLogger(StateTables.class);

    private static final String META = "_hubflow_meta";
    private static final String COLUMNS = "_hubflow_columns";

    /** What {@link #createMissing} makes. */
    private static final List<String> MADE =
            List.of(META, "_hubflow_tables", COLUMNS, "_hubflow_checkpoints", "_hubflow_runs", "_hubflow_quarantine");

    private final DuckDbLocation location;
    private final Connection connection;
    private final PresentTables present;

    /** @param present what is known of the file's tables already */
    StateTables(DuckDbLocation location, Connection connection, PresentTables present) {
        this.location = location;
        this.connection = connection;
        this.present = present;
    }

    /** @throws ConnectorException {@code DESTINATION_STATE_NEWER} when a newer hubflow wrote here */
    void requireReadable() throws SQLException {
        if (!exist()) {
            return;
        }
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "SELECT format_version, written_by FROM _hubflow_meta ORDER BY format_version DESC LIMIT 1")) {
            if (rows.next() && rows.getInt(1) > FORMAT_VERSION) {
                throw new ConnectorException(
                        ErrorCode.DESTINATION_STATE_NEWER,
                        "%s was last written by %s, in state format %d; this is %s, which knows format %d."
                                .formatted(
                                        location.description(),
                                        rows.getString(2),
                                        rows.getInt(1),
                                        writer(),
                                        FORMAT_VERSION),
                        "Nothing was changed, so that its state is not misread.",
                        "Use that version of hubflow or a newer one, or load into another file.");
            }
        }
    }

    /**
     * Makes those of hubflow's own tables again that somebody dropped. Without checkpoints everything is loaded again, into the
     * tables that are there.
     */
    void restoreDropped() throws SQLException {
        var missing = new ArrayList<String>();
        for (var table : MADE) {
            if (!present.isThere(connection, table)) {
                missing.add(table);
            }
        }
        if (missing.isEmpty() || missing.size() == MADE.size()) {
            return;
        }
        LOG.warn(
                "{} lacks {}, which somebody has dropped. They are made again",
                location.description(),
                String.join(", ", missing));
        execute("BEGIN TRANSACTION");
        try {
            createMissing();
            if (missing.contains(COLUMNS)) {
                recordColumns();
            }
            execute("COMMIT");
        } catch (SQLException failure) {
            present.forget();
            execute("ROLLBACK");
            throw failure;
        }
    }

    /** Columns whose type hubflow never gives belong to somebody else. The system columns of records are not recorded. */
    private void recordColumns() throws SQLException {
        var catalog = new TableCatalog(location, connection, present);
        var ofRecords = catalog.recordTables().keySet();
        for (var table : catalog.recordedTables()) {
            var unrecorded =
                    ofRecords.contains(table) ? TableEvolution.systemTypes().keySet() : Set.<String>of();
            var columns = new ArrayList<Column>();
            for (var found : catalog.physicalTypes(table).entrySet()) {
                var type = Arrays.stream(ColumnType.values())
                        .filter(one -> Sql.type(one).equalsIgnoreCase(found.getValue()))
                        .findFirst();
                if (type.isPresent() && !unrecorded.contains(found.getKey())) {
                    columns.add(new Column(found.getKey(), type.get()));
                }
            }
            catalog.registerColumns(table, columns);
        }
    }

    void createIfAbsent() throws SQLException {
        if (!exist()) {
            createMissing();
        }
    }

    private void createMissing() throws SQLException {
        var isNew = !exist();
        execute(
                "CREATE TABLE IF NOT EXISTS _hubflow_meta (format_version INTEGER NOT NULL, written_by VARCHAR NOT NULL)");
        execute(
                "CREATE TABLE IF NOT EXISTS _hubflow_tables (table_name VARCHAR NOT NULL, object_type VARCHAR NOT NULL)");
        execute(
                "CREATE TABLE IF NOT EXISTS _hubflow_columns (table_name VARCHAR NOT NULL, column_name VARCHAR NOT NULL,"
                        + " type VARCHAR NOT NULL)");
        execute("CREATE TABLE IF NOT EXISTS _hubflow_checkpoints (stream VARCHAR NOT NULL, sequence BIGINT NOT NULL,"
                + " state VARCHAR NOT NULL, committed_at TIMESTAMP WITH TIME ZONE NOT NULL)");
        execute("CREATE TABLE IF NOT EXISTS _hubflow_runs (run_id VARCHAR NOT NULL, object_type VARCHAR NOT NULL,"
                + " started_at TIMESTAMP WITH TIME ZONE NOT NULL, finished_at TIMESTAMP WITH TIME ZONE,"
                + " status VARCHAR NOT NULL, rows_read BIGINT NOT NULL, rows_written BIGINT NOT NULL,"
                + " rows_unchanged BIGINT NOT NULL, report JSON)");
        execute(
                "CREATE TABLE IF NOT EXISTS _hubflow_quarantine (object_type VARCHAR NOT NULL, id VARCHAR, reason VARCHAR NOT NULL,"
                        + " record VARCHAR, read_at TIMESTAMP WITH TIME ZONE NOT NULL)");
        MADE.forEach(present::add);
        if (isNew) {
            update("INSERT INTO _hubflow_meta VALUES (?, ?)", FORMAT_VERSION, writer());
        }
    }

    List<Checkpoint> loadCheckpoints() throws SQLException {
        var checkpoints = new ArrayList<Checkpoint>();
        if (exist()) {
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery(
                            "SELECT stream, sequence, state FROM _hubflow_checkpoints ORDER BY stream")) {
                while (rows.next()) {
                    checkpoints.add(new Checkpoint(rows.getString(1), rows.getLong(2), rows.getString(3)));
                }
            }
        }
        return checkpoints;
    }

    /**
     * Of two transactions that do this at once, DuckDB fails the second one. An update would not do: DuckDB leaves out one that
     * changes no value. A file does not need it, because DuckDB locks it.
     */
    void keepOthersAway() throws SQLException {
        execute("DELETE FROM _hubflow_meta");
        update("INSERT INTO _hubflow_meta VALUES (?, ?)", FORMAT_VERSION, writer());
    }

    /** @throws ConnectorException {@code DESTINATION_STATE_MOVED} when the stream is not at the sequence before */
    void write(Checkpoint checkpoint, Instant committedAt) throws SQLException {
        var found = sequence(checkpoint.stream());
        if (found != checkpoint.sequence() - 1) {
            throw new ConnectorException(
                    ErrorCode.DESTINATION_STATE_MOVED,
                    "Stream %s stands at checkpoint %d in %s, so checkpoint %d cannot follow."
                            .formatted(checkpoint.stream(), found, location.description(), checkpoint.sequence()),
                    "Another run has written here in the meantime; nothing of this commit was written.",
                    "Run again: it goes on from the checkpoint that is there.");
        }
        if (found == 0) {
            update(
                    "INSERT INTO _hubflow_checkpoints VALUES (?, ?, ?, ?)",
                    checkpoint.stream(),
                    checkpoint.sequence(),
                    checkpoint.state(),
                    committedAt);
        } else {
            update(
                    "UPDATE _hubflow_checkpoints SET sequence = ?, state = ?, committed_at = ? WHERE stream = ?",
                    checkpoint.sequence(),
                    checkpoint.state(),
                    committedAt,
                    checkpoint.stream());
        }
    }

    void write(RunRecord run) throws SQLException {
        update("DELETE FROM _hubflow_runs WHERE run_id = ? AND object_type = ?", run.runId(), run.objectType());
        update(
                "INSERT INTO _hubflow_runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                run.runId(),
                run.objectType(),
                run.startedAt(),
                run.finishedAt().orElse(null),
                run.status(),
                run.rowsRead(),
                run.rowsWritten(),
                run.rowsUnchanged(),
                run.report());
    }

    /** One line a record: a record that is refused again replaces its line. */
    void write(QuarantinedRow row) throws SQLException {
        update(
                "DELETE FROM _hubflow_quarantine WHERE object_type = ? AND id = ? AND (id <> '' OR record = ?)",
                row.objectType(),
                row.id(),
                row.json());
        update(
                "INSERT INTO _hubflow_quarantine VALUES (?, ?, ?, ?, ?)",
                row.objectType(),
                row.id(),
                row.reason(),
                row.json(),
                row.readAt());
    }

    /** As it stands in {@code _hubflow_meta.written_by}. */
    private static String writer() {
        var version = StateTables.class.getPackage().getImplementationVersion();
        return "hubflow " + (version == null ? "development build" : version);
    }

    /** Whether hubflow has written here. */
    boolean exist() throws SQLException {
        return present.isThere(connection, META);
    }

    private long sequence(String stream) throws SQLException {
        try (var select =
                connection.prepareStatement("SELECT max(sequence) FROM _hubflow_checkpoints WHERE stream = ?")) {
            select.setString(1, stream);
            try (var rows = select.executeQuery()) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        }
    }

    private void update(String sql, @Nullable Object... values) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            for (var i = 0; i < values.length; i++) {
                bind(statement, i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    private static void bind(PreparedStatement statement, int position, @Nullable Object value) throws SQLException {
        statement.setObject(position, value instanceof Instant instant ? instant.atOffset(ZoneOffset.UTC) : value);
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
