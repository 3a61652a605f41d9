package io.hubflow.engine.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.MemoryDestination;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.SnapshotProgress;
import io.hubflow.engine.checkpoint.StateCodec;
import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.destination.FlushPolicy;
import io.hubflow.engine.destination.QuarantinedRow;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.RowEncoder;
import io.hubflow.engine.destination.RunRecord;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.engine.fact.FactRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A commit holds everything that was taken before it, and nothing is taken twice. */
class UncommittedRowsTest {
    private static final Instant STARTED = Instant.parse("2026-11-01T08:00:00Z");

    private final Streams streams = Streams.of(List.of());
    private final UncommittedRows rows = new UncommittedRows(
            new RowTarget(
                    new MemoryDestination(),
                    new TableSchema("contacts", "contacts", List.of(new Column("city", ColumnType.VARCHAR))),
                    Set.of(),
                    DeleteMode.SOFT),
            List.of(),
            ObjectState.fresh(7, "contacts", SnapshotProgress.starting(5_000, 0, Long.MAX_VALUE)));

    @AfterEach
    void close() {
        rows.close();
    }

    @Test
    void aCommitHoldsRowsQuarantineAndStatesAndTheNextOneNothingOfThem() {
        take(List.of(Row.tombstone(1, 5, Row.NOT_MERGED, 5)), List.of(bad("2", "{\"id\":2}")));
        rows.attach(List.of(), Map.of("contacts/catalog", "{}"));
        assertThat(rows.isDirty()).isTrue();

        var first = rows.prepare(streams, run(Optional.empty()));

        assertThat(first.stagedRows()).isEqualTo(1);
        assertThat(first.commit().quarantined()).extracting(QuarantinedRow::id).containsExactly("2");
        assertThat(first.commit().checkpoints())
                .extracting(Checkpoint::stream)
                .containsExactly("contacts", "contacts/catalog");
        assertThat(rows.isDirty()).isFalse();
        var second = rows.prepare(streams, run(Optional.empty())).commit();
        assertThat(second.stages()).isEmpty();
        assertThat(second.quarantined()).isEmpty();
        assertThat(second.checkpoints()).extracting(Checkpoint::stream).containsExactly("contacts");
        first.rows().others().forEach(stage -> stage.close());
    }

    @Test
    void aRecordThatCannotBecomeARowCountsOnceHoweverOftenItIsRead() {
        take(List.of(), List.of(bad("2", "{\"id\":2}"), bad("", "{\"id\":\"x\"}")));
        take(List.of(), List.of(bad("2", "{\"id\":2,\"later\":1}"), bad("", "{\"id\":\"x\"}"), bad("", "{}")));

        assertThat(rows.totals()).isEqualTo(new RowTotals(3, 0, 0, 3, 0));
    }

    @Test
    void tombstonesAreNotCountedAsRead() {
        take(List.of(Row.tombstone(1, 5, Row.NOT_MERGED, 5)), List.of());

        assertThat(rows.totals().read()).isZero();
    }

    /** A stage in memory takes 100 bytes for each row. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bytesMakeACommitDueBeforeItsRowsDoAlsoWhereRowsLackColumns(boolean lacking) {
        var policy = new FlushPolicy(1_000, 300, Duration.ofHours(1));
        take(List.of(row(1, lacking), row(2, lacking)), List.of());
        assertThat(rows.isFull(policy)).isFalse();

        take(List.of(row(3, lacking)), List.of());

        assertThat(rows.isFull(policy)).isTrue();
    }

    private static Row row(long id, boolean lacking) {
        return lacking
                ? Row.tombstone(id, 5, Row.NOT_MERGED, 5)
                : new Row(id, 0, 0, false, Row.NO_TIME, 0, 0, null, new Object[] {"text"});
    }

    @Test
    void theStateNamesTheRunUntilItHasEnded() {
        var during = rows.prepare(streams, run(Optional.empty())).commit();
        var atTheEnd = rows.prepare(streams, run(Optional.of(STARTED))).commit();

        assertThat(state(during.checkpoints().getFirst()).openRun()).isNotNull();
        assertThat(state(atTheEnd.checkpoints().getFirst()).openRun()).isNull();
    }

    private void take(List<Row> some, List<QuarantinedRow> bad) {
        new FactGroups<>(List.of(), PreparedRows.NONE, PreparedRows::count, rows::take)
                .add(
                        new FactGroups.Taken<>(PreparedRows.of(some, RowEncoder.PLAIN), bad, state -> state),
                        FactRequest.NONE);
    }

    private static ObjectState state(Checkpoint checkpoint) {
        return StateCodec.read(checkpoint, ObjectState.class);
    }

    private static QuarantinedRow bad(String id, String json) {
        return new QuarantinedRow("contacts", id, "no id", json, STARTED);
    }

    private static RunRecord run(Optional<Instant> finishedAt) {
        return new RunRecord("run-1", "contacts", STARTED, finishedAt, "running", 0, 0, 0, "{}");
    }
}
