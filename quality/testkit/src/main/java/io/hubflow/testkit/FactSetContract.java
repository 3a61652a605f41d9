package io.hubflow.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.CommitResult.FactResult;
import io.hubflow.engine.destination.FactSet;
import io.hubflow.engine.destination.FactTable;
import io.hubflow.engine.destination.FactTable.Keep;
import io.hubflow.engine.destination.StoredTables;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A set replaces its owner's earlier set, whatever the order of arrival, and only what differs is written. */
abstract class FactSetContract extends FactFixture {
    @Test
    void aSetReplacesTheEarlierOneOfItsOwnerAlone() {
        assertThat(facts(LINKS, links(1, 10, "5:a", "6:b"), links(2, 10, "5:c")))
                .isEqualTo(result(LINKS, 3, 0, 0, 0));
        assertThat(facts(LINKS, links(1, 20, "6:B", "7:d"))).isEqualTo(result(LINKS, 1, 1, 1, 0));
        assertThat(links()).containsExactly("1-6:B", "1-7:d", "2-5:c");
        assertThat(place().read(LINKS.name()))
                .extracting(row -> row.get("_synced_at"))
                .containsExactlyInAnyOrder(at(20), at(20), at(10));
    }

    @Test
    void anEmptySetRemovesAllOfItsOwner() {
        facts(LINKS, links(1, 10, "5:a", "6:b"), links(2, 10, "5:c"));
        assertThat(facts(LINKS, links(1, 20))).isEqualTo(result(LINKS, 0, 0, 2, 0));
        assertThat(links()).containsExactly("2-5:c");
    }

    @Test
    void setsWithoutAFactMakeNeitherATableNorLinesOfBookkeeping() {
        assertThat(facts(LINKS, links(1, 10), links(2, 10))).isEqualTo(result(LINKS, 0, 0, 0, 0));
        assertThat(destination().hasTable(LINKS.name())).isFalse();
        assertThat(place().tables()).doesNotContain(LINKS.name(), "_hubflow_sets");
        facts(LINKS, links(1, 20));
        assertThat(destination().hasTable(LINKS.name())).isFalse();
        facts(LINKS, links(1, 30, "5:a"), links(2, 30));
        assertThat(destination().hasTable(LINKS.name())).isTrue();
        assertThat(links()).containsExactly("1-5:a");
    }

    @Test
    void anEmptySetThatIsNewerThanTheFirstFactsOfTheSameCommitCounts() {
        try (var newer = destination().openFacts(LINKS);
                var older = destination().openFacts(LINKS)) {
            newer.append(links(1, 20));
            older.append(links(1, 10, "5:a"));
            older.append(links(2, 10, "6:b"));
            destination().commit(factsOf(newer, older));
        }
        assertThat(links()).containsExactly("2-6:b");
    }

    @Test
    void aSetThatIsTheSameIsNotRewritten() {
        facts(LINKS, links(1, 10, "5:a", "6:b"));
        assertThat(facts(LINKS, links(1, 20, "6:b", "5:a"))).isEqualTo(result(LINKS, 0, 0, 0, 2));
        assertThat(place().read(LINKS.name()))
                .extracting(row -> row.get("_synced_at"))
                .containsOnly(at(10));
    }

    @Test
    void anOlderReadingChangesNothingAfterANewerOne() {
        facts(LINKS, links(1, 20, "5:new"));
        assertThat(facts(LINKS, links(1, 10, "5:old", "6:gone"))).isEqualTo(result(LINKS, 0, 0, 0, 2));
        assertThat(links()).containsExactly("1-5:new");
        facts(LINKS, links(2, 20));
        facts(LINKS, links(2, 10, "5:old"));
        assertThat(links()).as("an empty set counts too").containsExactly("1-5:new");
    }

    @Test
    void anOlderReadingChangesNothingAfterANewerOneThatFoundTheSame() {
        facts(LINKS, links(1, 10, "5:a"));
        facts(LINKS, links(1, 30, "5:a"));
        assertThat(facts(LINKS, links(1, 20, "6:b"))).isEqualTo(result(LINKS, 0, 0, 0, 1));
        reopen();
        facts(LINKS, links(1, 20, "6:b"));
        assertThat(links()).containsExactly("1-5:a");
    }

    @Test
    void theSameReadingAgainChangesNothing() {
        facts(LINKS, links(1, 10, "5:a"), links(2, 10));
        assertThat(facts(LINKS, links(1, 10, "5:a"), links(2, 10))).isEqualTo(result(LINKS, 0, 0, 0, 1));
        assertThat(links()).containsExactly("1-5:a");
    }

