package io.hubflow.nifi.fetch;

import io.hubflow.engine.RunFacts;
import io.hubflow.engine.catalog.Catalog;
import io.hubflow.engine.catalog.SensitiveReads;
import io.hubflow.engine.checkpoint.ListPosition;
import io.hubflow.engine.fact.LinkPair;
import io.hubflow.engine.load.RangeReading;
import io.hubflow.engine.load.Uncovered;
import io.hubflow.engine.read.ListOrderBroken;
import io.hubflow.engine.read.SerialList;
import io.hubflow.engine.read.Slice;
import io.hubflow.engine.settings.EngineSettings;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.nifi.Bulletins;
import io.hubflow.nifi.CanvasText;
import io.hubflow.nifi.Failures;
import io.hubflow.nifi.HubSpotAttributes;
import io.hubflow.nifi.HubSpotProcessorProperties;
import io.hubflow.nifi.SliceRanges;
import io.hubflow.nifi.SliceWork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.ReadsAttribute;
import org.apache.nifi.annotation.behavior.SystemResource;
import org.apache.nifi.annotation.behavior.SystemResourceConsideration;
import org.apache.nifi.annotation.behavior.WritesAttribute;
import org.apache.nifi.annotation.behavior.WritesAttributes;
import org.apache.nifi.annotation.configuration.DefaultSettings;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.SeeAlso;
import org.apache.nifi.annotation.documentation.Tags;
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
import org.apache.nifi.serialization.RecordSetWriterFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reads slices. A long slice is read in portions: after each, its records go on and the slice goes back to the queue with
 * what is left of it, so a killed NiFi repeats one portion at most.
 */
@DefaultSettings(yieldDuration = "250 ms")
@SystemResourceConsideration(
        resource = SystemResource.MEMORY,
        description = "Each concurrent task holds a few pages of up to 200 records, which it reads ahead while it "
                + "writes the previous ones.")
@SystemResourceConsideration(
        resource = SystemResource.NETWORK,
        description = "Makes calls up to the HubSpot service's share of HubSpot's limits.")
@Tags({"hubspot", "crm", "fetch", "records", "hubflow", "openflow"})
@CapabilityDescription(
        "Reads the records of a slice that ListHubSpotObjects or ListArchivedHubSpotObjects emitted, and "
                + "writes them as newline-delimited JSON or with a Record Writer. It may run on every node and with"
                + " many tasks; all share one quota. Reading a slice twice does no harm.")
@InputRequirement(InputRequirement.Requirement.INPUT_REQUIRED)
@SeeAlso(classNames = {"io.hubflow.nifi.list.ListHubSpotObjects", "io.hubflow.nifi.put.PutHubSpotTable"})
@ReadsAttribute(attribute = HubSpotAttributes.RUN_ID, description = "Kept on the records")
@WritesAttributes({
    @WritesAttribute(attribute = "mime.type", description = "The media type of the records"),
    @WritesAttribute(
            attribute = HubSpotAttributes.STATEMENT_TYPE,
            description = "UPSERT, or DELETE for archived records"),
    @WritesAttribute(attribute = HubSpotAttributes.OBJECT_TYPE, description = "The object type"),
    @WritesAttribute(attribute = HubSpotAttributes.IS_LAST, description = "true on the last records of a slice"),
    @WritesAttribute(
            attribute = HubSpotAttributes.TABLE,
            description = "The warehouse table that the records belong to"),
    @WritesAttribute(
            attribute = HubSpotAttributes.SCHEMA,
            description = "The table's columns with their types, as JSON"),
    @WritesAttribute(
            attribute = HubSpotAttributes.CONTENT,
            description = "records, or quarantine for records that could not be turned into rows"),
    @WritesAttribute(attribute = HubSpotAttributes.SOURCE_URL, description = "The URL that the records were read from"),
    @WritesAttribute(
            attribute = HubSpotAttributes.OBJECT_ID,
            description = "The record's id, if the content is a single record"),
    @WritesAttribute(attribute = HubSpotAttributes.RECORD_COUNT, description = "Records in the content"),
    @WritesAttribute(
            attribute = HubSpotAttributes.ERROR_CODE,
            description = "On failure and retry: the error's code, which does not change between versions"),
    @WritesAttribute(
            attribute = HubSpotAttributes.ERROR_MESSAGE,
            description = "On failure and retry: what happened and what to do")
})
public final class FetchHubSpotObjects extends AbstractProcessor implements VerifiableProcessor {
    static final PropertyDescriptor RECORD_WRITER = new PropertyDescriptor.Builder()
            .name("Record Writer")
            .description(
                    "Writes the records in another format, for sinks other than PutHubSpotTable. Without it the content "
                            + "is newline-delimited JSON, which is faster.")
            .identifiesControllerService(RecordSetWriterFactory.class)
            .required(false)
            .build();

