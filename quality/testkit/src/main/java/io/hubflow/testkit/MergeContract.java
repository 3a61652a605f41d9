package io.hubflow.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.CommitResult.TableResult;
import io.hubflow.engine.destination.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The greatest version of every id is in the table, whatever came when and how often. */
abstract class MergeContract extends ContractFixture {
    @Test
    void makesTheTableWhenTheFirstRowArrives() {
        try (var stage = destination().openStage(CONTACTS)) {
            destination().commit(rowsOf(stage));
            assertThat(place().tables()).doesNotContain("contacts");
            assertThat(destination().findTable("contacts")).isEmpty();
            stage.append(List.of(RowMaker.id(1).values("a@example.com")));
            destination().commit(rowsOf(stage));
        }
        assertThat(destination().findTable("contacts")).contains(CONTACTS);
        assertThat(column("contacts", "email")).containsExactly("a@example.com");
    }

    @Test
    void fillsTheSystemColumns() {
        load(
                CONTACTS,
                RowMaker.id(7).updated(5).read(9).unparsed("{\"age\":\"x\"}").values("a"),
                RowMaker.id(8).archived(3).values("b"));
        assertThat(row("contacts", 7))
                .containsEntry("_created_at", at(0))
                .containsEntry("_updated_at", at(5))
                .containsEntry("_synced_at", at(9))
                .containsEntry("_archived", false)
                .containsEntry("_unparsed", "{\"age\":\"x\"}")
                .containsEntry("_archived_at", null)
                .containsEntry("_deleted_at", null)
                .containsEntry("_merged_into", null);
        assertThat(row("contacts", 8)).containsEntry("_archived", true).containsEntry("_archived_at", at(3));
    }

    @Test
    void insertsUpdatesAndLeavesUnchangedRowsAlone() {
        assertThat(load(
                        CONTACTS,
                        RowMaker.id(1).values("one"),
                        RowMaker.id(2).values("two"),
                        RowMaker.id(3).values("three")))
                .isEqualTo(new TableResult("contacts", 3, 0, 0));
        assertThat(load(
                        CONTACTS,
                        RowMaker.id(1).read(50).values("one"),
                        RowMaker.id(2).updated(1).read(50).values("TWO"),
                        RowMaker.id(4).read(50).values("four")))
                .isEqualTo(new TableResult("contacts", 1, 1, 1));
        assertThat(column("contacts", "email")).containsExactly("one", "TWO", "three", "four");
        assertThat(column("contacts", "_synced_at")).containsExactly(at(0), at(50), at(0), at(50));
    }

    @Test
    void takesTheGreatestVersionWithinAStage() {
        var result = load(
                CONTACTS,
                RowMaker.id(1).updated(2).values("newest"),
                RowMaker.id(1).updated(1).values("older"),
                RowMaker.id(2).updated(1).values("older"),
                RowMaker.id(2).updated(2).values("newest"),
                RowMaker.id(3).updated(2).read(5).values("read later"),
                RowMaker.id(3).updated(2).read(4).values("read earlier"),
                RowMaker.id(3).updated(1).read(9).values("older"));
        assertThat(result).isEqualTo(new TableResult("contacts", 3, 0, 0));
        assertThat(column("contacts", "email")).containsExactly("newest", "newest", "read later");
    }

    /** Every order in which three versions can arrive, each in its own commit. */
    @ParameterizedTest
    @ValueSource(strings = {"123", "132", "213", "231", "312", "321"})
    void endsAtTheGreatestVersionInEveryOrderOfArrival(String order) {
        var versions = List.of(
                RowMaker.id(1).updated(1).read(30).values("first"),
                RowMaker.id(1).updated(2).read(10).values("second"),
                RowMaker.id(1).updated(2).read(20).values("third"));
        order.chars().forEach(digit -> load(CONTACTS, versions.get(digit - '1')));
        assertThat(column("contacts", "email")).containsExactly("third");
        assertThat(column("contacts", "_synced_at")).containsExactly(at(20));
    }

    @Test
    void writesACalculatedChangeThatLeftTheUpdateTimeAlone() {
        load(CONTACTS, RowMaker.id(1).updated(1).read(1).values("before"));
        assertThat(load(CONTACTS, RowMaker.id(1).updated(1).read(2).values("after"))
                        .updated())
                .isEqualTo(1);
        assertThat(load(CONTACTS, RowMaker.id(1).updated(1).read(1).values("before"))
                        .unchanged())
                .isEqualTo(1);
        assertThat(column("contacts", "email")).containsExactly("after");
    }

