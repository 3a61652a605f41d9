package io.hubflow.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.FactTable;
import io.hubflow.engine.destination.ReferenceTable;
import io.hubflow.engine.destination.RunRecord;
import io.hubflow.error.ErrorCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Rows, facts and checkpoints become visible together or not at all. */
abstract class FactCommitContract extends FactFixture {
    private static final Checkpoint FIRST = new Checkpoint("contacts", 1, "{}");
    private static final Checkpoint SECOND = new Checkpoint("contacts", 2, "{}");

    @Test
    void rowsAndFactsGoTogetherWithALineForEach() {
        try (var rows = stage(CONTACTS, RowMaker.id(1).values("one"));
                var links = destination().openFacts(LINKS);
                var others = destination().openFacts(renamed("contacts_deals"))) {
            links.append(links(1, 10, "5:a", "6:b"));
            others.append(links(1, 10, "7:c"));
            var result = destination().commit(rowsAndCheckpoint(rows, FIRST).withFacts(List.of(others, links)));
            assertThat(result.tables()).extracting("table", "inserted").containsExactly(tuple("contacts", 1L));
            assertThat(result.facts())
                    .extracting("table", "inserted")
                    .containsExactly(tuple("contacts_deals", 1L), tuple("contacts_companies", 2L));
            assertThat(links.stagedEntries()).isZero();
        }
        assertThat(column("contacts", "email")).containsExactly("one");
        assertThat(links()).containsExactly("1-5:a", "1-6:b");
        assertThat(place().read("contacts_deals")).hasSize(1);
    }

    @Test
    void aRefusedCommitWritesNoFactsAndKeepsThemForTheNextTry() {
        facts(LINKS, links(1, 10, "5:a"));
        try (var stage = destination().openFacts(LINKS);
                var other = destination().openFacts(renamed("contacts_deals"))) {
            stage.append(links(1, 20, "6:b"));
            stage.forget("to_id", 9, RowMaker.EPOCH);
            other.append(links(1, 20, "6:b"));
            var doomed = new Commit(List.of(), List.of(), List.of(), List.of(SECOND), List.of())
                    .withFacts(List.of(stage, other));
            failure(ErrorCode.DESTINATION_STATE_MOVED, () -> destination().commit(doomed));
            assertThat(links()).containsExactly("1-5:a");
            assertThat(place().tables()).doesNotContain("contacts_deals");
            assertThat(stage.stagedEntries()).isEqualTo(3);
            stage.append(links(2, 20, "7:c"));
            destination()
                    .commit(new Commit(List.of(), List.of(), List.of(), List.of(FIRST), List.of())
                            .withFacts(List.of(stage, other)));
            assertThat(stage.stagedEntries()).isZero();
        }
        assertThat(links()).containsExactly("1-6:b", "2-7:c");
        assertThat(place().read("contacts_deals")).hasSize(1);
    }

    @Test
    void aCommitThatIsMadeAgainChangesNothing() {
        for (var commit = 1; commit <= 2; commit++) {
            try (var stage = destination().openFacts(LINKS)) {
                stage.append(links(1, 10, "5:a", "6:b"));
                stage.forget("to_id", 6, RowMaker.EPOCH + 20);
                stage.append(links(2, 10, "5:c"));
                var result = destination().commit(factsOf(stage)).facts().getFirst();
                assertThat(result.changed()).isEqualTo(commit == 1 ? 2 : 0);
            }
        }
        assertThat(links()).containsExactly("1-5:a", "2-5:c");
    }

    @Test
    void severalStagesOfOneTableMayBeInOneCommit() {
        try (var one = destination().openFacts(LINKS);
                var other = destination().openFacts(LINKS)) {
            one.append(links(1, 20, "5:new"));
            one.append(links(2, 10, "5:a"));
            other.append(links(1, 10, "5:old"));
            other.append(links(3, 10, "5:b"));
            destination().commit(factsOf(one, other));
        }
        assertThat(links()).containsExactly("1-5:new", "2-5:a", "3-5:b");
    }

    @Test
    void aStageWithoutEntriesMakesNoTable() {
        try (var stage = destination().openFacts(LINKS)) {
            assertThat(destination().commit(factsOf(stage)).facts()).containsExactly(result(LINKS, 0, 0, 0, 0));
        }
        assertThat(place().tables()).isEmpty();
    }

    @Test
    void closingAStageDropsItsSets() {
        try (var stage = destination().openFacts(LINKS)) {
            stage.append(links(1, 10, "5:lost on purpose"));
        }
        facts(LINKS, links(2, 10, "5:kept"));
        assertThat(links()).containsExactly("2-5:kept");
    }

    @Test
    void aRunThatIsNamedAfterTheTableCountsItsFacts() {
        var run = new RunRecord("r1", LINKS.name(), Instant.EPOCH, Optional.empty(), "running", 3, 0, 0, "{}");
        facts(LINKS, links(1, 10, "5:a", "6:b"));
        try (var stage = destination().openFacts(LINKS)) {
            stage.append(links(1, 20, "6:B", "7:c"));
            stage.append(links(2, 20, "5:d"));
            destination()
                    .commit(new Commit(List.of(), List.of(), List.of(), List.of(), List.of(run))
                            .withFacts(List.of(stage)));
        }
        assertThat(place().read("_hubflow_runs"))
                .extracting(row -> row.get("rows_written"), row -> row.get("rows_unchanged"))
                .containsExactly(tuple(4L, 0L));
    }

    @Test
    void manyThreadsMayAppendToOneStage() throws Exception {
        try (var stage = destination().openFacts(LINKS);
                var threads = Executors.newFixedThreadPool(4)) {
            var done = new ArrayList<java.util.concurrent.Future<?>>();
            IntStream.range(0, 40)
                    .forEach(id -> done.add(threads.submit(() -> {
                        stage.append(links(id, 10, "5:a"));
                        try (var set = stage.open(100 + id, RowMaker.EPOCH)) {
                            set.append(links(100 + id, 0, "6:b").rows());
                            set.complete();
                        }
                    })));
            for (var one : done) {
                one.get();
            }
            assertThat(destination().commit(factsOf(stage)).facts().getFirst().inserted())
                    .isEqualTo(80);
        }
        assertThat(links()).hasSize(80);
    }

    @Test
    void aTableOfAnotherKindIsRefused() {
        load(CONTACTS, RowMaker.id(1).values("one"));
        destination()
                .commit(new Commit(
                        List.of(),
                        List.of(),
                        List.of(new ReferenceTable("hubspot_lists", LINKS.columns(), "", "", List.of())),
                        List.of(),
                        List.of()));
        facts(LINKS, links(1, 10, "5:a"));
        failure(ErrorCode.DESTINATION_FOREIGN_TABLE, () -> destination().openFacts(renamed("contacts")));
        failure(ErrorCode.DESTINATION_FOREIGN_TABLE, () -> destination().openFacts(renamed("hubspot_lists")));
        failure(ErrorCode.DESTINATION_FOREIGN_TABLE, () -> destination().openStage(schema(LINKS.name())));
        assertThat(links()).containsExactly("1-5:a");
    }

    static FactTable renamed(String name) {
        return new FactTable(name, LINKS.columns(), LINKS.key(), LINKS.ownerColumn(), LINKS.keep());
    }
}
