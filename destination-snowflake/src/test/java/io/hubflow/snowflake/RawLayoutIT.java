package io.hubflow.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.engine.destination.WireText;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.testkit.RowMaker;
import io.hubflow.testkit.Values;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The view over a raw table reads like a table of columns, value for value. */
class RawLayoutIT {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(longs = {21, 22})
    void bothLayoutsAgreeValueForValue(long seed) {
        var types = List.of(ColumnType.values());
        var columns = new ArrayList<Column>();
        types.forEach(type -> columns.add(new Column("order " + type.name().toLowerCase(java.util.Locale.ROOT), type)));
        var schema = new TableSchema("contacts", "contacts", columns);
        var values = new Values(seed);
        var rows = new ArrayList<Row>();
        for (int i = 0; i < 200; i++) {
            rows.add(RowMaker.id(values.nextLong(120))
                    .updated(values.nextLong(5))
                    .read(values.nextLong(1000))
                    .values(values.row(types).toArray()));
        }
        var asColumns = SnowflakePlace.create(folder.resolve("columns"));
        var asRecord = SnowflakePlace.raw(folder.resolve("raw"));
        for (var place : List.of(asColumns, asRecord)) {
            try (var destination = place.open()) {
                load(destination, schema, rows.subList(0, 120));
                load(destination, schema, rows.subList(80, 200));
            }
        }
        var expected = sorted(asColumns);
        var read = sorted(asRecord);
        assertThat(read).hasSameSizeAs(expected);
        for (int i = 0; i < read.size(); i++) {
            assertThat(read.get(i)).isEqualTo(expected.get(i));
        }
    }

    @Test
    void keepsTheRecordAsOneDocumentAndShowsEvolvedTypes() {
        var place = SnowflakePlace.raw(folder);
        var narrow = new TableSchema("deals", "deals", List.of(new Column("amount", ColumnType.DECIMAL)));
        var wide = new TableSchema(
                "deals",
                "deals",
                List.of(new Column("amount", ColumnType.VARCHAR), new Column("won", ColumnType.BOOLEAN)));
        try (var destination = place.open()) {
            load(destination, narrow, List.of(RowMaker.id(1).values(new BigDecimal("12.50"))));
            load(destination, wide, List.of(RowMaker.id(2).values("many", true)));
            assertThat(destination.findTable("deals")).contains(wide);
        }
        try (var destination = place.open()) {
            assertThat(destination.findTable("deals")).contains(wide);
        }
        assertThat(place.read("deals"))
                .extracting(row -> row.get("amount"), row -> row.get("won"))
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("12.5", null),
                        org.assertj.core.groups.Tuple.tuple("many", true));
        assertThat(SnowflakePlace.emulator().admin().rows("HUBSPOT", place.schema(), "DEALS"))
                .extracting(row -> row.get("RECORD"))
                .containsExactlyInAnyOrder("{\"amount\":\"12.5\"}", "{\"amount\":\"many\",\"won\":true}");
    }

    @Test
    void aTableKeepsItsLayout() {
        var place = SnowflakePlace.create(folder);
        var schema = new TableSchema("deals", "deals", List.of(new Column("amount", ColumnType.DECIMAL)));
        try (var destination = place.open()) {
            load(destination, schema, List.of(RowMaker.id(1).values(BigDecimal.ONE)));
        }
        var settings = place.settings();
        var other = new SnowflakeSettings(
                settings.accountIdentifier(),
                settings.authentication(),
                settings.username(),
                settings.role(),
                settings.warehouse(),
                settings.database(),
                settings.schema(),
                settings.url(),
                Layout.RAW,
                settings.flushInterval(),
                settings.spoolDirectory(),
                settings.spoolLimitBytes(),
                settings.autoSuspend(),
                settings.holdBack(),
                false);
        try (var destination = SnowflakeDestination.open(other, place.source(), Timing.SYSTEM)) {
            var failure = catchThrowableOfType(ConnectorException.class, () -> destination.openStage(schema));
            assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_REFUSED);
            assertThat(failure).hasMessageContaining("snowflake.layout");
        }
    }

    private static void load(Destination destination, TableSchema schema, List<Row> rows) {
        try (var stage = destination.openStage(schema)) {
            stage.append(rows);
            destination.commit(new Commit(List.of(stage), List.of(), List.of(), List.of(), List.of()));
        }
    }

    private static List<Map<String, @Nullable Object>> sorted(SnowflakePlace place) {
        var rows = new ArrayList<>(place.read("contacts"));
        rows.sort(Comparator.comparing(row -> (Long) row.get("_id")));
        var comparable = new ArrayList<Map<String, @Nullable Object>>();
        for (var row : rows) {
            var values = new HashMap<>(row);
            values.replaceAll((name, value) -> value instanceof BigDecimal n ? WireText.of(n) : value);
            comparable.add(values);
        }
        assertThat(IntStream.range(0, rows.size())).isNotEmpty();
        return comparable;
    }
}