    @Test
    void theNewestOfSeveralSetsOfOneStageCounts() {
        assertThat(facts(LINKS, links(1, 10, "5:a"), links(1, 30, "6:c"), links(1, 20, "7:b"), links(1, 30, "6:d")))
                .isEqualTo(result(LINKS, 1, 0, 0, 3));
        assertThat(links()).as("among equal times the last").containsExactly("1-6:d");
    }

    @Test
    void aFactThatASetHasTwiceIsWrittenOnce() {
        assertThat(facts(LINKS, links(1, 10, "5:a", "5:a")).inserted()).isEqualTo(1);
        assertThat(facts(LINKS, links(1, 20, "5:a", "5:a")).changed()).isZero();
        assertThat(links()).containsExactly("1-5:a");
    }

    @Test
    void aKeyOfEqualIdsAndOtherTypesIsAnotherFact() {
        var typed = new ArrayList<@Nullable Object[]>();
        typed.add(new @Nullable Object[] {1L, 5L, 1L, null});
        typed.add(new @Nullable Object[] {1L, 5L, 279L, "Primary"});
        assertThat(facts(LINKS, new FactSet(1, RowMaker.EPOCH, typed)).inserted())
                .isEqualTo(2);
        assertThat(facts(LINKS, new FactSet(1, RowMaker.EPOCH + 1, typed.subList(0, 1))))
                .isEqualTo(result(LINKS, 0, 0, 1, 1));
        assertThat(links()).containsExactly("1-5:null");
    }

    @Test
    void aValueMayBecomeNullAndComeBack() {
        facts(LINKS, links(1, 10, "5:a"));
        var without = new ArrayList<@Nullable Object[]>();
        without.add(new @Nullable Object[] {1L, 5L, 1L, null});
        assertThat(facts(LINKS, new FactSet(1, RowMaker.EPOCH + 20, without)).updated())
                .isEqualTo(1);
        assertThat(links()).containsExactly("1-5:null");
        assertThat(facts(LINKS, links(1, 30, "5:a")).updated()).isEqualTo(1);
        assertThat(links()).containsExactly("1-5:a");
    }

    @Test
    void aLargeSetComesInPartsAndOneThatIsNotCompleteIsDropped() {
        facts(LINKS, links(1, 10, "5:a"));
        facts(LINKS, stage -> {
            stage.append(links(2, 10, "5:b"));
            try (var set = stage.open(1, RowMaker.EPOCH + 20)) {
                set.append(links(1, 20, "6:x").rows());
            }
        });
        assertThat(links()).containsExactly("1-5:a", "2-5:b");
        facts(LINKS, stage -> {
            try (var set = stage.open(1, RowMaker.EPOCH + 20)) {
                set.append(links(1, 20, "6:x").rows());
                set.append(links(1, 20, "7:y").rows());
                set.complete();
            }
        });
        assertThat(links()).containsExactly("1-6:x", "1-7:y", "2-5:b");
    }

    @Test
    void ofALargeSetOnlyWhatDiffersIsWritten() {
        aListLosesOneMemberAndGainsOne(20_000);
    }

    @Test
    @Tag("stress")
    void ofTwoHundredThousandMembersOnlyWhatDiffersIsWritten() {
        aListLosesOneMemberAndGainsOne(200_000);
    }

    private void aListLosesOneMemberAndGainsOne(long size) {
        var members = new FactTable(
                "hubspot_list_memberships",
                List.of(new Column("list_id", ColumnType.BIGINT), new Column("record_id", ColumnType.BIGINT)),
                List.of("list_id", "record_id"),
                "list_id",
                Keep.CURRENT);
        assertThat(members(members, 10, 1, size)).isEqualTo(result(members, size, 0, 0, 0));
        assertThat(members(members, 20, 2, size + 1)).isEqualTo(result(members, 1, 0, 1, size - 1));
        assertThat(members(members, 30, 2, size + 1)).isEqualTo(result(members, 0, 0, 0, size));
        var ids = place().read(members.name()).stream()
                .mapToLong(row -> (Long) row.get("record_id"))
                .summaryStatistics();
        assertThat(ids.getCount()).isEqualTo(size);
        assertThat(ids.getMin()).isEqualTo(2);
        assertThat(ids.getMax()).isEqualTo(size + 1);
    }

