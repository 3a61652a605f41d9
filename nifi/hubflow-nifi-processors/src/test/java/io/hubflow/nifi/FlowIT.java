package io.hubflow.nifi;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.nifi.fetch.FetchHubSpotObjects;
import io.hubflow.nifi.list.ListArchivedHubSpotObjects;
import io.hubflow.nifi.list.ListHubSpotObjects;
import io.hubflow.nifi.list.ObjectTypeNames;
import io.hubflow.nifi.put.MemoryDestination;
import io.hubflow.nifi.put.PutHubSpotTable;
import io.hubflow.nifi.record.JsonRowReader;
import io.hubflow.nifi.record.SchemaText;
import io.hubflow.nifi.schema.GetHubSpotSchema;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.VerifiableProcessor;
import org.apache.nifi.provenance.ProvenanceEventType;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The processors one after the other, as a flow connects them, against the HubSpot stand-in. */
class FlowIT {
    private static final Relationship SUCCESS =
            new Relationship.Builder().name("success").build();
    private static final Relationship FAILURE =
            new Relationship.Builder().name("failure").build();
    private static final Relationship RETRY =
            new Relationship.Builder().name("retry").build();
    private static final Relationship ORIGINAL =
            new Relationship.Builder().name("original").build();

    private final MemoryDestination warehouse = new MemoryDestination();
    private Portal portal;
    private TestRunner list;
    private TestRunner fetch;
    private TestRunner put;

    @BeforeEach
    void connect() throws IOException, InitializationException {
        portal = Portal.start(Map.of("contacts", 5_000L, "deals", 300L));
        list = TestRunners.newTestRunner(ListHubSpotObjects.class);
        portal.serve(list);
        setDestination(list, "Destination Service");
        put = TestRunners.newTestRunner(PutHubSpotTable.class);
        setDestination(put, "Connection Service");
        list.setProperty(ObjectTypeNames.OBJECT_TYPES, "contacts, deals");
        list.setProperty("Records Per Slice", "1000");
        list.setProperty("Settle Lag", "0 sec");
        list.setProperty("Refresh Policy", "NEVER");
        list.setProperty("Associations", "none");
        fetch = TestRunners.newTestRunner(FetchHubSpotObjects.class);
        portal.serve(fetch);
        fetch.setProperty("Records Per FlowFile", "400");
    }

    private void setDestination(TestRunner runner, String property) throws InitializationException {
        runner.addControllerService("warehouse", warehouse);
        runner.enableControllerService(warehouse);
        runner.setProperty(property, "warehouse");
    }

    @AfterEach
    void disconnect() {
        portal.close();
    }

    @Test
    void readsEverythingOnceInPortionsThenOnlyWhatChanged() throws IOException {
        var slices = plan();
        assertThat(slices).hasSizeGreaterThan(3);
        assertThat(slices).allSatisfy(slice -> slice.assertAttributeEquals(HubSpotAttributes.STATEMENT_TYPE, null));

        var ids = read(slices, "contacts");

        var truth = new HashSet<Long>();
        portal.simulator().records("contacts").forEach(row -> truth.add(row.id()));
        assertThat(ids).isEqualTo(truth);
        assertThat(fetch.getFlowFilesForRelationship(SUCCESS))
                .hasSizeGreaterThan(8)
                .allSatisfy(records -> {
                    records.assertAttributeExists(HubSpotAttributes.SCHEMA);
                    records.assertAttributeExists(HubSpotAttributes.RUN_ID);
                    assertThat(Integer.parseInt(records.getAttribute(HubSpotAttributes.RECORD_COUNT)))
                            .isBetween(1, 600);
                });
        assertThat(fetch.getProvenanceEvents())
                .anySatisfy(event -> assertThat(event.getEventType()).isEqualTo(ProvenanceEventType.RECEIVE));

        portal.simulator().mutate(new Mutation.Update("contacts", Target.random(40, 1), List.of(), Map.of()));
        fetch.clearTransferState();
        var changed = read(planChanges(), "contacts");

        assertThat(changed).hasSizeBetween(40, 200);
    }

