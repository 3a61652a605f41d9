package io.hubflow.nifi.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.FactSet;
import io.hubflow.engine.destination.FactSetWriter;
import io.hubflow.engine.destination.FactTable;
import io.hubflow.engine.destination.Reading;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.TableSchema;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonRowTest {
    private static final TableSchema SCHEMA = new TableSchema(
            "deals",
            "deals",
            List.of(
                    new Column("dealname", ColumnType.VARCHAR),
                    new Column("amount", ColumnType.DECIMAL),
                    new Column("hubspot_owner_id", ColumnType.BIGINT),
                    new Column("hs_is_closed", ColumnType.BOOLEAN),
                    new Column("start", ColumnType.DATE),
                    new Column("closedate", ColumnType.TIMESTAMP),
                    new Column("extra", ColumnType.JSON)));

    @Test
    void rowsComeBackEqual() throws IOException {
        var full = new Row(
                9_007_199_254_740_993L,
                1,
                1_700_000_000_123L,
                true,
                1_700_000_000_999L,
                1_800_000_000_001L,
                -42,
                "{\"x\":\"1e400\"}",
                new Object[] {
                    "line\nbreak \uD83D\uDE00 \"quoted\"",
                    new BigDecimal("12345678901234567890123456789.123456789"),
                    99_999_999_999_999_999L,
                    true,
                    LocalDate.of(2024, 2, 29),
                    Instant.ofEpochMilli(-62_135_596_800_000L),
                    "{ \"kept\" : [1, 2] }"
                });
        var empty = new Row(1, Row.NO_TIME, 0, false, Row.NO_TIME, 5, Long.MIN_VALUE, null, new @Nullable Object[7]);

        var back = read(write(List.of(full, empty)));

        assertThat(back).hasSize(2);
        assertThat(back).usingRecursiveFieldByFieldElementComparator().containsExactly(full, empty);
    }

    @Test
    void writesOneLineForEachRecordWithReadableTimes() throws IOException {
        var row = new Row(
                7, Row.NO_TIME, 1_700_000_000_000L, false, Row.NO_TIME, 1_700_000_060_000L, 3, null, new Object[] {
                    "A", new BigDecimal("1E+2"), null, null, null, null, null
                });

        assertThat(write(List.of(row, row)))
                .isEqualTo(("{\"_id\":7,\"_updated_at\":\"2023-11-14T22:13:20.000Z\",\"_archived\":false,"
                                + "\"_synced_at\":\"2023-11-14T22:14:20.000Z\",\"_version_micros\":1700000000000000,"
                                + "\"_content_hash\":3,\"dealname\":\"A\",\"amount\":100}\n")
                        .repeat(2)
                        .stripTrailing());
    }

    @Test
    void aReadingByIdKeepsItsVersionAndATombstoneItsMarks() throws IOException {
        var byId = new Row(1, 2, 3, false, Row.NO_TIME, 5, 6, null, new @Nullable Object[7]).readBy(Reading.byId(40));
        var merged = Row.tombstone(2, Row.NO_TIME, 1, 50);
        var deleted = Row.tombstone(3, 60, Row.NOT_MERGED, 60);

        var back = read(write(List.of(byId, merged, deleted)));

        assertThat(back).usingRecursiveFieldByFieldElementComparator().containsExactly(byId, merged, deleted);
        assertThat(back.get(0).versionMicros()).isEqualTo(40_001);
    }

    @Test
    void factsStandAmongTheRowsAndComeBackEqual() throws IOException {
        var row = new Row(1, 2, 3, false, Row.NO_TIME, 5, 6, null, new @Nullable Object[7]);
        var set = new FactSet(
                1,
                70,
                List.of(
                        new @Nullable Object[] {1L, 7L, Instant.ofEpochMilli(9), "primary \u2028", null},
                        new @Nullable Object[] {1L, 8L, Instant.ofEpochMilli(9), null, new BigDecimal("0.5")}));
        var empty = new FactSet(2, 71, List.of());
        var bytes = new ByteArrayOutputStream();
        try (var writer = new JsonRowWriter(bytes, SCHEMA)) {
            writer.write(LINKS, empty);
            writer.write(row);
            writer.write(LINKS, set);
            writer.forget(LINKS, "to_id", 99, 72);
            writer.write(row);
        }

        var taken = new TakenFacts();
        var rows = new ArrayList<Row>();
        try (var reader = new JsonRowReader(new ByteArrayInputStream(bytes.toByteArray()), SCHEMA, taken)) {
            for (var next = reader.next(); next != null; next = reader.next()) {
                rows.add(next);
            }
        }

        assertThat(rows).usingRecursiveFieldByFieldElementComparator().containsExactly(row, row);
        assertThat(taken.sets).usingRecursiveFieldByFieldElementComparator().containsExactly(empty, set);
        assertThat(taken.forgotten).containsExactly("contacts_companies.to_id 99 at 72");
        assertThat(FactTablesText.read(FactTablesText.write(List.of(LINKS)))).containsExactly(LINKS);
    }

    @Test
    void refusesFactsThatItIsNotToldToExpect() {
        assertThatThrownBy(() -> read("{\"_facts\":\"contacts_companies\",\"owner\":1,\"read_at\":2,\"rows\":[]}"))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("hubspot.facts");
    }

    private static final FactTable LINKS = new FactTable(
            "contacts_companies",
            List.of(
                    new Column("from_id", ColumnType.BIGINT),
                    new Column("to_id", ColumnType.BIGINT),
                    new Column("since", ColumnType.TIMESTAMP),
                    new Column("label", ColumnType.VARCHAR),
                    new Column("share", ColumnType.DECIMAL)),
            List.of("from_id", "to_id"),
            "from_id",
            FactTable.Keep.CURRENT);

    private static final class TakenFacts implements FactSink {
        private final List<FactSet> sets = new ArrayList<>();
        private final List<String> forgotten = new ArrayList<>();

        @Override
        public FactTable table(String name) {
            assertThat(name).isEqualTo(LINKS.name());
            return LINKS;
        }

        @Override
        public FactSetWriter open(FactTable table, long ownerId, long readAtMillis) {
            var rows = new ArrayList<@Nullable Object[]>();
            return new FactSetWriter() {
                @Override
                public void append(List<@Nullable Object[]> some) {
                    rows.addAll(some);
                }

                @Override
                public void complete() {
                    sets.add(new FactSet(ownerId, readAtMillis, rows));
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public void forget(FactTable table, String column, long id, long readAtMillis) {
            forgotten.add(table.name() + "." + column + " " + id + " at " + readAtMillis);
        }
    }

    @Test
    void aRecordThatAnEarlierVersionWroteCountsAsSearched() throws IOException {
        var row = read("{\"_id\":1,\"_updated_at\":\"1970-01-01T00:00:00.003Z\","
                        + "\"_synced_at\":\"1970-01-01T00:00:00.005Z\",\"_content_hash\":1}")
                .getFirst();

        assertThat(row.versionMicros()).isEqualTo(3_000);
    }

    @Test
    void refusesARecordWithoutItsVersion() {
        assertThatThrownBy(() -> read("{\"_id\":1,\"_updated_at\":\"2024-01-01T00:00:00.000Z\",\"_content_hash\":1}"))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("_synced_at");
    }

    @Test
    void refusesAFieldThatTheSchemaLacks() {
        assertThatThrownBy(() -> read("{\"_id\":1,\"surprise\":2}"))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("surprise");
    }

    @Test
    void refusesTextThatIsCutOff() {
        assertThatThrownBy(() -> read("{\"_id\":1,\"dealname\":\"A"))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("record 1");
    }

    @Test
    void schemaTextKeepsTableAndColumnsInOrder() throws IOException {
        assertThat(SchemaText.read(SchemaText.write(SCHEMA))).isEqualTo(SCHEMA);
    }

    @Test
    void instantsOfAnyFormAreUnderstood() {
        assertThat(IsoTime.millis("2024-01-01T00:00:00Z")).isEqualTo(1_704_067_200_000L);
        assertThat(IsoTime.text(1_704_067_200_001L)).isEqualTo("2024-01-01T00:00:00.001Z");
        assertThat(IsoTime.millis(IsoTime.text(253_402_300_799_999L))).isEqualTo(253_402_300_799_999L);
    }

    private static String write(List<Row> rows) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var writer = new JsonRowWriter(bytes, SCHEMA)) {
            for (var row : rows) {
                writer.write(row);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static List<Row> read(String text) throws IOException {
        var rows = new ArrayList<Row>();
        try (var reader = new JsonRowReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), SCHEMA)) {
            for (var row = reader.next(); row != null; row = reader.next()) {
                rows.add(row);
            }
        }
        return rows;
    }
}
