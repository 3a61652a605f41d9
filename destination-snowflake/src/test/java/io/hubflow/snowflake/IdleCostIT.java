package io.hubflow.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.destination.ReferenceTable;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.RunRecord;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.snowflake.emulator.session.StatementRecord;
import io.hubflow.testkit.RowMaker;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is asked of Snowflake, and above all what is not. */
class IdleCostIT {
    private static final TableSchema CONTACTS =
            new TableSchema("contacts", "contacts", List.of(new Column("email", ColumnType.VARCHAR)));

    @TempDir
    Path folder;

    private SnowflakePlace place;
    private long before;

    @BeforeEach
    void makePlace() {
        place = SnowflakePlace.patient(folder);
        before = SnowflakePlace.emulator().admin().statements().stream()
                .mapToLong(StatementRecord::number)
                .max()
                .orElse(0);
    }

    @Test
    void openingAndClosingAsksNothing() {
        try (var destination = place.unopened(CommitStep.Observer.NONE)) {
            assertThat(destination.description()).contains(place.schema());
            assertThat(destination.flushPolicy().rows()).isPositive();
            assertThat(destination.cost().orElseThrow().statements()).isZero();
        }
        assertThat(statements()).isEmpty();
    }

    @Test
    void aTickThatFoundNothingSendsNoStatement() {
        try (var destination = place.open()) {
            load(destination, 1, RowMaker.id(1).values("one"));
            var before = statements().size();
            for (int sequence = 2; sequence < 10; sequence++) {
                destination.commit(tick(sequence));
                assertThat(destination.loadCheckpoints()).containsExactly(checkpoint(sequence));
            }
            assertThat(statements()).hasSize(before);
            load(destination, 10, RowMaker.id(2).values("two"));
            assertThat(destination.loadCheckpoints()).containsExactly(checkpoint(10));
        }
        try (var destination = place.open()) {
            assertThat(destination.loadCheckpoints()).containsExactly(checkpoint(10));
        }
        assertThat(place.read("_hubflow_runs")).hasSize(1);
    }

    @Test
    void anIdleRunReadsItsStateAndWakesNothing() {
        try (var destination = place.open()) {
            load(destination, 1, RowMaker.id(1).values("one"));
        }
        // From here on the warehouse cannot wake: what asks for it fails.
        place.administer("ALTER WAREHOUSE HUBFLOW_WH SET AUTO_RESUME = FALSE");
        place.administer("ALTER WAREHOUSE HUBFLOW_WH SUSPEND");
        try {
            for (int sequence = 2; sequence < 4; sequence++) {
                var before = statements().size();
                try (var destination = place.open()) {
                    assertThat(destination.findTable("contacts")).contains(CONTACTS);
                    destination.commit(tick(sequence));
                }
                var asked = statements().subList(before, statements().size());
                assertThat(asked).extracting(StatementRecord::kind).containsExactly("ALTER_SESSION", "SHOW", "SELECT");
            }
        } finally {
            place.administer("ALTER WAREHOUSE HUBFLOW_WH SET AUTO_RESUME = TRUE");
        }
        try (var destination = place.open()) {
            assertThat(destination.loadCheckpoints()).containsExactly(checkpoint(3));
        }
    }

    @Test
    void checkpointsThatOthersMustSeeAtOnceAreWrittenAtOnce() {
        try (var destination = place.open()) {
            load(destination, 1, RowMaker.id(1).values("one"));
            var before = lastOf("COMMIT");
            destination.commit(Commit.ofCheckpoints(List.of(checkpoint(2))));
            assertThat(lastOf("COMMIT")).isGreaterThan(before);
        }
    }

    /** Snowflake answers it from its result cache only if text and data are the same as before. */
    @Test
    void theQuestionForTheStateIsAskedInTheSameWordsAfterTheLastCommit() {
        try (var destination = place.open()) {
            load(destination, 1, RowMaker.id(1).values("one"));
        }
        var primed = statements().stream()
                .filter(s -> s.kind().equals("SELECT") && s.sql().contains("_HUBFLOW_META"))
                .reduce((earlier, later) -> later)
                .orElseThrow();
        assertThat(primed.number()).isGreaterThan(lastOf("COMMIT"));
        try (var destination = place.open()) {
            destination.loadCheckpoints();
        }
        assertThat(statements().getLast().sql()).isEqualTo(primed.sql());
    }

