package io.hubflow.engine.absence;

import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.load.LatestChanges;
import io.hubflow.engine.load.ObjectLoad;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.read.Batch;
import io.hubflow.engine.report.Departures;
import io.hubflow.hubspot.ListRequest;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Finds the records that the table still has and HubSpot does not, and those that came back, at the end of an object type's
 * run (decision 0036).
 *
 * <p>This class decides what is asked, in which order, and what a run may leave out. A refresh pass tells which ids are absent from the ranges
 * that it read whole ({@link AbsentFromList}). Where no pass has read everything, {@link CountComparison} compares the number of
 * records, and {@link ArchivedRecords} looks for those that left the recycle bin. No count and no reading marks anything:
 * {@link AbsentRecords} asks HubSpot for each suspect by id.
 */
public final class AbsenceLoad {
    /** What a run that finds nothing costs at most: the changes, the newest records, and one question for departures. */
    private static final int IDLE_CALLS = 3;

    private final ObjectLoad load;
    private final Turns turns;
    private final LinkedWithoutRow linked;
    private final AbsentFromList fromList;
    private final DepartedRecords departed;
    private final OutOfScopeRecords outOfScope;
    private final ArchivedRecords archived;
    private final IdComparison idComparison;
    private final CountComparison countComparison;
    private final boolean hadRows;
    private long calls;

    /** How it is known what the comparison before this one has left out. */
    public enum Turns {
        /** The object type's state says so; each run writes it anyway. */
        BY_STATE,
        /** By the quarter of an hour, half of them each, where the state is not written by runs that find nothing. */
        BY_CLOCK
    }

    /**
     * @param createdProperty the property that holds when a record was created; absent where the type has none
     * @param linked records that links name
     */
    public AbsenceLoad(ObjectLoad load, Optional<String> createdProperty, Turns turns, LinkedWithoutRow linked) {
        this.load = load;
        this.linked = linked;
        this.turns = turns;
        this.fromList = new AbsentFromList(load.rows());
        this.departed = new DepartedRecords(load);
        this.outOfScope = new OutOfScopeRecords(load, departed);
        this.archived = new ArchivedRecords(load, departed, turns);
        this.idComparison = new IdComparison(load, departed);
        this.countComparison = new CountComparison(load, createdProperty, archived, idComparison);
        this.hadRows = load.state().readAtMillis() > 0;
    }

    /** Searches that compare a table of so many rows with HubSpot, where nothing is gone. Shared with the forecast. */
    public static long searchesToCompare(long rows, boolean readSomething) {
        return IdComparison.isCheap(rows, readSomething)
                ? Math.max(1, Math.ceilDiv(rows, IdComparison.ROWS_PER_RUNG))
                : 1;
    }

    /** To be given to the refresh pass of this run. */
    public Consumer<Batch> watcher() {
        return fromList;
    }

    /** A record of the table that a pass has met without reading it; see {@link #watcher}. */
    public void met(long id) {
        fromList.met(id);
    }

    /** What a search has said of all records in this run, before anything of them was read. */
    public void saw(LatestChanges unchanged) {
        countComparison.saw(unchanged);
    }

    /**
     * What a search has said of all records after one pass over the list has read them: the table has each that the list has shown, so
     * that their number tells whether one of them has left since.
     */
    public void sawAfterPass(LatestChanges unchanged) {
        countComparison.sawAfterPass(unchanged);
    }

    /**
     * Counts the records while the last changes are read, where {@link #run} is going to need it. It need not be later than they are:
     * whatever leaves HubSpot after it is found by the next run.
     *
     * @param cursorMillis the cursor that the state will have
     */
    public void countAhead(long cursorMillis) {
        if (!mayBeReadWhole(load.state().rows())) {
            countAfterFirstLoad(cursorMillis);
        }
    }

    /** The same after a first load, which no refresh pass follows. */
    public void countAfterFirstLoad(long cursorMillis) {
        var state = load.state();
        if (!leavesRows() && state.snapshot() == null && !IdComparison.isCheap(state.rows(), true)) {
            countComparison.countAhead(reads(state), cursorMillis);
        }
    }

    /** Whether the refresh pass of this run may come to meet every record: then nothing is counted. */
    private boolean mayBeReadWhole(long rows) {
        var refresh = load.settings().refresh();
        return switch (refresh.policy()) {
            case NEVER -> load.state().refresh().required();
            case AUTO ->
                load.state().refresh().required() || rows <= (long) refresh.maxCallsPerRun() * ListRequest.MAX_LIMIT;
            case ALWAYS -> true;
        };
    }

