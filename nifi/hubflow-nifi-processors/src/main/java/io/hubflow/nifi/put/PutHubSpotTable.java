package io.hubflow.nifi.put;

import io.hubflow.engine.destination.Destination;
import io.hubflow.error.ConnectorException;
import io.hubflow.nifi.Bulletins;
import io.hubflow.nifi.CanvasText;
import io.hubflow.nifi.Failures;
import io.hubflow.nifi.HubSpotAttributes;
import io.hubflow.nifi.HubSpotProcessorProperties;
import io.hubflow.nifi.api.DestinationService;
import io.hubflow.nifi.api.OpenDestination;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.ReadsAttribute;
import org.apache.nifi.annotation.behavior.ReadsAttributes;
import org.apache.nifi.annotation.behavior.SystemResource;
import org.apache.nifi.annotation.behavior.SystemResourceConsideration;
import org.apache.nifi.annotation.behavior.TriggerSerially;
import org.apache.nifi.annotation.behavior.WritesAttribute;
import org.apache.nifi.annotation.behavior.WritesAttributes;
import org.apache.nifi.annotation.configuration.DefaultSettings;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.SeeAlso;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.annotation.documentation.UseCase;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.migration.PropertyConfiguration;
import org.apache.nifi.processor.AbstractProcessor;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.VerifiableProcessor;
import org.apache.nifi.processor.util.StandardValidators;
import org.apache.nifi.serialization.RecordReaderFactory;

/**
 * Writes what waits, many FlowFiles in one transaction. Merges are monotone by version, so neither the order of the FlowFiles
 * nor a second delivery matters: if NiFi dies between the warehouse's commit and its own, the same FlowFiles change nothing.
 */
@DefaultSettings(yieldDuration = "5 sec")
@UseCase(
        description = "Merge records of FetchHubSpotObjects into tables of a warehouse.",
        keywords = {"hubspot", "snowflake", "duckdb", "merge", "upsert"},
        configuration = """
                Set "Connection Service" to the service of the warehouse; ListHubSpotObjects has the same one.
                The run schedule is how often the warehouse is woken: longer is cheaper.
                Connect "retry" back to the processor itself.""")
@SystemResourceConsideration(
        resource = SystemResource.DISK,
        description = "The rows of a transaction are written to a spool on disk first.")
@SystemResourceConsideration(
        resource = SystemResource.MEMORY,
        description = "DuckDB uses up to the service's memory limit outside NiFi's heap; Snowflake uses almost none.")
@TriggerSerially
@Tags({"hubspot", "crm", "put", "table", "merge", "upsert", "snowflake", "duckdb", "hubflow", "openflow"})
@CapabilityDescription("Merges records of FetchHubSpotObjects into warehouse tables: creates a table when its first "
        + "records arrive, adds and widens columns as HubSpot's properties change, keeps one row for each "
        + "id, and never lets an older version overwrite a newer one. Its run schedule sets how often the "
        + "warehouse is woken: each run writes all waiting FlowFiles in as few transactions as possible.")
@InputRequirement(InputRequirement.Requirement.INPUT_REQUIRED)
@SeeAlso(classNames = {"io.hubflow.nifi.fetch.FetchHubSpotObjects"})
@ReadsAttributes({
    @ReadsAttribute(attribute = HubSpotAttributes.SCHEMA, description = "The table and its columns with their types"),
    @ReadsAttribute(
            attribute = HubSpotAttributes.CONTENT,
            description = "quarantine: the records go to _hubflow_quarantine"),
    @ReadsAttribute(
            attribute = HubSpotAttributes.LANDING,
            description = "How far the object type has been read once the content is in its table; committed with it")
})
@WritesAttributes({
    @WritesAttribute(
            attribute = HubSpotAttributes.ERROR_CODE,
            description = "On failure and retry: the error's code, which does not change between versions"),
    @WritesAttribute(
            attribute = HubSpotAttributes.ERROR_MESSAGE,
            description = "On failure and retry: what happened and what to do")
})
public final class PutHubSpotTable extends AbstractProcessor implements VerifiableProcessor {
    static final PropertyDescriptor CONNECTION_SERVICE = new PropertyDescriptor.Builder()
            .name("Connection Service")
            .description("Where the tables are: a DuckDBConnectionService, a SnowflakeConnectionService, or a "
                    + "PooledSnowflakeService over a pool of your own.")
            .identifiesControllerService(DestinationService.class)
            .required(true)
            .build();

