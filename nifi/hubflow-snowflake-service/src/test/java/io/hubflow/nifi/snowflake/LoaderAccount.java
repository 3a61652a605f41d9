package io.hubflow.nifi.snowflake;

import io.hubflow.nifi.pool.PooledSnowflakeService;
import io.hubflow.snowflake.emulator.EmulatorOptions;
import io.hubflow.snowflake.emulator.SnowflakeEmulator;
import io.hubflow.snowflake.emulator.catalog.User;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Properties;
import net.snowflake.client.api.driver.SnowflakeDriver;
import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.dbcp.DBCPService;
import org.apache.nifi.processor.exception.ProcessException;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.TestRunner;

/** An emulated account with one service user that may log in in every way, and the services that lead to it. */
final class LoaderAccount implements AutoCloseable {
    static final String ROLE = "HUBFLOW_LOADER";
    static final String TOKEN = "loader-access-token";
    static final String OAUTH_TOKEN = "loader-oauth-token";

    /** One for all accounts: making a key takes up to a second. */
    private static final KeyPair KEY = newKey();

    private final SnowflakeEmulator emulator;

    LoaderAccount() {
        var defaults = EmulatorOptions.defaults();
        var loader = defaults.users().get(0);
        emulator = SnowflakeEmulator.start(
                defaults.withUser(loader.withPublicKey(KEY.getPublic()).withOauthToken(OAUTH_TOKEN)));
    }

    SnowflakeEmulator emulator() {
        return emulator;
    }

    static KeyPair newKey() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String pem(KeyPair key) {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(key.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    User loader() {
        return emulator.options().users().get(0);
    }

    /** Our own service with the key pair, not enabled yet. */
    SnowflakeConnectionService service(TestRunner runner) throws InitializationException {
        var service = new SnowflakeConnectionService();
        runner.addControllerService("snowflake", service);
        runner.setProperty(service, SnowflakeProperties.ACCOUNT, "HUBFLOW");
        runner.setProperty(service, SnowflakeProperties.USERNAME, loader().name());
        runner.setProperty(service, SnowflakeProperties.ROLE, ROLE);
        runner.setProperty(service, SnowflakeProperties.WAREHOUSE, "HUBFLOW_WH");
        runner.setProperty(service, SnowflakeProperties.DATABASE, "HUBSPOT");
        runner.setProperty(service, SnowflakeProperties.SCHEMA, "CRM");
        runner.setProperty(service, SnowflakeProperties.URL, emulator.url());
        runner.setProperty(service, SnowflakeProperties.PRIVATE_KEY, pem(KEY));
        return service;
    }

    /** The service over a pool that an administrator has set up, not enabled yet. */
    PooledSnowflakeService pooled(TestRunner runner) throws InitializationException {
        var pool = new DriverPool(emulator.jdbcUrl(), "HUBFLOW_WH");
        runner.addControllerService("pool", pool);
        runner.enableControllerService(pool);
        var service = new PooledSnowflakeService();
        runner.addControllerService("pooled", service);
        runner.setProperty(service, "Connection Pool", "pool");
        runner.setProperty(service, "Destination Database", "HUBSPOT");
        runner.setProperty(service, "Destination Schema", "CRM");
        return service;
    }

    void revoke(String privilege) {
        emulator.admin().account().grants().removeIf(grant -> grant.privilege().equals(privilege));
    }

    void restoreGrants() {
        emulator.admin().account().grants().addAll(emulator.options().grants());
    }

    /** As the loader, with a password. */
    Connection connection() {
        return new DriverPool(emulator.jdbcUrl(), "HUBFLOW_WH").getConnection();
    }

    @Override
    public void close() {
        emulator.close();
    }

    /** What NiFi's DBCPConnectionPool does, without keeping connections: wraps the driver's exceptions. */
    static final class DriverPool extends AbstractControllerService implements DBCPService {
        private final String url;
        private final String warehouse;

        DriverPool(String url, String warehouse) {
            this.url = url;
            this.warehouse = warehouse;
        }

        @Override
        public Connection getConnection() throws ProcessException {
            var properties = new Properties();
            properties.put("user", "LOADER");
            properties.put("password", "loader-password");
            properties.put("account", "HUBFLOW");
            properties.put("role", ROLE);
            properties.put("warehouse", warehouse);
            properties.put("ssl", "off");
            properties.put("disablePlatformDetection", "true");
            try {
                return new SnowflakeDriver().connect(url, properties);
            } catch (SQLException e) {
                throw new ProcessException(e);
            }
        }
    }
}
