package io.hubflow.snowflake;

import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.CommitResult;
import io.hubflow.engine.destination.RunRecord;
import io.hubflow.error.ConnectorException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commits of one destination, one after the other. Checks that each follows the stored checkpoints, holds it back when it
 * has nothing but checkpoints that may wait, and otherwise writes it together with those that waited. Guarded by the
 * destination's lock.
 */
final class CommitSequence {
    private static final Logger log = LoggerFactory.getLogger(CommitSequence.class);

    /** How long after our last statement another one is sure to find the warehouse awake. */
    private static final Duration STILL_AWAKE = Duration.ofSeconds(30);

    private final SnowflakeSettings settings;
    private final Timing timing;
    private final CostMeter meter;
    private final SnowflakeSessions sessions;
    private final StateTable stateTable;
    private final TablePreparation preparation;
    private final SnowflakeWriter writer;
    private final CurrentState state;
    private final LocalKnowledge local;
    private final WaitingRuns waitingRuns;
    private final Set<String> writtenStreams = new HashSet<>();
    private boolean wrote;

    CommitSequence(
            SnowflakeSettings settings,
            Timing timing,
            CostMeter meter,
            SnowflakeSessions sessions,
            StateTable stateTable,
            TablePreparation preparation,
            SnowflakeWriter writer,
            CurrentState state,
            LocalKnowledge local) {
        this.settings = settings;
        this.timing = timing;
        this.meter = meter;
        this.sessions = sessions;
        this.stateTable = stateTable;
        this.preparation = preparation;
        this.writer = writer;
        this.state = state;
        this.local = local;
        this.waitingRuns = new WaitingRuns(meter);
    }

    /** As {@link io.hubflow.engine.destination.Destination#commit}. */
    CommitResult commit(Commit commit) {
        var filled = CommitPlan.filled(commit);
        var facts = CommitPlan.filledFacts(commit, state::hasObject);
        if (filled.isEmpty()
                && facts.isEmpty()
                && commit.quarantined().isEmpty()
                && commit.references().isEmpty()
                && commit.checkpoints().isEmpty()
                && commit.runs().isEmpty()) {
            return CommitPlan.result(commit, filled, facts, WrittenCommit.NOTHING);
        }
        var plan = plan(commit, filled, facts);
        var canWait = plan.writesNoData() && !preparation.lost().isSettledBy(plan.checkpoints(), state.get());
        if (canWait && commit.mayWait() && (mayWait() || isOnlyOfUnfinishedRuns(plan))) {
            hold(plan);
            return CommitPlan.result(commit, filled, facts, WrittenCommit.NOTHING);
        }
        return CommitPlan.result(commit, filled, facts, write(plan));
    }

    /** The stored checkpoints, each replaced by the one that waits to follow it. */
    List<Checkpoint> checkpoints() {
        var stored = state.get();
        var newest = new LinkedHashMap<String, Checkpoint>();
        stored.checkpoints().forEach(c -> newest.put(c.stream(), c));
        local.deferred().valid(stored).forEach(c -> newest.put(c.stream(), c));
        return List.copyOf(newest.values());
    }

    private CommitPlan plan(Commit commit, List<SnowflakeStage> filled, List<SnowflakeFactStage> facts) {
        if (!misplaced(commit.checkpoints()).isEmpty()) {
            state.forget();
            var misplaced = misplaced(commit.checkpoints());
            if (!misplaced.isEmpty()) {
                throw stateTable.moved(misplaced);
            }
        }
        var stored = state.get();
        var steps = new ArrayList<CommitPlan.Step>();
        commit.checkpoints().forEach(c -> steps.add(new CommitPlan.Step(c, stored.sequence(c.stream()))));
        var references = CommitPlan.changed(
                commit.references(),
                stored,
                new RecordedColumnNames(type -> tableOf(type, filled, stored), settings.layout()));
        var runs = runsAfterUnsent(commit, filled, facts);
        return new CommitPlan(filled, facts, commit.quarantined(), references, steps, runs, runs);
    }

    /** The records with the rows that need not be sent; those that are sent are counted by the transaction. */
    private static List<RunRecord> runsAfterUnsent(
            Commit commit, List<SnowflakeStage> filled, List<SnowflakeFactStage> facts) {
        var runs = new ArrayList<RunRecord>();
        for (var run : commit.runs()) {
            var after = run;
            for (var stage : commit.stages()) {
                var unsent = (SnowflakeStage) stage;
                if (!filled.contains(unsent) && unsent.schema().objectType().equals(run.objectType())) {
                    after = after.after(0, unsent.unsentIds());
                }
            }
            for (var stage : commit.factStages()) {
                var unsent = (SnowflakeFactStage) stage;
                if (!facts.contains(unsent) && unsent.table().name().equals(run.objectType())) {
                    after = after.after(0, unsent.unsentRows());
                }
            }
            runs.add(after);
        }
        return runs;
    }

