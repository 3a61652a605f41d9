package io.hubflow.simulation;

import io.hubflow.duckdb.DuckDbDestination;
import io.hubflow.duckdb.DuckDbSettings;
import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Destination;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Tables in a DuckDB file of its own, which is deleted at the end. */
public final class DuckDbWarehouse implements Warehouse {
    private final Path directory;
    private final Path file;
    private final InstantSource clock;
    private int looks;
    /** What the queries of the open looks share. */
    private @Nullable Connection shared;

    public DuckDbWarehouse(InstantSource clock) {
        this.clock = clock;
        try {
            this.directory = Files.createTempDirectory("hubflow-simulation-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.file = directory.resolve("simulation.duckdb");
    }

    /** Where the tables are, once something is stored. */
    public Path file() {
        return file;
    }

    @Override
    public Destination open() {
        return DuckDbDestination.open(new DuckDbSettings(
                file, DuckDbSettings.DEFAULT_MEMORY_LIMIT_BYTES, DuckDbSettings.DEFAULT_THREADS, clock));
    }

    @Override
    public Map<Long, StoredRow> rows(String table) {
        var rows = new TreeMap<Long, StoredRow>();
        query(table, "SELECT * FROM \"" + table + '"', (found, names) -> {
            if (rows.put(found.getLong("_id"), row(found, names)) != null) {
                throw new AssertionError(table + " has two rows of id " + found.getLong("_id"));
            }
        });
        return rows;
    }

    private static StoredRow row(ResultSet found, List<String> names) throws SQLException {
        var values = new HashMap<String, Object>();
        for (var name : names) {
            var value = name.startsWith("_") ? null : found.getObject(name);
            if (value != null) {
                values.put(name, value);
            }
        }
        var created = millis(found, "_created_at");
        var updated = millis(found, "_updated_at");
        var into = found.getObject("_merged_into");
        return new StoredRow(
                created == null ? 0 : created,
                updated == null ? 0 : updated,
                found.getBoolean("_archived"),
                millis(found, "_archived_at"),
                millis(found, "_deleted_at"),
                into == null ? null : ((Number) into).longValue(),
                names.contains("_out_of_scope") && found.getBoolean("_out_of_scope"),
                values,
                Unparsed.texts(found.getString("_unparsed")));
    }

    private static @Nullable Long millis(ResultSet found, String column) throws SQLException {
        var time = found.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant().toEpochMilli();
    }

    @Override
    public List<Map<String, @Nullable Object>> facts(String table) {
        var rows = new ArrayList<Map<String, @Nullable Object>>();
        query(table, "SELECT * FROM \"" + table + '"', (found, names) -> {
            var row = new LinkedHashMap<String, @Nullable Object>();
            for (var name : names) {
                row.put(name, found.getObject(name));
            }
            rows.add(row);
        });
        return rows;
    }

    @Override
    public List<Checkpoint> checkpoints() {
        if (!Files.exists(file)) {
            return List.of();
        }
        try (var destination = open()) {
            return destination.loadCheckpoints();
        }
    }

    @Override
    public void drop(String table) {
        if (Files.exists(file)) {
            try (var connection = DriverManager.getConnection("jdbc:duckdb:" + file);
                    var statement = connection.createStatement()) {
                statement.execute("DROP TABLE IF EXISTS \"" + table + '"');
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public Optional<String> alter(Circumstance.AlteredTable altered) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (var connection = DriverManager.getConnection("jdbc:duckdb:" + file)) {
            return new UserAlteration(connection, altered).make();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void removeIndex() {
        if (Files.exists(file)) {
            try (var connection = DriverManager.getConnection("jdbc:duckdb:" + file)) {
                UserAlteration.removeIndex(connection);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public String dump() {
        var text = new StringBuilder();
        for (var table : List.of("_hubflow_checkpoints", "_hubflow_runs", "_hubflow_quarantine")) {
            facts(table).forEach(row -> text.append(row).append('\n'));
        }
        return text.toString();
    }

    @FunctionalInterface
    private interface RowVisitor {
        void visit(ResultSet row, List<String> columns) throws SQLException;
    }

    private void query(String table, String sql, RowVisitor visitor) {
        if (!Files.exists(file)) {
            return;
        }
        try (var look = look()) {
            var connection = connection();
            if (!exists(connection, table)) {
                return;
            }
            try (var statement = connection.createStatement();
                    var found = statement.executeQuery(sql)) {
                var names = new ArrayList<String>();
                for (var i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                    names.add(found.getMetaData().getColumnName(i));
                }
                while (found.next()) {
                    visitor.visit(found, names);
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Opening the file takes longer than most of the queries, so they share a connection. */
    @Override
    public Look look() {
        looks++;
        return () -> {
            if (--looks == 0 && shared != null) {
                close(shared);
                shared = null;
            }
        };
    }

    private Connection connection() throws SQLException {
        if (shared == null) {
            var readOnly = new Properties();
            readOnly.setProperty("duckdb.read_only", "true"); // what the last process left stays as it is
            shared = DriverManager.getConnection("jdbc:duckdb:" + file, readOnly);
        }
        return shared;
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean exists(Connection connection, String table) throws SQLException {
        try (var found = connection.getMetaData().getTables(null, null, table, null)) {
            return found.next();
        }
    }

    @Override
    public void close() {
        try (var files = Files.walk(directory)) {
            for (var path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
