package io.hubflow.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.ReferenceTable;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reference tables whose rows stay when HubSpot no longer gives them. */
class KeptReferencesIT {
    private static final Instant FIRST = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant SECOND = Instant.parse("2026-11-02T00:00:00Z");

    @TempDir
    Path folder;

    @Test
    void rowsOfTwoKeysAreReplacedKeptAndMarked() {
        var place = SnowflakePlace.create(folder);
        try (var destination = place.open()) {
            destination.commit(stages(FIRST, List.of("sales", "1", "New"), List.of("sales", "2", "Won")));
            destination.commit(stages(SECOND, List.of("sales", "1", "Fresh"), List.of("renewals", "2", "Due")));
        }
        assertThat(place.read("hubspot_pipeline_stages"))
                .extracting(r -> r.get("pipeline_id"), r -> r.get("id"), r -> r.get("label"), r -> r.get("removed_at"))
                .containsExactlyInAnyOrder(
                        Tuple.tuple("sales", "1", "Fresh", null),
                        Tuple.tuple("renewals", "2", "Due", null),
                        Tuple.tuple("sales", "2", "Won", SECOND));
    }

    @SafeVarargs
    private static Commit stages(Instant writtenAt, List<String>... rows) {
        var columns = List.of(
                new Column("object_type", ColumnType.VARCHAR),
                new Column("pipeline_id", ColumnType.VARCHAR),
                new Column("id", ColumnType.VARCHAR),
                new Column("label", ColumnType.VARCHAR),
                new Column(ReferenceTable.REMOVED_AT, ColumnType.TIMESTAMP));
        var values = Arrays.stream(rows)
                .map(r -> Arrays.<@Nullable Object>asList("deals", r.get(0), r.get(1), r.get(2), null))
                .toList();
        var table = new ReferenceTable(
                "hubspot_pipeline_stages",
                columns,
                "object_type",
                "deals",
                values,
                List.of("pipeline_id", "id"),
                writtenAt);
        return new Commit(List.of(), List.of(), List.of(table), List.of(), List.of());
    }
}