    @Test
    void anObjectTypeThatFailsFailsAlone() {
        list.setProperty(ObjectTypeNames.OBJECT_TYPES, "unicorns,deals");

        assertThat(plan())
                .isNotEmpty()
                .allSatisfy(slice -> slice.assertAttributeEquals(HubSpotAttributes.OBJECT_TYPE, "deals"));
        assertThat(list.getLogger().getErrorMessages())
                .anySatisfy(message -> assertThat(message.getMsg()).contains("unicorns"));
    }

    @Test
    void aTypeAddedLaterIsLoadedAndTheOthersGoOn() throws IOException {
        list.setProperty(ObjectTypeNames.OBJECT_TYPES, "deals");
        read(plan(), "deals");
        list.setProperty(ObjectTypeNames.OBJECT_TYPES, "deals,contacts");

        var slices = plan();

        assertThat(slices)
                .filteredOn(slice -> "SNAPSHOT".equals(slice.getAttribute(HubSpotAttributes.SLICE_KIND))
                        || "REFRESH".equals(slice.getAttribute(HubSpotAttributes.SLICE_KIND)))
                .isNotEmpty()
                .allSatisfy(slice -> slice.assertAttributeEquals(HubSpotAttributes.OBJECT_TYPE, "contacts"));
    }

    @Test
    void aNewPropertyIsBackfilledForTheRecordsThatHaveIt() throws IOException {
        list.setProperty(ObjectTypeNames.OBJECT_TYPES, "deals");
        list.setProperty("Exclude Properties", "dealname");
        read(plan(), "deals");
        list.removeProperty("Exclude Properties");

        var slices = plan();

        assertThat(slices).anySatisfy(slice -> slice.assertAttributeEquals(HubSpotAttributes.SLICE_KIND, "BACKFILL"));
    }

    @Test
    void waitsForATokenThatIsMendedAndRefusesWhatIsNoSlice() throws IOException {
        var slices = plan();
        portal.simulator().revoke(portal.simulator().token());
        hand(slices.get(0));
        fetch.enqueue("{}");

        fetch.run(2);

        fetch.assertTransferCount(RETRY, 1);
        fetch.assertTransferCount(FAILURE, 1);
        var waiting = fetch.getFlowFilesForRelationship(RETRY).get(0);
        assertThat(waiting.isPenalized()).isTrue();
        assertThat(waiting.getAttribute(HubSpotAttributes.ERROR_CODE)).startsWith("HUBSPOT_TOKEN");
        assertThat(waiting.getAttribute(HubSpotAttributes.ERROR_MESSAGE))
                .doesNotContain(portal.simulator().token());
        assertThat(fetch.getFlowFilesForRelationship(FAILURE).get(0).getAttribute(HubSpotAttributes.ERROR_MESSAGE))
                .contains("ListHubSpotObjects");
    }

    @Test
    @Tag("thorough")
    void archivedRecordsComeMarkedAsSuch() throws IOException, InitializationException {
        portal.simulator().mutate(new Mutation.Archive("deals", Target.random(120, 3)));
        var archived = TestRunners.newTestRunner(ListArchivedHubSpotObjects.class);
        portal.serve(archived);
        setDestination(archived, "Destination Service");
        archived.setProperty(ObjectTypeNames.OBJECT_TYPES, "deals");
        archived.run();

        var ids = read(archived.getFlowFilesForRelationship(SUCCESS), "deals");

        assertThat(ids).hasSize(120);
        var records = fetch.getFlowFilesForRelationship(SUCCESS).get(0);
        assertThat(records.getContent()).contains("\"_archived\":true");
        records.assertAttributeEquals(HubSpotAttributes.STATEMENT_TYPE, "DELETE");
    }

