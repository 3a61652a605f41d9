package io.hubflow.duckdb;

import io.hubflow.error.ConnectorException;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * The connection to a MotherDuck database, through DuckDB's {@code motherduck} extension in this process. Untested: nobody has
 * run it against MotherDuck yet.
 *
 * <p>From MotherDuck's pages (read 2026-11-30): <ul>
 * <li>address and token: https://motherduck.com/docs/integrations/language-apis-and-drivers/jdbc-driver
 * <li>clients of DuckDB 1.4.1 to 1.5.6: https://motherduck.com/docs/troubleshooting/version-lifecycle-schedules
 * <li>parameters of the address: https://motherduck.com/docs/sql-reference/connection-string-parameters
 * <li>transactions as DuckDB's: https://motherduck.com/docs/sql-reference/duckdb-sql-reference/transactions
 * <li>a database keeps its own name, an alias is refused:
 * https://motherduck.com/docs/sql-reference/motherduck-sql-reference/attach-share </ul>
 */
final class MotherDuckDatabase implements OpenDatabase {
    private final MotherDuckSettings settings;
    private final Properties driverOptions;
    private final DuckDbLocation.MotherDuck location;
    private final PresentTables presentTables = new PresentTables();
    private @Nullable DuckDBConnection connection;
    private long memoryLimitBytes;

    private MotherDuckDatabase(MotherDuckSettings settings, Properties driverOptions) {
        this.settings = settings;
        this.driverOptions = driverOptions;
        this.location = settings.location();
        this.memoryLimitBytes = settings.memoryLimitBytes();
    }

    /** @throws ConnectorException as {@link MotherDuckFailure} has them, when the database cannot be reached */
    static MotherDuckDatabase open(MotherDuckSettings settings, Properties driverOptions) {
        var database = new MotherDuckDatabase(settings, driverOptions);
        database.connection();
        database.makeSpoolDirectory();
        return database;
    }

    /** Options of the driver; the token is among them, so that it stands in no address. */
    static Properties driverOptions(MotherDuckSettings settings) {
        var options = new Properties();
        options.setProperty("motherduck_token", settings.token());
        options.setProperty("custom_user_agent", "hubflow");
        return options;
    }

    /**
     * Only the named database is attached. Each opening is a session of its own, which is not kept after it is closed: the driver
     * shares one DuckDB instance, with its settings, among connections of the same address.
     */
    static String address(MotherDuckSettings settings, UUID session) {
        return "jdbc:duckdb:md:" + settings.database()
                + "?attach_mode=single&dbinstance_inactivity_ttl=0s&session_name=hubflow-" + session;
    }

    /** Opens a session whose statements find the tables without a prefix. */
    static DuckDBConnection connect(MotherDuckSettings settings, Properties driverOptions, long memoryLimitBytes)
            throws SQLException {
        var connection =
                (DuckDBConnection) DriverManager.getConnection(address(settings, UUID.randomUUID()), driverOptions);
        UnpackedLibrary.unlink();
        try (var statement = connection.createStatement()) {
            // DuckDB would take the address for a path, and make a folder of that name beside it.
            statement.execute(DuckDbFile.temporaryFolder(settings.location().spool() + ".tmp"));
            DuckDbFile.setUp(statement, DuckDbFile.memoryLimit(memoryLimitBytes), settings.threads());
            return connection;
        } catch (SQLException failure) {
            connection.close();
            throw failure;
        }
    }

    private void makeSpoolDirectory() {
        try {
            Files.createDirectories(settings.spoolDirectory());
        } catch (IOException failure) {
            close();
            throw WritablePath.failure(settings.spoolDirectory(), failure);
        }
    }

    @Override
    public DuckDbLocation location() {
        return location;
    }

    @Override
    public PresentTables presentTables() {
        return presentTables;
    }

    @Override
    public DuckDBConnection connection() {
        if (connection == null) {
            presentTables.forget();
            try {
                connection = connect(settings, driverOptions, memoryLimitBytes);
            } catch (SQLException failure) {
                throw location.failure(failure);
            }
        }
        return Objects.requireNonNull(connection, "opened");
    }

    @Override
    public void discardConnection() {
        var broken = connection;
        connection = null;
        if (broken != null) {
            try {
                broken.close();
            } catch (SQLException ignored) {
                // It is given up because it does not work.
            }
        }
    }

    @Override
    public void fit(int columns) throws SQLException {
        var wanted = Blocks.appendBytes(columns, blockBytes());
        if (wanted > memoryLimitBytes) {
            memoryLimitBytes = wanted;
            try (var statement = connection().createStatement()) {
                statement.execute(DuckDbFile.memoryLimit(wanted));
            }
        }
    }

    /** MotherDuck does not tell; it is DuckDB's usual size. */
    @Override
    public int blockBytes() {
        return Blocks.USUAL_BYTES;
    }

    @Override
    public boolean allowMore() {
        var most = Math.max(settings.memoryLimitBytes(), DuckDbFile.physicalBytes() / 2);
        if (memoryLimitBytes >= most) {
            return false;
        }
        memoryLimitBytes = Math.min(most, memoryLimitBytes * 2);
        discardConnection();
        return true;
    }

    /** The blocks are in MotherDuck. */
    @Override
    public void giveBackMemory(long committedBytes) {}

    /** The log is in MotherDuck. */
    @Override
    public void prepareLog() {}

    /** A database without content stays; hubflow has not made it. */
    @Override
    public void markWritten() {}

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public void close() {
        var open = connection;
        connection = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException failure) {
                throw location.failure(failure);
            }
        }
    }
}
