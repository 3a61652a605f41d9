package io.hubflow.nifi.pool;

import io.hubflow.error.ConnectorException;
import io.hubflow.nifi.api.DestinationService;
import io.hubflow.nifi.api.OpenDestination;
import io.hubflow.snowflake.ConnectionSource;
import io.hubflow.snowflake.Layout;
import io.hubflow.snowflake.PooledConnections;
import io.hubflow.snowflake.SnowflakeSettings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.annotation.lifecycle.OnDisabled;
import org.apache.nifi.annotation.lifecycle.OnEnabled;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.controller.ConfigurationContext;
import org.apache.nifi.controller.VerifiableControllerService;
import org.apache.nifi.dbcp.DBCPService;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.migration.PropertyConfiguration;
import org.apache.nifi.processor.exception.ProcessException;
import org.apache.nifi.processor.util.StandardValidators;
import org.jspecify.annotations.Nullable;

/**
 * Snowflake through a pool of the administrator's own, so that hubflow-nar alone is enough. Account, user, role and warehouse
 * are the pool's. Thread-safe; holds one of the pool's connections from the first write until it is disabled.
 */
@Tags({"snowflake", "dbcp", "jdbc", "database", "pool", "hubspot", "hubflow", "openflow"})
@CapabilityDescription("Writes hubflow's tables through any connection pool for Snowflake, such as DBCPConnectionPool "
        + "with Snowflake's driver. It uses the role and the warehouse of the pool's sessions. Verifying "
        + "the service tries everything that loading needs and shows the GRANT statement for each missing "
        + "privilege.")
public final class PooledSnowflakeService extends AbstractControllerService
        implements DestinationService, VerifiableControllerService {
    static final PropertyDescriptor POOL = new PropertyDescriptor.Builder()
            .name("Connection Pool")
            .description(
                    "A pool of Snowflake connections that only hubflow uses: hubflow sets the time zone and the lock "
                            + "timeout of its sessions.")
            .identifiesControllerService(DBCPService.class)
            .required(true)
            .build();
    static final PropertyDescriptor DATABASE = name("Destination Database")
            .description("Must exist. Write it in upper case, unless it was created with a quoted name.")
            .build();
    static final PropertyDescriptor SCHEMA = name("Destination Schema")
            .description("Must exist. Write it in upper case, unless it was created with a quoted name.")
            .build();
    static final PropertyDescriptor LAYOUT = new PropertyDescriptor.Builder()
            .name("Table Layout")
            .description(
                    "columns: a typed column for each property. raw: one VARIANT column, and a view <TABLE>_VIEW with the "
                            + "columns.")
            .allowableValues("columns", "raw")
            .defaultValue("columns")
            .required(true)
            .build();

    private volatile @Nullable Target target;
    private @Nullable LentSnowflake lent;

    /** What was configured; who the pool's sessions are is asked at first use, when the pool can be reached. */
    private record Target(DBCPService pool, String database, String schema, Layout layout, Path spool) {
        PooledConnections connections() {
            return new PooledConnections(connectionsOf(pool));
        }

        SnowflakeSettings settings() {
            return connections().settings(database, schema, layout, spool);
        }
    }

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return List.of(POOL, DATABASE, SCHEMA, LAYOUT);
    }

    /** Nothing was renamed yet. */
    @Override
    public void migrateProperties(PropertyConfiguration config) {}

    @OnEnabled
    public void enable(ConfigurationContext context) {
        target = target(context);
    }

    @OnDisabled
    public synchronized void disable() {
        target = null;
        var open = lent;
        lent = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public synchronized OpenDestination openDestination() {
        var open = lent;
        if (open == null) {
            var known = requireTarget();
            open = new LentSnowflake(known.settings(), known.connections());
            lent = open;
        }
        return open.lend();
    }

    /** A connection of the pool, as it is. */
    @Override
    public Connection getConnection() throws ProcessException {
        return requireTarget().pool().getConnection();
    }

    @Override
    public List<ConfigVerificationResult> verify(
            ConfigurationContext context, ComponentLog log, Map<String, String> variables) {
        try {
            var wanted = target(context);
            return LentSnowflake.verify(wanted.settings(), wanted.connections());
        } catch (ConnectorException e) {
            return List.of(LentSnowflake.step("Use the pool", Outcome.FAILED, String.valueOf(e.getMessage())));
        }
    }

    private Target requireTarget() {
        var known = target;
        if (known == null) {
            throw new IllegalStateException("the pooled Snowflake service is not enabled");
        }
        return known;
    }

    private Target target(ConfigurationContext context) {
        return new Target(
                context.getProperty(POOL).asControllerService(DBCPService.class),
                context.getProperty(DATABASE).evaluateAttributeExpressions().getValue(),
                context.getProperty(SCHEMA).evaluateAttributeExpressions().getValue(),
                Layout.valueOf(context.getProperty(LAYOUT).getValue().toUpperCase(Locale.ROOT)),
                Path.of(System.getProperty("java.io.tmpdir"), "hubflow-snowflake-spool"));
    }

    /** NiFi's pools wrap what the driver said; hubflow sorts failures by it. */
    private static ConnectionSource connectionsOf(DBCPService pool) {
        return () -> {
            try {
                return pool.getConnection();
            } catch (ProcessException e) {
                for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
                    if (cause instanceof SQLException refused && refused.getErrorCode() != 0) {
                        throw refused;
                    }
                }
                throw new SQLException(e.getMessage(), "08001", e);
            }
        };
    }

    private static PropertyDescriptor.Builder name(String property) {
        return new PropertyDescriptor.Builder()
                .name(property)
                .required(true)
                .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
                .addValidator(StandardValidators.NON_BLANK_VALIDATOR);
    }
}
