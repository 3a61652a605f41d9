package io.hubflow.nifi.testbed;

import io.hubflow.snowflake.emulator.EmulatorOptions;
import io.hubflow.snowflake.emulator.SnowflakeEmulator;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Map;
import java.util.Properties;
import net.snowflake.client.jdbc.SnowflakeDriver;

/** A Snowflake account whose service user has a key pair, as the documentation tells administrators to make one. */
final class EmulatedSnowflake implements Warehouse, AutoCloseable {
    /**
     * Snowflake itself rolls back a dead session's transaction after five minutes in which it blocks another one. No flow that
     * is alive is silent for so long, and a killed NiFi takes as long to start again.
     */
    private static final Duration IDLE_BLOCKER = Duration.ofSeconds(30);

    private static final String SCHEMA = "HUBSPOT.CRM";

    private final KeyPair key = newKey();
    private final SnowflakeEmulator emulator;

    EmulatedSnowflake() {
        var defaults = EmulatorOptions.defaults();
        emulator = SnowflakeEmulator.start(
                defaults.withUser(defaults.users().get(0).withPublicKey(key.getPublic()))
                        .withLimits(limits -> limits.withIdleBlocker(IDLE_BLOCKER)));
    }

    SnowflakeEmulator emulator() {
        return emulator;
    }

    /** What an administrator types in, and the stand-in's address. */
    Map<String, String> parameters() {
        var pem = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(key.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
        return Map.of(
                "Destination Database", "HUBSPOT",
                "Destination Schema", "CRM",
                "Snowflake Account Identifier", "HUBFLOW",
                "Snowflake Username", "LOADER",
                "Snowflake Role", "HUBFLOW_LOADER",
                "Snowflake Warehouse", "HUBFLOW_WH",
                "Snowflake Private Key", pem,
                "Snowflake Connection URL", emulator.url());
    }

    /** What an administrator types into a DBCPConnectionPool. */
    Map<String, String> poolProperties() {
        return Map.of(
                "Database Connection URL",
                emulator.jdbcUrl() + "?account=HUBFLOW&role=HUBFLOW_LOADER&warehouse=HUBFLOW_WH&ssl=off"
                        + "&disablePlatformDetection=true",
                "Database Driver Class Name",
                SnowflakeDriver.class.getName(),
                "database-driver-locations",
                SnowflakeDriver.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath(),
                "Database User",
                "LOADER",
                "Password",
                "loader-password");
    }

    long statements(String beginning) {
        return emulator.admin().statements().stream()
                .filter(statement -> statement.sql().startsWith(beginning))
                .count();
    }

    @Override
    public Connection open() throws SQLException {
        var properties = new Properties();
        properties.put("user", "LOADER");
        properties.put("password", "loader-password");
        properties.put("account", "HUBFLOW");
        properties.put("role", "HUBFLOW_LOADER");
        properties.put("warehouse", "HUBFLOW_WH");
        properties.put("ssl", "off");
        properties.put("disablePlatformDetection", "true");
        return DriverManager.getConnection(emulator.jdbcUrl(), properties);
    }

    @Override
    public String named(String table) {
        return SCHEMA + "." + table;
    }

    /** The driver's own times lose their exactness; as numbers and text they keep it. */
    @Override
    public String everything(Connection connection, String table) throws SQLException {
        var items = new ArrayList<String>();
        try (var statement = connection.createStatement();
                var columns = statement.executeQuery("DESCRIBE TABLE " + named(table))) {
            while (columns.next()) {
                var name = '"' + columns.getString("name") + '"';
                var type = columns.getString("type");
                items.add(
                        type.startsWith("TIMESTAMP")
                                ? "DATE_PART(EPOCH_MILLISECOND, " + name + ") AS " + name
                                : type.equals("DATE") ? name + "::VARCHAR AS " + name : name);
            }
        }
        return "SELECT " + String.join(", ", items) + " FROM " + named(table);
    }

    @Override
    public void close() {
        emulator.close();
    }

    private static KeyPair newKey() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
