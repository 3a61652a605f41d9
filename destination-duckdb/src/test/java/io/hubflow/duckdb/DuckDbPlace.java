package io.hubflow.duckdb;

import io.hubflow.engine.destination.Destination;
import io.hubflow.testkit.DestinationUnderTest;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.duckdb.JsonNode;
import org.jspecify.annotations.Nullable;

/** A DuckDB file for the contract suite; reads through the open destination, or by itself when that is closed. */
final class DuckDbPlace implements DestinationUnderTest {
    private final DuckDbSettings settings;
    private @Nullable DuckDbDestination last;

    DuckDbPlace(Path folder) {
        this.settings = DuckDbSettings.of(folder.resolve("it's a file.duckdb"));
    }

    Path file() {
        return settings.file();
    }

    @Override
    public Destination open() {
        var opened = DuckDbDestination.open(settings);
        last = opened;
        return opened;
    }

    @Override
    public List<Map<String, @Nullable Object>> read(String table) {
        return withConnection(connection -> rows(connection, "SELECT * FROM " + Sql.name(table)));
    }

    @Override
    public Map<String, String> comments(String table) {
        return withConnection(connection -> {
            var comments = new LinkedHashMap<String, String>();
            for (var row : rows(
                    connection,
                    "SELECT lower(column_name) AS name, comment FROM duckdb_columns() WHERE table_name = "
                            + Sql.text(table) + " AND comment IS NOT NULL UNION ALL SELECT '', comment FROM"
                            + " duckdb_tables() WHERE comment IS NOT NULL AND table_name = " + Sql.text(table))) {
                comments.put(String.valueOf(row.get("name")), String.valueOf(row.get("comment")));
            }
            return comments;
        });
    }

    @Override
    public Set<String> tables() {
        return withConnection(connection -> {
            var names = new HashSet<String>();
            for (var row : rows(
                    connection,
                    "SELECT lower(table_name) AS name FROM duckdb_tables()" + " WHERE database_name = 'hubflow'")) {
                names.add(String.valueOf(row.get("name")));
            }
            return names;
        });
    }

    @Override
    public void execute(String sql) {
        try (var connection =
                        DuckDbFile.connect(settings, "ATTACH %s AS hubflow".formatted(Sql.text(file().toString())));
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.allOf(Capability.class);
    }

    private <T> T withConnection(DuckDbDestination.Work<T> work) {
        if (last != null && DuckDbFile.isOpenForWriting(file())) {
            return last.onConnection(work);
        }
        try (var query = DuckDbQuery.open(file())) {
            return work.on(query.connection());
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    static List<Map<String, @Nullable Object>> rows(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var result = statement.executeQuery(sql)) {
            var rows = new ArrayList<Map<String, @Nullable Object>>();
            while (result.next()) {
                var row = new LinkedHashMap<String, @Nullable Object>();
                for (var i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.put(result.getMetaData().getColumnLabel(i).toLowerCase(Locale.ROOT), value(result, i));
                }
                rows.add(row);
            }
            return rows;
        }
    }

    private static @Nullable Object value(ResultSet result, int column) throws SQLException {
        var value = result.getObject(column);
        return switch (value) {
            case OffsetDateTime time -> time.toInstant();
            case JsonNode json -> json.toString();
            case Date date -> date.toLocalDate();
            case null, default -> value;
        };
    }
}
