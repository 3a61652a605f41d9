package io.hubflow.app.command;

import io.hubflow.snowflake.SnowflakeDriver;
import io.hubflow.snowflake.emulator.EmulatorOptions;
import io.hubflow.snowflake.emulator.SnowflakeEmulator;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;

/** An emulated account, its administrator, and the settings that lead to a schema of it. */
final class SnowflakeAccount implements AutoCloseable {
    static final String ROLE = "HUBFLOW_LOADER";

    private static final List<String> RIGHTS = List.of("USAGE", "CREATE TABLE", "CREATE STAGE", "CREATE VIEW");

    private final SnowflakeEmulator emulator = SnowflakeEmulator.start(EmulatorOptions.defaults());
    private final AtomicInteger schemas = new AtomicInteger();
    private final Connection admin;

    SnowflakeAccount() throws SQLException {
        var properties = new Properties();
        properties.putAll(Map.of(
                "ssl", "off",
                "account", emulator.options().account(),
                "user", "ADMIN",
                "password", "admin-password",
                "role", "ACCOUNTADMIN",
                "disablePlatformDetection", "true",
                "JDBC_QUERY_RESULT_FORMAT", "JSON"));
        this.admin = SnowflakeDriver.load(Path.of("none")).connect(emulator.jdbcUrl(), properties);
    }

    SnowflakeEmulator emulator() {
        return emulator;
    }

    void administer(String sql) throws SQLException {
        try (var statement = admin.createStatement()) {
            statement.execute(sql);
        }
    }

    /** A new schema in which the role has every right that loading needs. */
    String newSchema() throws SQLException {
        var schema = "S" + schemas.incrementAndGet();
        administer("CREATE SCHEMA HUBSPOT." + schema);
        for (var right : RIGHTS) {
            administer("GRANT " + right + " ON SCHEMA HUBSPOT." + schema + " TO ROLE " + ROLE);
        }
        return schema;
    }

    Map<String, String> environment(String schema) {
        var environment = new HashMap<String, String>();
        environment.put("HUBFLOW_DESTINATION", "snowflake");
        environment.put("HUBFLOW_SNOWFLAKE_URL", emulator.url());
        environment.put(
                "HUBFLOW_SNOWFLAKE_ACCOUNT_IDENTIFIER", emulator.options().account());
        environment.put("HUBFLOW_SNOWFLAKE_AUTHENTICATION_STRATEGY", "PASSWORD");
        environment.put("HUBFLOW_SNOWFLAKE_USERNAME", "LOADER");
        environment.put("HUBFLOW_SNOWFLAKE_PASSWORD", "loader-password");
        environment.put("HUBFLOW_SNOWFLAKE_ROLE", ROLE);
        environment.put("HUBFLOW_SNOWFLAKE_WAREHOUSE", "HUBFLOW_WH");
        environment.put("HUBFLOW_SNOWFLAKE_DESTINATION_DATABASE", "HUBSPOT");
        environment.put("HUBFLOW_SNOWFLAKE_DESTINATION_SCHEMA", schema);
        return environment;
    }

    @Override
    public void close() throws SQLException {
        admin.close();
        emulator.close();
    }
}
