package io.hubflow.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.FactSet;
import io.hubflow.engine.destination.FactTable;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.testkit.DestinationUnderTest;
import io.hubflow.testkit.FactSuite;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DuckDbFactsTest extends FactSuite {
    private static final FactTable LINKS = new FactTable(
            "links",
            List.of(new Column("from_id", ColumnType.BIGINT), new Column("to_id", ColumnType.BIGINT)),
            List.of("from_id", "to_id"),
            "from_id",
            FactTable.Keep.CURRENT);

    @TempDir
    Path folder;

    @Override
    protected DestinationUnderTest place(Path folder) {
        return new DuckDbPlace(folder);
    }

    /** Every set is compared with the table, whether or not it changed. */
    @Test
    void rowsThatAUserDoubledOrAddedGoWithTheNextReading() {
        var place = new DuckDbPlace(folder);
        read(place, 10);
        place.execute("INSERT INTO links (from_id, to_id) VALUES (1, 5), (1, 7), (2, 5)");
        read(place, 20);
        assertThat(place.read("links"))
                .extracting(row -> row.get("from_id") + "-" + row.get("to_id"))
                .containsExactlyInAnyOrder("1-5", "2-5");
    }

    @Test
    void aTableIsKnownWithoutTheRecordThatSaysItIsOfFacts() {
        var place = new DuckDbPlace(folder);
        read(place, 10);
        place.execute("DROP TABLE _hubflow_fact_tables");
        read(place, 20);
        assertThat(place.read("links")).hasSize(1);
        assertThat(place.read("_hubflow_fact_tables"))
                .extracting(row -> row.get("table_name"))
                .containsExactly("links");
    }

    /** Of a history, {@code _id} is a column of the key, and not the system column of a table of records. */
    @Test
    void theColumnsOfATableOfFactsAreRecordedAgain() {
        var history = new FactTable(
                "contacts_history",
                List.of(new Column("_id", ColumnType.BIGINT), new Column("value", ColumnType.VARCHAR)),
                List.of("_id", "value"),
                "_id",
                FactTable.Keep.CURRENT);
        var place = new DuckDbPlace(folder);
        read(place, history, 10, 1L, "lead");
        place.execute("DROP TABLE _hubflow_columns");
        read(place, history, 20, 1L, "customer");
        assertThat(place.read("contacts_history"))
                .singleElement()
                .satisfies(row ->
                        assertThat(row).containsEntry("value", "customer").containsKey("_synced_at"));
    }

    @Test
    void aTableThatHasLostItsKeyIsRefusedBeforeAnythingIsRead() {
        var place = new DuckDbPlace(folder);
        read(place, 10);
        place.execute("ALTER TABLE links RENAME COLUMN from_id TO source");
        try (var destination = place.open()) {
            assertLostFromId(() -> destination.openFacts(LINKS));
            assertLostFromId(() -> destination.findNamedWithoutLiveRow(LINKS, "from_id", "contacts", 10));
        }
    }

    private static void assertLostFromId(ThrowingCallable action) {
        assertThat(catchThrowableOfType(ConnectorException.class, action))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_TABLE_REFUSED))
                .hasMessageContaining("has lost its column from_id")
                .hasMessageContaining("Drop the table");
    }

    private static void read(DuckDbPlace place, long readAtMillis) {
        read(place, LINKS, readAtMillis, 1L, 5L);
    }

    private static void read(DuckDbPlace place, FactTable table, long readAtMillis, @Nullable Object... row) {
        try (var destination = place.open();
                var stage = destination.openFacts(table)) {
            stage.append(new FactSet(1, readAtMillis, List.<@Nullable Object[]>of(row)));
            destination.commit(
                    new Commit(List.of(), List.of(), List.of(), List.of(), List.of()).withFacts(List.of(stage)));
        }
    }
}