    @Test
    void anObjectThatDidNotChangeIsNotMentioned() {
        try (var destination = place.open()) {
            load(destination, 1, RowMaker.id(1).values("one"));
            destination.commit(
                    new Commit(List.of(), List.of(), List.of(), List.of(new Checkpoint("deals", 1, "{}")), List.of()));
            var before = statements().size();
            load(destination, 2, RowMaker.id(1).updated(1).values("ONE"));
            destination.commit(
                    new Commit(List.of(), List.of(), List.of(), List.of(new Checkpoint("deals", 2, "{}")), List.of()));
            var asked = statements().subList(before, statements().size());
            assertThat(asked)
                    .noneMatch(s -> s.sql().contains("DEALS") || s.sql().contains("deals"));
            assertThat(asked)
                    .filteredOn(s -> s.sql().contains("\"CONTACTS\""))
                    .extracting(StatementRecord::kind)
                    .containsExactly("MERGE");
        }
    }

    /** A pass over everything that found nothing new, as HubSpot's calculated values ask for. */
    @Test
    void rowsThatTheTableHoldsAlreadyAreNotSentAgain() {
        try (var destination = place.open()) {
            load(destination, 1, RowMaker.id(1).values("one"), RowMaker.id(2).values("two"));
        }
        var asked = statements().size();
        try (var destination = place.open();
                var stage = destination.openStage(CONTACTS)) {
            stage.append(List.of(
                    RowMaker.id(1).read(9).values("one"), RowMaker.id(2).read(9).values("two")));
            assertThat(stage.stagedRows()).isEqualTo(2);
            var result = destination.commit(
                    new Commit(List.of(stage), List.of(), List.of(), List.of(checkpoint(2)), List.of()));
            assertThat(result.tables().getFirst().unchanged()).isEqualTo(2);
            assertThat(stage.stagedRows()).isZero();
        }
        assertThat(statements().subList(asked, statements().size()))
                .extracting(StatementRecord::kind)
                .containsExactly("ALTER_SESSION", "SHOW", "SELECT");
        try (var destination = place.open();
                var stage = destination.openStage(CONTACTS)) {
            stage.append(List.of(
                    RowMaker.id(1).updated(1).values("ONE"),
                    RowMaker.id(1).updated(2).values("one"),
                    RowMaker.id(2).read(20).values("two"),
                    RowMaker.id(3).values("three")));
            var result = destination.commit(
                    new Commit(List.of(stage), List.of(), List.of(), List.of(checkpoint(3)), List.of()));
            assertThat(result.tables().getFirst().inserted()).isEqualTo(1);
            assertThat(result.tables().getFirst().updated()).isEqualTo(1);
            assertThat(result.tables().getFirst().unchanged()).isEqualTo(1);
        }
        assertThat(place.read("contacts"))
                .extracting(r -> r.get("email"))
                .containsExactlyInAnyOrder("one", "two", "three");
    }

    @Test
    void rowsOfATableThatSomebodyDroppedAreSentAgain() {
        try (var destination = place.open()) {
            load(destination, 1, RowMaker.id(1).values("one"), RowMaker.id(2).values("two"));
        }
        place.execute("DROP TABLE CONTACTS");

        try (var destination = place.open()) {
            load(
                    destination,
                    2,
                    RowMaker.id(1).read(9).values("one"),
                    RowMaker.id(2).read(9).values("two"));
        }

        assertThat(place.read("contacts")).extracting(r -> r.get("email")).containsExactlyInAnyOrder("one", "two");
    }

    @Test
    void aTickReadsNoDigestsBackAndTheNextPassKnowsWhatItWrote() {
        try (var destination = place.open()) {
            load(destination, 1, RowMaker.id(1).values("one"), RowMaker.id(2).values("two"));
        }
        try (var destination = place.open()) {
            load(
                    destination,
                    2,
                    RowMaker.id(1).updated(1).values("ONE"),
                    RowMaker.id(3).values("three"));
        }
        assertThat(statements()).noneMatch(s -> s.sql().startsWith("SELECT \"_ID\""));
        var asked = statements().size();
        try (var destination = place.open()) {
            load(
                    destination,
                    3,
                    RowMaker.id(1).updated(1).read(9).values("ONE"),
                    RowMaker.id(2).read(9).values("two"),
                    RowMaker.id(3).read(9).values("three"));
        }
        assertThat(statements().subList(asked, statements().size()))
                .extracting(StatementRecord::kind)
                .containsExactly("ALTER_SESSION", "SHOW", "SELECT");
    }

