package io.hubflow.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.QuarantinedRow;
import io.hubflow.engine.destination.ReferenceTable;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.RunRecord;
import io.hubflow.error.ErrorCode;
import io.hubflow.testkit.DestinationUnderTest.Capability;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** A commit is whole or absent, and whoever commits with a stale checkpoint is told so. */
abstract class CommitContract extends ContractFixture {
    private static final Checkpoint FIRST = new Checkpoint("contacts", 1, "{\"cursor\": 10}");
    private static final Checkpoint SECOND = new Checkpoint("contacts", 2, "{\"cursor\": 20}");

    @Test
    void aNewDestinationHasNoStateAndNoTables() {
        assertThat(destination().loadCheckpoints()).isEmpty();
        assertThat(destination().findTable("contacts")).isEmpty();
        assertThat(destination().description()).isNotBlank();
        assertThat(destination().flushPolicy().rows()).isPositive();
        assertThat(place().tables()).isEmpty();
    }

    @Test
    void provesThatItCanBeWrittenAndLeavesNothingBehind() {
        destination().verifyWritable();
        destination().verifyWritable();
        assertThat(place().tables()).isEmpty();
    }

    @Test
    void anEmptyCommitDoesNothing() {
        destination().commit(new Commit(List.of(), List.of(), List.of(), List.of(), List.of()));
        assertThat(place().tables()).isEmpty();
    }

    @Test
    void keepsTheNewestCheckpointOfEveryStream() {
        var other = new Checkpoint("deals", 1, "other 'state'");
        destination().commit(checkpoints(FIRST));
        destination().commit(checkpoints(SECOND, other));
        assertThat(destination().loadCheckpoints()).containsExactlyInAnyOrder(SECOND, other);
        reopen();
        assertThat(destination().loadCheckpoints()).containsExactlyInAnyOrder(SECOND, other);
    }

    @Test
    void refusesACheckpointThatDoesNotFollow() {
        failure(ErrorCode.DESTINATION_STATE_MOVED, () -> destination().commit(checkpoints(SECOND)));
        destination().commit(checkpoints(FIRST));
        var failure =
                failure(ErrorCode.DESTINATION_STATE_MOVED, () -> destination().commit(checkpoints(FIRST)));
        assertThat(failure).hasMessageContaining("contacts").hasMessageContaining("checkpoint 1");
        failure(
                ErrorCode.DESTINATION_STATE_MOVED,
                () -> destination().commit(checkpoints(new Checkpoint("contacts", 3, "{}"))));
        assertThat(destination().loadCheckpoints()).containsExactly(FIRST);
    }

    @Test
    void whatIsKnownOfTheRowsOutlivesTheRefusalOfACommitThatCameTooLate() {
        var second = new Checkpoint("contacts", 2, "{}");
        commit(FIRST, RowMaker.id(1).values("one"));
        failure(
                ErrorCode.DESTINATION_STATE_MOVED,
                () -> commit(FIRST, RowMaker.id(3).values("late")));
        requireLiveIdsForFree(1L);

        commit(second, RowMaker.id(2).values("two"));
        requireLiveIdsForFree(1L, 2L);
        failure(ErrorCode.DESTINATION_STATE_MOVED, () -> commit(second));
        reopen();

        requireLiveIdsForFree(1L, 2L);
    }

    private void commit(Checkpoint checkpoint, Row... rows) {
        try (var stage = stage(CONTACTS, rows)) {
            destination().commit(new Commit(List.of(stage), List.of(), List.of(), List.of(checkpoint), List.of()));
        }
    }

    private void requireLiveIdsForFree(Long... ids) {
        var live = destination().liveIds("contacts");
        assertThat(live.isFree()).isTrue();
        assertThat(live.ids(0, Long.MAX_VALUE)).toIterable().containsExactly(ids);
    }

