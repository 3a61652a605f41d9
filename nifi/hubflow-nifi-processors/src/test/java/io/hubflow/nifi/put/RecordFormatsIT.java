package io.hubflow.nifi.put;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.Row;
import io.hubflow.nifi.HubSpotAttributes;
import io.hubflow.nifi.SourceFlow;
import io.hubflow.simulator.SimulatorOptions;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.nifi.avro.AvroReader;
import org.apache.nifi.avro.AvroRecordSetWriter;
import org.apache.nifi.controller.ControllerService;
import org.apache.nifi.csv.CSVReader;
import org.apache.nifi.csv.CSVRecordSetWriter;
import org.apache.nifi.json.JsonRecordSetWriter;
import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Records through NiFi's own Record Writers and Readers: the table is the same as through the default format. */
@Tag("thorough")
class RecordFormatsIT {
    private SourceFlow flow;

    /** How an administrator sets the pair up so that no value changes on the way. */
    private record Format(
            ControllerService writer,
            ControllerService reader,
            Map<String, String> writerSettings,
            Map<String, String> readerSettings,
            String mimeType) {
        @Override
        public String toString() {
            return writer.getClass().getSimpleName();
        }
    }

    static Stream<Format> formats() {
        var times = Map.of("Timestamp Format", "yyyy-MM-dd'T'HH:mm:ss.SSSX", "Date Format", "yyyy-MM-dd");
        return Stream.of(
                new Format(
                        new JsonRecordSetWriter(),
                        new JsonTreeReader(),
                        and(times, Map.of("Schema Write Strategy", "full-schema-attribute")),
                        and(
                                times,
                                Map.of(
                                        "schema-access-strategy",
                                        "schema-text-property",
                                        "schema-text",
                                        "${avro.schema}")),
                        "application/json"),
                new Format(new AvroRecordSetWriter(), new AvroReader(), Map.of(), Map.of(), "application/avro-binary"),
                new Format(
                        new CSVRecordSetWriter(),
                        new CSVReader(),
                        and(times, Map.of("Trim Fields", "false")),
                        Map.of("schema-access-strategy", "csv-header-derived", "Trim Fields", "false"),
                        "text/csv"));
    }

    private static Map<String, String> and(Map<String, String> some, Map<String, String> more) {
        var all = new HashMap<>(some);
        all.putAll(more);
        return all;
    }

    @BeforeEach
    void start() throws IOException, InitializationException {
        flow = SourceFlow.start(SimulatorOptions.defaults().withRecords(Map.of("deals", 250L)), "deals");
    }

    @AfterEach
    void stop() {
        flow.close();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void givesTheSameTableAsTheDefaultFormat(Format format) throws InitializationException {
        var slices = flow.plan();
        flow.read(slices);
        var plain = load(flow.fetch().getFlowFilesForRelationship(SourceFlow.SUCCESS), null);
        flow.fetch().clearTransferState();
        add(flow.fetch(), "writer", format.writer(), format.writerSettings());
        flow.fetch().setProperty("Record Writer", "writer");

        flow.read(slices);

        var written = flow.fetch().getFlowFilesForRelationship(SourceFlow.SUCCESS);
        assertThat(written).isNotEmpty().allSatisfy(flowFile -> {
            assertThat(flowFile.getAttribute("mime.type")).startsWith(format.mimeType());
            flowFile.assertAttributeEquals(HubSpotAttributes.RECORD_COUNT, "250");
        });
        var loaded = load(written, format);
        assertThat(loaded).hasSize(250).containsOnlyKeys(plain.keySet());
        loaded.forEach((id, fields) -> assertThat(fields).as("deal %d", id).isEqualTo(plain.get(id)));
    }

    @Test
    void contentOfAnotherFormatFailsAndSaysSo() throws InitializationException {
        var runner = put(new MemoryDestination());
        add(runner, "reader", new JsonTreeReader(), Map.of());
        runner.setProperty("Record Reader", "reader");
        flow.read(flow.plan());
        var records =
                flow.fetch().getFlowFilesForRelationship(SourceFlow.SUCCESS).getFirst();
        runner.enqueue("no json at all", records.getAttributes());

        runner.run();

        runner.assertAllFlowFilesTransferred(PutHubSpotTable.FAILURE, 1);
        var failed = runner.getFlowFilesForRelationship(PutHubSpotTable.FAILURE).getFirst();
        failed.assertAttributeEquals(HubSpotAttributes.ERROR_CODE, "RECORDS_UNREADABLE");
        failed.assertContentEquals("no json at all");
    }

    /** The table by id, each row's fields as text: what a warehouse would hold. */
    private static TreeMap<Long, Map<String, String>> load(List<MockFlowFile> records, @Nullable Format format)
            throws InitializationException {
        var warehouse = new MemoryDestination();
        var runner = put(warehouse);
        if (format != null) {
            add(runner, "reader", format.reader(), format.readerSettings());
            runner.setProperty("Record Reader", "reader");
        }
        records.forEach(flowFile -> runner.enqueue(flowFile.toByteArray(), flowFile.getAttributes()));
        runner.run();
        runner.assertAllFlowFilesTransferred(PutHubSpotTable.SUCCESS);
        var table = new TreeMap<Long, Map<String, String>>();
        var columns = warehouse.columns("deals");
        Objects.requireNonNull(warehouse.tables.get("deals")).forEach((id, row) -> table.put(id, fields(row, columns)));
        return table;
    }

    private static Map<String, String> fields(Row row, List<Column> columns) {
        var fields = new TreeMap<String, String>();
        fields.put("_created_at", String.valueOf(row.createdAtMillis()));
        fields.put("_updated_at", String.valueOf(row.updatedAtMillis()));
        fields.put("_archived", String.valueOf(row.archived()));
        fields.put("_content_hash", String.valueOf(row.contentHash()));
        fields.put("_unparsed", String.valueOf(row.unparsedJson()));
        for (var i = 0; i < columns.size(); i++) {
            var value = row.value(i);
            if (value != null) {
                fields.put(
                        columns.get(i).name(),
                        value instanceof BigDecimal number
                                ? number.stripTrailingZeros().toPlainString()
                                : value.toString());
            }
        }
        return fields;
    }

    private static TestRunner put(MemoryDestination warehouse) throws InitializationException {
        var runner = TestRunners.newTestRunner(PutHubSpotTable.class);
        add(runner, "warehouse", warehouse, Map.of());
        runner.setProperty(PutHubSpotTable.CONNECTION_SERVICE, "warehouse");
        return runner;
    }

    private static void add(TestRunner runner, String id, ControllerService service, Map<String, String> settings)
            throws InitializationException {
        runner.addControllerService(id, service);
        settings.forEach((name, value) -> runner.setProperty(service, name, value));
        runner.enableControllerService(service);
    }
}
