package io.hubflow.nifi.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.checkpoint.SnapshotProgress;
import io.hubflow.engine.checkpoint.StateCodec;
import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.engine.destination.TableStage;
import io.hubflow.engine.plan.Landing;
import io.hubflow.engine.plan.Purpose;
import io.hubflow.engine.range.IdIntervals;
import io.hubflow.engine.range.IdRange;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.nifi.HubSpotAttributes;
import io.hubflow.nifi.put.PutHubSpotTable;
import io.hubflow.nifi.record.JsonRowWriter;
import io.hubflow.nifi.record.SchemaText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.provenance.ProvenanceEventType;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PutHubSpotTable into Snowflake: through our own service and through somebody else's pool, in both layouts. */
class PutHubSpotTableIT {
    private static final Relationship SUCCESS =
            new Relationship.Builder().name("success").build();
    private static final Relationship RETRY =
            new Relationship.Builder().name("retry").build();
    private static final TableSchema DEALS = new TableSchema(
            "deals",
            "deals",
            List.of(new Column("dealname", ColumnType.VARCHAR), new Column("amount", ColumnType.DECIMAL)));
    private static final TableSchema WIDER = new TableSchema(
            "deals",
            "deals",
            List.of(
                    new Column("dealname", ColumnType.VARCHAR),
                    new Column("amount", ColumnType.DECIMAL),
                    new Column("stage", ColumnType.VARCHAR)));

    private final LoaderAccount account = new LoaderAccount();
    private final TestRunner runner = TestRunners.newTestRunner(PutHubSpotTable.class);