    @Test
    void aRefusedCommitWritesNothingAndKeepsItsRowsForTheNextTry() {
        load(CONTACTS, RowMaker.id(1).values("old"));
        var grown = schema("contacts", CONTACTS.columns().getFirst(), new Column("age", ColumnType.BIGINT));
        try (var stage = stage(
                grown,
                RowMaker.id(1).updated(1).values("new", 1L),
                RowMaker.id(2).values("two", 2L))) {
            var doomed = new Commit(
                    List.of(stage),
                    List.of(quarantined("1", "bad")),
                    List.of(owners("Ann")),
                    List.of(SECOND),
                    List.of(run("running", 5)));
            failure(ErrorCode.DESTINATION_STATE_MOVED, () -> destination().commit(doomed));
            assertThat(column("contacts", "email")).containsExactly("old");
            assertThat(destination().findTable("contacts")).contains(CONTACTS);
            assertThat(place().tables()).doesNotContain("hubspot_owners");
            assertThat(destination().loadCheckpoints()).isEmpty();
            assertThat(stage.stagedRows()).isEqualTo(2);
            stage.append(List.of(RowMaker.id(3).values("three", 3L)));

            destination().commit(rowsAndCheckpoint(stage, FIRST));
            assertThat(stage.stagedRows()).isZero();
        }
        assertThat(column("contacts", "email")).containsExactly("new", "two", "three");
        assertThat(destination().loadCheckpoints()).containsExactly(FIRST);
    }

    @Test
    void aFailureInTheMiddleOfACommitUndoesAllOfIt() {
        meanwhile("CREATE TABLE deals (id INTEGER)");
        var contacts = stage(CONTACTS, RowMaker.id(1).values("one"));
        // The table appears between opening the stage and the commit, as far as the stage knows.
        var references = List.of(
                owners("Ann"),
                new ReferenceTable("deals", List.of(new Column("id", ColumnType.BIGINT)), "", "", List.of()));
        var doomed = new Commit(List.of(contacts), List.of(), references, List.of(FIRST), List.of());
        failure(ErrorCode.DESTINATION_FOREIGN_TABLE, () -> destination().commit(doomed));
        assertThat(place().tables()).doesNotContain("contacts", "hubspot_owners");
        assertThat(destination().loadCheckpoints()).isEmpty();
        destination().commit(rowsAndCheckpoint(contacts, FIRST));
        assertThat(column("contacts", "email")).containsExactly("one");
        contacts.close();
    }

    @Test
    void commitsSeveralTablesTogetherAndReportsThemInOrder() {
        var deals = schema("deals", new Column("amount", ColumnType.BIGINT));
        try (var one = stage(
                        CONTACTS, RowMaker.id(1).values("a"), RowMaker.id(2).values("b"));
                var two = stage(deals, RowMaker.id(1).values(5L))) {
            var result = destination().commit(rowsOf(two, one));
            assertThat(result.tables()).extracting("table").containsExactly("deals", "contacts");
            assertThat(result.tables()).extracting("inserted").containsExactly(1L, 2L);
        }
        assertThat(column("deals", "amount")).containsExactly(5L);
        assertThat(table("contacts")).hasSize(2);
    }

    @Test
    void aStageCanBeFilledAgainAfterACommit() {
        try (var stage = stage(CONTACTS, RowMaker.id(1).values("one"))) {
            destination().commit(rowsAndCheckpoint(stage, FIRST));
            stage.append(List.of(RowMaker.id(2).values("two")));
            assertThat(destination()
                            .commit(rowsAndCheckpoint(stage, SECOND))
                            .tables()
                            .getFirst()
                            .inserted())
                    .isEqualTo(1);
        }
        assertThat(column("contacts", "email")).containsExactly("one", "two");
    }

    @Test
    void closingAStageDropsItsRows() {
        stage(CONTACTS, RowMaker.id(1).values("lost on purpose")).close();
        load(CONTACTS, RowMaker.id(2).values("kept"));
        assertThat(column("contacts", "email")).containsExactly("kept");
    }

    @Test
    void manyThreadsMayAppendToOneStage() throws Exception {
        try (var stage = destination().openStage(CONTACTS);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var appends = IntStream.range(0, 8)
                    .mapToObj(lane -> threads.submit(() -> IntStream.range(0, 250)
                            .forEach(i -> stage.append(
                                    List.of(RowMaker.id(lane * 1_000L + i).values("lane " + lane))))))
                    .toList();
            for (var append : appends) {
                append.get();
            }
            assertThat(stage.stagedRows()).isEqualTo(2_000);
            destination().commit(rowsOf(stage));
        }
        assertThat(table("contacts")).hasSize(2_000);
    }