    /** Records per FlowFile below which no slice is read by searches and lists at once: the FlowFiles would be far too large. */
    private static final int LEAST_INTERLEAVED = 4_000;

    static final PropertyDescriptor RECORDS_PER_FLOWFILE = new PropertyDescriptor.Builder()
            .name("Records Per FlowFile")
            .description("Closes a FlowFile after this many records; the rest of the slice goes back to the queue. A "
                    + "higher number gives larger files for the warehouse, a lower one repeats less work after a crash. "
                    + "Slices of a large first load are read by searches and lists at once: what is under way when a "
                    + "FlowFile is full comes into it as well, up to about ten thousand records. Below "
                    + LEAST_INTERLEAVED + " they are read by searches alone, and slower.")
            .required(true)
            .defaultValue("20000")
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(StandardValidators.createLongValidator(200, 1_000_000, true))
            .build();

    static final PropertyDescriptor TIME_PER_FLOWFILE = new PropertyDescriptor.Builder()
            .name("Time Per FlowFile")
            .description("Closes a FlowFile after this time even if it has fewer records, so that slow portals show "
                    + "progress too.")
            .required(true)
            .defaultValue("30 sec")
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(StandardValidators.createTimePeriodValidator(1, TimeUnit.SECONDS, 1, TimeUnit.HOURS))
            .build();

    static final Relationship SUCCESS = new Relationship.Builder()
            .name("success")
            .description("The records. Records that could not be turned into rows follow in a separate FlowFile with "
                    + "hubspot.content = quarantine.")
            .build();
    static final Relationship ORIGINAL = new Relationship.Builder()
            .name("original")
            .description("The slice, after all of it has been read")
            .autoTerminateDefault(true)
            .build();
    static final Relationship RETRY = new Relationship.Builder()
            .name("retry")
            .description(
                    "The slice, penalized, when HubSpot could not be reached, a limit is used up, or the token or a "
                            + "scope must be fixed. Connect this relationship back to this processor")
            .build();
    static final Relationship FAILURE = new Relationship.Builder()
            .name("failure")
            .description("The slice, if trying again cannot help; hubspot.error.message says why")
            .build();

    /** Pages of a serial list that are read ahead; bounds the memory. */
    private static final int PAGES_IN_FLIGHT = 6;

    /**
     * Of one slice that is read by searches and lists at once. Lists are few, so that a slice leaves no more to them than they can
     * read while the next one is searched.
     */
    private static final EngineSettings.Lanes LANES = new EngineSettings.Lanes(1, 6, 1);

