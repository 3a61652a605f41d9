package io.hubflow.snowflake;

import java.net.URI;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/** Connections made by the Snowflake driver itself. Thread-safe. */
public final class DriverConnections implements ConnectionSource {
    /** Long enough for a slow login, short enough for a mistyped account to be told within a minute. */
    private static final String LOGIN_TIMEOUT_SECONDS = "45";

    /**
     * The driver downloads a large result in parts while it is read, by default four at once of up to 160 MB. One at a time of
     * the least size that Snowflake takes (docs.snowflake.com sql-reference/parameters, read 2026-11-28) keeps a query of any
     * length within the command's heap.
     */
    private static final String RESULT_CHUNK_MEGABYTES = "16";

    private final Driver driver;
    private final SnowflakeSettings settings;
    private final Map<String, String> more;

    public DriverConnections(Driver driver, SnowflakeSettings settings) {
        this(driver, settings, Map.of());
    }

    /** @param more further properties of the driver */
    public DriverConnections(Driver driver, SnowflakeSettings settings, Map<String, String> more) {
        this.driver = driver;
        this.settings = settings;
        this.more = Map.copyOf(more);
    }

    @Override
    public Connection open() throws SQLException {
        var connection = driver.connect(jdbcUrl(), properties());
        if (connection == null) {
            throw new SQLException("the driver does not take the URL " + jdbcUrl(), "08001");
        }
        return connection;
    }

    private String jdbcUrl() {
        var url = URI.create(settings.url());
        return "jdbc:snowflake://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort()) + "/";
    }

    /**
     * Unknown names travel to Snowflake as session parameters. Platform detection would probe cloud metadata addresses for
     * seconds; Arrow results need JVM flags, JSON results do not (both seen with snowflake-jdbc 4.4.1).
     */
    private Properties properties() {
        var properties = new Properties();
        properties.put("user", settings.username());
        properties.put("account", settings.accountIdentifier());
        properties.put("role", loginName(settings.role()));
        properties.put("warehouse", loginName(settings.warehouse()));
        properties.put("db", loginName(settings.database()));
        properties.put("schema", loginName(settings.schema()));
        properties.put("application", "hubflow");
        properties.put("disablePlatformDetection", "true");
        properties.put("JDBC_QUERY_RESULT_FORMAT", "JSON");
        properties.put("CLIENT_PREFETCH_THREADS", "1");
        properties.put("CLIENT_RESULT_CHUNK_SIZE", RESULT_CHUNK_MEGABYTES);
        properties.put("CLIENT_SESSION_KEEP_ALIVE", "true");
        properties.put("CLIENT_TELEMETRY_ENABLED", String.valueOf(settings.telemetry()));
        properties.put("loginTimeout", LOGIN_TIMEOUT_SECONDS);
        if (settings.url().toLowerCase(Locale.ROOT).startsWith("http:")) {
            properties.put("ssl", "off");
        }
        settings.authentication().addTo(properties);
        properties.putAll(more);
        return properties;
    }

    /** The login upper-cases names that are not quoted. */
    private static String loginName(String name) {
        return Identifiers.isPlain(name) ? name : Identifiers.quote(name);
    }
}