    /** The table of an object type as the commit of these stages will leave it. */
    private Optional<WarehouseTable> tableOf(String objectType, List<SnowflakeStage> filled, StoredState stored) {
        return filled.stream()
                .filter(stage -> stage.schema().objectType().equals(objectType))
                .map(stage -> preparation.records().target(stage.schema(), stored))
                .findFirst()
                .or(() -> stored.tables().stream()
                        .filter(table -> table.objectType().equals(objectType))
                        .findFirst());
    }

    private String misplaced(List<Checkpoint> checkpoints) {
        return local.deferred().misplaced(checkpoints, state.get()::sequence);
    }

    private boolean mayWait() {
        var limit = timing.now().minus(settings.holdBack());
        return !settings.holdBack().isZero()
                && local.deferred().oldest().map(limit::isBefore).orElse(true);
    }

    /** Their last commit, or the next run's, writes more than that and takes it along. */
    private static boolean isOnlyOfUnfinishedRuns(CommitPlan plan) {
        return plan.checkpoints().isEmpty()
                && plan.runs().stream().allMatch(run -> run.finishedAt().isEmpty());
    }

    /** Lines of runs whose end is not known, see {@link io.hubflow.engine.destination.Destination#findOpenRuns}. */
    List<RunRecord> openRuns() {
        return local.unfinishedRuns().running();
    }

    private void hold(CommitPlan plan) {
        for (var step : plan.checkpoints()) {
            local.deferred().add(step.base(), step.checkpoint(), timing.now());
        }
        addRuns(plan);
    }

    private void addRuns(CommitPlan plan) {
        waitingRuns.add(plan.runs());
        local.unfinishedRuns().take(plan.runs());
    }

    private WrittenCommit write(CommitPlan plan) {
        addRuns(plan);
        waitingRuns.addMissing(local.unfinishedRuns().killed());
        var steps = new ArrayList<>(plan.checkpoints());
        if (!mayWait()) {
            addWaitingCheckpoints(steps);
        }
        var whole = new CommitPlan(
                plan.stages(),
                plan.facts(),
                plan.quarantined(),
                plan.references(),
                steps,
                waitingRuns.all(),
                plan.ownRuns());
        try {
            var results = writer.write(whole, local.spool(), state.get(), waitingRuns::cost);
            local.deferred()
                    .remove(steps.stream().map(CommitPlan.Step::checkpoint).toList());
            steps.forEach(s -> writtenStreams.add(s.checkpoint().stream()));
            waitingRuns.written();
            local.unfinishedRuns().killedAreWritten();
            local.unchanged().committed(results.rows());
            local.knownSets().committed(results.facts(), mayHaveDepartures());
            wrote = true;
            return results;
        } catch (ConnectorException e) {
            state.forget();
            writer.forget();
            throw e;
        }
    }

    /** Whether sets may have lost rows that name departed records. */
    private boolean mayHaveDepartures() {
        return state.get().hasObject(Place.DEPARTURES)
                && state.get().rows(Place.DEPARTURES).orElse(0L) > 0;
    }

    private void addWaitingCheckpoints(List<CommitPlan.Step> steps) {
        var named = new HashSet<String>();
        steps.forEach(s -> named.add(s.checkpoint().stream()));
        for (var waiting : local.deferred().valid(state.get())) {
            if (named.add(waiting.stream())) {
                steps.add(new CommitPlan.Step(waiting, state.get().sequence(waiting.stream())));
            }
        }
    }

    /**
     * While the warehouse is awake anyway: writes how the run ended, and asks for the checkpoints once more, so that the
     * next start finds the answer in Snowflake's result cache.
     */
    void finish() {
        long commitsBefore = state.commitsBefore();
        if (commitsBefore >= 0) {
            local.openedSets().ifPresent(sets -> sets.rememberConfirmed(commitsBefore));
        }
        var hasNews =
                wrote || local.openedRows().map(UnchangedRows::isUncertain).orElse(false);
        if (!hasNews || !state.isKnown() || !meter.awakeWithin(STILL_AWAKE)) {
            return;
        }
        try {
            var steps = new ArrayList<CommitPlan.Step>();
            addWaitingCheckpoints(steps);
            steps.removeIf(s -> !writtenStreams.contains(s.checkpoint().stream()));
            if (!steps.isEmpty() || !waitingRuns.isEmpty()) {
                write(new CommitPlan(List.of(), List.of(), List.of(), List.of(), steps, List.of(), List.of()));
            }
            sessions.call(session -> {
                var commitsNow = StoredState.commits(stateTable.read(session));
                local.unchanged().remember(session, state.get(), commitsBefore, commitsNow);
                local.knownSets().remember(session, state.get(), commitsBefore, commitsNow);
                return true;
            });
        } catch (ConnectorException e) {
            log.warn("The end of the run could not be written to Snowflake; its rows are there. {}", e.getMessage());
        }
    }

    /** Forgets which commits were made, so that {@link #finish} writes nothing until the next one. */
    void rest() {
        wrote = false;
        writtenStreams.clear();
    }
}