    @Test
    void rowsAppendedDuringCommitsAreNeitherLostNorDoubled() throws Exception {
        try (var stage = destination().openStage(CONTACTS);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var appends = threads.submit(() -> IntStream.range(0, 3_000)
                    .forEach(i -> stage.append(List.of(RowMaker.id(i).values("row " + i)))));
            while (!appends.isDone()) {
                destination().commit(rowsOf(stage));
            }
            appends.get();
            destination().commit(rowsOf(stage));
        }
        assertThat(table("contacts")).hasSize(3_000);
    }

    @Test
    void keepsASecondWriterOut() {
        Assumptions.assumeTrue(place().capabilities().contains(Capability.KEEPS_SECOND_WRITER_OUT));
        destination().commit(checkpoints(FIRST));
        var failure = failure(ErrorCode.DESTINATION_LOCKED, () -> place().open().close());
        assertThat(failure.action()).isNotBlank();
        destination().commit(checkpoints(SECOND));
        reopen();
        assertThat(destination().loadCheckpoints()).containsExactly(SECOND);
    }

    @Test
    void leavesATableThatItDidNotMakeAlone() {
        meanwhile("CREATE TABLE contacts (mine INTEGER)");
        var failure =
                failure(ErrorCode.DESTINATION_FOREIGN_TABLE, () -> destination().findTable("contacts"));
        assertThat(failure).hasMessageContaining("contacts");
        failure(ErrorCode.DESTINATION_FOREIGN_TABLE, () -> destination().openStage(CONTACTS));
        failure(ErrorCode.DESTINATION_FOREIGN_TABLE, () -> destination().findTable("CONTACTS"));
        meanwhile("INSERT INTO contacts VALUES (1)");
        assertThat(place().read("contacts")).hasSize(1);
    }

    @Test
    void leavesAViewThatItDidNotMakeAlone() {
        meanwhile("CREATE VIEW contacts AS SELECT 1 AS mine");
        failure(ErrorCode.DESTINATION_FOREIGN_TABLE, () -> destination().openStage(CONTACTS));
    }

    @Test
    void makesATableAgainThatTheUserDropped() {
        load(
                schema("contacts", new Column("gone", ColumnType.BIGINT)),
                RowMaker.id(1).values(1L));
        meanwhile("DROP TABLE contacts");
        assertThat(destination().findTable("contacts")).isEmpty();
        load(CONTACTS, RowMaker.id(2).values("two"));
        assertThat(destination().findTable("contacts")).contains(CONTACTS);
        assertThat(column("contacts", "email")).containsExactly("two");
    }

    @Test
    void doesNotReadTheStateOfANewerVersion() {
        destination().commit(checkpoints(FIRST));
        destination().close();
        place().execute("UPDATE _hubflow_meta SET format_version = 999, written_by = 'hubflow 99.1'");
        var failure =
                failure(ErrorCode.DESTINATION_STATE_NEWER, () -> place().open().close());
        assertThat(failure).hasMessageContaining("hubflow 99.1").hasMessageContaining("999");
        place().execute("UPDATE _hubflow_meta SET format_version = 1");
        reopen();
        assertThat(destination().loadCheckpoints()).containsExactly(FIRST);
    }

