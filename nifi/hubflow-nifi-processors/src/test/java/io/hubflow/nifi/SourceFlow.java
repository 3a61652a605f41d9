package io.hubflow.nifi;

import io.hubflow.engine.destination.Row;
import io.hubflow.nifi.api.DestinationService;
import io.hubflow.nifi.fetch.FetchHubSpotObjects;
import io.hubflow.nifi.list.ListArchivedHubSpotObjects;
import io.hubflow.nifi.list.ListHubSpotObjects;
import io.hubflow.nifi.list.ObjectTypeNames;
import io.hubflow.nifi.put.DuckDbWarehouse;
import io.hubflow.nifi.put.MemoryDestination;
import io.hubflow.nifi.put.PutHubSpotTable;
import io.hubflow.nifi.record.JsonRowReader;
import io.hubflow.nifi.record.SchemaText;
import io.hubflow.nifi.service.StandardHubSpotClientService;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;

/**
 * ListHubSpotObjects, FetchHubSpotObjects and PutHubSpotTable between a HubSpot stand-in and a warehouse in memory, as mocked
 * processors that a test moves by hand.
 */
public final class SourceFlow implements AutoCloseable {
    public static final Relationship SUCCESS = relationship("success");
    public static final Relationship FAILURE = relationship("failure");
    public static final Relationship RETRY = relationship("retry");
    public static final Relationship ORIGINAL = relationship("original");

    private final Portal portal;
    private TestRunner list = TestRunners.newTestRunner(ListHubSpotObjects.class);
    private final TestRunner fetch = TestRunners.newTestRunner(FetchHubSpotObjects.class);
    private final TestRunner put = TestRunners.newTestRunner(PutHubSpotTable.class);
    private final MemoryDestination warehouse = new MemoryDestination();
    private final Set<MockFlowFile> landed = Collections.newSetFromMap(new IdentityHashMap<>());

    private SourceFlow(Portal portal) throws InitializationException {
        this.portal = portal;
        Portal.learnLimits(portal.serve(fetch));
        put.addControllerService("warehouse", warehouse);
        put.enableControllerService(warehouse);
        put.setProperty("Connection Service", "warehouse");
        serveList();
    }

    public static SourceFlow start(SimulatorOptions options, String objectTypes)
            throws IOException, InitializationException {
        var flow = new SourceFlow(new Portal(Simulator.start(options)));
        flow.list.setProperty(ObjectTypeNames.OBJECT_TYPES, objectTypes);
        return flow;
    }

    private void serveList() throws InitializationException {
        Portal.learnLimits(portal.serve(list));
        list.addControllerService("warehouse", warehouse);
        list.enableControllerService(warehouse);
        list.setProperty("Destination Service", "warehouse");
        list.setProperty("Settle Lag", "0 sec");
        list.setProperty("Refresh Policy", "NEVER");
        list.setProperty("Associations", "none");
    }

    /** Loads into another warehouse than the one in memory. */
    public void loadInto(DestinationService other) throws InitializationException {
        for (var runner : List.of(list, put)) {
            runner.addControllerService("other", other);
            runner.enableControllerService(other);
        }
        list.setProperty("Destination Service", "other");
        put.setProperty("Connection Service", "other");
    }

    /** Loads into a new DuckDB file. */
    public DuckDbWarehouse loadIntoFileOf(Path folder) throws InitializationException {
        var file = new DuckDbWarehouse(folder.resolve("hubspot.duckdb"));
        loadInto(file);
        return file;
    }

    /** Sets properties of the HubSpot service, as an administrator who disables it and enables it again. */
    public void setOnService(Map<String, String> properties) {
        for (var runner : List.of(list, fetch)) {
            portal.set(runner, properties);
        }
    }

    /** A List Archived for these object types of the same portal and warehouse. */
    public TestRunner archived(DestinationService other, String objectTypes) throws InitializationException {
        var bin = TestRunners.newTestRunner(ListArchivedHubSpotObjects.class);
        Portal.learnLimits(portal.serve(bin));
        bin.addControllerService("other", other);
        bin.enableControllerService(other);
        bin.setProperty("Destination Service", "other");
        bin.setProperty(ObjectTypeNames.OBJECT_TYPES, objectTypes);
        return bin;
    }

    /** List and fetch call HubSpot through one service, as in a flow. */
    public void shareService() throws InitializationException {
        portal.share(portal.serve(list), fetch);
    }

    /** Another node's list, which knows nothing yet. */
    public void replaceList() throws InitializationException {
        list = TestRunners.newTestRunner(ListHubSpotObjects.class);
        serveList();
    }

