package io.hubflow.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.CommitResult.TableResult;
import io.hubflow.engine.destination.Row;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which of two versions of a record is the later one. Readings by id are true from the moment they were sent, searches from
 * the record's {@code updatedAt}.
 */
abstract class VersionContract extends ContractFixture {
    private static final Row FIRST = RowMaker.id(1).updated(10).read(15).values("first, searched");
    private static final Row EDITED = RowMaker.id(1).updated(20).readById(30).values("edited, by id");
    private static final Row STALE = RowMaker.id(1).updated(20).read(40).values("stale, searched");
    private static final Row WENT_BACK = RowMaker.id(1).updated(5).readById(50).values("updatedAt went back, by id");
    private static final Row EDITED_AGAIN = RowMaker.id(1).updated(60).read(70).values("edited again, searched");

    @Test
    void aReadingByIdReplacesTheRowAlthoughUpdatedAtWentBack() {
        load(CONTACTS, RowMaker.id(1).updated(20).read(30).values("before"));
        assertThat(load(CONTACTS, WENT_BACK)).isEqualTo(new TableResult("contacts", 0, 1, 0));
        assertThat(row("contacts", 1))
                .containsEntry("email", "updatedAt went back, by id")
                .containsEntry("_updated_at", at(5))
                .containsEntry("_version_at", at(50).plusNanos(1_000));
    }

    @Test
    void aStaleSearchNeverWinsOverAReadingById() {
        load(CONTACTS, WENT_BACK);
        assertThat(load(CONTACTS, STALE)).isEqualTo(new TableResult("contacts", 0, 0, 1));
        assertThat(column("contacts", "email")).containsExactly("updatedAt went back, by id");
    }

    @Test
    void aSearchOfTheSameModificationLosesAgainstAReadingById() {
        load(CONTACTS, RowMaker.id(1).updated(60).readById(50).values("by id"));
        load(CONTACTS, EDITED_AGAIN);
        assertThat(column("contacts", "email")).containsExactly("by id");
    }

    @Test
    void aSearchWithANewerModificationWinsOverAReadingById() {
        load(CONTACTS, WENT_BACK);
        assertThat(load(CONTACTS, EDITED_AGAIN)).isEqualTo(new TableResult("contacts", 0, 1, 0));
        assertThat(row("contacts", 1))
                .containsEntry("email", "edited again, searched")
                .containsEntry("_version_at", at(60));
    }

    @Test
    void aLaterReadingByIdThatFindsTheSameRewritesNothing() {
        load(CONTACTS, EDITED);
        var before = table("contacts");
        assertThat(load(CONTACTS, RowMaker.id(1).updated(20).readById(90).values("edited, by id")))
                .isEqualTo(new TableResult("contacts", 0, 0, 1));
        assertThat(table("contacts")).isEqualTo(before);
    }

    /** Every version in its own commit, in random orders and with repetitions, and all of them in one stage. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyOrderOfArrivalAndEveryReplayEndsAtTheSameRow(long seed) {
        var random = new Random(seed);
        var arrivals = new ArrayList<>(List.of(FIRST, EDITED, STALE, WENT_BACK));
        arrivals.addAll(List.copyOf(arrivals));
        Collections.shuffle(arrivals, random);
        arrivals.forEach(version -> load(CONTACTS, version));
        var together = schema("together", CONTACTS.columns().getFirst());
        load(together, arrivals.toArray(Row[]::new));
        assertThat(column("contacts", "email")).containsExactly("updatedAt went back, by id");
        assertThat(row("together", 1)).isEqualTo(row("contacts", 1));
        arrivals.set(random.nextInt(arrivals.size()), EDITED_AGAIN);
        arrivals.forEach(version -> load(CONTACTS, version));
        assertThat(column("contacts", "email")).containsExactly("edited again, searched");
    }

    @Test
    void aRowOfAnOlderHubflowCountsFromItsUpdateTime() {
        load(
                CONTACTS,
                RowMaker.id(1).updated(20).read(30).values("old"),
                RowMaker.id(2).values("other"));
        forgetVersions();
        assertThat(load(CONTACTS, RowMaker.id(1).updated(19).read(90).values("older")))
                .isEqualTo(new TableResult("contacts", 0, 0, 1));
        assertThat(load(CONTACTS, WENT_BACK)).isEqualTo(new TableResult("contacts", 0, 1, 0));
        assertThat(column("contacts", "email")).containsExactly("updatedAt went back, by id", "other");
    }

    private void forgetVersions() {
        meanwhile("ALTER TABLE contacts DROP COLUMN _version_at");
    }
}
