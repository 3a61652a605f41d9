package io.hubflow.engine.commit;

import io.hubflow.engine.checkpoint.FactProgress;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.OpenRun;
import io.hubflow.engine.checkpoint.StateCodec;
import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.CommitResult;
import io.hubflow.engine.destination.FlushPolicy;
import io.hubflow.engine.destination.QuarantinedRow;
import io.hubflow.engine.destination.ReferenceTable;
import io.hubflow.engine.destination.RunRecord;
import io.hubflow.engine.destination.TableStage;
import io.hubflow.engine.fact.LinkEnd;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the next commit of one object type will hold: rows, facts, quarantined records, reference tables, and the state that they
 * amount to. Not thread-safe: guarded by its {@link RowCommits}.
 */
final class UncommittedRows implements AutoCloseable {
    private final RowStages stages;
    private final FactStages facts;
    private final Set<String> seenBad = new HashSet<>();
    private List<QuarantinedRow> quarantined = new ArrayList<>();
    private List<ReferenceTable> references = new ArrayList<>();
    private Map<String, String> sideStates = Map.of();
    private ObjectState state;
    private RowTotals totals = RowTotals.NOTHING;
    private boolean dirty;

    UncommittedRows(RowTarget target, List<LinkEnd> ends, ObjectState state) {
        this.stages = new RowStages(target);
        this.facts = new FactStages(target.destination(), ends);
        this.state = state;
    }

    /**
     * A commit with the stages that must be closed after it.
     *
     * @param rows the stages of rows, and which of them is filled again
     */
    record Prepared(Commit commit, RowStages.Taken rows) {
        long stagedRows() {
            return commit.stages().stream().mapToLong(TableStage::stagedRows).sum();
        }
    }

    void take(FactGroups.Group<PreparedRows> group) {
        for (var some : group.taken()) {
            take(some);
        }
        for (var one : group.facts()) {
            facts.add(one.reader().table(), one.sets());
            state = one.reader().effect(state);
            if (one.sets().stream().anyMatch(set -> !set.rows().isEmpty())) {
                state = state.mapFactTable(one.reader().table().name(), FactProgress::made);
            }
        }
        dirty = true;
    }

    private void take(FactGroups.Taken<PreparedRows> some) {
        stages.append(some.rows());
        facts.forgetDeparted(some.rows().departed());
        var newBad = some.bad().stream().filter(this::isNew).toList();
        quarantined.addAll(newBad);
        state = some.progress().apply(state);
        totals = totals.reading(some.rows().read(), newBad.size());
    }

    /** A record that cannot become a row is met by every way of reading; it counts once a run. */
    private boolean isNew(QuarantinedRow bad) {
        return seenBad.add(bad.id().isEmpty() ? bad.json() : bad.id());
    }

    /** Puts reference tables and other streams' states into the next commit. */
    void attach(List<ReferenceTable> tables, Map<String, String> stateByStream) {
        references.addAll(tables);
        var all = new HashMap<>(sideStates);
        all.putAll(stateByStream);
        sideStates = all;
        dirty = true;
    }

    /** Whether anything was taken that no commit holds yet. */
    boolean isDirty() {
        return dirty;
    }

    /** Whether the stages are as full as the destination likes them. */
    boolean isFull(FlushPolicy policy) {
        return stages.isDue(policy) || facts.isDue(policy);
    }

    /** Rows that lack no column, as nearly all do. */
    long stagedRows() {
        return stages.stagedRows();
    }

    /** The state once everything that was taken is committed. */
    ObjectState state() {
        return state;
    }

    RowTotals totals() {
        return totals;
    }

    List<FactTotals> factTotals() {
        return facts.totals();
    }

    /** Hands over everything that was taken, with the checkpoints that cover it. */
    Prepared prepare(Streams streams, RunRecord run) {
        var taken = stages.take();
        var checkpoints = new ArrayList<Checkpoint>();
        var open = run.finishedAt().isPresent() ? null : OpenRun.of(run);
        checkpoints.add(streams.next(state.objectType(), StateCodec.write(state.withOpenRun(open))));
        sideStates.forEach((name, json) -> checkpoints.add(streams.next(name, json)));
        var factStages = facts.take();
        var commit = new Commit(taken.all(), quarantined, references, checkpoints, List.of(run)).withFacts(factStages);
        quarantined = new ArrayList<>();
        references = new ArrayList<>();
        sideStates = Map.of();
        dirty = false;
        return new Prepared(commit, taken);
    }

    /**
     * @param result absent when the counts are not known
     * @param stage the empty stage of whole rows, to be filled again; absent when there is none
     */
    void committed(CommittedRows rows, @Nullable CommitResult result, @Nullable TableStage stage) {
        totals = totals.plus(rows);
        if (result != null) {
            facts.committed(result);
        }
        stages.keep(stage);
    }

    /** Drops what is not committed. */
    @Override
    public void close() {
        facts.close();
        stages.close();
    }
}