    /**
     * Has a processor's client learn the portal's time from its answers. A clock that is far from this machine's is believed
     * at its third answer.
     */
    public static void adoptPortalClock(TestRunner processor) {
        var client = ((StandardHubSpotClientService) processor.getControllerService("hubspot")).client();
        for (var answer = 0; answer < 3; answer++) {
            client.fetchAccount();
        }
    }

    public TestRunner put() {
        return put;
    }

    public MemoryDestination warehouse() {
        return warehouse;
    }

    public Portal portal() {
        return portal;
    }

    public Simulator simulator() {
        return portal.simulator();
    }

    public TestRunner list() {
        return list;
    }

    public TestRunner fetch() {
        return fetch;
    }

    /** What one trigger of the list emits. */
    public List<MockFlowFile> plan() {
        list.clearTransferState();
        list.run();
        return List.copyOf(list.getFlowFilesForRelationship(SUCCESS));
    }

    /** Puts slices into the queue of the fetch. Ids of FlowFiles are unique within one mocked processor only. */
    public void hand(List<MockFlowFile> slices) {
        slices.forEach(slice -> fetch.enqueue(slice.toByteArray(), slice.getAttributes()));
    }

    /** Triggers the fetch until its queue is empty. */
    public void drain() {
        while (fetch.getQueueSize().getObjectCount() > 0) {
            fetch.run();
        }
    }

    /** Reads slices to their end; fails when one did not get through. */
    public void read(List<MockFlowFile> slices) {
        hand(slices);
        drain();
        fetch.assertTransferCount(FAILURE, 0);
        fetch.assertTransferCount(RETRY, 0);
    }

    /** Reads slices to their end and writes their records. */
    public void load(List<MockFlowFile> slices) {
        read(slices);
        land();
    }

    /** One round of the whole flow, so much later. What it has landed is looked through by the next round that reads nothing. */
    public void loadAfter(Duration time) {
        simulator().advance(time);
        load(plan());
    }

    /** Writes what the fetch has emitted since the last time. */
    public void land() {
        landAll();
        put.assertTransferCount(FAILURE, 0);
        put.assertTransferCount(RETRY, 0);
    }

    /** The same, whatever becomes of it. */
    public void landAll() {
        write(fetch.getFlowFilesForRelationship(SUCCESS));
    }

    /** The same, the newest first and each in a transaction of its own. */
    public void landInReverse() {
        put.setProperty("Maximum FlowFiles Per Transaction", "1");
        write(fetch.getFlowFilesForRelationship(SUCCESS).reversed());
    }

    /** Puts FlowFiles into the queue of the put and triggers it until the queue is empty. */
    public void write(List<MockFlowFile> emitted) {
        for (var records : emitted) {
            if (landed.add(records)) {
                put.enqueue(records.toByteArray(), records.getAttributes());
            }
        }
        while (put.getQueueSize().getObjectCount() > 0) {
            put.run();
        }
    }

    /** What waits in retry. */
    public List<MockFlowFile> retries() {
        return List.copyOf(fetch.getFlowFilesForRelationship(RETRY));
    }

    /** Every row that the fetch has emitted so far for this type, the newest version of each id, as a warehouse merges them. */
    public TreeMap<Long, Row> table(String objectType) throws IOException {
        var newest = new TreeMap<Long, Row>();
        var version = Comparator.comparingLong(Row::updatedAtMillis).thenComparingLong(Row::readAtMillis);
        for (var row : rows(objectType)) {
            newest.merge(row.id(), row, (known, next) -> version.compare(known, next) > 0 ? known : next);
        }
        return newest;
    }

    /** Every row that the fetch has emitted so far for this type, in the order of emission. */
    public List<Row> rows(String objectType) throws IOException {
        var rows = new ArrayList<Row>();
        for (var records : fetch.getFlowFilesForRelationship(SUCCESS)) {
            if (objectType.equals(records.getAttribute(HubSpotAttributes.OBJECT_TYPE))) {
                var schema = SchemaText.read(records.getAttribute(HubSpotAttributes.SCHEMA));
                try (var reader = new JsonRowReader(new ByteArrayInputStream(records.toByteArray()), schema)) {
                    for (var row = reader.next(); row != null; row = reader.next()) {
                        rows.add(row);
                    }
                }
            }
        }
        return rows;
    }

    /** Ids of the live records that HubSpot holds. */
    public Set<Long> truth(String objectType) {
        return simulator().records(objectType).stream()
                .filter(row -> !row.archived())
                .map(row -> row.id())
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        portal.close();
    }

    private static Relationship relationship(String name) {
        return new Relationship.Builder().name(name).build();
    }
}
