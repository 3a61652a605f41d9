package io.hubflow.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.destination.FactSet;
import io.hubflow.engine.destination.FactTable;
import io.hubflow.engine.destination.RecordErasure;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.fact.HistoryReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nothing stays of records that HubSpot deleted for good, and nothing of it comes back. */
abstract class ErasureContract extends FactFixture {
    private static final FactTable HISTORY = HistoryReader.table(
            new ObjectType("contacts", "contacts", "0-1", "lastmodifieddate", "contacts", false, List.of("contacts")));

    private void loadThree() {
        load(
                CONTACTS,
                RowMaker.id(1)
                        .updated(10)
                        .readById(50)
                        .unparsed("{\"email\":\"x\"}")
                        .values("one"),
                RowMaker.id(2).updated(10).readById(50).values("two"),
                RowMaker.id(3).updated(10).readById(50).values("three"));
        facts(HISTORY, version(1, 50), version(2, 50), version(3, 50));
    }

    private static FactSet version(long id, long readAt) {
        return new FactSet(id, RowMaker.EPOCH + readAt, List.<@Nullable Object[]>of(new @Nullable Object[] {
            id, "email", "text", at(10), null, "API", null, null
        }));
    }

    private void erase(long goneAt, Long... ids) {
        destination()
                .storedTables()
                .orElseThrow()
                .erase(new RecordErasure(
                        "contacts",
                        destination().findTable("contacts"),
                        Optional.of(HISTORY),
                        List.of(ids),
                        RowMaker.EPOCH + goneAt));
    }

    private List<Long> owners() {
        var owners = new ArrayList<Long>();
        place().read(HISTORY.name()).forEach(row -> owners.add((Long) row.get("_id")));
        return owners;
    }

    @Test
    void anErasedRecordHasNoValuesAndStaysAliveUntilItIsMarked() {
        loadThree();
        erase(100, 1L);
        assertThat(row("contacts", 1)).containsEntry("email", null).containsEntry("_unparsed", null);
        assertThat(column("contacts", "email")).containsExactly(null, "two", "three");
        assertThat(owners()).containsExactlyInAnyOrder(2L, 3L);
        assertThat(destination().liveIds("contacts").ids(0, Long.MAX_VALUE))
                .toIterable()
                .containsExactly(1L, 2L, 3L);

        erase(110, 1L);
        load(CONTACTS, Row.tombstone(1, RowMaker.EPOCH + 110, Row.NOT_MERGED, RowMaker.EPOCH + 110));
        assertThat(row("contacts", 1)).containsEntry("_deleted_at", at(110)).containsEntry("email", null);
    }

    /** As a FlowFile that waited while its record was deleted. */
    @ParameterizedTest
    @EnumSource(DeleteMode.class)
    void whatWasReadBeforeTheDeletionDoesNotBringValuesBack(DeleteMode deletes) {
        loadThree();
        erase(100, 1L);
        load(CONTACTS, RowMaker.id(1).updated(60).readById(70).values("late"));
        load(CONTACTS, deletes, Row.tombstone(1, RowMaker.EPOCH + 100, Row.NOT_MERGED, RowMaker.EPOCH + 100));
        reopen();
        load(CONTACTS, RowMaker.id(1).updated(80).read(85).values("late"));
        load(CONTACTS, RowMaker.id(1).updated(80).readById(90).values("late"));
        facts(HISTORY, version(1, 90), version(2, 90));

        assertThat(column("contacts", "email")).doesNotContain("late");
        assertThat(owners()).containsExactlyInAnyOrder(2L, 3L);
        assertThat(destination().liveIds("contacts").ids(0, Long.MAX_VALUE))
                .toIterable()
                .containsExactly(2L, 3L);
    }

    @Test
    void recordsThatWereMergedIntoADeletedOneLoseTheirValuesToo() {
        loadThree();
        load(CONTACTS, Row.tombstone(2, Row.NO_TIME, 1, RowMaker.EPOCH + 90));
        erase(100, 1L);
        assertThat(column("contacts", "email")).containsExactly(null, null, "three");
        assertThat(row("contacts", 2)).containsEntry("_merged_into", 1L);
        assertThat(owners()).containsExactly(3L);
    }

    @Test
    void anErasedRowThatIsReadAgainAfterAllGetsItsValuesBack() {
        loadThree();
        erase(100, 1L);
        load(CONTACTS, RowMaker.id(1).updated(10).readById(200).values("one"));
        facts(HISTORY, version(1, 200));
        assertThat(row("contacts", 1)).containsEntry("email", "one");
        assertThat(owners()).containsExactlyInAnyOrder(1L, 2L, 3L);
    }
}
