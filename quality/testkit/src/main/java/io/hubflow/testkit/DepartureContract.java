package io.hubflow.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.CommitResult.TableResult;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.destination.Row;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the rows of records that were archived, deleted or merged, and of those that come back. */
abstract class DepartureContract extends ContractFixture {
    private static final Row DELETED = Row.tombstone(1, RowMaker.EPOCH + 99, Row.NOT_MERGED, RowMaker.EPOCH + 100);
    private static final Row MERGED = Row.tombstone(2, Row.NO_TIME, 77, RowMaker.EPOCH + 100);

    private void loadTwo() {
        load(
                CONTACTS,
                RowMaker.id(1)
                        .updated(10)
                        .readById(50)
                        .unparsed("{\"email\":\"x\"}")
                        .values("one"),
                RowMaker.id(2).updated(10).readById(50).values("two"));
    }

    @Test
    void aTombstoneMarksTheRowAndKeepsItsValues() {
        loadTwo();
        assertThat(load(CONTACTS, DELETED, MERGED)).isEqualTo(new TableResult("contacts", 0, 2, 0));
        assertThat(row("contacts", 1))
                .containsEntry("email", "one")
                .containsEntry("_unparsed", "{\"email\":\"x\"}")
                .containsEntry("_created_at", at(0))
                .containsEntry("_updated_at", at(10))
                .containsEntry("_archived", false)
                .containsEntry("_deleted_at", at(99))
                .containsEntry("_merged_into", null)
                .containsEntry("_synced_at", at(100));
        assertThat(row("contacts", 2))
                .containsEntry("email", "two")
                .containsEntry("_deleted_at", null)
                .containsEntry("_merged_into", 77L);
    }

    @Test
    void aRecordThatLeftTheFilterIsMarkedUntilItIsReadAgain() {
        loadTwo();
        assertThat(load(CONTACTS, Row.outOfScope(1, RowMaker.EPOCH + 100)))
                .isEqualTo(new TableResult("contacts", 0, 1, 0));
        assertThat(row("contacts", 1))
                .containsEntry("email", "one")
                .containsEntry("_out_of_scope", true)
                .containsEntry("_deleted_at", null)
                .containsEntry("_merged_into", null)
                .containsEntry("_synced_at", at(100));
        assertThat(row("contacts", 2)).containsEntry("_out_of_scope", null);
        assertThat(destination().liveIds("contacts").ids(0, Long.MAX_VALUE))
                .toIterable()
                .containsExactly(2L);
        assertOutOfScope(1L);
        load(CONTACTS, RowMaker.id(1).updated(10).readById(200).values("one"));
        assertThat(row("contacts", 1)).containsEntry("email", "one").containsEntry("_out_of_scope", null);
        assertThat(destination().liveIds("contacts").ids(0, Long.MAX_VALUE))
                .toIterable()
                .containsExactly(1L, 2L);
        assertOutOfScope();
    }

    private void assertOutOfScope(Long... ids) {
        destination().storedTables().ifPresent(stored -> {
            assertThat(stored.outOfScope("contacts", 0, 10)).containsExactly(ids);
            assertThat(stored.outOfScope("contacts", 2, 10)).isEmpty();
            assertThat(stored.outOfScope("companies", 0, 10)).isEmpty();
        });
    }

    @Test
    void aRecordThatLeftTheFilterIsRemovedWhereDepartedRowsAre() {
        loadTwo();
        assertThat(load(CONTACTS, DeleteMode.HARD, Row.outOfScope(1, RowMaker.EPOCH + 100)))
                .isEqualTo(new TableResult("contacts", 0, 0, 0, 1));
        assertThat(destination().liveIds("contacts").ids(0, Long.MAX_VALUE))
                .toIterable()
                .containsExactly(2L);
    }