    @Test
    void digestsAreReadBackWhereARowThatWasSentDidNotWin() {
        try (var destination = place.open()) {
            load(destination, 1, RowMaker.id(1).updated(5).values("one"));
        }
        try (var destination = place.open()) {
            load(destination, 2, RowMaker.id(1).updated(4).values("stale"));
        }
        assertThat(statements()).anyMatch(s -> s.sql().startsWith("SELECT \"_ID\""));
        try (var destination = place.open()) {
            load(destination, 3, RowMaker.id(1).updated(6).values("stale"));
        }
        assertThat(place.read("contacts")).extracting(r -> r.get("email")).containsExactly("stale");
    }

    @Test
    void aMergeIsBoundedByTheIdsThatAreSent() {
        try (var destination = place.open()) {
            load(
                    destination,
                    1,
                    RowMaker.id(1).values("one"),
                    RowMaker.id(500).values("five hundred"),
                    RowMaker.id(900).values("nine hundred"));
        }
        try (var destination = place.open()) {
            load(
                    destination,
                    2,
                    RowMaker.id(1).read(9).values("one"),
                    RowMaker.id(500).updated(1).values("500"),
                    RowMaker.id(900).read(9).values("nine hundred"));
        }
        assertThat(statements())
                .filteredOn(s -> s.kind().equals("MERGE") && s.sql().contains("\"CONTACTS\""))
                .last()
                .satisfies(s -> assertThat(s.sql()).contains("BETWEEN 500 AND 500"));
    }

    @Test
    void aLockIsWaitedForLongerThanALostProcessCanHoldIt() {
        try (var destination = place.open()) {
            assertThat(destination.loadCheckpoints()).isEmpty();
        }
        var seconds = java.util.regex.Pattern.compile("LOCK_TIMEOUT = (\\d+)")
                .matcher(statements().getFirst().sql());
        assertThat(seconds.find()).isTrue();
        assertThat(Integer.parseInt(seconds.group(1))).isGreaterThan(2 * 5 * 60);
    }

    /** Object types are read side by side: one is often opened when another has been committed already. */
    @Test
    void rowsThatTheTableHoldsAreKnownAlsoAfterACommitToAnotherTable() {
        var deals = new TableSchema("deals", "deals", List.of(new Column("dealname", ColumnType.VARCHAR)));
        try (var destination = place.open()) {
            load(destination, 1, RowMaker.id(1).values("one"));
            load(destination, deals, 1, RowMaker.id(1).values("sold"));
        }
        var asked = statements().size();
        try (var destination = place.open()) {
            load(destination, 2, RowMaker.id(1).updated(1).values("ONE"));
            load(destination, deals, 2, RowMaker.id(1).read(9).values("sold"));
        }
        assertThat(statements().subList(asked, statements().size()))
                .filteredOn(s -> s.sql().contains(".\"DEALS\""))
                .isEmpty();
    }

    @Test
    void whatAnotherWriterChangedIsNotTakenForKnown() {
        try (var destination = place.open()) {
            load(destination, 1, RowMaker.id(1).values("one"));
        }
        var elsewhere = place.elsewhere(folder.resolve("other"));
        try (var destination = elsewhere) {
            destination.loadCheckpoints();
            load(destination, 2, RowMaker.id(1).updated(1).values("ONE"));
        }
        try (var destination = place.open()) {
            load(destination, 3, RowMaker.id(1).updated(2).values("one"));
        }
        assertThat(place.read("contacts"))
                .extracting(r -> r.get("_updated_at"))
                .containsExactly(Instant.ofEpochMilli(RowMaker.EPOCH + 2));
    }

    /** As on the nodes of a cluster, which keep their destinations open side by side. */
    @Test
    void whatAnotherWriterChangedMeanwhileIsAskedForAfterResting() {
        try (var destination = place.unopened(CommitStep.Observer.NONE)) {
            write(destination, RowMaker.id(1).values("one"));
        }
        try (var here = place.unopened(CommitStep.Observer.NONE);
                var there = place.elsewhere(folder.resolve("other"))) {
            here.rest();
            write(here, RowMaker.id(2).values("two"));
            there.rest();
            write(there, RowMaker.id(1).updated(1).values("ONE"));
            there.commit(owners("Ann"));
            here.rest();
            write(here, RowMaker.id(1).updated(2).values("one"));
            here.commit(owners("Bob"));
            there.rest();
            there.commit(owners("Ann"));
        }
        assertThat(place.read("contacts")).extracting(r -> r.get("email")).containsExactlyInAnyOrder("one", "two");
        assertThat(place.read("hubspot_owners")).extracting(r -> r.get("name")).containsExactly("Ann");
    }

