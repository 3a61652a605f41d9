package io.hubflow.nifi.duckdb;

import io.hubflow.duckdb.DuckDbDestination;
import io.hubflow.duckdb.DuckDbSettings;
import io.hubflow.error.ConnectorException;
import io.hubflow.nifi.api.DestinationService;
import io.hubflow.nifi.api.OpenDestination;
import io.hubflow.nifi.api.SharedDestination;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.annotation.lifecycle.OnDisabled;
import org.apache.nifi.annotation.lifecycle.OnEnabled;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.controller.ConfigurationContext;
import org.apache.nifi.controller.VerifiableControllerService;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.migration.PropertyConfiguration;
import org.apache.nifi.processor.DataUnit;
import org.apache.nifi.processor.exception.ProcessException;
import org.apache.nifi.processor.util.StandardValidators;
import org.duckdb.DuckDBDriver;
import org.jspecify.annotations.Nullable;

/**
 * One DuckDB file. It is open only while a processor plans from it or writes into it, so that other programs can read it
 * between two loads. Thread-safe; DuckDB itself lets one process in at a time.
 */
@Tags({"duckdb", "dbcp", "jdbc", "database", "hubspot", "hubflow"})
@CapabilityDescription(
        "Writes hubflow's tables into one DuckDB file, which it creates if needed, and lends connections "
                + "to other processors. In a cluster, the file must be on a disk that all nodes share, because the "
                + "primary node plans from it. Send all records to one node.")
public final class DuckDBConnectionService extends AbstractControllerService
        implements DestinationService, VerifiableControllerService {
    static final PropertyDescriptor DATABASE_FILE = new PropertyDescriptor.Builder()
            .name("Database File")
            .description(
                    "The file's path, such as /data/hubspot.duckdb. Its directory must exist and be writable by NiFi."
                            + " hubflow does not touch tables that it did not create.")
            .required(true)
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(DuckDBConnectionService::pathIsWritten)
            .build();

    static final PropertyDescriptor MEMORY_LIMIT = new PropertyDescriptor.Builder()
            .name("Memory Limit")
            .description(
                    "Memory that DuckDB may use outside NiFi's heap; at least 64 MB. Writing tables with more than "
                            + "100 columns takes more.")
            .required(true)
            .defaultValue("160 MB")
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(StandardValidators.createDataSizeBoundsValidator(64L << 20, 64L << 30))
            .build();

    private static final String ONLY_FILES =
            "it is an address in MotherDuck, which this service does not write to; name a file such as /data/hubspot.duckdb";

    private final SharedDestination<DuckDbDestination> shared =
            new SharedDestination<>(() -> DuckDbDestination.open(requireSettings()), DuckDbDestination::close);
    private volatile @Nullable DuckDbSettings settings;

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return List.of(DATABASE_FILE, MEMORY_LIMIT);
    }

    /** Nothing was renamed yet. */
    @Override
    public void migrateProperties(PropertyConfiguration config) {}

    @OnEnabled
    public void enable(ConfigurationContext context) {
        settings = settings(context);
    }

    @OnDisabled
    public void disable() {
        settings = null;
    }

    @Override
    public OpenDestination openDestination() {
        return shared.lend();
    }

    /** A connection of its own to the file; it keeps hubflow's writer out until it is closed. */
    @Override
    public Connection getConnection() throws ProcessException {
        var file = requireSettings().file();
        try {
            return new DuckDBDriver().connect("jdbc:duckdb:" + file, new Properties());
        } catch (SQLException e) {
            throw new ProcessException("DuckDB cannot open " + file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public List<ConfigVerificationResult> verify(
            ConfigurationContext context, ComponentLog log, Map<String, String> variables) {
        var result = new ConfigVerificationResult.Builder().verificationStepName("Open the file and write to it");
        try (var destination = DuckDbDestination.open(settings(context))) {
            destination.verifyWritable();
            return List.of(result.outcome(Outcome.SUCCESSFUL)
                    .explanation(destination.description() + " can be written.")
                    .build());
        } catch (ConnectorException | IllegalArgumentException e) {
            return List.of(result.outcome(Outcome.FAILED)
                    .explanation(String.valueOf(e.getMessage()))
                    .build());
        }
    }

    private DuckDbSettings requireSettings() {
        var known = settings;
        if (known == null) {
            throw new IllegalStateException("the DuckDB service is not enabled");
        }
        return known;
    }

    private static DuckDbSettings settings(ConfigurationContext context) {
        var file = context.getProperty(DATABASE_FILE)
                .evaluateAttributeExpressions()
                .getValue();
        if (isMotherDuck(file)) {
            throw new IllegalArgumentException(DATABASE_FILE.getDisplayName() + ": " + ONLY_FILES);
        }
        var bytes =
                context.getProperty(MEMORY_LIMIT).evaluateAttributeExpressions().asDataSize(DataUnit.B);
        return new DuckDbSettings(
                Path.of(file), bytes.longValue(), DuckDbSettings.DEFAULT_THREADS, InstantSource.system());
    }

    /** As a path it would become a local file of that name. */
    private static boolean isMotherDuck(String file) {
        return file.strip().matches("(?i)(md|motherduck):.*");
    }

    private static ValidationResult pathIsWritten(String subject, String input, ValidationContext context) {
        var result = new ValidationResult.Builder().subject(subject).input(input);
        if (context.isExpressionLanguagePresent(input)) {
            return result.valid(true).build();
        }
        if (isMotherDuck(input)) {
            return result.valid(false).explanation(ONLY_FILES).build();
        }
        try {
            return result.valid(!input.isBlank() && Path.of(input).getFileName() != null)
                    .explanation("it names no file; write /data/hubspot.duckdb")
                    .build();
        } catch (InvalidPathException e) {
            return result.valid(false)
                    .explanation("it is no path: " + e.getReason())
                    .build();
        }
    }
}
