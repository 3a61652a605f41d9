package io.hubflow.engine.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ReferenceTable;
import io.hubflow.hubspot.Owner;
import io.hubflow.hubspot.Pipeline;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeptReferencesTest {
    private static final Instant NOW = Instant.parse("2026-11-28T00:00:00Z");

    @Test
    void ownersKeepTheirTeamsAndAreKeptByTheirId() {
        var table = ReferenceTables.owners(
                List.of(owner("7", false, new Owner.Team("3", "North", true)), owner("8", true)), NOW.toEpochMilli());

        assertThat(table.keptBy()).containsExactly("id");
        assertThat(table.writtenAt()).isEqualTo(NOW);
        assertThat(value(table, 0, "teams")).isEqualTo("[{\"id\":\"3\",\"name\":\"North\",\"primary\":true}]");
        assertThat(value(table, 0, "removed_at")).isNull();
    }

    /** The active ones and the archived ones are two lists; one of them may come back empty. */
    @Test
    void aListWithoutAnActiveOwnerChangesNothing() {
        assertThat(ReferenceTables.owners(List.of(owner("8", true)), 0).rows()).isEmpty();
        assertThat(ReferenceTables.owners(List.of(), 0).rows()).isEmpty();
    }

    @Test
    void pipelinesAndStagesAreKeptByTheirIds() {
        var deals = StandardObjectTypes.find("deals").orElseThrow();
        var stage = new Pipeline.Stage("won", "Won", 1, false, NOW, NOW, Map.of());
        var tables = ReferenceTables.pipelines(
                deals, List.of(new Pipeline("p", "Sales", 0, false, NOW, NOW, List.of(stage))), NOW.toEpochMilli());

        assertThat(tables)
                .extracting(ReferenceTable::keptBy)
                .containsExactly(List.of("id"), List.of("pipeline_id", "id"));
        assertThat(tables)
                .allSatisfy(table ->
                        assertThat(table.columns()).extracting(Column::name).contains(ReferenceTable.REMOVED_AT));
        assertThat(tables)
                .allSatisfy(table -> assertThat(table.keptBy()).isEqualTo(ReferenceTables.keptBy(table.name())));
    }

    private static @Nullable Object value(ReferenceTable table, int row, String column) {
        var names = table.columns().stream().map(Column::name).toList();
        return table.rows().get(row).get(names.indexOf(column));
    }

    private static Owner owner(String id, boolean archived, Owner.Team... teams) {
        return new Owner(
                id, OptionalLong.empty(), "o@example.com", "O", "P", "PERSON", archived, NOW, NOW, List.of(teams));
    }
}