    private RecordReads reads(ObjectState state) {
        return new RecordReads(
                load.client(),
                load.type(),
                state.modifiedFromMillis(),
                load.reader().filter(),
                state.facts().listJump() == PortalFacts.ListJump.ALLOWED);
    }

    public void run() {
        load.commits().drain();
        var before = callsSoFar();
        var state = load.state();
        var reads = reads(state);
        if (!state.foundGone().isEmpty()) {
            departed.confirm(state.foundGone(), reads);
        }
        if (!state.notGiven().isEmpty()) {
            departed.askAgain(state.notGiven(), reads);
        }
        settleSuspects(state.suspects(), reads);
        outOfScope.ask(reads, hadRows);
        if (leavesRows()) {
            lookForErased(reads);
            calls += callsSoFar() - before;
            return;
        }
        removeMarked(reads);
        settleLinked(reads);
        var compares = true;
        if (readSomething()) {
            archived.lookUpMany(reads);
        } else if (state.snapshot() == null && load.rows().isFree()) {
            // Where runs share a client, it has counted the calls of all of them; such a run plans with one call.
            var callLeft = turns == Turns.BY_CLOCK || before < IDLE_CALLS - 1;
            compares = archived.takeTurn(reads, callLeft, countComparison.isCountKnown());
        }
        if (compares && !fromList.isWhole() && canBeCounted()) {
            countComparison.run(reads);
        }
        calls += callsSoFar() - before;
    }

    /** Those that this run's pass did not meet, and those that earlier passes left. */
    private void settleSuspects(List<Long> left, RecordReads reads) {
        var suspects = new TreeSet<>(left);
        suspects.addAll(fromList.absent());
        departed.settle(suspects, reads);
        if (!left.isEmpty()) {
            load.commits().update(state -> state.withoutSuspects(left));
        }
    }

    /**
     * Where rows are removed and an earlier run may have marked some: what became of their records is asked once more, by id, so that
     * one that came back is read. What HubSpot does not tell of stays marked.
     */
    private void removeMarked(RecordReads reads) {
        if (turns != Turns.BY_STATE
                || load.settings().deletes() != DeleteMode.HARD
                || load.state().removesDeparted()) {
            return;
        }
        if (hadRows) {
            load.commitRows();
            departed.readMissing(departed.settle(load.rows().findDeparted(), reads));
        }
        load.commits().update(state -> state.removingDeparted(true));
    }

    /** Where only some records have rows, links may name the others; during a first load, those that are still to come. */
    private void settleLinked(RecordReads reads) {
        var state = load.state();
        var partial = state.modifiedFromMillis() > 0 || !load.reader().filter().isEverything();
        if (partial
                || state.snapshot() != null
                || !linked.isDue(state, load.commits().totals().written() > 0)) {
            return;
        }
        if (linked.isFree() && (load.rows().mustCommit() || !linked.hasTable())) {
            load.commitRows();
        }
        // What is committed by now is all that there is: without a table, no linked record has a row.
        if (!linked.hasTable() && load.rows().mustCommit()) {
            return;
        }
        var ids = linked.find();
        var whole = ids.size() < LinkedWithoutRow.MOST;
        ids.removeIf(id -> !load.rows().ids(new IdRange(id, id + 1)).isEmpty());
        // One that is alive comes with the changes, or is in quarantine.
        departed.settle(ids, reads);
        if (whole) {
            load.commits().update(linked::compared);
        }
    }

    /** @param buried rows that tombstones have marked or removed in this run */
    public Departures departures(long buried) {
        return departed.found(buried, calls);
    }

    /** Rows stay as they are: only records that HubSpot has deleted for good are looked for, to erase their values. */
    private boolean leavesRows() {
        return load.settings().deletes() == DeleteMode.IGNORE;
    }

    /** Archived records make the counts differ for good there. In a small table ids are compared, in a large one refresh passes tell. */
    private void lookForErased(RecordReads reads) {
        if (!fromList.isWhole() && canBeCounted() && idComparison.isCheap()) {
            idComparison.settleAbsent(reads);
        }
    }

    /**
     * While a first load is not finished, the table lacks records for another reason. A warehouse is asked only in runs that
     * have something to write there anyway; where runs share a client, others read, and the caller has decided that it is worth it.
     */
    private boolean canBeCounted() {
        var state = load.state();
        return state.snapshot() == null
                && state.cursorMillis() > 0
                && state.facts().search() != PortalFacts.Search.MISSING
                && (load.rows().isFree() || readSomething() || turns == Turns.BY_CLOCK);
    }

    private boolean readSomething() {
        return load.commits().totals().read() > 0;
    }

    private long callsSoFar() {
        var counts = load.client().callCounts(load.type().apiName());
        return counts.list() + counts.search() + counts.batchRead();
    }
}