    @Test
    void aDestinationThatStaysOpenSendsNoUnchangedRowAgainEither() {
        try (var destination = place.unopened(CommitStep.Observer.NONE)) {
            write(destination, RowMaker.id(1).values("one"), RowMaker.id(2).values("two"));
            destination.rest();
            var asked = statements().size();
            write(
                    destination,
                    RowMaker.id(1).read(9).values("one"),
                    RowMaker.id(2).read(9).values("two"));
            destination.rest();
            assertThat(statements().subList(asked, statements().size()))
                    .extracting(StatementRecord::kind)
                    .containsExactly("SHOW", "SELECT");

            write(
                    destination,
                    RowMaker.id(1).read(10).values("ONE"),
                    RowMaker.id(2).read(10).values("two"));
        }
        assertThat(place.read("contacts")).extracting(r -> r.get("email")).containsExactlyInAnyOrder("ONE", "two");
    }

    @Test
    void referenceTablesAreReplacedOnlyWhenTheyChanged() {
        try (var destination = place.open()) {
            destination.commit(owners("Ann"));
        }
        var before = statements().size();
        try (var destination = place.open()) {
            destination.commit(owners("Ann"));
        }
        assertThat(statements().subList(before, statements().size()))
                .noneMatch(s -> s.kind().equals("INSERT"));
        try (var destination = place.open()) {
            destination.commit(owners("Bob"));
        }
        assertThat(place.read("hubspot_owners")).extracting(r -> r.get("name")).containsExactly("Bob");
    }

