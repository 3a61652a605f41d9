package io.hubflow.engine.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.Reading;
import io.hubflow.engine.destination.Row;
import io.hubflow.hubspot.HubSpotRecord;
import io.hubflow.hubspot.PropertySelection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MergedIdsTest {
    private final MergedIds merged =
            new MergedIds(PropertySelection.of(List.of("email", "hs_calculated_merged_vids", "hs_merged_object_ids")));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"11;12", "11;12;", ";11;;12", "11, 12", "11:1700000000000;12:1700000000001", "11;none;12"})
    void understandsEveryFormOfTheList(String text) {
        assertThat(merged.in(survivor(1, null, text))).containsExactly(11L, 12L);
        assertThat(merged.in(survivor(1, text, null))).containsExactly(11L, 12L);
    }

    @Test
    void takesTheIdsOfBothPropertiesAndNotTheRecordsOwn() {
        assertThat(merged.in(survivor(1, "1:1700000000000;11:1700000000000", "12;11")))
                .containsExactlyInAnyOrder(11L, 12L);
    }

    @Test
    void recordsWithoutTheValueNameNone() {
        assertThat(merged.in(survivor(1, null, ""))).isEmpty();
        assertThat(new MergedIds(PropertySelection.none()).in(survivor(1, "2:1", "3")))
                .isEmpty();
    }

    @Test
    void aMergedIdBecomesATombstoneWithItsSurvivor() {
        var rows = merged.tombstones(List.of(survivor(1, null, "11"), survivor(2, null, null)), Reading.byId(5_000));

        assertThat(rows).singleElement().satisfies(row -> {
            assertThat(row.id()).isEqualTo(11);
            assertThat(row.mergedInto()).isEqualTo(1);
            assertThat(row.deletedAtMillis()).isEqualTo(Row.NO_TIME);
            assertThat(row.readAtMillis()).isEqualTo(5_000);
        });
    }

    @Test
    void anIdThatTwoRecordsNameBecomesOneTombstone() {
        var rows = merged.tombstones(List.of(survivor(2, null, "1"), survivor(3, null, "2;1")), Reading.byId(1));

        assertThat(rows.stream().map(row -> row.id() + ">" + row.mergedInto())).containsExactly("1>3", "2>3");
    }

    private static HubSpotRecord survivor(long id, @Nullable String vids, @Nullable String ids) {
        var values = new @Nullable String[] {"a@b.c", vids, ids};
        return new HubSpotRecord(id, 0, 0, false, HubSpotRecord.NOT_ARCHIVED, values);
    }
}