    @Test
    void keepsOneLineForEachQuarantinedRecord() {
        destination().commit(quarantine(quarantined("1", "no id"), quarantined("2", "bad"), quarantined("", "cut")));
        destination().commit(quarantine(quarantined("1", "still no id"), quarantined("", "cut")));
        assertThat(place().read("_hubflow_quarantine"))
                .extracting(row -> row.get("id"), row -> row.get("reason"), row -> row.get("record"))
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("1", "still no id", "{not json"),
                        org.assertj.core.groups.Tuple.tuple("2", "bad", "{not json"),
                        org.assertj.core.groups.Tuple.tuple("", "cut", "{not json"));
    }

    @Test
    void replacesAReferenceTableWithinItsScope() {
        destination().commit(references(properties("contacts", "email", "age"), properties("deals", "amount")));
        destination().commit(references(properties("contacts", "email")));
        assertThat(place().read("hubspot_properties"))
                .extracting(row -> row.get("object_type") + "." + row.get("name"))
                .containsExactlyInAnyOrder("contacts.email", "deals.amount");
        destination().commit(references(owners("Ann", "Bob")));
        destination().commit(references(owners("Cy")));
        assertThat(place().read("hubspot_owners"))
                .extracting(row -> row.get("name"))
                .containsExactly("Cy");
    }

    /** An owner or a stage that HubSpot no longer gives: records go on naming it. */
    @Test
    void keepsAndMarksRowsOfAReferenceTableThatAreNotGivenAnyMore() {
        commitReference(stages("deals", 1, List.of("p1", "a", "A"), List.of("p1", "b", "B"), List.of("p2", "a", "C")));
        commitReference(stages("tickets", 1, List.of("p1", "a", "T")));

        commitReference(stages("deals", 2, List.of("p1", "a", "A again"), List.of("p2", "b", "D")));
        commitReference(stages("deals", 3));
        commitReference(stages("deals", 4, List.of("p1", "a", "A again"), List.of("p2", "a", "C is back")));

        assertThat(place().read("hubspot_pipeline_stages"))
                .extracting(
                        row -> row.get("object_type"),
                        row -> row.get("pipeline_id"),
                        row -> row.get("id"),
                        row -> row.get("label"),
                        row -> row.get("removed_at"))
                .containsExactlyInAnyOrder(
                        tuple("deals", "p1", "a", "A again", null),
                        tuple("deals", "p1", "b", "B", at(2)),
                        tuple("deals", "p2", "a", "C is back", null),
                        tuple("deals", "p2", "b", "D", at(4)),
                        tuple("tickets", "p1", "a", "T", null));
    }

    /** A class of properties that HubSpot refuses is not gone. */
    @Test
    void leavesRowsOfAReferenceTableOfWhichHubSpotToldNothing() {
        commitReference(stages("deals", 1, List.of("p1", "a", "A"), List.of("p1", "b", "B")));
        commitReference(stages("tickets", 1, List.of("p1", "a", "T")));

        commitReference(stages("deals", 2, List.of("p1", "b", "B again"), List.of("p1", "c", "C"))
                .asPart(List.of("pipeline_id", "id")));

        assertThat(place().read("hubspot_pipeline_stages"))
                .extracting(
                        row -> row.get("object_type"),
                        row -> row.get("id"),
                        row -> row.get("label"),
                        row -> row.get("removed_at"))
                .containsExactlyInAnyOrder(
                        tuple("deals", "a", "A", null),
                        tuple("deals", "b", "B again", null),
                        tuple("deals", "c", "C", null),
                        tuple("tickets", "a", "T", null));
    }

    @Test
    void marksTheLastRowsOfAReferenceTableOnceHubSpotHasConfirmedThatNoneIsLeft() {
        commitReference(stages("deals", 1, List.of("p1", "a", "A")));
        commitReference(stages("tickets", 1, List.of("p1", "a", "T")));
        commitReference(stages("deals", 2));
        assertThat(place().read("hubspot_pipeline_stages"))
                .as("an empty answer changes nothing")
                .extracting(row -> row.get("removed_at"))
                .containsOnlyNulls();
        commitReference(stages("deals", 3).withNoneLeft());
        assertThat(place().read("hubspot_pipeline_stages"))
                .extracting(row -> row.get("label"), row -> row.get("removed_at"))
                .containsExactlyInAnyOrder(tuple("A", at(3)), tuple("T", null));
    }

    private void commitReference(ReferenceTable table) {
        destination().commit(new Commit(List.of(), List.of(), List.of(table), List.of(), List.of()));
    }

    @SafeVarargs
    private static ReferenceTable stages(String objectType, long writtenAt, List<String>... rows) {
        var values = new ArrayList<List<@Nullable Object>>();
        for (var row : rows) {
            var value = new ArrayList<@Nullable Object>(List.of(objectType));
            value.addAll(row);
            value.add(null);
            values.add(value);
        }
        return new ReferenceTable(
                "hubspot_pipeline_stages",
                List.of(
                        new Column("object_type", ColumnType.VARCHAR),
                        new Column("pipeline_id", ColumnType.VARCHAR),
                        new Column("id", ColumnType.VARCHAR),
                        new Column("label", ColumnType.VARCHAR),
                        new Column("removed_at", ColumnType.TIMESTAMP)),
                "object_type",
                objectType,
                values,
                List.of("pipeline_id", "id"),
                at(writtenAt));
    }

    @Test
    void letsAReferenceTableGrow() {
        destination().commit(references(owners("Ann")));
        var grown = new ReferenceTable(
                "hubspot_owners",
                List.of(new Column("active", ColumnType.BOOLEAN), new Column("name", ColumnType.VARCHAR)),
                "",
                "",
                List.of(List.of(true, "Ann")));
        destination().commit(references(grown));
        assertThat(place().read("hubspot_owners").getFirst())
                .containsEntry("active", true)
                .containsEntry("name", "Ann");
    }

    @Test
    void writesARunsLineAgain() {
        destination().commit(runs(run("running", 5)));
        destination().commit(runs(run("succeeded", 9)));
        assertThat(place().read("_hubflow_runs"))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("run_id", "run-1")
                        .containsEntry("object_type", "contacts")
                        .containsEntry("status", "succeeded")
                        .containsEntry("rows_read", 9L)
                        .containsEntry("started_at", Instant.EPOCH)
                        .containsEntry("finished_at", Instant.EPOCH.plusSeconds(9)));
    }

    @Test
    void findsTheRunsThatRecordedNoEndAndNamesThemKilledWithTheNextRows() {
        assertThat(destination().findOpenRuns()).isEmpty();
        destination().commit(runs(begun("run-1", "contacts")));
        destination().commit(runs(begun("run-1", "deals")));
        destination().commit(runs(run("succeeded", 4)));
        reopen();

        var open = destination().findOpenRuns();
        assertThat(open).singleElement().isEqualTo(begun("run-1", "deals"));
        destination().commit(runs(killed(open.getFirst())));
        assertThat(destination().findOpenRuns()).isEmpty();
        reopen();
        assertThat(destination().findOpenRuns()).isEmpty();
        load(CONTACTS, RowMaker.id(1).values("one"));

        assertThat(place().read("_hubflow_runs"))
                .filteredOn(row -> "deals".equals(row.get("object_type")))
                .singleElement()
                .satisfies(
                        row -> assertThat(row).containsEntry("status", "killed").containsEntry("run_id", "run-1"));
    }

    private static RunRecord begun(String runId, String objectType) {
        return new RunRecord(runId, objectType, Instant.EPOCH, Optional.empty(), "running", 0, 0, 0, "{}");
    }

    private static RunRecord killed(RunRecord open) {
        return new RunRecord(
                open.runId(), open.objectType(), open.startedAt(), Optional.empty(), "killed", 0, 0, 0, "{}");
    }

    private static Commit checkpoints(Checkpoint... checkpoints) {
        return new Commit(List.of(), List.of(), List.of(), List.of(checkpoints), List.of());
    }

    private static Commit quarantine(QuarantinedRow... rows) {
        return new Commit(List.of(), List.of(rows), List.of(), List.of(), List.of());
    }

    private static Commit references(ReferenceTable... references) {
        return new Commit(List.of(), List.of(), List.of(references), List.of(), List.of());
    }

    private static Commit runs(RunRecord run) {
        return new Commit(List.of(), List.of(), List.of(), List.of(), List.of(run));
    }

    private static RunRecord run(String status, long rows) {
        return new RunRecord(
                "run-1",
                "contacts",
                Instant.EPOCH,
                Optional.of(Instant.EPOCH.plusSeconds(rows)),
                status,
                rows,
                rows,
                0,
                "{\"rows\": " + rows + "}");
    }

    private static QuarantinedRow quarantined(String id, String reason) {
        return new QuarantinedRow("contacts", id, reason, "{not json", Instant.EPOCH);
    }

    private static ReferenceTable owners(String... names) {
        return new ReferenceTable(
                "hubspot_owners",
                List.of(new Column("name", ColumnType.VARCHAR)),
                "",
                "",
                List.of(names).stream()
                        .map(name -> List.<@Nullable Object>of(name))
                        .toList());
    }

    private static ReferenceTable properties(String objectType, String... names) {
        return new ReferenceTable(
                "hubspot_properties",
                List.of(new Column("object_type", ColumnType.VARCHAR), new Column("name", ColumnType.VARCHAR)),
                "object_type",
                objectType,
                List.of(names).stream()
                        .map(name -> List.<@Nullable Object>of(objectType, name))
                        .toList());
    }
}