    @Test
    void whatWasMarkedIsRemovedWhereTheSameIsReadAgainAndRowsAreRemoved() {
        loadTwo();
        load(
                CONTACTS,
                RowMaker.id(3).updated(10).readById(50).values("three"),
                RowMaker.id(4).updated(10).readById(50).archived(90).values("four"),
                RowMaker.id(5).updated(10).readById(50).values("five"));
        load(CONTACTS, DELETED, MERGED, Row.outOfScope(3, RowMaker.EPOCH + 100));
        reopen();
        assertThat(load(
                                CONTACTS,
                                DeleteMode.HARD,
                                Row.tombstone(1, RowMaker.EPOCH + 300, Row.NOT_MERGED, RowMaker.EPOCH + 300),
                                Row.tombstone(2, Row.NO_TIME, 77, RowMaker.EPOCH + 300),
                                Row.outOfScope(3, RowMaker.EPOCH + 300),
                                RowMaker.id(4)
                                        .updated(10)
                                        .readById(300)
                                        .archived(90)
                                        .values("four"))
                        .removed())
                .isEqualTo(4);
        assertThat(table("contacts")).containsOnlyKeys(5L);
    }

    @Test
    void aTombstoneThatComesAgainChangesNothing() {
        loadTwo();
        load(CONTACTS, DELETED, MERGED);
        var before = table("contacts");
        assertThat(load(CONTACTS, DELETED, MERGED, Row.tombstone(2, Row.NO_TIME, 77, RowMaker.EPOCH + 500)))
                .isEqualTo(new TableResult("contacts", 0, 0, 2));
        assertThat(table("contacts")).isEqualTo(before);
    }

    @Test
    void aRowPointsToTheLastSurvivorWhicheverMergeIsReadFirst() {
        load(
                CONTACTS,
                RowMaker.id(1).updated(10).readById(50).values("one"),
                RowMaker.id(9).values("nine"));
        load(CONTACTS, merged(1, 2, 100));
        assertThat(row("contacts", 1)).containsEntry("_merged_into", 2L);

        load(CONTACTS, merged(3, 4, 200), merged(2, 3, 200));
        assertThat(row("contacts", 1)).containsEntry("_merged_into", 4L).containsEntry("_synced_at", at(200));
        assertThat(row("contacts", 1)).containsEntry("email", "one");
        assertThat(row("contacts", 2)).containsEntry("_merged_into", 4L);
        assertThat(row("contacts", 3)).containsEntry("_merged_into", 4L);

        // What the search index still says of the first survivor, and a record that was merged into it unseen.
        load(CONTACTS, merged(1, 2, 300), merged(6, 2, 300));
        assertThat(row("contacts", 1)).containsEntry("_merged_into", 4L);
        assertThat(row("contacts", 6)).containsEntry("_merged_into", 4L);
        assertThat(row("contacts", 9)).containsEntry("_merged_into", null);

        reopen();
        load(CONTACTS, merged(4, 5, 400));
        assertThat(row("contacts", 1)).containsEntry("_merged_into", 5L);
        assertThat(row("contacts", 6)).containsEntry("_merged_into", 5L);
        assertThat(destination().liveIds("contacts").ids(0, Long.MAX_VALUE))
                .toIterable()
                .containsExactly(9L);
        reopen();
        var before = table("contacts");
        assertThat(load(CONTACTS, merged(1, 5, 500))).isEqualTo(new TableResult("contacts", 0, 0, 1));
        assertThat(table("contacts")).isEqualTo(before);
    }

    @Test
    void rowsThatPointToEachOtherStayAsTheyAre() {
        load(CONTACTS, RowMaker.id(9).values("nine"));
        load(CONTACTS, merged(1, 2, 100), merged(2, 3, 100), merged(3, 1, 100), merged(4, 5, 100), merged(5, 6, 100));
        assertThat(row("contacts", 1)).containsEntry("_merged_into", 2L);
        assertThat(row("contacts", 3)).containsEntry("_merged_into", 1L);
        assertThat(row("contacts", 4)).containsEntry("_merged_into", 6L);
    }

    private static Row merged(long id, long survivor, long readAt) {
        return Row.tombstone(id, Row.NO_TIME, survivor, RowMaker.EPOCH + readAt);
    }

    @Test
    void aTombstoneOfAnUnknownRecordMakesARowOfItsIdAndMarksAlone() {
        loadTwo();
        assertThat(load(CONTACTS, Row.tombstone(3, RowMaker.EPOCH + 99, 8, RowMaker.EPOCH + 100)))
                .isEqualTo(new TableResult("contacts", 1, 0, 0));
        assertThat(row("contacts", 3))
                .containsEntry("email", null)
                .containsEntry("_created_at", null)
                .containsEntry("_updated_at", null)
                .containsEntry("_archived", false)
                .containsEntry("_deleted_at", at(99))
                .containsEntry("_merged_into", 8L);
    }

