package io.hubflow.snowflake.emulator;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The real driver, set up so that it touches nothing but the emulator. */
final class Driver {
    private Driver() {}

    /** Connection properties of a user; each trap of the environment is named. */
    static Properties properties(String user) {
        var properties = new Properties();
        properties.put("ssl", "off"); // turns OCSP off as well
        properties.put("account", "HUBFLOW"); // required when the host is an IP address
        properties.put("user", user);
        properties.put("disablePlatformDetection", "true"); // otherwise it asks cloud metadata services first
        properties.put("JDBC_QUERY_RESULT_FORMAT", "JSON"); // Arrow would need --add-opens
        properties.put("CLIENT_TELEMETRY_ENABLED", "false");
        properties.put("TIMEZONE", "UTC");
        properties.put("application", "emulator-tests");
        return properties;
    }

    /** The default loader: role HUBFLOW_LOADER on HUBSPOT.CRM. */
    static Properties loader() {
        Properties properties = properties("LOADER");
        properties.put("password", "loader-password");
        properties.put("db", "HUBSPOT");
        properties.put("schema", "CRM");
        properties.put("warehouse", "HUBFLOW_WH");
        properties.put("role", "HUBFLOW_LOADER");
        return properties;
    }

    static Properties admin() {
        Properties properties = properties("ADMIN");
        properties.put("password", "admin-password");
        properties.put("warehouse", "HUBFLOW_WH");
        return properties;
    }

    static Connection connect(SnowflakeEmulator emulator, Properties properties) throws SQLException {
        return DriverManager.getConnection(emulator.jdbcUrl(), properties);
    }

    static void run(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    static int update(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    /** All rows, all columns as strings. */
    static List<List<@Nullable String>> query(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            var all = new ArrayList<List<@Nullable String>>();
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                var row = new ArrayList<@Nullable String>();
                for (int i = 1; i <= columns; i++) {
                    row.add(rows.getString(i));
                }
                all.add(row);
            }
            return all;
        }
    }

    /** The single value of a query. */
    static @Nullable String value(Connection connection, String sql) throws SQLException {
        return query(connection, sql).get(0).get(0);
    }
}
