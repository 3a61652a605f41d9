package io.hubflow.engine;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.checkpoint.PortalIdentity;
import io.hubflow.engine.checkpoint.SnapshotProgress;
import io.hubflow.engine.commit.GroupCommits;
import io.hubflow.engine.commit.PendingIdentity;
import io.hubflow.engine.commit.RowCommits;
import io.hubflow.engine.commit.RowTarget;
import io.hubflow.engine.commit.RowTotals;
import io.hubflow.engine.commit.Streams;
import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.RunRecord;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.engine.identity.PortalGuard;
import io.hubflow.engine.load.ObjectLoad;
import io.hubflow.engine.load.ReadingTurn;
import io.hubflow.engine.load.RefreshLedger;
import io.hubflow.engine.load.TableRows;
import io.hubflow.engine.load.Uncovered;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.read.ReadClock;
import io.hubflow.engine.read.Slice;
import io.hubflow.engine.read.SliceReader;
import io.hubflow.engine.report.SyncListener;
import io.hubflow.engine.settings.EngineSettings;
import io.hubflow.engine.typing.RowMaker;
import io.hubflow.hubspot.MemoryPortal;
import io.hubflow.hubspot.PropertySelection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Runs that bring one object type from a {@link MemoryPortal} into a {@link MemoryDestination}, made of the loads that a test
 * chooses. What a run has read when it fails is committed, as in a real one.
 */
public final class MemoryRuns {
    public static final ObjectType THINGS =
            new ObjectType("things", "things", "2-1", ObjectType.MODIFIED, "things", false, List.of());

    private static final String NAME = "name";
    private static final TableSchema SCHEMA =
            new TableSchema("things", "things", List.of(new Column(NAME, ColumnType.VARCHAR)));

    public final MemoryPortal portal;
    public final MemoryDestination table = new MemoryDestination();
    public EngineSettings settings = EngineSettings.DEFAULT;
    /** What operators were told. */
    public final List<String> sentences = new ArrayList<>();

    public Uncovered uncovered = new Uncovered();

    public MemoryRuns(MemoryPortal portal) {
        this.portal = portal;
    }

    /** Runs whose first load has brought all records. */
    public static MemoryRuns loaded(MemoryPortal portal) {
        var runs = new MemoryRuns(portal);
        runs.run(load -> {
            var slice = new Slice.Snapshot(THINGS.name(), IdRange.ALL, 0, Long.MAX_VALUE);
            load.reader().read(slice, batch -> {
                load.keep(batch, ObjectLoad.Progress.NONE);
                return IdRange.END;
            });
            load.commits()
                    .update(state -> state.snapshotRead(runs.settings.settleLag())
                            .withRows(portal.live.size())
                            .mapFacts(facts ->
                                    facts.with(PortalFacts.Search.WORKS).with(PortalFacts.ModifiedFilter.WORKS)));
        });
        portal.forgetCalls();
        return runs;
    }

    /** One run, an hour after the one before. */
    public void run(Consumer<ObjectLoad> loads) {
        portal.nowMillis += Duration.ofHours(1).toMillis();
        var checkpoints = table.loadCheckpoints();
        var streams = Streams.of(checkpoints);
        var state = streams.find(THINGS.name(), ObjectState.class)
                .orElseGet(() -> ObjectState.fresh(
                        77, THINGS.name(), SnapshotProgress.starting(portal.nowMillis, 0, Long.MAX_VALUE)));
        try (var commits = commits(streams, state)) {
            try {
                loads.accept(load(commits, RefreshLedger.of(checkpoints)));
            } finally {
                commits.flush();
            }
        }
    }

    private RowCommits commits(Streams streams, ObjectState state) {
        var verdict = new PortalGuard.Verdict(PortalIdentity.UNKNOWN.withPortal(77), true, false);
        return new RowCommits(
                new RowTarget(table, SCHEMA, Set.of(), settings.deletes()),
                streams,
                new GroupCommits(table, streams, new PendingIdentity(streams, verdict)).join(),
                state,
                () -> Instant.ofEpochMilli(portal.nowMillis),
                SyncListener.SILENT,
                MemoryRuns::line,
                List.of(),
                List.of());
    }

    private static RunRecord line(RowTotals totals) {
        return new RunRecord(
                "run", THINGS.name(), Instant.EPOCH, Optional.empty(), "running", totals.read(), 0, 0, "{}");
    }

    private ObjectLoad load(RowCommits commits, RefreshLedger ledger) {
        var clock = ReadClock.after(commits.state().readAtMillis(), portal::serverTime);
        ObjectLoad.Notice notice = sentences::add;
        uncovered = new Uncovered();
        var reader = new SliceReader(
                portal,
                THINGS,
                new RowMaker(PropertySelection.of(List.of(NAME)), SCHEMA, List.of(NAME)),
                clock,
                List.of(),
                commits.state().facts().idOrder(),
                new PersistingNotices(commits, notice, uncovered));
        return new ObjectLoad(
                portal,
                THINGS,
                reader,
                commits,
                settings,
                clock,
                SyncListener.SILENT,
                notice,
                ledger,
                uncovered,
                new AtomicReference<>(SyncListener.Phase.DISCOVER),
                TableRows.of(table, THINGS),
                ReadingTurn.FREE);
    }

    public ObjectState state() {
        return table.state(THINGS.name());
    }

    /** Makes the stored state what another run would have left. */
    public void edit(UnaryOperator<ObjectState> change) {
        table.edit(THINGS.name(), change);
    }

    /** Ids of live rows. */
    public Set<Long> alive() {
        var ids = new TreeSet<Long>();
        rows().forEach((id, row) -> {
            if (row.isAlive()) {
                ids.add(id);
            }
        });
        return ids;
    }

    public Map<Long, MemoryRow> rows() {
        return table.rows(THINGS.table());
    }

    /** The value of the only column. */
    public @Nullable Object name(long id) {
        var row = rows().get(id);
        return row == null ? null : row.value(NAME);
    }

    /** Gives a record another name and leaves its modification time, as HubSpot does with calculated values. */
    public void rename(long id, String name) {
        portal.live.computeIfPresent(id, (key, record) -> record.with(NAME, name));
    }
}