    @Test
    void aFlowFileOfOneRecordNamesIt() throws IOException, InitializationException {
        var archived = portal.simulator()
                .mutate(new Mutation.Archive("deals", Target.random(1, 3)))
                .ids();
        var bin = TestRunners.newTestRunner(ListArchivedHubSpotObjects.class);
        portal.serve(bin);
        setDestination(bin, "Destination Service");
        bin.setProperty(ObjectTypeNames.OBJECT_TYPES, "deals");
        bin.run();

        read(bin.getFlowFilesForRelationship(SUCCESS), "deals");

        fetch.getFlowFilesForRelationship(SUCCESS)
                .get(0)
                .assertAttributeEquals(HubSpotAttributes.OBJECT_ID, archived.get(0) + "");
    }

    @Test
    void everyProcessorThatAsksHubSpotCanBeVerified() throws InitializationException {
        portal.simulator().revoke(portal.simulator().token());
        var archived = TestRunners.newTestRunner(ListArchivedHubSpotObjects.class);
        var schema = TestRunners.newTestRunner(GetHubSpotSchema.class);
        for (var runner : List.of(archived, schema)) {
            portal.serve(runner);
            runner.setProperty(ObjectTypeNames.OBJECT_TYPES, "deals");
        }
        for (var runner : List.of(archived, schema, fetch)) {
            var steps = ((VerifiableProcessor) runner.getProcessor())
                    .verify(runner.getProcessContext(), runner.getLogger(), Map.of());

            assertThat(steps).isNotEmpty().allMatch(step -> step.getOutcome() == Outcome.FAILED);
        }
    }

    @Test
    void definitionsComeAsTablesOfTheirOwn() throws InitializationException {
        var schema = TestRunners.newTestRunner(GetHubSpotSchema.class);
        portal.serve(schema);
        setDestination(schema, "Destination Service");
        schema.setProperty(ObjectTypeNames.OBJECT_TYPES, "contacts,deals");

        schema.run();

        assertThat(schema.getFlowFilesForRelationship(SUCCESS))
                .extracting(flowFile -> flowFile.getAttribute(HubSpotAttributes.TABLE))
                .contains("hubspot_properties", "hubspot_pipelines", "hubspot_pipeline_stages", "hubspot_owners");
    }

    /** HubSpot's clock is known to the second: a change of this second is planned by a run of the next one. */
    private List<MockFlowFile> planChanges() {
        var deadlineNanos = System.nanoTime() + 300_000_000_000L;
        var slices = plan();
        while (slices.isEmpty() && System.nanoTime() - deadlineNanos < 0) {
            slices = plan();
        }
        return slices;
    }

    /** Ids of FlowFiles are unique within one mocked processor only. */
    private void hand(MockFlowFile slice) {
        fetch.enqueue(slice.toByteArray(), slice.getAttributes());
    }

    private List<MockFlowFile> plan() {
        list.clearTransferState();
        list.run();
        return list.getFlowFilesForRelationship(SUCCESS);
    }

    /** Reads all slices to their end; the ids of the records of one type. */
    private Set<Long> read(List<MockFlowFile> slices, String objectType) throws IOException {
        slices.forEach(this::hand);
        while (fetch.getQueueSize().getObjectCount() > 0) {
            fetch.run();
        }
        fetch.assertTransferCount(FAILURE, 0);
        fetch.assertTransferCount(RETRY, 0);
        assertThat(fetch.getFlowFilesForRelationship(ORIGINAL)).isNotEmpty();
        var ids = new HashSet<Long>();
        for (var records : new ArrayList<>(fetch.getFlowFilesForRelationship(SUCCESS))) {
            if (objectType.equals(records.getAttribute(HubSpotAttributes.OBJECT_TYPE))) {
                var schema = SchemaText.read(records.getAttribute(HubSpotAttributes.SCHEMA));
                try (var reader = new JsonRowReader(new ByteArrayInputStream(records.toByteArray()), schema)) {
                    for (var row = reader.next(); row != null; row = reader.next()) {
                        ids.add(row.id());
                    }
                }
            }
            put.enqueue(records.toByteArray(), records.getAttributes());
        }
        put.run();
        put.assertAllFlowFilesTransferred(SUCCESS);
        return ids;
    }
}