    @Test
    void aTombstoneAloneMakesTheTable() {
        assertThat(load(CONTACTS, DELETED)).isEqualTo(new TableResult("contacts", 1, 0, 0));
        assertThat(row("contacts", 1)).containsEntry("_deleted_at", at(99));
    }

    @Test
    void aTombstoneIsUnderstoodInAStageThatReadNoColumn() {
        loadTwo();
        assertThat(loadInPart(CONTACTS, Set.of("email"), DELETED)).isEqualTo(new TableResult("contacts", 0, 1, 0));
        assertThat(row("contacts", 1)).containsEntry("email", "one").containsEntry("_deleted_at", at(99));
    }

    @Test
    void aRestoredRecordLosesItsMarks() {
        loadTwo();
        load(CONTACTS, DELETED, MERGED);
        assertThat(load(
                        CONTACTS,
                        RowMaker.id(1).updated(10).readById(200).values("one"),
                        RowMaker.id(2).updated(300).read(310).values("two again")))
                .isEqualTo(new TableResult("contacts", 0, 2, 0));
        assertThat(row("contacts", 1)).containsEntry("email", "one").containsEntry("_deleted_at", null);
        assertThat(row("contacts", 2)).containsEntry("email", "two again").containsEntry("_merged_into", null);
    }

    @Test
    void aRestoredRecordThatIsReadInPartLosesItsMarksAndKeepsTheRest() {
        loadTwo();
        load(CONTACTS, DELETED);
        loadInPart(
                CONTACTS,
                Set.of("email"),
                RowMaker.id(1).updated(10).readById(200).unread("email").values(new Object[] {null}));
        assertThat(row("contacts", 1)).containsEntry("email", "one").containsEntry("_deleted_at", null);
    }

    @Test
    void whatWasReadBeforeATombstoneDoesNotClearIt() {
        loadTwo();
        load(CONTACTS, DELETED);
        assertThat(load(CONTACTS, RowMaker.id(1).updated(90).read(400).values("late")))
                .isEqualTo(new TableResult("contacts", 0, 1, 0));
        assertThat(row("contacts", 1))
                .containsEntry("email", "late")
                .containsEntry("_updated_at", at(90))
                .containsEntry("_deleted_at", at(99))
                .containsEntry("_synced_at", at(100));
        assertThat(load(CONTACTS, RowMaker.id(1).updated(20).read(401).values("later and older")))
                .isEqualTo(new TableResult("contacts", 0, 0, 1));
    }

    @Test
    void aTombstoneOfAnOlderReadingLoses() {
        load(CONTACTS, RowMaker.id(1).updated(10).readById(150).values("one"));
        assertThat(load(CONTACTS, DELETED)).isEqualTo(new TableResult("contacts", 0, 0, 1));
        assertThat(row("contacts", 1)).containsEntry("_deleted_at", null);
    }

    @Test
    void anArchivedRecordIsMarkedAndComesBack() {
        loadTwo();
        load(CONTACTS, RowMaker.id(1).updated(10).readById(100).archived(95).values("one"));
        assertThat(row("contacts", 1)).containsEntry("_archived", true).containsEntry("_archived_at", at(95));
        load(CONTACTS, RowMaker.id(1).updated(10).read(120).values("one"));
        assertThat(row("contacts", 1)).as("a stale search").containsEntry("_archived", true);
        load(CONTACTS, RowMaker.id(1).updated(10).readById(200).values("one"));
        assertThat(row("contacts", 1)).containsEntry("_archived", false).containsEntry("_archived_at", null);
    }

