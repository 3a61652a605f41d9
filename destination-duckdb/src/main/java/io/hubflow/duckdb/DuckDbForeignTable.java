package io.hubflow.duckdb;

import io.hubflow.engine.destination.Row;
import io.hubflow.engine.verify.ForeignProblems;
import io.hubflow.engine.verify.ForeignTable;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A Parquet or CSV file, or a table or view of a DuckDB file, that another tool made. Read with DuckDB, never written. */
public final class DuckDbForeignTable implements ForeignTable {
    /** Columns in which other tools say that a record is gone. */
    private static final List<String> USUAL_DELETED = List.of("_fivetran_deleted", "is_deleted", "_archived");

    private final Connection connection;
    private final String description;
    private final String source;
    private final Columns columns;

    private DuckDbForeignTable(Connection connection, String description, String source, Columns columns) {
        this.connection = connection;
        this.description = description;
        this.source = source;
        this.columns = columns;
    }

    /** Whether the name is that of a file that DuckDB reads as a table. */
    public static boolean isFile(String table) {
        var name = table.toLowerCase(Locale.ROOT);
        return name.endsWith(".parquet") || name.endsWith(".csv") || name.endsWith(".csv.gz") || name.endsWith(".tsv");
    }

    /**
     * @param folder where a relative path begins
     * @throws ConnectorException {@code CONFIGURATION_INVALID} when the file cannot be read, lacks a column, or has an id that
     *     is not a number
     */
    public static DuckDbForeignTable ofFile(Path folder, Columns columns) {
        var file = folder.resolve(columns.table()).toAbsolutePath().normalize();
        if (!columns.table().contains("*") && !Files.isReadable(file)) {
            throw invalid("There is no readable file " + file + ".", "Name an existing Parquet or CSV file.", null);
        }
        var reader = columns.table().toLowerCase(Locale.ROOT).endsWith(".parquet") ? "read_parquet" : "read_csv";
        return open(
                "the file " + file.getFileName(),
                reader + "(" + Sql.text(file.toString()) + ")",
                columns,
                () -> connect(""));
    }

    /** @throws ConnectorException also {@code DESTINATION_LOCKED} while another program writes the file */
    public static DuckDbForeignTable ofTable(Path database, Columns columns) {
        var file = database.toAbsolutePath().normalize();
        if (!Files.isReadable(file)) {
            throw invalid(
                    "There is no DuckDB file " + file + ", and " + columns.table() + " is no Parquet or CSV file.",
                    "Name the DuckDB file with --to, or a file that ends in .parquet or .csv.",
                    null);
        }
        var name = Arrays.stream(columns.table().split("\\.")).map(Sql::name).collect(Collectors.joining("."));
        return open(
                columns.table() + " in " + file.getFileName(),
                name,
                columns,
                () -> connect("ATTACH " + Sql.text(file.toString()) + " AS data (READ_ONLY)"));
    }

    private static Connection connect(String attach) {
        try {
            var settings = new Properties();
            settings.setProperty("jdbc_stream_results", "true");
            var connection = DriverManager.getConnection("jdbc:duckdb:", settings);
            UnpackedLibrary.unlink();
            try (var statement = connection.createStatement()) {
                statement.execute("SET TimeZone = 'UTC'");
                statement.execute("SET autoinstall_known_extensions = false");
                if (!attach.isEmpty()) {
                    statement.execute(attach);
                    statement.execute("USE data");
                }
            }
            return connection;
        } catch (SQLException failure) {
            throw unreadable(failure);
        }
    }

    private static DuckDbForeignTable open(
            String description, String source, Columns columns, Supplier<Connection> connect) {
        var connection = connect.get();
        try {
            var known = present(connection, description, source, columns);
            var table = new DuckDbForeignTable(connection, description, source, known);
            table.requireNumbers();
            return table;
        } catch (SQLException failure) {
            close(connection);
            throw unreadable(failure);
        } catch (RuntimeException failure) {
            close(connection);
            throw failure;
        }
    }

