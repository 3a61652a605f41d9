package io.hubflow.engine.typing;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Reading;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.StoredRow;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.hubspot.HubSpotRecord;
import io.hubflow.hubspot.PropertySelection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StoredContentTest {
    private static final List<String> PROPERTIES =
            List.of("email", "amount", "closed", "done", "day", "owner", "extra");
    private static final TableSchema SCHEMA = new TableSchema(
            "deals",
            "deals",
            List.of(
                    new Column("email", ColumnType.VARCHAR),
                    new Column("amount", ColumnType.DECIMAL),
                    new Column("closed", ColumnType.TIMESTAMP),
                    new Column("done", ColumnType.BOOLEAN),
                    new Column("day", ColumnType.DATE),
                    new Column("owner", ColumnType.BIGINT),
                    new Column("extra", ColumnType.JSON)));

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {
                "a@b.c,1500,2024-02-29T13:14:15.678Z,true,2024-02-29,7,{\"a\": 1}",
                "|two words|,1500.00,2024-02-29T13:14:15Z,TRUE,1709164800000,007,[]",
                "x,-0.50,1709212455678,false,2024-02-29,-3,1",
                "x,0012.5,2024-02-29T13:14:15+01:00,False,2024-02-29,0,null",
                "x,1e3,2024-02-29,no,never,7.5,{",
                "x,0.12345678901,2024-02-29T13:14:15.678901Z,true,2024-02-29,99999999999999999999,2",
                "x,0,1969-12-31T23:59:59.999Z,true,2024-02-29,0,2"
            })
    void knowsARowThatNobodyTouchedWhateverHubSpotWrote(
            String email, String amount, String closed, String done, String day, String owner, String extra) {
        var stored = stored(made(email, amount, closed, done, day, owner, extra));

        assertThat(content(Set.of()).isIntact(stored)).isTrue();
    }

    @Test
    void knowsTextThatNoDatabaseKeeps() {
        assertThat(content(Set.of()).isIntact(stored(made("a\0b", null, null, null, null, null, null))))
                .isTrue();
    }

    @Test
    void findsAnAlteredValueTimeOrMark() {
        var row = made("a@b.c", "5", null, "true", null, "7", null);
        var intact = stored(row);
        var content = content(Set.of());

        assertThat(content.isIntact(withValue(intact, 0, "other"))).isFalse();
        assertThat(content.isIntact(withValue(intact, 3, false))).isFalse();
        assertThat(content.isIntact(withValue(intact, 5, null))).isFalse();
        assertThat(content.isIntact(withTimes(intact, 1, intact.updatedAtMillis(), Row.NO_TIME)))
                .isFalse();
        assertThat(content.isIntact(withTimes(intact, intact.createdAtMillis(), 2, Row.NO_TIME)))
                .isFalse();
        assertThat(content.isIntact(withTimes(intact, intact.createdAtMillis(), intact.updatedAtMillis(), 9)))
                .isFalse();
    }

    @Test
    void knowsRowsReadBeforeAndAfterAPropertyWasLeftOut() {
        var whole = stored(made("a@b.c", "5", null, null, null, null, null));
        var content = content(Set.of("amount"));
        var without = new RowMaker(
                        PropertySelection.of(List.of("email", "closed", "done", "day", "owner", "extra")),
                        SCHEMA,
                        PROPERTIES)
                .toRow(record("a@b.c", null, null, null, null, null), Reading.byId(1_000));

        assertThat(content.isIntact(whole)).isTrue();
        assertThat(content.isIntact(withValue(stored(without), 1, new java.math.BigDecimal("3"))))
                .isTrue();
        assertThat(content.isIntact(withValue(stored(without), 0, "other"))).isFalse();
    }

    @Test
    void knowsARowThatIsOlderThanTheTypesOfTwoColumns() {
        var written = stored(made("a@b.c", "1500.00", "2024-02-29T13:14:15Z", "true", "2024-02-29", "7", null));
        var widened = withValue(withValue(written, 1, "1500"), 5, "7");
        var content = new StoredContent(
                widening(Map.of("amount", ColumnType.VARCHAR, "owner", ColumnType.VARCHAR)),
                PROPERTIES,
                Map.of("amount", ColumnType.VARCHAR, "owner", ColumnType.VARCHAR),
                Set.of());

        assertThat(content.isIntact(widened)).isTrue();
        assertThat(content.isIntact(withValue(widened, 1, "1501"))).isFalse();
        assertThat(content.isIntact(withValue(widened, 0, "other"))).isFalse();
        assertThat(content.isIntact(withValue(widened, 5, null))).isFalse();
    }

    @Test
    void knowsARowOfAWholeNumberWhoseColumnTakesFractionsNow() {
        var written = stored(made("a@b.c", null, null, null, null, "7", null));
        var content = new StoredContent(widening(Map.of("owner", ColumnType.DECIMAL)), PROPERTIES, Map.of(), Set.of());

        assertThat(content.isIntact(withValue(written, 5, new java.math.BigDecimal("7.000"))))
                .isTrue();
        assertThat(content.isIntact(withValue(written, 5, new java.math.BigDecimal("7.001"))))
                .isFalse();
    }

    private static TableSchema widening(Map<String, ColumnType> types) {
        return new TableSchema(
                "deals",
                "deals",
                SCHEMA.columns().stream()
                        .map(column -> new Column(column.name(), types.getOrDefault(column.name(), column.type())))
                        .toList());
    }

    @Test
    void knowsTheMarksThatItWrote() {
        var tombstone = Row.tombstone(5, 1_000, Row.NOT_MERGED, 2_000);
        var marked = new StoredRow(
                5,
                1,
                2,
                false,
                Row.NO_TIME,
                1_000,
                Row.NOT_MERGED,
                OptionalLong.of(tombstone.contentHash()),
                null,
                new Object[7]);

        assertThat(content(Set.of()).isIntact(marked)).isTrue();
        assertThat(content(Set.of()).isIntact(withTimes(marked, 1, 2, 1_001))).isFalse();
    }

    private static StoredContent content(Set<String> unread) {
        return new StoredContent(SCHEMA, PROPERTIES, Map.of(), unread);
    }

    private static Row made(@Nullable String... wires) {
        return new RowMaker(PropertySelection.of(PROPERTIES), SCHEMA, PROPERTIES)
                .toRow(record(wires), Reading.byId(1_000));
    }

    private static HubSpotRecord record(@Nullable String... wires) {
        return new HubSpotRecord(5, 1_600_000_000_000L, 1_700_000_000_000L, false, HubSpotRecord.NOT_ARCHIVED, wires);
    }

    private static StoredRow stored(Row row) {
        var values = new @Nullable Object[row.valueCount()];
        for (var i = 0; i < values.length; i++) {
            values[i] = row.value(i);
        }
        return new StoredRow(
                row.id(),
                row.createdAtMillis(),
                row.updatedAtMillis(),
                row.archived(),
                row.archivedAtMillis(),
                Row.NO_TIME,
                Row.NOT_MERGED,
                OptionalLong.of(row.contentHash()),
                row.unparsedJson(),
                values);
    }

    private static StoredRow withValue(StoredRow row, int column, @Nullable Object value) {
        var values = row.values().clone();
        values[column] = value;
        return new StoredRow(
                row.id(),
                row.createdAtMillis(),
                row.updatedAtMillis(),
                row.archived(),
                row.archivedAtMillis(),
                row.deletedAtMillis(),
                row.mergedInto(),
                row.contentHash(),
                row.unparsedJson(),
                values);
    }

    private static StoredRow withTimes(StoredRow row, long created, long updated, long deleted) {
        return new StoredRow(
                row.id(),
                created,
                updated,
                row.archived(),
                row.archivedAtMillis(),
                deleted,
                row.mergedInto(),
                row.contentHash(),
                row.unparsedJson(),
                row.values());
    }
}