    private FactResult members(FactTable members, long readAt, long first, long last) {
        return facts(members, stage -> {
            try (var set = stage.open(9, RowMaker.EPOCH + readAt)) {
                for (var from = first; from <= last; from += 250) {
                    set.append(LongStream.rangeClosed(from, Math.min(last, from + 249))
                            .mapToObj(id -> new @Nullable Object[] {9L, id})
                            .toList());
                }
                set.complete();
            }
        });
    }

    @Test
    void aRowThatDoesNotFitIsRefusedWithItsSet() {
        try (var stage = destination().openFacts(LINKS)) {
            stage.append(links(1, 10, "5:a"));
            for (var unfit : List.of(
                    new @Nullable Object[] {2L, 5L, 1L},
                    new @Nullable Object[] {3L, 5L, 1L, "of another owner"},
                    new @Nullable Object[] {2L, null, 1L, "without a key"},
                    new @Nullable Object[] {2L, 5L, 1L, 7L})) {
                assertThatThrownBy(() -> stage.append(new FactSet(
                                2,
                                RowMaker.EPOCH,
                                List.of(links(2, 10, "4:fits").rows().getFirst(), unfit))))
                        .isInstanceOf(IllegalArgumentException.class);
            }
            destination().commit(factsOf(stage));
        }
        assertThat(links()).containsExactly("1-5:a");
    }

    @Test
    void keepsEveryTypeOfValue() {
        var typed = new FactTable(
                "things",
                List.of(
                        new Column("_id", ColumnType.BIGINT),
                        new Column("day", ColumnType.DATE),
                        new Column("text", ColumnType.VARCHAR),
                        new Column("amount", ColumnType.DECIMAL),
                        new Column("yes", ColumnType.BOOLEAN),
                        new Column("at", ColumnType.TIMESTAMP)),
                List.of("_id", "day", "text"),
                "_id",
                Keep.CURRENT);
        var rows = new ArrayList<@Nullable Object[]>();
        rows.add(new @Nullable Object[] {
            Long.MAX_VALUE,
            LocalDate.of(2024, 2, 29),
            "it's \"quoted\"\t🐘",
            new BigDecimal("-0.000000001"),
            true,
            at(1)
        });
        rows.add(new @Nullable Object[] {Long.MAX_VALUE, LocalDate.EPOCH, "", null, null, null});
        assertThat(facts(typed, new FactSet(Long.MAX_VALUE, RowMaker.EPOCH + 5, rows))
                        .inserted())
                .isEqualTo(2);
        assertThat(facts(typed, new FactSet(Long.MAX_VALUE, RowMaker.EPOCH + 6, rows)))
                .isEqualTo(result(typed, 0, 0, 0, 2));
        reopen();
        assertThat(facts(typed, new FactSet(Long.MAX_VALUE, RowMaker.EPOCH + 7, rows)))
                .isEqualTo(result(typed, 0, 0, 0, 2));
        assertThat(place().read("things"))
                .extracting(
                        row -> row.get("_id"),
                        row -> row.get("day"),
                        row -> row.get("text"),
                        row -> row.get("amount"),
                        row -> row.get("yes"),
                        row -> row.get("at"))
                .containsExactlyInAnyOrder(tuple(rows.get(0)), tuple(rows.get(1)));
    }

    @Test
    void aSetIsProvenUntilSomebodyChangesItsRows() {
        facts(LINKS, links(1, 10, "5:a", "6:b"), links(2, 10, "7:c"));
        assertThat(sets().altered()).isEmpty();
        assertThat(sets().owners()).isEqualTo(2);
        assertThat(sets().unproven()).isZero();

        meanwhile("DELETE FROM contacts_companies WHERE to_id = 6");
        assertThat(sets().altered()).containsExactly(1L);

        destination().storedTables().orElseThrow().distrust(LINKS, List.of(1L));
        facts(LINKS, links(1, 20, "5:a", "6:b"));
        assertThat(links()).containsExactly("1-5:a", "1-6:b", "2-7:c");
        assertThat(sets().altered()).isEmpty();
    }

    @Test
    void aSetThatLostARowWithItsRecordIsNotAltered() {
        facts(LINKS, links(1, 10, "5:a", "6:b"), links(2, 10, "6:c"), links(3, 10, "5:d"));
        facts(LINKS, stage -> stage.forget("to_id", 6, RowMaker.EPOCH + 10));

        assertThat(links()).containsExactly("1-5:a", "3-5:d");
        assertThat(sets().owners()).isEqualTo(3);
        assertThat(sets().altered()).isEmpty();
    }

    private StoredTables.StoredSets sets() {
        return destination().storedTables().orElseThrow().sets(LINKS);
    }
}
