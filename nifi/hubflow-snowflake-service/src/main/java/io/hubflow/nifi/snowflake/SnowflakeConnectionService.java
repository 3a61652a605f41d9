package io.hubflow.nifi.snowflake;

import io.hubflow.nifi.api.DestinationService;
import io.hubflow.nifi.api.OpenDestination;
import io.hubflow.nifi.pool.LentSnowflake;
import io.hubflow.snowflake.ConnectionSource;
import io.hubflow.snowflake.DriverConnections;
import io.hubflow.snowflake.SnowflakeOptions;
import io.hubflow.snowflake.SnowflakeSettings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.snowflake.client.api.driver.SnowflakeDriver;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.annotation.lifecycle.OnDisabled;
import org.apache.nifi.annotation.lifecycle.OnEnabled;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.controller.ConfigurationContext;
import org.apache.nifi.controller.VerifiableControllerService;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.migration.PropertyConfiguration;
import org.apache.nifi.processor.exception.ProcessException;
import org.jspecify.annotations.Nullable;

/**
 * One schema of a Snowflake account over the real driver. hubflow's session is kept open between transactions; connections
 * that are lent to other processors are new ones. Thread-safe.
 */
@Tags({"snowflake", "dbcp", "jdbc", "database", "hubspot", "hubflow", "openflow"})
@CapabilityDescription("Writes hubflow's tables into a schema of a Snowflake account, and lends connections to other "
        + "processors. Verifying the service tries everything that loading needs and shows the GRANT "
        + "statement for each missing privilege.")
public final class SnowflakeConnectionService extends AbstractControllerService
        implements DestinationService, VerifiableControllerService {
    private volatile @Nullable SnowflakeSettings settings;
    private @Nullable LentSnowflake lent;

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return SnowflakeProperties.ALL;
    }

    /** Nothing was renamed yet. */
    @Override
    public void migrateProperties(PropertyConfiguration config) {}

    @Override
    protected Collection<ValidationResult> customValidate(ValidationContext context) {
        return options(context).problems().stream()
                .map(problem -> new ValidationResult.Builder()
                        .subject(SnowflakeProperties.nameOf(problem.option()))
                        .valid(false)
                        .explanation("it " + SnowflakeProperties.sentence(problem))
                        .build())
                .collect(Collectors.toList());
    }

    @OnEnabled
    public void enable(ConfigurationContext context) {
        settings = options(context).settings();
    }

    @OnDisabled
    public synchronized void disable() {
        settings = null;
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
            var known = requireSettings();
            open = new LentSnowflake(known, connections(known));
            lent = open;
        }
        return open.lend();
    }

    @Override
    public Connection getConnection() throws ProcessException {
        try {
            return connections(requireSettings()).open();
        } catch (SQLException e) {
            throw new ProcessException("Cannot connect to Snowflake: " + e.getMessage(), e);
        }
    }

    @Override
    public List<ConfigVerificationResult> verify(
            ConfigurationContext context, ComponentLog log, Map<String, String> variables) {
        var options = options(context);
        if (!options.problems().isEmpty()) {
            return List.of(LentSnowflake.step("Read the settings", Outcome.FAILED, sentences(options)));
        }
        var known = options.settings();
        return LentSnowflake.verify(known, connections(known));
    }

    private static String sentences(SnowflakeOptions options) {
        return options.problems().stream()
                .map(problem -> SnowflakeProperties.nameOf(problem.option()) + " "
                        + SnowflakeProperties.sentence(problem) + ".")
                .collect(Collectors.joining(" "));
    }

    private static SnowflakeOptions options(PropertyContext context) {
        var spool = Path.of(System.getProperty("java.io.tmpdir"), "hubflow-snowflake-spool");
        return SnowflakeOptions.read(SnowflakeProperties.read(context), spool);
    }

    private static ConnectionSource connections(SnowflakeSettings settings) {
        return new DriverContext(new DriverConnections(new SnowflakeDriver(), settings));
    }

    private SnowflakeSettings requireSettings() {
        var known = settings;
        if (known == null) {
            throw new IllegalStateException("the Snowflake service is not enabled");
        }
        return known;
    }
}
