package io.hubflow.snowflake;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;

/**
 * Connections of a pool that somebody else has set up: its sessions have an account, a user, a role and a warehouse already.
 * Thread-safe if the pool is.
 */
public final class PooledConnections implements ConnectionSource {
    private static final String WHO =
            "SELECT CURRENT_ACCOUNT_NAME(), CURRENT_USER(), CURRENT_ROLE(), CURRENT_WAREHOUSE()";

    private final ConnectionSource pool;

    public PooledConnections(ConnectionSource pool) {
        this.pool = pool;
    }

    /** Results as JSON: Arrow needs JVM flags that a program which lends its pool may not have set. */
    @Override
    public Connection open() throws SQLException {
        var connection = pool.open();
        if (connection == null) {
            throw new SQLException("the pool's driver does not take its URL", "08001");
        }
        try (var statement = connection.createStatement()) {
            requireSnowflake(connection);
            statement.execute("ALTER SESSION SET JDBC_QUERY_RESULT_FORMAT = 'JSON'");
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /**
     * Asks the pool's session who it is; needs no warehouse.
     *
     * @param database exact names, as {@link SnowflakeSettings} says
     * @throws ConnectorException {@code CONFIGURATION_INVALID} when the pool is none of Snowflake, or its sessions have no
     *     warehouse; {@code DESTINATION_UNREACHABLE} when it gives no connection
     */
    public SnowflakeSettings settings(String database, String schema, Layout layout, Path spool) {
        try (var connection = open();
                var statement = connection.createStatement();
                var who = statement.executeQuery(WHO)) {
            who.next();
            return new SnowflakeSettings(
                    text(who, 1),
                    new Authentication.ByPool(),
                    text(who, 2),
                    text(who, 3),
                    warehouse(who, text(who, 3)),
                    database,
                    schema,
                    address(connection),
                    layout,
                    SnowflakeSettings.DEFAULT_FLUSH_INTERVAL,
                    spool,
                    SnowflakeSettings.DEFAULT_SPOOL_LIMIT_BYTES,
                    SnowflakeSettings.DEFAULT_AUTO_SUSPEND,
                    SnowflakeSettings.DEFAULT_HOLD_BACK,
                    false);
        } catch (SQLException e) {
            throw new ConnectorException(
                    ErrorCode.DESTINATION_UNREACHABLE,
                    "The connection pool returned no working connection to Snowflake (" + e.getMessage() + ").",
                    "Nothing was written.",
                    "Verify the pool's own settings: URL, driver, user and key.",
                    e);
        }
    }

    private static void requireSnowflake(Connection connection) throws SQLException {
        var product = String.valueOf(connection.getMetaData().getDatabaseProductName());
        if (!product.toLowerCase(Locale.ROOT).contains("snowflake")) {
            throw new ConnectorException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "The connection pool connects to " + product + ", not to Snowflake.",
                    "Nothing was written.",
                    "Choose a pool whose URL begins with jdbc:snowflake://.");
        }
    }

    /** A session whose warehouse its role may not use has none. */
    private static String warehouse(ResultSet who, String role) throws SQLException {
        var warehouse = text(who, 4);
        if (warehouse.isEmpty()) {
            throw new ConnectorException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "The sessions of the connection pool have no warehouse.",
                    "Nothing was written.",
                    "Add warehouse=<name> to the pool's URL; if it is there, have an administrator run: GRANT USAGE ON"
                            + " WAREHOUSE <name> TO ROLE " + Identifiers.quote(role) + ";");
        }
        return warehouse;
    }

    private static String text(ResultSet row, int column) throws SQLException {
        var text = row.getString(column);
        return text == null ? "" : text;
    }

    /** Without the parameters, among which somebody may have put a password. */
    private static String address(Connection connection) throws SQLException {
        var url = String.valueOf(connection.getMetaData().getURL()).replaceFirst("[?;].*$", "");
        return url.replaceFirst("^jdbc:snowflake://", "").replaceFirst("/+$", "");
    }
}
