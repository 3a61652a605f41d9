package io.hubflow.nifi.snowflake;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.nifi.api.DestinationService;
import io.hubflow.nifi.api.OpenDestination;
import io.hubflow.snowflake.DriverConnections;
import io.hubflow.snowflake.SnowflakeCheck;
import io.hubflow.snowflake.SnowflakeDestination;
import io.hubflow.snowflake.SnowflakeOptions;
import io.hubflow.snowflake.SnowflakeSettings;
import io.hubflow.snowflake.Timing;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.snowflake.client.jdbc.SnowflakeDriver;
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
 * One schema of a Snowflake account over the real driver. hubflow's writer is kept open between transactions, so that a
 * merge does not begin with a login; it asks Snowflake nothing while there is nothing to write. Thread-safe.
 */
@Tags({"snowflake", "dbcp", "jdbc", "database", "hubspot", "hubflow", "openflow"})
@CapabilityDescription("Writes hubflow's tables into a schema of a Snowflake account, and lends connections to other processors. "
        + "Verifying it tries everything that loading needs and gives the GRANT statement for what is missing.")
public final class SnowflakeConnectionService extends AbstractControllerService
        implements DestinationService, VerifiableControllerService {
    private volatile @Nullable SnowflakeSettings settings;
    private @Nullable SnowflakeDestination writer;

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return SnowflakeProperties.ALL;
    }

    /** Names of the official service's older versions. */
    @Override
    public void migrateProperties(PropertyConfiguration config) {
        config.renameProperty("Authentication Strategy", SnowflakeProperties.STRATEGY.getName());
        config.renameProperty("Database Name", SnowflakeProperties.DATABASE.getName());
    }

    @Override
    protected Collection<ValidationResult> customValidate(ValidationContext context) {
        var results = new ArrayList<ValidationResult>();
        for (var problem : options(context).problems()) {
            results.add(new ValidationResult.Builder()
                    .subject("Snowflake")
                    .valid(false)
                    .explanation(problem.sentence())
                    .build());
        }
        return results;
    }

    @OnEnabled
    public void enable(ConfigurationContext context) {
        settings = options(context).settings();
    }

    @OnDisabled
    public synchronized void disable() {
        settings = null;
        var open = writer;
        writer = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public synchronized OpenDestination openDestination() {
        var open = writer;
        if (open == null) {
            var known = requireSettings();
            open = SnowflakeDestination.open(known, connections(known), Timing.SYSTEM);
            writer = open;
        }
        return OpenDestination.lent(open);
    }

    @Override
    public Connection getConnection() throws ProcessException {
        try {
            return connections(requireSettings()).open();
        } catch (SQLException e) {
            throw new ProcessException("Snowflake gave no connection: " + e.getMessage(), e);
        }
    }

    @Override
    public List<ConfigVerificationResult> verify(
            ConfigurationContext context, ComponentLog log, Map<String, String> variables) {
        var options = options(context);
        if (!options.problems().isEmpty()) {
            return List.of(result("Read the settings", Outcome.FAILED, sentences(options)));
        }
        try {
            var known = options.settings();
            return SnowflakeCheck.run(known, connections(known), Timing.SYSTEM).stream()
                    .map(finding -> finding.passed()
                            ? result(finding.tried(), Outcome.SUCCESSFUL, "It works.")
                            : result(finding.tried(), Outcome.FAILED, finding.problem() + " " + finding.mend()))
                    .toList();
        } catch (ConnectorException e) {
            return List.of(result("Connect", Outcome.FAILED, String.valueOf(e.getMessage())));
        }
    }

    private static String sentences(SnowflakeOptions options) {
        return options.problems().stream().map(SnowflakeOptions.Problem::sentence).collect(Collectors.joining(" "));
    }

    private static ConfigVerificationResult result(String step, Outcome outcome, String explanation) {
        return new ConfigVerificationResult.Builder()
                .verificationStepName(step)
                .outcome(outcome)
                .explanation(explanation)
                .build();
    }

    private static SnowflakeOptions options(PropertyContext context) {
        var spool = Path.of(System.getProperty("java.io.tmpdir"), "hubflow-snowflake-spool");
        return SnowflakeOptions.read(SnowflakeProperties.read(context), spool);
    }

    private static DriverConnections connections(SnowflakeSettings settings) {
        try {
            return new DriverConnections(new SnowflakeDriver(), settings);
        } catch (RuntimeException e) {
            throw new ConnectorException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "The Snowflake driver does not start: " + e.getMessage(),
                    "Nothing was written.",
                    "Install hubflow-snowflake-nar again.",
                    e);
        }
    }

    private SnowflakeSettings requireSettings() {
        var known = settings;
        if (known == null) {
            throw new IllegalStateException("the Snowflake service is not enabled");
        }
        return known;
    }
}