    /** The columns as the table writes them, with the usual one for deleted records where none was named. */
    private static Columns present(Connection connection, String description, String source, Columns columns)
            throws SQLException {
        List<String> names;
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT * FROM " + source + " LIMIT 0")) {
            var meta = rows.getMetaData();
            names = new ArrayList<>();
            for (var i = 1; i <= meta.getColumnCount(); i++) {
                names.add(meta.getColumnName(i));
            }
        }
        ForeignProblems.requireColumns(description, names, columns);
        return new Columns(
                columns.table(),
                columns.idColumn(),
                columns.updatedColumn(),
                columns.deletedColumn()
                        .or(() -> USUAL_DELETED.stream()
                                .filter(usual -> names.stream().anyMatch(usual::equalsIgnoreCase))
                                .findFirst()));
    }

    private void requireNumbers() throws SQLException {
        var id = text(columns.idColumn());
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FILTER (TRY_CAST(" + id
                        + " AS BIGINT) IS NULL), count(*)" + " FROM " + source)) {
            rows.next();
            if (rows.getLong(1) > 0) {
                throw ForeignProblems.notNumbers(description, columns.idColumn(), rows.getLong(1), rows.getLong(2));
            }
        }
        if (columns.updatedColumn().isPresent()) {
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery("SELECT count(*) FILTER ("
                            + text(columns.updatedColumn().get()) + " IS NOT NULL AND " + micros() + " IS NULL) FROM "
                            + source)) {
                rows.next();
                if (rows.getLong(1) > 0) {
                    throw ForeignProblems.notTimes(
                            description, columns.updatedColumn().get(), rows.getLong(1));
                }
            }
        }
    }

    /** Times as they are, as ISO text, or as milliseconds since the epoch; without a zone they are UTC. */
    private String micros() {
        return columns.updatedColumn()
                .map(column -> "coalesce(epoch_us(TRY_CAST(" + text(column) + " AS TIMESTAMPTZ)), TRY_CAST("
                        + text(column) + " AS BIGINT) * 1000)")
                .orElse("NULL");
    }

    private static String text(String column) {
        var colon = column.indexOf(':');
        return colon < 0
                ? "CAST(" + Sql.name(column) + " AS VARCHAR)"
                : "json_extract_string(" + Sql.name(column.substring(0, colon)) + ", "
                        + Sql.text("$." + column.substring(colon + 1)) + ")";
    }

    private String deleted() {
        return columns.deletedColumn()
                .map(column -> "(" + text(column) + " IS NOT NULL AND lower(" + text(column)
                        + ") NOT IN ('false', '0', 'f', 'no', ''))")
                .orElse("false");
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public void read(ForeignRows rows) {
        try (var statement = connection.createStatement();
                var results = statement.executeQuery("SELECT CAST(" + text(columns.idColumn()) + " AS BIGINT), "
                        + micros() + "::BIGINT, " + deleted() + " FROM " + source)) {
            while (results.next()) {
                var micros = results.getLong(2);
                var modified = results.wasNull() ? Row.NO_TIME : Math.floorDiv(micros, 1_000);
                rows.row(results.getLong(1), modified, results.getBoolean(3));
            }
        } catch (SQLException failure) {
            throw unreadable(failure);
        }
    }

    @Override
    public void close() {
        close(connection);
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException failure) {
            throw unreadable(failure);
        }
    }

    private static ConnectorException unreadable(SQLException failure) {
        return invalid(
                "DuckDB cannot read it: " + DuckDbFailure.sentence(String.valueOf(failure.getMessage())),
                "Check the name of the table or file.",
                failure);
    }

    private static ConnectorException invalid(String what, String action, @Nullable Exception cause) {
        return new ConnectorException(ErrorCode.CONFIGURATION_INVALID, what, "HubSpot was not called.", action, cause);
    }
}