    private final SliceQueue queue = new SliceQueue();
    private final Bulletins bulletins = new Bulletins();
    private volatile @Nullable HubSpotClient timed;

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return List.of(
                HubSpotProcessorProperties.HUBSPOT_SERVICE, RECORD_WRITER, RECORDS_PER_FLOWFILE, TIME_PER_FLOWFILE);
    }

    @Override
    public Set<Relationship> getRelationships() {
        // In this order: it is written into the NAR, whose bytes must not differ between builds.
        return new LinkedHashSet<>(List.of(SUCCESS, ORIGINAL, RETRY, FAILURE));
    }

    /** Nothing was renamed yet. */
    @Override
    public void migrateProperties(PropertyConfiguration config) {}

    @Override
    public void onTrigger(ProcessContext context, ProcessSession session) {
        try (var turn = queue.turn(context.getMaxConcurrentTasks())) {
            var flowFile = turn.take(session);
            if (flowFile != null) {
                read(context, session, turn, flowFile);
            } else if (turn.heldBack()) {
                context.yield();
            }
        }
    }

    private void read(ProcessContext context, ProcessSession session, SliceQueue.Turn turn, FlowFile flowFile) {
        SliceWork work;
        try {
            work = SliceWork.parse(text(session, flowFile));
        } catch (IllegalArgumentException e) {
            fail(
                    session,
                    flowFile,
                    "the content is no slice: route only FlowFiles of ListHubSpotObjects or ListArchivedHubSpotObjects here");
            return;
        }
        read(context, session, turn, flowFile, work);
    }

    private void read(
            ProcessContext context, ProcessSession session, SliceQueue.Turn turn, FlowFile flowFile, SliceWork work) {
        var service = HubSpotProcessorProperties.service(context);
        var stored = service.privacy().of(work.type());
        if (!work.isStoredAs(stored)) {
            giveUp(session, flowFile, work);
            return;
        }
        learnTime(service.client());
        var maxRecords = context.getProperty(RECORDS_PER_FLOWFILE)
                .evaluateAttributeExpressions()
                .asInteger();
        var portion = new Portion(
                session,
                flowFile,
                work,
                SliceFacts.of(work, service.client(), RunFacts.problems(this::tellOfLinks), service.privacy()),
                service.baseUrl() + "/crm/objects/" + work.type().apiName(),
                context.getProperty(RECORD_WRITER).asControllerService(RecordSetWriterFactory.class),
                maxRecords,
                System.nanoTime()
                        + context.getProperty(TIME_PER_FLOWFILE)
                                .evaluateAttributeExpressions()
                                .asTimePeriod(TimeUnit.NANOSECONDS),
                bulletins,
                getLogger());
        var uncovered = new Uncovered();
        var notices = new LoggedNotices(bulletins, getLogger(), work.type().name(), uncovered);
        try {
            var reader = work.reader(service.client(), stored, notices);
            var serial = new SerialList(reader, PAGES_IN_FLIGHT);
            switch (work.slice()) {
                case Slice.Archived a ->
                    serial.readArchived(work.list().orElse(ListPosition.START), portion::acceptSerial);
                case Slice.Refresh list
                when work.list().isPresent() -> serial.read(work.list().get(), list, portion::acceptSerial);
                case Slice.Snapshot some
                when work.interleavedRows().isPresent() && maxRecords >= LEAST_INTERLEAVED ->
                    portion.interleave(new RangeReading(reader, LANES, notices::sortsIdsAsText, turn::giveWay));
                default -> reader.read(work.slice(), portion);
            }
            portion.finish(SUCCESS, ORIGINAL);
            bulletins.over(trouble(work));
            uncovered.sentence().ifPresent(sentence -> tellOfGaps(work.type().name(), sentence));
        } catch (ListOrderBroken e) {
            portion.discard();
            searchInstead(session, flowFile, work, e);
        } catch (ConnectorException e) {
            portion.discard();
            if (!leftOutSensitive(service.client(), session, flowFile, work, e)) {
                refuse(context, session, flowFile, work, e);
            }
        } catch (IOException | UncheckedIOException e) {
            portion.discard();
            bulletins.error(
                    getLogger(),
                    trouble(work) + "content",
                    "The records of " + work.type().name()
                            + " cannot be written into NiFi's content repository; they are" + " read again.",
                    e);
            session.transfer(session.penalize(flowFile), RETRY);
            context.yield();
        }
    }

    /** It never lands, so the state beside the rows still owes its records, and the list plans them in the new form. */
    private void giveUp(ProcessSession session, FlowFile flowFile, SliceWork work) {
        bulletins.warn(
                getLogger(),
                "stored form " + work.type().name(),
                work.type().name() + ": a slice was planned before Hash, Mask or Drop Properties or the Hash Salt were"
                        + " changed. It is not read; ListHubSpotObjects plans its records again in the new form.");
        session.transfer(flowFile, ORIGINAL);
    }

    /** Versions of rows are ordered by HubSpot's clock, which its first answer tells. */
    private void learnTime(HubSpotClient client) {
        if (timed != client) {
            try {
                client.fetchAccount();
            } catch (ConnectorException e) {
                getLogger().debug("HubSpot did not tell the time; reading will tell why", e);
            }
            timed = client;
        }
    }

    private void tellOfLinks(LinkPair pair, String sentence) {
        bulletins.warn(getLogger(), "links " + pair.name() + sentence, pair.name() + ": " + CanvasText.of(sentence));
    }

    /** These ids did not land, so the state beside the rows still owes them, and they are planned again. */
    private void tellOfGaps(String objectType, String sentence) {
        bulletins.warn(getLogger(), "gaps " + objectType, objectType + ": " + CanvasText.of(sentence));
    }

    /** The list does not go on from the id it was entered at, although it once did: a search finds the same records. */
    private void searchInstead(ProcessSession session, FlowFile flowFile, SliceWork work, ListOrderBroken broken) {
        bulletins.warn(
                getLogger(),
                "searched " + work.type().name(),
                work.type().name() + " are searched, because " + broken.getMessage());
        var ids = SliceRanges.of(work.slice());
        var from = work.slice() instanceof Slice.Refresh list ? list.modifiedFromMillis() : 0;
        var search = work.with(new Slice.Snapshot(work.type().name(), ids, from, Long.MAX_VALUE));
        var json = search.toJson().getBytes(StandardCharsets.UTF_8);
        var written = session.write(flowFile, out -> out.write(json));
        session.transfer(session.putAttribute(written, HubSpotAttributes.SLICE_KIND, SliceRanges.kind(search.slice())));
    }

    /** A token may lose a scope while slices wait: what can still be read is read. */
    private boolean leftOutSensitive(
            HubSpotClient client,
            ProcessSession session,
            FlowFile flowFile,
            SliceWork work,
            ConnectorException failure) {
        if (failure.code() != ErrorCode.HUBSPOT_SCOPE_MISSING
                || work.sensitive().isEmpty()) {
            return false;
        }
        final Map<String, ConnectorException> refused;
        try {
            refused = new SensitiveReads(client, work.type()).findRefused(work.sensitive());
        } catch (ConnectorException e) {
            getLogger()
                    .debug(
                            "which properties of {} are refused could not be found out",
                            work.type().name(),
                            e);
            return false;
        }
        if (refused.isEmpty()) {
            return false;
        }
        refused.forEach((property, refusal) -> bulletins.warn(
                getLogger(),
                "sensitive " + work.type().name() + " " + property,
                CanvasText.of(SensitiveReads.sentence(work.type(), property, refusal))));
        var json = work.without(refused.keySet()).toJson().getBytes(StandardCharsets.UTF_8);
        session.transfer(session.write(flowFile, out -> out.write(json)));
        return true;
    }

    private void refuse(
            ProcessContext context,
            ProcessSession session,
            FlowFile flowFile,
            SliceWork work,
            ConnectorException failure) {
        var marked = session.putAllAttributes(flowFile, Failures.attributes(failure));
        if (failure.code() == ErrorCode.INTERRUPTED) {
            session.transfer(marked);
            return;
        }
        if (!Failures.canRecover(failure)) {
            bulletins.error(
                    getLogger(),
                    trouble(work) + failure.code(),
                    work.type().name() + " cannot be read: " + CanvasText.of(failure));
            session.transfer(marked, FAILURE);
            return;
        }
        bulletins.warn(
                getLogger(),
                trouble(work) + failure.code(),
                work.type().name() + " is tried again later: " + CanvasText.of(failure));
        session.transfer(session.penalize(marked), RETRY);
        context.yield();
    }

    private void fail(ProcessSession session, FlowFile flowFile, String message) {
        bulletins.error(getLogger(), "no slice", flowFile + ": " + message);
        session.transfer(session.putAllAttributes(flowFile, Failures.attributes("SLICE_UNREADABLE", message)), FAILURE);
    }

    /** Of slices of this kind alone: while those of one kind fail, others succeed. */
    private static String trouble(SliceWork work) {
        return work.type().name() + " " + work.kind() + " ";
    }

    private static String text(ProcessSession session, FlowFile flowFile) {
        try (var in = session.read(flowFile)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<ConfigVerificationResult> verify(
            ProcessContext context, ComponentLog log, Map<String, String> attributes) {
        var step = new ConfigVerificationResult.Builder().verificationStepName("Reach HubSpot");
        try {
            var types = new Catalog(HubSpotProcessorProperties.client(context)).fetchObjectTypes();
            return List.of(step.outcome(Outcome.SUCCESSFUL)
                    .explanation("HubSpot answers; it has " + types.size() + " object types.")
                    .build());
        } catch (ConnectorException e) {
            return List.of(
                    step.outcome(Outcome.FAILED).explanation(CanvasText.of(e)).build());
        }
    }
}
