package io.hubflow.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.CommitResult.TableResult;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.destination.Row;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Where the rows of departed records are removed, an older reading does not bring them back. */
abstract class RemovalContract extends ContractFixture {
    private static final Row STALE = RowMaker.id(1).updated(60).read(300).values("stale");

    private void removeThree() {
        load(
                CONTACTS,
                RowMaker.id(1).updated(10).readById(50).values("one"),
                RowMaker.id(2).updated(10).readById(50).values("two"),
                RowMaker.id(3).updated(10).readById(50).values("three"),
                RowMaker.id(9).updated(10).readById(50).values("nine"));
        load(
                CONTACTS,
                DeleteMode.HARD,
                Row.tombstone(1, RowMaker.EPOCH + 99, Row.NOT_MERGED, RowMaker.EPOCH + 100),
                Row.tombstone(2, Row.NO_TIME, 77, RowMaker.EPOCH + 100),
                RowMaker.id(3).updated(10).readById(100).archived(95).values("three"));
    }

    @Test
    void aLateSearchHitDoesNotBringARemovedRowBack() {
        removeThree();
        for (var run = 0; run < 2; run++) {
            var result = load(
                    CONTACTS,
                    DeleteMode.HARD,
                    STALE,
                    RowMaker.id(2).updated(60).read(300).values("stale"),
                    RowMaker.id(3).updated(60).read(300).values("stale"));
            assertThat(result).isEqualTo(new TableResult("contacts", 0, 0, 3));
            assertThat(table("contacts")).containsOnlyKeys(9L);
            reopen();
        }
    }

    @Test
    void theRemovalIsOnRecordWithItsReason() {
        removeThree();
        assertThat(place().read("_hubflow_removed"))
                .extracting(row -> "%s %s %s %s"
                        .formatted(row.get("table_name"), row.get("id"), row.get("reason"), row.get("merged_into")))
                .containsExactlyInAnyOrder(
                        "contacts 1 deleted null", "contacts 2 merged 77", "contacts 3 archived null");
    }

    @Test
    void recordsThatAreOnRecordAsArchivedMayBeAskedFor() {
        removeThree();
        assertThat(destination().liveIds("contacts").archivedIds()).toIterable().containsExactly(3L);
        reopen();
        assertThat(destination().liveIds("contacts").archivedIds()).toIterable().containsExactly(3L);
        load(CONTACTS, DeleteMode.HARD, Row.tombstone(3, RowMaker.EPOCH + 199, 0, RowMaker.EPOCH + 200));
        assertThat(destination().liveIds("contacts").archivedIds()).toIterable().isEmpty();
        reopen();
        assertThat(destination().liveIds("contacts").archivedIds()).toIterable().isEmpty();
    }

    @Test
    void aLaterReadingBringsTheRowBackAndEndsTheRecord() {
        removeThree();
        reopen();
        var back = RowMaker.id(1).updated(10).readById(200).values("back");
        assertThat(load(CONTACTS, DeleteMode.HARD, STALE, back)).isEqualTo(new TableResult("contacts", 1, 0, 0));
        assertThat(row("contacts", 1)).containsEntry("email", "back");
        assertThat(place().read("_hubflow_removed"))
                .extracting(row -> row.get("id"))
                .containsExactlyInAnyOrder(2L, 3L);
        load(CONTACTS, DeleteMode.HARD, Row.tombstone(1, RowMaker.EPOCH + 249, 0, RowMaker.EPOCH + 250));
        load(CONTACTS, DeleteMode.HARD, RowMaker.id(1).updated(10).readById(240).values("late"));
        assertThat(table("contacts")).containsOnlyKeys(9L);
    }

    @Test
    void theRecordOfADepartureThatTheTableNeverHeldKeepsItOut() {
        removeThree();
        load(CONTACTS, DeleteMode.HARD, Row.tombstone(4, Row.NO_TIME, 9, RowMaker.EPOCH + 100));
        load(CONTACTS, DeleteMode.HARD, RowMaker.id(4).updated(60).read(300).values("four"));
        reopen();
        load(CONTACTS, DeleteMode.HARD, RowMaker.id(4).updated(61).read(400).values("four"));
        assertThat(table("contacts")).containsOnlyKeys(9L);
    }

    @Test
    void aTableIsNotTroubledByTheRemovalsOfAnother() {
        removeThree();
        var others = schema("companies", CONTACTS.columns().getFirst());
        load(others, DeleteMode.HARD, STALE);
        assertThat(table("companies")).containsOnlyKeys(1L);
    }

    @Test
    void aReadingInPartDoesNotBringARemovedRowBack() {
        removeThree();
        loadInPart(
                CONTACTS,
                Set.of("email"),
                RowMaker.id(1).updated(60).read(300).unread("email").values((Object) null));
        assertThat(table("contacts")).containsOnlyKeys(9L);
        loadInPart(
                CONTACTS,
                Set.of("email"),
                RowMaker.id(1).updated(60).readById(300).unread("email").values((Object) null));
        assertThat(table("contacts")).containsOnlyKeys(1L, 9L);
    }

    @Test
    void anOlderRemovalLeavesTheRecordOfALaterOne() {
        removeThree();
        load(CONTACTS, DeleteMode.HARD, Row.tombstone(1, RowMaker.EPOCH + 89, 0, RowMaker.EPOCH + 90));
        load(CONTACTS, DeleteMode.HARD, RowMaker.id(1).updated(10).readById(95).values("late"));
        assertThat(table("contacts")).containsOnlyKeys(9L);
    }

    @Test
    void theMarksOfALaterSoftRunEndTheRecord() {
        removeThree();
        load(CONTACTS, Row.tombstone(2, Row.NO_TIME, 77, RowMaker.EPOCH + 200));
        assertThat(row("contacts", 2)).containsEntry("_merged_into", 77L);
        assertThat(place().read("_hubflow_removed"))
                .extracting(row -> row.get("id"))
                .containsExactlyInAnyOrder(1L, 3L);
    }
}
