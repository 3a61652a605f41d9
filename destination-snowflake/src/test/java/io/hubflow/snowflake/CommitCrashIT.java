package io.hubflow.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.CommitResult;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.destination.FactSet;
import io.hubflow.engine.destination.FactTable;
import io.hubflow.engine.destination.QuarantinedRow;
import io.hubflow.engine.destination.ReferenceTable;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.snowflake.emulator.fault.Fault;
import io.hubflow.testkit.RowMaker;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wherever a commit is stopped, and whatever is done then, every row is there once and the checkpoint covers it. */
class CommitCrashIT {
    private static final TableSchema CONTACTS =
            new TableSchema("contacts", "contacts", List.of(new Column("email", ColumnType.VARCHAR)));
    private static final TableSchema GROWN = new TableSchema(
            "contacts",
            "contacts",
            List.of(new Column("email", ColumnType.VARCHAR), new Column("age", ColumnType.BIGINT)));

    private static final FactTable LINKS = new FactTable(
            "links",
            List.of(new Column("from_id", ColumnType.BIGINT), new Column("to_id", ColumnType.BIGINT)),
            List.of("from_id", "to_id"),
            "from_id",
            FactTable.Keep.CURRENT);

    @TempDir
    Path folder;

    private SnowflakePlace place;

    @BeforeEach
    void makePlace() {
        SnowflakePlace.emulator().admin().clearFaults();
        place = SnowflakePlace.create(folder);
    }

    @AfterEach
    void clearFaults() {
        SnowflakePlace.emulator().admin().clearFaults();
    }