    /** Two readings within one millisecond: which of them counts must not depend on the order of arrival. */
    @Test
    void settlesEqualVersionsByTheirHashInEveryOrderOfArrival() {
        var one = RowMaker.id(1).updated(1).read(1).values("one");
        var other = RowMaker.id(1).updated(1).read(1).values("other");
        var greater = one.contentHash() > other.contentHash() ? "one" : "other";
        load(CONTACTS, one);
        load(CONTACTS, other);
        assertThat(column("contacts", "email")).containsExactly(greater);
        load(schema("reversed", CONTACTS.columns().getFirst()), other);
        load(schema("reversed", CONTACTS.columns().getFirst()), one);
        assertThat(column("reversed", "email")).containsExactly(greater);
        load(schema("together", CONTACTS.columns().getFirst()), one, other);
        assertThat(column("together", "email")).containsExactly(greater);
        load(schema("together_reversed", CONTACTS.columns().getFirst()), other, one);
        assertThat(column("together_reversed", "email")).containsExactly(greater);
    }

    @Test
    void letsARowWithoutAnUpdateTimeLoseToAnyOther() {
        var timeless = new Row(
                1, Row.NO_TIME, Row.NO_TIME, false, Row.NO_TIME, RowMaker.EPOCH, 1, null, new Object[] {"timeless"});
        load(CONTACTS, timeless);
        assertThat(row("contacts", 1)).containsEntry("_updated_at", null).containsEntry("_created_at", null);
        load(CONTACTS, RowMaker.id(1).values("dated"));
        load(CONTACTS, timeless);
        assertThat(column("contacts", "email")).containsExactly("dated");
    }

    @Test
    void changesNothingWhenACommitIsDeliveredAgain() {
        var rows = new Row[] {
            RowMaker.id(1).updated(3).values("one"), RowMaker.id(2).updated(3).values(new Object[] {null})
        };
        load(CONTACTS, rows);
        var before = table("contacts");
        assertThat(load(CONTACTS, rows)).isEqualTo(new TableResult("contacts", 0, 0, 2));
        assertThat(table("contacts")).isEqualTo(before);
    }

    @Test
    void replacesAValueByNullAndNullByAValue() {
        load(CONTACTS, RowMaker.id(1).values("text"), RowMaker.id(2).values(new Object[] {null}));
        load(
                CONTACTS,
                RowMaker.id(1).updated(1).values(new Object[] {null}),
                RowMaker.id(2).updated(1).values("text"));
        assertThat(column("contacts", "email")).containsExactly(null, "text");
    }

    @Test
    void keepsIdsOfAllSizesApart() {
        load(
                CONTACTS,
                RowMaker.id(Long.MAX_VALUE).values("max"),
                RowMaker.id(0).values("zero"),
                RowMaker.id(12345678901234567L).values("17 digits"),
                RowMaker.id(12345678901234568L).values("its neighbour"));
        load(CONTACTS, RowMaker.id(12345678901234568L).updated(1).values("changed"));
        assertThat(column("contacts", "email")).containsExactly("zero", "17 digits", "changed", "max");
    }

    /** Random versions in random batches; the model is a map. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void agreesWithAModelUnderRandomBatches(long seed) {
        var values = new Values(seed);
        var model = new java.util.TreeMap<Long, Row>();
        for (var batch = 0; batch < 12; batch++) {
            var rows = new ArrayList<Row>();
            for (var i = values.nextLong(40); i >= 0; i--) {
                var updated = values.nextLong(6);
                var read = values.nextLong(1_000_000);
                rows.add(RowMaker.id(values.nextLong(25))
                        .updated(updated)
                        .read(read)
                        .values(updated + "/" + read));
            }
            rows.forEach(row -> model.merge(row.id(), row, MergeContract::greater));
            load(CONTACTS, rows.toArray(Row[]::new));
        }
        assertThat(column("contacts", "email"))
                .containsExactlyElementsOf(
                        model.values().stream().map(row -> row.value(0)).toList());
        assertThat(column("contacts", "_synced_at"))
                .containsExactlyElementsOf(model.values().stream()
                        .map(row -> (Object) Instant.ofEpochMilli(row.readAtMillis()))
                        .toList());
    }

    private static Row greater(Row one, Row other) {
        var byUpdate = Long.compare(one.updatedAtMillis(), other.updatedAtMillis());
        return (byUpdate != 0 ? byUpdate : Long.compare(one.readAtMillis(), other.readAtMillis())) > 0 ? one : other;
    }
}