    static final PropertyDescriptor RECORD_READER = new PropertyDescriptor.Builder()
            .name("Record Reader")
            .description(
                    "Reads records that FetchHubSpotObjects wrote through a Record Writer. Leave it empty for its own "
                            + "format, newline-delimited JSON.")
            .identifiesControllerService(RecordReaderFactory.class)
            .required(false)
            .build();

    static final PropertyDescriptor MAX_FLOWFILES = new PropertyDescriptor.Builder()
            .name("Maximum FlowFiles Per Transaction")
            .description("Maximum number of FlowFiles in one transaction. A transaction ends sooner when it has enough "
                    + "rows for one merge. A higher number gives fewer, larger merges.")
            .required(true)
            .defaultValue("200")
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(StandardValidators.createLongValidator(1, 10_000, true))
            .build();

    static final Relationship SUCCESS = new Relationship.Builder()
            .name("success")
            .description("The records are in their table")
            .autoTerminateDefault(true)
            .build();
    static final Relationship RETRY = new Relationship.Builder()
            .name("retry")
            .description(
                    "The warehouse could not be reached, is locked, or refused the rows. Nothing was written. Connect"
                            + " this relationship back to this processor; the FlowFiles succeed once the cause is gone")
            .build();
    static final Relationship FAILURE = new Relationship.Builder()
            .name("failure")
            .description("The content was not written by FetchHubSpotObjects; hubspot.error.message says more")
            .build();

    /** One run gives the thread back after this long, even if FlowFiles keep coming. */
    private static final long RUN_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final Bulletins bulletins = new Bulletins();

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return List.of(CONNECTION_SERVICE, RECORD_READER, HubSpotProcessorProperties.DELETES, MAX_FLOWFILES);
    }

    @Override
    public Set<Relationship> getRelationships() {
        // In this order: it is written into the NAR, whose bytes must not differ between builds.
        return new LinkedHashSet<>(List.of(SUCCESS, RETRY, FAILURE));
    }

    /** Nothing was renamed yet. */
    @Override
    public void migrateProperties(PropertyConfiguration config) {}

    @Override
    public void onTrigger(ProcessContext context, ProcessSession session) {
        var limit = context.getProperty(MAX_FLOWFILES)
                .evaluateAttributeExpressions()
                .asInteger();
        var flowFiles = session.get(limit);
        if (flowFiles.isEmpty()) {
            return;
        }
        var deadlineNanos = System.nanoTime() + RUN_LIMIT_NANOS;
        try (var opened = open(context)) {
            bulletins.over("open ");
            while (!flowFiles.isEmpty()) {
                write(context, session, opened.destination(), flowFiles);
                session.commitAsync();
                flowFiles = System.nanoTime() - deadlineNanos < 0 ? session.get(limit) : List.of();
            }
        } catch (ConnectorException e) {
            bulletins.error(getLogger(), "open " + e.code(), CanvasText.of(e));
            retry(session, flowFiles, e);
            context.yield();
        }
    }

    private void write(
            ProcessContext context, ProcessSession session, Destination destination, List<FlowFile> flowFiles) {
        var reader = context.getProperty(RECORD_READER).asControllerService(RecordReaderFactory.class);
        try (var transaction = new Transaction(
                session,
                destination,
                reader,
                HubSpotProcessorProperties.deletes(context),
                getLogger(),
                bulletins,
                getNodeTypeProvider().isClustered())) {
            transaction.stage(flowFiles);
            if (!transaction.commit()) {
                context.yield();
            }
        }
    }

    private void retry(ProcessSession session, List<FlowFile> flowFiles, ConnectorException failure) {
        for (var flowFile : flowFiles) {
            var marked = session.putAllAttributes(flowFile, Failures.attributes(failure));
            session.transfer(session.penalize(marked), RETRY);
        }
    }

    private static OpenDestination open(ProcessContext context) {
        return context.getProperty(CONNECTION_SERVICE)
                .asControllerService(DestinationService.class)
                .openDestination();
    }

    @Override
    public List<ConfigVerificationResult> verify(
            ProcessContext context, ComponentLog log, Map<String, String> attributes) {
        var results = new ArrayList<ConfigVerificationResult>();
        var result = new ConfigVerificationResult.Builder().verificationStepName("Create and write a table");
        try (var opened = open(context)) {
            opened.destination().verifyWritable();
            results.add(result.outcome(Outcome.SUCCESSFUL)
                    .explanation(opened.destination().description() + " can be written.")
                    .build());
        } catch (ConnectorException e) {
            results.add(
                    result.outcome(Outcome.FAILED).explanation(CanvasText.of(e)).build());
        }
        return results;
    }
}
