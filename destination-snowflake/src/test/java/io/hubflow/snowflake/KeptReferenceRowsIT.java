package io.hubflow.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.destination.ReferenceTable;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table that an earlier version made without {@code removed_at} gets the column, and keeps what HubSpot no longer gives. */
class KeptReferenceRowsIT {
    @TempDir
    Path folder;

    @Test
    void anOlderTableOfOwnersGrowsAndKeepsItsRows() {
        var place = SnowflakePlace.create(folder);
        var id = new Column("id", ColumnType.VARCHAR);
        var email = new Column("email", ColumnType.VARCHAR);
        try (var destination = place.open()) {
            commit(
                    destination,
                    new ReferenceTable(
                            "hubspot_owners", List.of(id, email), "", "", List.of(row("1", "a"), row("2", "b"))));
        }
        try (var destination = place.open()) {
            commit(
                    destination,
                    new ReferenceTable(
                            "hubspot_owners",
                            List.of(
                                    id,
                                    email,
                                    new Column("teams", ColumnType.JSON),
                                    new Column("removed_at", ColumnType.TIMESTAMP)),
                            "",
                            "",
                            List.of(row("2", "B", "[{\"id\":\"7\"}]", null)),
                            List.of("id"),
                            Instant.EPOCH));
        }
        assertThat(place.read("hubspot_owners"))
                .extracting(row -> row.get("id"), row -> row.get("email"), row -> row.get("removed_at"))
                .containsExactlyInAnyOrder(tuple("1", "a", Instant.EPOCH), tuple("2", "B", null));
    }

    private static void commit(Destination destination, ReferenceTable table) {
        destination.commit(new Commit(List.of(), List.of(), List.of(table), List.of(), List.of()));
    }

    private static List<@Nullable Object> row(@Nullable Object... values) {
        return Arrays.asList(values);
    }
}