    /** Not a RuntimeException, so that nothing on the way tidies up: like a process that is gone. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    @ParameterizedTest
    @EnumSource(CommitStep.class)
    void aCommitThatIsKilledAtAnyStepIsWholeOrAbsentAndCanBeDoneAgain(CommitStep step) {
        try (var first = place.open()) {
            commit(
                    first,
                    1,
                    CONTACTS,
                    RowMaker.id(1).values("one"),
                    RowMaker.id(2).values("two"));
        }
        var killed = place.unopened(reached -> {
            if (reached == step) {
                throw new Killed();
            }
        });
        killed.loadCheckpoints();
        assertThatThrownBy(() -> commit(killed, 2, GROWN, changed())).isInstanceOf(Killed.class);
        SnowflakePlace.emulator().admin().silenceSessions();

        try (var next = place.open()) {
            var sequence = next.loadCheckpoints().getFirst().sequence();
            boolean happened = step == CommitStep.COMMITTED || step == CommitStep.CLEANED;
            assertThat(sequence).isEqualTo(happened ? 2 : 1);
            assertThat(emails()).isEqualTo(happened ? List.of("one", "TWO", "three") : List.of("one", "two"));
            assertThat(linked()).isEqualTo(happened ? List.of(20L) : List.of(10L, 11L));
            if (!happened) {
                commit(next, 2, GROWN, changed());
            }
            assertThat(catchThrowableOfType(ConnectorException.class, () -> commit(next, 2, GROWN, changed()))
                            .code())
                    .isEqualTo(ErrorCode.DESTINATION_STATE_MOVED);
            assertThat(emails()).containsExactly("one", "TWO", "three");
            assertThat(linked()).containsExactly(20L);
            assertThat(next.findTable("contacts")).contains(GROWN);
            commit(next, 3, GROWN, RowMaker.id(4).values("four", 4L));
        }
        assertThat(emails()).containsExactly("one", "TWO", "three", "four");
        assertThat(linked()).containsExactly(30L, 31L);
        assertThat(place.read("hubspot_owners")).hasSize(1);
        assertThat(place.read("_hubflow_quarantine")).hasSize(1);
    }

    @ParameterizedTest
    @Tag("thorough")
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
    void wideningThatIsKilledAfterAnyStatementIsFinishedByTheNextCommit(int statements) {
        var narrow = new TableSchema("deals", "deals", List.of(new Column("amount", ColumnType.DECIMAL)));
        var wide = new TableSchema("deals", "deals", List.of(new Column("amount", ColumnType.VARCHAR)));
        try (var first = place.open()) {
            commit(first, 1, narrow, RowMaker.id(1).values(new java.math.BigDecimal("12.50")));
        }
        var alter = "ALTER TABLE|UPDATE \"HUBSPOT\".\"" + place.schema() + "\".\"DEALS\"|BEGIN";
        SnowflakePlace.emulator()
                .admin()
                .inject(Fault.once(Fault.Kind.WAREHOUSE_SUSPENDED, "ANY")
                        .where(alter)
                        .after(statements));
        try (var stopped = place.open()) {
            var failure = catchThrowableOfType(
                    ConnectorException.class,
                    () -> commit(stopped, 2, wide, RowMaker.id(2).values("many")));
            assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_REFUSED);
        }
        SnowflakePlace.emulator().admin().clearFaults();
        try (var next = place.open()) {
            commit(next, 2, wide, RowMaker.id(2).values("many"));
            assertThat(next.findTable("deals")).contains(wide);
        }
        assertThat(place.read("deals")).extracting(row -> row.get("amount")).containsExactlyInAnyOrder("12.5", "many");
    }

    @Test
    void aLostReplyToCommitIsFoundOut() {
        SnowflakePlace.emulator()
                .admin()
                .inject(Fault.once(Fault.Kind.CUT_AFTER, "COMMIT").andRetries());
        try (var destination = place.open()) {
            var result = commit(destination, 1, CONTACTS, RowMaker.id(1).values("one"));
            assertThat(result.tables().getFirst().inserted()).isEqualTo(1);
            assertThat(destination.loadCheckpoints()).hasSize(1);
            commit(destination, 2, CONTACTS, RowMaker.id(2).values("two"));
        }
        assertThat(emails()).containsExactly("one", "two");
        assertThat(SnowflakePlace.emulator().admin().faultHits()).isPositive();
    }

    @Test
    void aCommitThatNeverArrivedIsDoneAgain() {
        SnowflakePlace.emulator().admin().inject(Fault.once(Fault.Kind.SESSION_GONE, "COMMIT"));
        try (var destination = place.open()) {
            commit(destination, 1, CONTACTS, RowMaker.id(1).values("one"));
        }
        assertThat(emails()).containsExactly("one");
    }

    @ParameterizedTest
    @Tag("thorough")
    @ValueSource(strings = {"PUT", "BEGIN", "UPDATE", "MERGE", "INSERT", "COMMIT", "REMOVE"})
    void aSessionThatEndsInTheMiddleIsReplaced(String statement) {
        try (var destination = place.open()) {
            SnowflakePlace.emulator()
                    .admin()
                    .inject(Fault.once(Fault.Kind.SESSION_GONE, statement).where(place.schema() + "|BEGIN|COMMIT"));
            commit(destination, 1, CONTACTS, RowMaker.id(1).values("one"));
            assertThat(destination.loadCheckpoints()).hasSize(1);
        }
        assertThat(emails()).containsExactly("one");
    }

    @Test
    @Tag("thorough")
    void aStormOf503AndExpiredTokensIsWeathered() {
        try (var destination = place.open()) {
            SnowflakePlace.emulator().admin().inject(Fault.once(Fault.Kind.TOKEN_EXPIRED, "MERGE"));
            SnowflakePlace.emulator().admin().inject(Fault.once(Fault.Kind.UNAVAILABLE, "PUT"));
            SnowflakePlace.emulator().admin().inject(Fault.once(Fault.Kind.UNAVAILABLE, "COMMIT"));
            commit(destination, 1, CONTACTS, RowMaker.id(1).values("one"));
        }
        assertThat(emails()).containsExactly("one");
    }

    @Test
    void oneOfTwoWritersWinsAndTheOtherIsTold() throws Exception {
        try (var one = place.open();
                var two = place.open();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            commit(one, 1, CONTACTS, RowMaker.id(1).values("one"));
            two.loadCheckpoints();
            var barrier = new CyclicBarrier(2);
            var losers = new ArrayList<ConnectorException>();
            var runs = List.of(one, two).stream()
                    .map(destination -> threads.submit(() -> {
                        barrier.await();
                        try {
                            commit(destination, 2, GROWN, RowMaker.id(2).values("by " + destination.hashCode(), 2L));
                        } catch (ConnectorException e) {
                            synchronized (losers) {
                                losers.add(e);
                            }
                        }
                        return true;
                    }))
                    .toList();
            for (var run : runs) {
                run.get();
            }
            assertThat(losers)
                    .singleElement()
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.DESTINATION_STATE_MOVED));
            assertThat(one.loadCheckpoints()).isEqualTo(two.loadCheckpoints());
        }
        assertThat(emails()).hasSize(2);
    }

    @Test
    void twoWritersOfDifferentStreamsMayAddColumnsAtOnce() throws Exception {
        try (var one = place.open();
                var two = place.open();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            commit(one, 1, CONTACTS, RowMaker.id(1).values("one"));
            two.loadCheckpoints();
            var barrier = new CyclicBarrier(2);
            var first = threads.submit(() -> {
                barrier.await();
                return commit(one, 2, GROWN, RowMaker.id(2).values("two", 2L));
            });
            var second = threads.submit(() -> {
                barrier.await();
                try (var stage = two.openStage(CONTACTS)) {
                    stage.append(List.of(RowMaker.id(3).values("three")));
                    return two.commit(new Commit(
                            List.of(stage),
                            List.of(),
                            List.of(),
                            List.of(new Checkpoint("other", 1, "{}")),
                            List.of()));
                }
            });
            first.get();
            second.get();
        }
        assertThat(emails()).containsExactlyInAnyOrder("one", "two", "three");
    }

    @Test
    void rowsOfARefusedCommitAreCommittedByTheNextOne() {
        var refused = new AtomicBoolean(true);
        var destination = place.unopened(step -> {
            if (step == CommitStep.LOCKED && refused.getAndSet(false)) {
                throw new IllegalStateException("stopped");
            }
        });
        try (destination) {
            var stage = destination.openStage(CONTACTS);
            stage.append(List.of(RowMaker.id(1).values("one")));
            var commit = new Commit(
                    List.of(stage), List.of(), List.of(), List.of(new Checkpoint("contacts", 1, "{}")), List.of());
            assertThatThrownBy(() -> destination.commit(commit)).isInstanceOf(IllegalStateException.class);
            assertThat(stage.stagedRows()).isEqualTo(1);
            destination.commit(commit);
            assertThat(stage.stagedRows()).isZero();
        }
        assertThat(emails()).containsExactly("one");
    }

    private static Row[] changed() {
        return new Row[] {
            RowMaker.id(2).updated(1).values("TWO", 2L), RowMaker.id(3).values("three", null)
        };
    }

    private static CommitResult commit(Destination destination, long sequence, TableSchema schema, Row... rows) {
        var quarantined = new QuarantinedRow("contacts", "9", "no id", "{", Instant.EPOCH);
        var owners = new ReferenceTable(
                "hubspot_owners",
                List.of(new Column("name", ColumnType.VARCHAR)),
                "",
                "",
                List.of(List.of("Ann " + sequence)));
        var checkpoint = new Checkpoint(schema.table(), sequence, "{\"cursor\":" + sequence + "}");
        try (var stage = destination.openStage(schema);
                var links = destination.openFacts(LINKS)) {
            stage.append(List.of(rows));
            links.append(linksAfter(sequence));
            return destination.commit(
                    new Commit(List.of(stage), List.of(quarantined), List.of(owners), List.of(checkpoint), List.of())
                            .withFacts(List.of(links)));
        }
    }

    /** Record 1 is linked to ten times the sequence, and to one more where that is odd. */
    private static FactSet linksAfter(long sequence) {
        return new FactSet(
                1,
                RowMaker.EPOCH + sequence,
                LongStream.rangeClosed(10 * sequence, 10 * sequence + sequence % 2)
                        .mapToObj(to -> new @Nullable Object[] {1L, to})
                        .toList());
    }

    private List<Object> linked() {
        return place.read("links").stream()
                .map(row -> (Object) Objects.requireNonNull(row.get("to_id")))
                .sorted()
                .toList();
    }

    private List<Object> emails() {
        var rows = new ArrayList<>(place.read("contacts"));
        rows.sort(java.util.Comparator.comparing(row -> String.valueOf(row.get("_id"))));
        var emails = new ArrayList<Object>();
        rows.forEach(row -> emails.add(row.get("email")));
        return emails;
    }
}