    /** Values, tombstone and restoration in random orders, each in its own commit, with repetitions. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyOrderOfArrivalEndsAtTheSameRow(long seed) {
        var random = new Random(seed);
        var arrivals = new ArrayList<>(List.of(
                RowMaker.id(1).updated(10).readById(50).values("one"),
                RowMaker.id(1).updated(60).read(65).values("edited"),
                DELETED,
                Row.tombstone(1, RowMaker.EPOCH + 80, Row.NOT_MERGED, RowMaker.EPOCH + 80)));
        arrivals.addAll(List.copyOf(arrivals));
        Collections.shuffle(arrivals, random);
        arrivals.forEach(version -> load(CONTACTS, version));
        assertThat(row("contacts", 1)).containsEntry("email", "edited").containsEntry("_deleted_at", at(99));
        arrivals.set(
                random.nextInt(arrivals.size()),
                RowMaker.id(1).updated(60).readById(150).values("restored"));
        arrivals.forEach(version -> load(CONTACTS, version));
        assertThat(row("contacts", 1)).containsEntry("email", "restored").containsEntry("_deleted_at", null);
    }

    @Test
    void hardRemovesTheRowsOfDepartedRecordsAndMakesNone() {
        loadTwo();
        load(
                CONTACTS,
                RowMaker.id(3).updated(10).readById(50).values("three"),
                RowMaker.id(5).values("five"));
        var result = load(
                CONTACTS,
                DeleteMode.HARD,
                DELETED,
                MERGED,
                RowMaker.id(3).updated(10).readById(100).archived(95).values("three"),
                Row.tombstone(4, RowMaker.EPOCH + 99, Row.NOT_MERGED, RowMaker.EPOCH + 100),
                RowMaker.id(6).updated(10).readById(100).archived(95).values("six"));
        assertThat(result).isEqualTo(new TableResult("contacts", 0, 0, 2, 3));
        assertThat(table("contacts")).containsOnlyKeys(5L);
    }

    @Test
    void hardLeavesARowThatWasReadLater() {
        load(CONTACTS, RowMaker.id(1).updated(10).readById(150).values("one"));
        assertThat(load(CONTACTS, DeleteMode.HARD, DELETED)).isEqualTo(new TableResult("contacts", 0, 0, 1));
        assertThat(column("contacts", "email")).containsExactly("one");
    }

    @Test
    void hardTakesTheLatestOfWhatOneCommitSays() {
        load(
                CONTACTS,
                DeleteMode.HARD,
                RowMaker.id(1).updated(10).readById(50).values("gone"),
                DELETED,
                MERGED,
                RowMaker.id(2).updated(10).readById(200).values("restored"));
        assertThat(column("contacts", "email")).containsExactly("restored");
    }

    @Test
    void liveIdsAreThoseOfRowsWithoutMarks() {
        load(
                CONTACTS,
                RowMaker.id(1).readById(50).values("deleted"),
                RowMaker.id(2).readById(50).values("merged"),
                RowMaker.id(3).readById(50).archived(40).values("archived"),
                RowMaker.id(4).readById(50).values("four"),
                RowMaker.id(9).readById(50).values("nine"));
        load(CONTACTS, DELETED, MERGED, Row.tombstone(5, RowMaker.EPOCH + 99, 0, RowMaker.EPOCH + 100));
        var live = destination().liveIds("contacts");
        assertThat(live.ids(0, Long.MAX_VALUE)).toIterable().containsExactly(4L, 9L);
        assertThat(live.ids(0, 9)).toIterable().containsExactly(4L);
        assertThat(live.count(0, Long.MAX_VALUE, Long.MAX_VALUE)).isEqualTo(2);
        assertThat(live.count(5, 10, RowMaker.EPOCH + 1)).isEqualTo(1);
        assertThat(live.count(0, Long.MAX_VALUE, RowMaker.EPOCH)).isZero();
        assertThat(live.among(List.of(1L, 3L, 4L, 7L, 9L), Long.MAX_VALUE)).containsExactlyInAnyOrder(4L, 9L);
        assertThat(live.among(List.of(9L), RowMaker.EPOCH + 1)).containsExactly(9L);
        assertThat(live.among(List.of(4L, 9L), RowMaker.EPOCH)).isEmpty();
        assertThat(live.among(List.of(), Long.MAX_VALUE)).isEmpty();
        load(CONTACTS, RowMaker.id(1).readById(200).values("restored"));
        assertThat(destination().liveIds("contacts").ids(0, Long.MAX_VALUE))
                .toIterable()
                .containsExactly(1L, 4L, 9L);
        reopen();
        assertThat(destination().liveIds("contacts").count(0, Long.MAX_VALUE, Long.MAX_VALUE))
                .isEqualTo(3);
        assertThat(destination().liveIds("elsewhere").count(0, Long.MAX_VALUE, Long.MAX_VALUE))
                .isZero();
    }
}
