package io.hubflow.duckdb;

import io.hubflow.engine.destination.DestinationReader;
import io.hubflow.engine.destination.DestinationStatus;
import io.hubflow.engine.destination.QueryRows;
import io.hubflow.engine.destination.RunRecord;
import io.hubflow.engine.destination.VerificationRecord;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Read-only access to a file or a MotherDuck database that hubflow wrote, for queries and for looking at the state. Several
 * readers may have a file open at once, but none beside a writer. Not thread-safe; use it on a platform thread.
 */
public final class DuckDbQuery implements DestinationReader {
    /** DuckDB's messages begin with the kind of failure; these are the statement's, not the file's. */
    private static final Pattern STATEMENT_AT_FAULT = Pattern.compile(
            "(Parser|Binder|Catalog|Conversion|Invalid Input|Invalid|Not implemented|Out of Range|Syntax|Constraint|Permission"
                    + "|Missing Extension) Error|read-only mode|Invalid Input Error");

    private static final DateTimeFormatter LOCAL_TIME = new DateTimeFormatterBuilder()
            .appendPattern("HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .toFormatter(Locale.ROOT);

    private final DuckDbLocation location;
    private final StatusQuery.Writer writer;
    private final Connection connection;

    private DuckDbQuery(DuckDbLocation location, StatusQuery.Writer writer, Connection connection) {
        this.location = location;
        this.writer = writer;
        this.connection = connection;
    }

    /**
     * @throws ConnectorException {@code DESTINATION_REFUSED} when there is no such file or it is not DuckDB's,
     *     {@code DESTINATION_LOCKED} while a sync writes it, {@code DESTINATION_CORRUPT}
     */
    public static DuckDbQuery open(Path path) {
        var settings = DuckDbSettings.forQueries(path);
        var location = new DuckDbLocation.LocalFile(settings.file());
        var connection = connectReadOnly(settings);
        try {
            confine(connection);
            return new DuckDbQuery(location, StatusQuery.Writer.NONE, connection);
        } catch (SQLException failure) {
            throw location.failure(failure);
        }
    }

    /**
     * A MotherDuck database, as of now: a token that may only read is for MotherDuck's copies, so the transaction is what keeps
     * statements from writing. Untested: nobody has run it against MotherDuck yet.
     *
     * @throws ConnectorException as {@link DuckDbDestination#open(MotherDuckSettings)}
     */
    public static DuckDbQuery open(MotherDuckSettings settings) {
        try {
            return reading(
                    settings.location(),
                    MotherDuckDatabase.connect(
                            settings, MotherDuckDatabase.driverOptions(settings), DuckDbSettings.QUERY_MEMORY_BYTES));
        } catch (SQLException failure) {
            throw settings.location().failure(failure);
        }
    }

    /** Over a session that could write. */
    static DuckDbQuery reading(DuckDbLocation location, Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            confine(connection);
            statement.execute("BEGIN TRANSACTION READ ONLY");
            return new DuckDbQuery(location, StatusQuery.Writer.POSSIBLE, connection);
        } catch (SQLException failure) {
            connection.close();
            throw failure;
        }
    }

    /** @throws ConnectorException as {@link #open} */
    static Connection connectReadOnly(DuckDbSettings settings) {
        var file = settings.file();
        if (!Files.isRegularFile(file)) {
            throw new ConnectorException(
                    ErrorCode.DESTINATION_REFUSED,
                    "There is no DuckDB file " + file + ".",
                    "Nothing was read.",
                    "Name an existing file, or make it with `hubflow sync`.");
        }
        ForeignFile.refuse(file);
        if (DuckDbFile.isOpenForWriting(file)) {
            throw DuckDbFailure.locked(file, "a sync of this process", null);
        }
        try {
            return DuckDbFile.connect(
                    settings, "ATTACH %s AS %s (READ_ONLY)".formatted(Sql.text(file.toString()), DuckDbFile.CATALOG));
        } catch (SQLException failure) {
            throw DuckDbFailure.of(file, failure);
        }
    }

    /** From now on statements reach no file but this one and cannot change that. */
    private static void confine(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("SET enable_external_access = false");
            statement.execute("SET lock_configuration = true");
        }
    }

    /** For SQL against the file, whose tables need no prefix; closed with this object. */
    public Connection connection() {
        return connection;
    }

    @Override
    public String description() {
        return location.description();
    }

    @Override
    public void run(String sql, QueryRows rows) {
        ReadingStatement.require(sql);
        try (var statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return;
            }
            try (var result = statement.getResultSet()) {
                var meta = result.getMetaData();
                var names = new ArrayList<String>();
                var types = new ArrayList<String>();
                for (var column = 1; column <= meta.getColumnCount(); column++) {
                    names.add(meta.getColumnLabel(column));
                    types.add(meta.getColumnTypeName(column));
                }
                rows.columns(names, types);
                while (result.next()) {
                    var values = new ArrayList<@Nullable Object>(names.size());
                    for (var column = 1; column <= names.size(); column++) {
                        values.add(plain(result, column, types.get(column - 1)));
                    }
                    rows.row(values);
                }
            }
        } catch (SQLException failure) {
            throw explain(failure);
        }
    }

    private static @Nullable Object plain(ResultSet result, int column, String type) throws SQLException {
        return switch (type) {
            case "TIMESTAMP WITH TIME ZONE" -> StoredInstants.read(result, column);
            case "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS" -> {
                var local = result.getObject(column, LocalDateTime.class);
                yield local == null ? null : local.toLocalDate() + " " + LOCAL_TIME.format(local);
            }
            default -> plain(result.getObject(column), result, column);
        };
    }

    private static @Nullable Object plain(@Nullable Object value, ResultSet result, int column) throws SQLException {
        return switch (value) {
            case null -> null;
            case Boolean bool -> bool;
            case Number number -> number;
            case LocalDate date -> date;
            default -> result.getString(column);
        };
    }

    private ConnectorException explain(SQLException failure) {
        var message = String.valueOf(failure.getMessage());
        if (!STATEMENT_AT_FAULT.matcher(message).find()) {
            return location.failure(failure);
        }
        var confined =
                message.contains("disabled by configuration") || message.contains("disabled through configuration");
        return new ConnectorException(
                ErrorCode.CONFIGURATION_INVALID,
                (confined
                                ? "The statement reaches beyond the tables of this database: "
                                : "DuckDB refuses the statement: ")
                        + DuckDbFailure.sentence(message),
                "Nothing was changed: this only reads.",
                confined ? "Leave out other files, extensions and servers." : "",
                failure);
    }

    @Override
    public DestinationStatus status() {
        try {
            return StatusQuery.read(location, connection, new PresentTables(), writer);
        } catch (SQLException failure) {
            throw location.failure(failure);
        }
    }

    @Override
    public List<RunRecord> recentRuns(int most) {
        try {
            return StatusQuery.recentRuns(location, connection, most);
        } catch (SQLException failure) {
            throw location.failure(failure);
        }
    }

    @Override
    public List<VerificationRecord> recentVerifications(int most) {
        try {
            return VerificationQuery.read(connection, most);
        } catch (SQLException failure) {
            throw location.failure(failure);
        }
    }

    /** What {@link #status} would tell if no sync had the file open, as of its last commit; absent when none has. */
    public static Optional<CopiedStatus> statusBesideWriter(Path path) {
        return StatusCopy.read(DuckDbSettings.forQueries(path).file());
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException failure) {
            throw location.failure(failure);
        }
    }
}
