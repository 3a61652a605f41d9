package io.hubflow.nifi.put;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.nifi.HubSpotAttributes;
import io.hubflow.nifi.record.JsonRowWriter;
import io.hubflow.nifi.record.SchemaText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.nifi.provenance.ProvenanceEventType;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PutHubSpotTableTest {
    private static final TableSchema DEALS = new TableSchema(
            "deals",
            "deals",
            List.of(new Column("dealname", ColumnType.VARCHAR), new Column("amount", ColumnType.DECIMAL)));
    private static final TableSchema WIDER = new TableSchema(
            "deals",
            "deals",
            List.of(
                    new Column("amount", ColumnType.VARCHAR),
                    new Column("dealname", ColumnType.VARCHAR),
                    new Column("stage", ColumnType.VARCHAR)));

    private final MemoryDestination warehouse = new MemoryDestination();
    private final TestRunner runner = TestRunners.newTestRunner(PutHubSpotTable.class);

    @BeforeEach
    void connect() throws InitializationException {
        runner.addControllerService("warehouse", warehouse);
        runner.enableControllerService(warehouse);
        runner.setProperty(PutHubSpotTable.CONNECTION_SERVICE, "warehouse");
    }

    @Test
    void isInvalidWithoutAConnectionService() {
        runner.removeProperty(PutHubSpotTable.CONNECTION_SERVICE);

        runner.assertNotValid();
    }

    @Test
    void writesManyFlowFilesInOneTransactionAndTellsWhereTheyWent() throws IOException {
        enqueue(DEALS, row(1, 10, "A", new BigDecimal("1.50")));
        enqueue(DEALS, row(2, 10, "B", null), row(1, 20, "A2", BigDecimal.ZERO));

        runner.run();

        runner.assertAllFlowFilesTransferred(PutHubSpotTable.SUCCESS, 2);
        assertThat(warehouse.commits).isEqualTo(1);
        assertThat(warehouse.tables.get("deals")).hasSize(2);
        assertThat(warehouse.value("deals", 1, 0)).isEqualTo("A2");
        assertThat(runner.getCounterValue("Rows Inserted")).isEqualTo(2);
        assertThat(runner.getProvenanceEvents())
                .filteredOn(event -> event.getEventType() == ProvenanceEventType.SEND)
                .hasSize(2)
                .allSatisfy(event -> assertThat(event.getTransitUri()).contains("deals"));
    }

    @Test
    void bringsFlowFilesOfDifferentColumnsIntoOneTable() throws IOException {
        enqueue(DEALS, row(1, 10, "A", new BigDecimal("1.50")));
        enqueue(WIDER, row(2, 10, "n/a", "B", "won"));

        runner.run();

        runner.assertAllFlowFilesTransferred(PutHubSpotTable.SUCCESS, 2);
        assertThat(warehouse.columns("deals"))
                .containsExactly(
                        new Column("dealname", ColumnType.VARCHAR),
                        new Column("amount", ColumnType.VARCHAR),
                        new Column("stage", ColumnType.VARCHAR));
        assertThat(warehouse.value("deals", 1, 1)).isEqualTo("1.5");
        assertThat(warehouse.value("deals", 2, 1)).isEqualTo("n/a");
        assertThat(warehouse.value("deals", 2, 2)).isEqualTo("won");
    }

    /** Properties that one discovery did not see: their columns keep what they hold. */
    @Test
    void readsAFlowFileWithoutAColumnOfTheTableInPart() throws IOException {
        var names = new TableSchema("deals", "deals", List.of(DEALS.columns().getFirst()));
        enqueue(DEALS, row(1, 10, "A", new BigDecimal("1.50")));
        enqueue(names, row(2, 10, new Object[] {"B"}));
        enqueue(names, row(3, 10, new Object[] {"C"}));

        runner.run();

        runner.assertAllFlowFilesTransferred(PutHubSpotTable.SUCCESS, 3);
        assertThat(warehouse.unread).containsExactly(Set.of(), Set.of("amount"));
        assertThat(warehouse.tables.get("deals")).hasSize(3);
    }

    @Test
    void keepsWhatItCannotReadAndSaysWhy() throws IOException {
        runner.enqueue("{\"_id\":1}", Map.of(HubSpotAttributes.SCHEMA, SchemaText.write(DEALS)));
        runner.enqueue("{}", Map.of());
        enqueue(DEALS, row(2, 10, "B", null));

        runner.run();

        runner.assertTransferCount(PutHubSpotTable.SUCCESS, 1);
        runner.assertTransferCount(PutHubSpotTable.FAILURE, 2);
        assertThat(runner.getFlowFilesForRelationship(PutHubSpotTable.FAILURE))
                .extracting(flowFile -> flowFile.getAttribute(HubSpotAttributes.ERROR_MESSAGE))
                .anySatisfy(message -> assertThat(message).contains("_updated_at"))
                .anySatisfy(message -> assertThat(message).contains("hubspot.schema is absent"));
    }

    @Test
    void oneTablesTroubleDoesNotHoldUpTheOthers() throws IOException {
        var contacts = new TableSchema("contacts", "contacts", DEALS.columns());
        warehouse.refused.add("contacts");
        enqueue(contacts, row(1, 10, "A", null));
        enqueue(DEALS, row(2, 10, "B", null));

        runner.run();

        runner.assertTransferCount(PutHubSpotTable.SUCCESS, 1);
        runner.assertTransferCount(PutHubSpotTable.RETRY, 1);
        var waiting = runner.getFlowFilesForRelationship(PutHubSpotTable.RETRY).get(0);
        assertThat(waiting.isPenalized()).isTrue();
        assertThat(waiting.getAttribute(HubSpotAttributes.ERROR_CODE)).isEqualTo("DESTINATION_REFUSED");
        assertThat(waiting.getAttribute(HubSpotAttributes.ERROR_MESSAGE)).contains("No grant on contacts");
    }

    @Test
    void theTroubleOfOneTableIsToldOnceWhileTheOthersAreWritten() throws IOException {
        var contacts = new TableSchema("contacts", "contacts", DEALS.columns());
        warehouse.refused.add("contacts");
        for (var run = 1; run <= 3; run++) {
            enqueue(contacts, row(run, 10, "A", null));
            enqueue(DEALS, row(run, 10, "B", null));
            runner.run();
            enqueue(DEALS, row(run, 20, "C", null));
            runner.run();
        }
        assertThat(errors()).singleElement().asString().contains("No grant on contacts");

        warehouse.refused.clear();
        enqueue(contacts, row(1, 10, "A", null));
        runner.run();
        warehouse.refused.add("contacts");
        enqueue(contacts, row(1, 20, "B", null));
        runner.run();
        assertThat(errors()).as("it came back").hasSize(2);
    }

    @Test
    void whatManyFlowFilesSufferFromIsToldOnce() throws IOException {
        for (var i = 0; i < 5; i++) {
            runner.enqueue("{}", Map.of());
            enqueue(DEALS, row(i, 10, "B", null));
            runner.run();
        }

        runner.assertTransferCount(PutHubSpotTable.FAILURE, 5);
        assertThat(errors()).singleElement().asString().contains("hubspot.schema is absent");
    }

    private List<String> errors() {
        return runner.getLogger().getErrorMessages().stream()
                .map(message -> message.getMsg())
                .toList();
    }

    @Test
    void everythingWaitsWhileTheWarehouseIsDown() throws IOException {
        warehouse.down = true;
        enqueue(DEALS, row(1, 10, "A", null));

        runner.run();

        runner.assertAllFlowFilesTransferred(PutHubSpotTable.RETRY, 1);
        warehouse.down = false;
        enqueue(DEALS, row(1, 10, "A", null));
        runner.run();
        assertThat(warehouse.tables.get("deals")).hasSize(1);
    }

    private void enqueue(TableSchema schema, Row... rows) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var writer = new JsonRowWriter(bytes, schema)) {
            for (var row : rows) {
                writer.write(row);
            }
        }
        runner.enqueue(bytes.toByteArray(), Map.of(HubSpotAttributes.SCHEMA, SchemaText.write(schema)));
    }

    private static Row row(long id, long readAtMillis, @Nullable Object... values) {
        return new Row(id, 1, 2, false, Row.NO_TIME, readAtMillis, 4, null, values);
    }
}