    /** The last commit of a run carries its end, so a tick takes the writers' lock once. */
    @Test
    void aTickIsOneTransactionThatTellsHowItEndedAndWhatItWrote() {
        try (var destination = place.open()) {
            load(destination, 1, RowMaker.id(1).values("one"), RowMaker.id(2).values("two"));
        }
        var asked = statements().size();
        try (var destination = place.open();
                var stage = destination.openStage(CONTACTS)) {
            stage.append(List.of(
                    RowMaker.id(1).updated(1).values("ONE"),
                    RowMaker.id(2).read(9).values("two"),
                    RowMaker.id(3).values("three")));
            destination.commit(new Commit(
                    List.of(stage), List.of(), List.of(), List.of(checkpoint(2)), List.of(run("succeeded"))));
        }
        assertThat(statements().subList(asked, statements().size()))
                .filteredOn(s -> s.kind().equals("COMMIT"))
                .hasSize(1);
        assertThat(place.read("_hubflow_runs"))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("status", "succeeded")
                        .containsEntry("rows_written", 1L + 2L)
                        .containsEntry("rows_unchanged", 1L));
    }

    /** Bookkeeping that waited for too long is written alone; the next start must find its answer in the result cache too. */
    @Test
    void afterHeldBackCheckpointsTheQuestionForTheStateIsAskedOnceMore() {
        var eager = SnowflakePlace.create(folder);
        try (var destination = eager.open()) {
            destination.commit(tick(1));
        }
        var all = SnowflakePlace.emulator().admin().statements().stream()
                .filter(s -> s.sql().contains("\"" + eager.schema() + "\"")
                        || s.kind().equals("COMMIT"))
                .toList();
        var lastCommit = all.stream()
                .filter(s -> s.kind().equals("COMMIT"))
                .reduce((a, b) -> b)
                .orElseThrow();
        assertThat(all)
                .filteredOn(s -> s.number() > lastCommit.number())
                .anyMatch(s -> s.kind().equals("SELECT") && s.sql().contains("_HUBFLOW_META"));
    }

    @Test
    void everyStatementIsCountedAndMeteredAsItIsBilled() {
        var destination = place.unopened(CommitStep.Observer.NONE);
        try (destination) {
            load(destination, 1, RowMaker.id(1).values("one"));
        }
        assertMetered(destination, statements());

        var asked = statements().size();
        var idle = place.unopened(CommitStep.Observer.NONE);
        try (idle) {
            idle.loadCheckpoints();
        }
        assertMetered(idle, statements().subList(asked, statements().size()));
        assertThat(idle.cost().orElseThrow().wakeUps()).isZero();

        try (var other = place.elsewhere(folder.resolve("other"))) {
            other.loadCheckpoints();
            load(other, 2, RowMaker.id(2).values("two"));
        }
        asked = statements().size();
        var after = place.unopened(CommitStep.Observer.NONE);
        try (after) {
            after.loadCheckpoints();
        }
        assertThat(after.cost().orElseThrow().statements())
                .isEqualTo(statements().size() - asked);
        assertThat(after.cost().orElseThrow().wakeUps()).isEqualTo(1);
    }

    private static void assertMetered(SnowflakeDestination destination, List<StatementRecord> statements) {
        var cost = destination.cost().orElseThrow();
        assertThat(cost.statements()).isEqualTo(statements.size());
        assertThat(cost.withoutWarehouse())
                .isEqualTo(statements.stream().filter(s -> !s.usedWarehouse()).count());
    }

    @Test
    void theRunsTableTellsTheCost() {
        try (var destination = place.open()) {
            try (var stage = destination.openStage(CONTACTS)) {
                stage.append(List.of(RowMaker.id(1).values("one")));
                destination.commit(new Commit(
                        List.of(stage), List.of(), List.of(), List.of(checkpoint(1)), List.of(run("running"))));
            }
            destination.commit(new Commit(List.of(), List.of(), List.of(), List.of(), List.of(run("succeeded"))));
            var cost = destination.cost().orElseThrow();
            assertThat(cost.wakeUps()).isEqualTo(1);
            assertThat(cost.stagedBytes()).isPositive();
            assertThat(cost.warehouseHeld()).isGreaterThan(SnowflakeSettings.DEFAULT_AUTO_SUSPEND);
        }
        assertThat(place.read("_hubflow_runs")).singleElement().satisfies(row -> {
            assertThat(row).containsEntry("status", "succeeded").containsEntry("wake_ups", 1L);
            assertThat((Long) row.get("statements")).isGreaterThan(5);
            assertThat((Long) row.get("staged_bytes")).isPositive();
            assertThat((java.math.BigDecimal) row.get("warehouse_seconds")).isGreaterThan(new java.math.BigDecimal(60));
        });
    }

    private long lastOf(String kind) {
        return statements().stream()
                .filter(s -> s.kind().equals(kind))
                .mapToLong(StatementRecord::number)
                .max()
                .orElseThrow();
    }

    private List<StatementRecord> statements() {
        return SnowflakePlace.emulator().admin().statements().stream()
                .filter(s -> s.number() > before)
                .filter(s -> s.queryTag().contains("hubflow") || s.sql().contains("QUERY_TAG"))
                .filter(s -> !s.sql().contains("\"HUBSPOT\".") || s.sql().contains("\"" + place.schema() + "\""))
                .toList();
    }

    private static Checkpoint checkpoint(long sequence) {
        return new Checkpoint("contacts", sequence, "{\"cursor\":" + sequence + "}");
    }

    private static Commit tick(long sequence) {
        return new Commit(List.of(), List.of(), List.of(), List.of(checkpoint(sequence)), List.of(run("succeeded")));
    }

    private static Commit owners(String name) {
        var owners = new ReferenceTable(
                "hubspot_owners", List.of(new Column("name", ColumnType.VARCHAR)), "", "", List.of(List.of(name)));
        return new Commit(List.of(), List.of(), List.of(owners), List.of(), List.of());
    }

    private static RunRecord run(String status) {
        return new RunRecord(
                "run-1", "contacts", Instant.EPOCH, Optional.of(Instant.EPOCH), status, 1, 1, 0, "{\"rows\":1}");
    }

    /** As PutHubSpotTable does, which has no checkpoints. */
    private static void write(Destination destination, Row... rows) {
        try (var stage = destination.openStage(CONTACTS)) {
            stage.append(List.of(rows));
            destination.commit(new Commit(List.of(stage), List.of(), List.of(), List.of(), List.of()));
        }
    }

    private static void load(Destination destination, long sequence, Row... rows) {
        load(destination, CONTACTS, sequence, rows);
    }

    private static void load(Destination destination, TableSchema schema, long sequence, Row... rows) {
        try (var stage = destination.openStage(schema)) {
            stage.append(List.of(rows));
            var checkpoint = new Checkpoint(schema.table(), sequence, "{\"cursor\":" + sequence + "}");
            destination.commit(new Commit(List.of(stage), List.of(), List.of(), List.of(checkpoint), List.of()));
        }
    }
}