    @AfterEach
    void stop() {
        account.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"snowflake", "pooled"})
    void mergesManyFlowFilesAtOnceAndTheNewestVersionWins(String service) throws Exception {
        connect(service);
        enqueue(DEALS, row(1, 10, "A", new BigDecimal("1.50")), row(2, 10, "B", null));
        enqueue(DEALS, row(1, 20, "A2", new BigDecimal("2")));
        runner.run();
        runner.assertAllFlowFilesTransferred(SUCCESS, 2);
        assertThat(merges()).isEqualTo(1);

        enqueue(DEALS, row(1, 15, "late", BigDecimal.ONE));
        enqueue(WIDER, row(3, 30, "C", null, "won"));
        runner.run();

        runner.assertAllFlowFilesTransferred(SUCCESS, 4);
        assertThat(rows("DEALS"))
                .extracting(row -> row.get("_ID") + " " + row.get("DEALNAME") + " " + row.get("STAGE"))
                .containsExactlyInAnyOrder("1 A2 null", "2 B null", "3 C won");
        assertThat(runner.getCounterValue("Rows Inserted")).isEqualTo(3);
        assertThat(runner.getProvenanceEvents())
                .filteredOn(event -> event.getEventType() == ProvenanceEventType.SEND)
                .hasSize(4)
                .allSatisfy(event -> assertThat(event.getTransitUri())
                        .contains("Snowflake HUBFLOW HUBSPOT.CRM")
                        .endsWith("table deals"));
        assertThat(account.emulator().admin().openSessions()).isEqualTo(1);
        runner.disableControllerService(runner.getControllerService(service));
        assertThat(account.emulator().admin().openSessions()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"snowflake", "pooled"})
    void theRawLayoutKeepsRecordsWholeAndShowsTheirColumnsInAView(String service) throws Exception {
        connect(service, "raw");
        enqueue(DEALS, row(1, 10, "A", new BigDecimal("1.50")));
        runner.run();
        enqueue(WIDER, row(1, 20, "A2", null, "won"));
        runner.run();

        runner.assertAllFlowFilesTransferred(SUCCESS, 2);
        assertThat(rows("DEALS"))
                .singleElement()
                .satisfies(row -> assertThat(row.get("RECORD"))
                        .contains("\"dealname\":\"A2\"")
                        .contains("\"stage\":\"won\""));
        try (var connection = account.connection();
                var statement = connection.createStatement();
                var view = statement.executeQuery("SELECT STAGE FROM HUBSPOT.CRM.DEALS_VIEW")) {
            assertThat(view.next()).isTrue();
            assertThat(view.getString(1)).isEqualTo("won");
            assertThat(view.next()).isFalse();
        }
    }

    @Test
    void recordsWaitForAGrantAndTheAttributeGivesIt() throws Exception {
        connect("snowflake");
        account.revoke("CREATE TABLE");
        enqueue(DEALS, row(1, 10, "A", null));
        runner.run();

        runner.assertAllFlowFilesTransferred(RETRY, 1);
        var waiting = runner.getFlowFilesForRelationship(RETRY).get(0);
        assertThat(waiting.isPenalized()).isTrue();
        assertThat(waiting.getAttribute(HubSpotAttributes.ERROR_CODE)).isEqualTo("DESTINATION_REFUSED");
        assertThat(waiting.getAttribute(HubSpotAttributes.ERROR_MESSAGE))
                .contains("GRANT CREATE TABLE ON SCHEMA \"HUBSPOT\".\"CRM\" TO ROLE \"HUBFLOW_LOADER\"");

        account.restoreGrants();
        runner.clearTransferState();
        runner.enqueue(waiting.toByteArray(), waiting.getAttributes());
        runner.run();

        runner.assertAllFlowFilesTransferred(SUCCESS, 1);
        assertThat(rows("DEALS")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"snowflake", "pooled"})
    void recordsWaitWhileSnowflakeKnowsNoWarehouse(String service) throws Exception {
        connect(service);
        account.revoke("USAGE");
        enqueue(DEALS, row(1, 10, "A", null));

        runner.run();

        runner.assertAllFlowFilesTransferred(RETRY, 1);
        assertThat(runner.getFlowFilesForRelationship(RETRY).get(0).getAttribute(HubSpotAttributes.ERROR_MESSAGE))
                .contains("GRANT USAGE ON");
    }

    /** After an account was restored, while the processor keeps its session. */
    @ParameterizedTest
    @ValueSource(strings = {"snowflake", "pooled"})
    void aStageOrATableThatIsMissingIsMadeAgainForTheNextFlowFile(String service) throws Exception {
        connect(service);
        enqueue(DEALS, row(1, 10, "A", null));
        runner.run();
        execute("DROP STAGE HUBSPOT.CRM.HUBFLOW_STAGE");
        enqueue(DEALS, row(2, 10, "B", null));
        runner.run();

        runner.assertAllFlowFilesTransferred(SUCCESS, 2);
        assertThat(rows("DEALS")).hasSize(2);

        execute("DROP TABLE HUBSPOT.CRM.DEALS");
        execute("DROP STAGE HUBSPOT.CRM.HUBFLOW_STAGE");
        enqueue(DEALS, row(3, 10, "C", null));
        runner.run();

        runner.assertAllFlowFilesTransferred(SUCCESS, 3);
        assertThat(rows("DEALS")).extracting(row -> row.get("DEALNAME")).containsExactly("C");
    }

    @Test
    void aTableThatIsNotOursHoldsUpItselfAlone() throws Exception {
        connect("snowflake");
        execute("CREATE TABLE HUBSPOT.CRM.CONTACTS (ID NUMBER)");
        enqueue(new TableSchema("contacts", "contacts", DEALS.columns()), row(1, 10, "A", null));
        enqueue(DEALS, row(2, 10, "B", null));

        runner.run();

        runner.assertTransferCount(SUCCESS, 1);
        runner.assertTransferCount(RETRY, 1);
        assertThat(runner.getFlowFilesForRelationship(RETRY).get(0).getAttribute(HubSpotAttributes.ERROR_MESSAGE))
                .contains("which hubflow did not create")
                .contains("RENAME TO");
    }

    /** Two nodes of a cluster keep a session each; what one has changed, the other must not hold for known. */
    @Test
    void twoNodesWriteOneTableByTurns() throws Exception {
        connect("snowflake");
        var other = TestRunners.newTestRunner(PutHubSpotTable.class);
        var service = account.service(other);
        other.enableControllerService(service);
        other.setProperty("Connection Service", "snowflake");
        for (var time = 10; time < 50; time += 20) {
            enqueue(runner, DEALS, row(1, time, "one " + time, BigDecimal.ONE), row(2, 10, "B", null));
            runner.run();
            enqueue(other, WIDER, row(1, time + 10, "two " + time, BigDecimal.TEN, "won"));
            other.run();
            assertThat(rows("DEALS"))
                    .filteredOn(row -> "1".equals(row.get("_ID")))
                    .singleElement()
                    .satisfies(row -> assertThat(row.get("STAGE")).isEqualTo("won"));
        }

        runner.assertAllFlowFilesTransferred(SUCCESS, 2);
        other.assertAllFlowFilesTransferred(SUCCESS, 2);
    }

    /** A flow takes no claim: what keeps it apart from a command's run is that each commit names the state that it goes on from. */
    @Test
    void aRunOfTheCommandAndAFlowOnOneTableDoNotMix() throws Exception {
        connect("snowflake");
        var other = TestRunners.newTestRunner(PutHubSpotTable.class);
        var service = account.service(other);
        other.enableControllerService(service);
        try (var opened = service.openDestination();
                var lease = opened.destination().beginRun("run-1")) {
            var command = opened.destination();
            var snapshot = SnapshotProgress.starting(1, 0, Long.MAX_VALUE);
            var start = StateCodec.write(ObjectState.fresh(1, "deals", snapshot));
            command.commit(Commit.ofCheckpoints(List.of(new Checkpoint("deals", 1, start))));
            var landing = Landing.of(new Purpose.Snapshot(1), PortalFacts.UNKNOWN, 10, Duration.ZERO, 3)
                    .covering(IdIntervals.of(new IdRange(0, 3)));
            enqueue(runner, DEALS, landing, row(1, 10, "A", BigDecimal.ONE), row(2, 10, "B", BigDecimal.ONE));

            runner.run();

            runner.assertAllFlowFilesTransferred(SUCCESS, 1);
            var stage = command.openStage(DEALS);
            stage.append(List.of(row(3, 10, "C", BigDecimal.ONE)));
            var refused = catchThrowableOfType(
                    ConnectorException.class, () -> command.commit(commit(stage, new Checkpoint("deals", 2, start))));
            assertThat(refused.code()).isEqualTo(ErrorCode.DESTINATION_STATE_MOVED);
            assertThat(rows("DEALS")).hasSize(2);
            assertThat(command.loadCheckpoints()).singleElement().satisfies(checkpoint -> {
                assertThat(checkpoint.sequence()).isEqualTo(2);
                assertThat(StateCodec.read("deals", checkpoint.state(), ObjectState.class)
                                .snapshot())
                        .isEqualTo(snapshot.covering(new IdRange(0, 3)));
            });
            command.commit(commit(stage, new Checkpoint("deals", 3, start)));
            assertThat(rows("DEALS")).hasSize(3);
        }
    }

    private static Commit commit(TableStage stage, Checkpoint checkpoint) {
        return new Commit(List.of(stage), List.of(), List.of(), List.of(checkpoint), List.of());
    }

    /** A refresh brings rows again that other tables' loads, and loads of the same table in the same run, came between. */
    @Test
    void unchangedRowsOfARefreshAreNotSentAgain() throws Exception {
        connect("snowflake");
        runner.setProperty("Maximum FlowFiles Per Transaction", "1");
        var contacts = new TableSchema("contacts", "contacts", DEALS.columns());
        enqueue(DEALS, row(1, 10, "A", BigDecimal.ONE));
        runner.run();
        enqueue(DEALS, row(2, 10, "B", BigDecimal.ONE));
        enqueue(DEALS, row(1, 11, "A", BigDecimal.ONE), row(2, 11, "B", BigDecimal.ONE));
        runner.run();
        assertThat(merges()).as("after a load of the same run").isEqualTo(2);
        enqueue(contacts, row(7, 10, "C", null));
        runner.run();

        enqueue(DEALS, row(1, 20, "A", BigDecimal.ONE), row(2, 20, "B", BigDecimal.ONE));
        runner.run();
        assertThat(merges()).as("after another table's load").isEqualTo(2);
        enqueue(DEALS, row(1, 30, "A", BigDecimal.ONE), row(2, 30, "changed", BigDecimal.ONE));
        runner.run();

        runner.assertAllFlowFilesTransferred(SUCCESS, 6);
        assertThat(merges()).isEqualTo(3);
        assertThat(rows("DEALS"))
                .extracting(row -> row.get("_ID") + " " + row.get("DEALNAME"))
                .containsExactlyInAnyOrder("1 A", "2 changed");
    }

    private void connect(String service) throws InitializationException {
        connect(service, "columns");
    }

    private void connect(String service, String layout) throws InitializationException {
        var connection = service.equals("pooled") ? account.pooled(runner) : account.service(runner);
        runner.setProperty(connection, "Table Layout", layout);
        runner.enableControllerService(connection);
        runner.setProperty("Connection Service", service);
    }

    private void execute(String sql) throws SQLException {
        try (var connection = account.connection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long merges() {
        return account.emulator().admin().statements().stream()
                .filter(statement -> statement.sql().startsWith("MERGE INTO \"HUBSPOT\".\"CRM\".\"DEALS\""))
                .count();
    }

    private List<Map<String, @Nullable String>> rows(String table) {
        return account.emulator().admin().rows("HUBSPOT", "CRM", table);
    }

    private void enqueue(TableSchema schema, Row... rows) throws IOException {
        enqueue(runner, schema, rows);
    }

    private static void enqueue(TestRunner runner, TableSchema schema, Row... rows) throws IOException {
        runner.enqueue(content(schema, rows), Map.of(HubSpotAttributes.SCHEMA, SchemaText.write(schema)));
    }

    private static void enqueue(TestRunner runner, TableSchema schema, Landing landing, Row... rows)
            throws IOException {
        var attributes = Map.of(
                HubSpotAttributes.SCHEMA,
                SchemaText.write(schema),
                HubSpotAttributes.OBJECT_TYPE,
                schema.objectType(),
                HubSpotAttributes.TABLE,
                schema.table(),
                HubSpotAttributes.LANDING,
                landing.toJson());
        runner.enqueue(content(schema, rows), attributes);
    }

    private static byte[] content(TableSchema schema, Row... rows) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var writer = new JsonRowWriter(bytes, schema)) {
            for (var row : rows) {
                writer.write(row);
            }
        }
        return bytes.toByteArray();
    }

    private static Row row(long id, long readAtMillis, @Nullable Object... values) {
        return new Row(id, 1, 2, false, Row.NO_TIME, readAtMillis, java.util.Arrays.hashCode(values), null, values);
    }
}
