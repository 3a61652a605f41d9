package io.hubflow.engine.typing;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Reading;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.hubspot.HubSpotRecord;
import io.hubflow.hubspot.PropertySelection;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RowMakerTest {
    private static final PropertySelection SELECTION = PropertySelection.of(List.of("email", "amount"));
    private static final TableSchema SCHEMA = schema(ColumnType.DECIMAL);

    @Test
    void takesValuesByPropertyNotByPosition() {
        var row = maker(SCHEMA).toRow(record(5, "a@b.c", "12.5"), Reading.byId(1_000));

        assertThat(row.id()).isEqualTo(5);
        assertThat(row.value(0)).isEqualTo(new BigDecimal("12.5"));
        assertThat(row.value(1)).isEqualTo("a@b.c");
        assertThat(row.value(2)).isNull();
        assertThat(row.readAtMillis()).isEqualTo(1_000);
        assertThat(row.archivedAtMillis()).isEqualTo(Row.NO_TIME);
        assertThat(row.unparsedJson()).isNull();
    }

    @Test
    void emptyTextIsNull() {
        assertThat(maker(SCHEMA).toRow(record(5, "", ""), Reading.byId(1)).value(1))
                .isNull();
    }

    @Test
    void keepsTheExactTextOfWhatDoesNotFit() {
        var maker = maker(SCHEMA);
        var row = maker.toRow(record(5, "x", "about \"12\"\n"), Reading.byId(1));

        assertThat(row.value(0)).isNull();
        assertThat(row.unparsedJson()).isEqualTo("{\"amount\":\"about \\\"12\\\"\\n\"}");
        assertThat(maker.unparsedValues()).isEqualTo(1);
    }

    @Test
    void storesTheNearestNumberAndKeepsTheExactOne() {
        var maker = maker(SCHEMA);
        var row = maker.toRow(record(5, null, "0.12345678901"), Reading.byId(1));

        assertThat(row.value(0)).isEqualTo(new BigDecimal("0.123456789"));
        assertThat(row.unparsedJson()).isEqualTo("{\"amount\":\"0.12345678901\"}");
        assertThat(maker.roundedValues()).isEqualTo(1);
        assertThat(maker.unparsedValues()).isZero();
    }

    @Test
    void hashDependsNeitherOnTheOrderOfColumnsNorOnTheTimeOfReading() {
        var turned = new TableSchema(
                "contacts",
                "contacts",
                List.of(
                        new Column("gone", ColumnType.DATE),
                        new Column("email", ColumnType.VARCHAR),
                        new Column("amount", ColumnType.DECIMAL)));
        var other = new RowMaker(SELECTION, turned, List.of("", "email", "amount"));

        assertThat(other.toRow(record(5, "x", "1"), Reading.byId(1)).contentHash())
                .isEqualTo(maker(SCHEMA)
                        .toRow(record(5, "x", "1"), Reading.byId(2))
                        .contentHash());
    }

    /** The rows that were there when the column became text have this form, too. */
    @Test
    void writesNumbersInAColumnOfTextInOneForm() {
        var text = new TableSchema("contacts", "contacts", List.of(new Column("amount", ColumnType.VARCHAR)));
        var maker = new RowMaker(SELECTION, text, List.of("amount"), Map.of("amount", ColumnType.DECIMAL));

        for (var wire : List.of("1E3", "1000.00", "1000", "+1000", "0001000")) {
            assertThat(maker.toRow(record(5, null, wire), Reading.byId(1)).value(0))
                    .as(wire)
                    .isEqualTo("1000");
        }
        assertThat(maker.toRow(record(5, null, "0.00"), Reading.byId(1)).value(0))
                .isEqualTo("0");
        assertThat(maker.toRow(record(5, null, "-1.50"), Reading.byId(1)).value(0))
                .isEqualTo("-1.5");
        assertThat(maker.toRow(record(5, null, "many"), Reading.byId(1)).value(0))
                .isEqualTo("many");
        assertThat(maker.toRow(record(5, null, "1E999999999"), Reading.byId(1)).value(0))
                .isEqualTo("1E999999999");
        var words = new RowMaker(SELECTION, text, List.of("amount"), Map.of("amount", ColumnType.VARCHAR));
        assertThat(words.toRow(record(5, null, "1000.00"), Reading.byId(1)).value(0))
                .isEqualTo("1000.00");
    }

    @Test
    void keepsTextThatNotEveryDatabaseHoldsExactlyInUnparsed() {
        var row = maker(SCHEMA).toRow(record(5, "a\uD83D b\u0000", null), Reading.byId(1));

        assertThat(row.value(1)).isEqualTo("a\uFFFD b\uFFFD");
        assertThat(row.unparsedJson()).isEqualTo("{\"email\":\"\\\"a\\\\uD83D b\\\\u0000\\\"\"}");
        assertThat(maker(SCHEMA)
                        .toRow(record(5, "emoji \uD83D\uDE00", null), Reading.byId(1))
                        .unparsedJson())
                .isNull();
    }

    @Test
    void hashTellsWhichColumnsWereNotRead() {
        var whole = new TableSchema(
                "contacts",
                "contacts",
                List.of(new Column("amount", ColumnType.DECIMAL), new Column("email", ColumnType.VARCHAR)));
        var read = new RowMaker(SELECTION, whole, List.of("amount", "email"));

        assertThat(maker(SCHEMA).unreadColumns()).containsExactly("gone");
        assertThat(read.unreadColumns()).isEmpty();
        assertThat(maker(SCHEMA).toRow(record(5, "x", "1"), Reading.byId(1)).contentHash())
                .isEqualTo(read.toRow(record(5, "x", "1"), Reading.byId(1)).contentHash()
                        + ContentHash.unread(List.of("gone")))
                .isNotEqualTo(read.toRow(record(5, "x", "1"), Reading.byId(1)).contentHash());
    }

    @Test
    void hashChangesWithAValueItsPlaceTheTypeAndTheTimes() {
        var hash = maker(SCHEMA).toRow(record(5, "x", "1"), Reading.byId(1)).contentHash();

        assertThat(maker(SCHEMA).toRow(record(5, "x", "2"), Reading.byId(1)).contentHash())
                .isNotEqualTo(hash);
        assertThat(maker(SCHEMA).toRow(record(5, "1", "x"), Reading.byId(1)).contentHash())
                .isNotEqualTo(hash);
        assertThat(maker(schema(ColumnType.VARCHAR))
                        .toRow(record(5, "x", "1"), Reading.byId(1))
                        .contentHash())
                .isNotEqualTo(hash);
        var later = new HubSpotRecord(5, 10, 21, false, HubSpotRecord.NOT_ARCHIVED, new String[] {"x", "1"});
        assertThat(maker(SCHEMA).toRow(later, Reading.byId(1)).contentHash()).isNotEqualTo(hash);
        var archived = new HubSpotRecord(5, 10, 20, true, 30, new String[] {"x", "1"});
        assertThat(maker(SCHEMA).toRow(archived, Reading.byId(1)).contentHash()).isNotEqualTo(hash);
    }

    private static RowMaker maker(TableSchema schema) {
        return new RowMaker(SELECTION, schema, List.of("amount", "email", ""));
    }

    private static TableSchema schema(ColumnType amount) {
        return new TableSchema(
                "contacts",
                "contacts",
                List.of(
                        new Column("amount", amount),
                        new Column("email", ColumnType.VARCHAR),
                        new Column("gone", ColumnType.DATE)));
    }

    private static HubSpotRecord record(long id, @Nullable String email, @Nullable String amount) {
        return new HubSpotRecord(id, 10, 20, false, HubSpotRecord.NOT_ARCHIVED, new @Nullable String[] {email, amount});
    }
}
