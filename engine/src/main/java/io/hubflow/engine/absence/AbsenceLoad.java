package io.hubflow.engine.absence;

import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.load.Lanes;
import io.hubflow.engine.load.LatestChanges;
import io.hubflow.engine.load.ObjectLoad;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.read.Batch;
import io.hubflow.engine.read.Slice;
import io.hubflow.engine.report.Departures;
import io.hubflow.engine.report.SyncListener.Phase;
import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.ListRequest;
import io.hubflow.hubspot.SearchFilter;
import io.hubflow.hubspot.SearchFilter.Operator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the records that the table still has and HubSpot does not, and those that came back, at the end of an object type's
 * run (decision 0036).
 *
 * <p>A refresh pass tells which ids are absent from the ranges that it read whole. Where no pass has read everything, one
 * count by search of the records that are older than the cursor is compared with the table's; where they differ,
 * {@link CountBisection} finds the ranges, and only those are looked at. No count and no reading marks anything:
 * {@link AbsentRecords} asks HubSpot for each suspect by id.
 */
public final class AbsenceLoad {
    private static final Logger LOG = LoggerFactory.getLogger(AbsenceLoad.class);

    /** As many rows as one search page shows, so that a rung is looked at by one call. */
    private static final int ROWS_PER_RUNG = 200;

    /** So few rows that their ids are compared whenever the run read anything: at most five calls. */
    private static final int FEW_ROWS = 5 * ROWS_PER_RUNG;

    /** What a run that finds nothing costs at most: the changes, the newest records, and one question for departures. */
    private static final int IDLE_CALLS = 3;

    /** Ten batch reads. */
    private static final int MOST_LOOKED_UP = 10 * HubSpotClient.MAX_BATCH;

    /** Pages read of a rung that holds more than the table knows; beyond that its records are read as in a first load. */
    private static final int PAGES_PER_RUNG = 4;

    /** HubSpot's {@code Date} header, which readings count from, has whole seconds. */
    private static final long CLOCK_STEP_MILLIS = 1_000;

    private final ObjectLoad load;
    private final Optional<String> createdProperty;
    private final Turns turns;
    private final LinkedWithoutRow linked;
    private final AbsentFromList fromList;
    private final DepartedRecords departed;
    private final OutOfScopeRecords outOfScope;
    private final boolean hadRows;
    private final long readBeforeMillis;
    private boolean archivedWereLookedUp;
    private boolean archivedAreLeftOut;
    private Optional<LatestChanges> latest = Optional.empty();
    /** Records that were read before that. */
    private long readBefore;
    /** Where it was asked for during the reading of changes, or during a commit. */
    private volatile Optional<Counted> counted = Optional.empty();

    private long calls;

    /** HubSpot's count of the records that were created before some time. */
    private record Counted(long createdBeforeMillis, long records) {}

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
        this.createdProperty = createdProperty;
        this.fromList = new AbsentFromList(load.rows());
        this.departed = new DepartedRecords(load);
        this.outOfScope = new OutOfScopeRecords(load, departed);
        this.hadRows = load.state().readAtMillis() > 0;
        this.readBeforeMillis = load.state().readAtMillis() + CLOCK_STEP_MILLIS;
    }

    /** Searches that compare a table of so many rows with HubSpot, where nothing is gone. Shared with the forecast. */
    public static long searchesToCompare(long rows, boolean readSomething) {
        return comparesIds(rows, readSomething) ? Math.max(1, (rows + ROWS_PER_RUNG - 1) / ROWS_PER_RUNG) : 1;
    }

    private static boolean comparesIds(long rows, boolean readSomething) {
        return rows <= ROWS_PER_RUNG || (rows <= FEW_ROWS && readSomething);
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
        latest = Optional.of(unchanged);
    }

    /**
     * What a search has said of all records after one pass over the list has read them: the table has each that the list has shown, so
     * that their number tells whether one of them has left since.
     */
    public void sawAfterPass(LatestChanges unchanged) {
        latest = Optional.of(unchanged);
        readBefore = load.commits().totals().read();
    }

    /**
     * Counts the records while the last changes are read, where {@link #run} is going to need it. It need not be later than they are:
     * whatever leaves HubSpot after it is found by the next run.
     *
     * @param cursorMillis the cursor that the state will have
     */
    public void countAhead(long cursorMillis) {
        var state = load.state();
        if (createdProperty.isEmpty()
                || leavesRows()
                || state.snapshot() != null
                || state.rows() <= FEW_ROWS
                || mayBeReadWhole(state.rows())
                || !load.rows().isFree()) {
            return;
        }
        count(reads(state), cursorMillis);
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

    /** Leaves it uncounted where HubSpot refuses such a search. */
    private void count(RecordReads reads, long createdBeforeMillis) {
        try {
            var records = reads.count(IdRange.ALL, createdBefore(createdProperty, createdBeforeMillis));
            counted = Optional.of(new Counted(createdBeforeMillis, records));
        } catch (ConnectorException e) {
            if (!RecordReads.isRefused(e)) {
                throw e;
            }
        }
    }

    public void run() {
        load.commits().drain();
        var before = callsSoFar();
        var state = load.state();
        var reads = reads(state);
        if (!state.foundGone().isEmpty()) {
            departed.confirm(state.foundGone(), reads);
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
            lookIntoRecycleBin(reads, MOST_LOOKED_UP);
        } else if (state.snapshot() == null && load.rows().isFree()) {
            // Where runs share a client, it has counted the calls of all of them; such a run plans with one call.
            compares = lookUpArchived(reads, turns == Turns.BY_CLOCK || before < IDLE_CALLS - 1);
        }
        if (compares && !fromList.isWhole() && canBeCounted()) {
            compareCounts(reads);
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
            commitRows();
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
            commitRows();
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
        if (!fromList.isWhole() && canBeCounted() && canBeLookedAt()) {
            load.rows().reopen();
            var suspects = new TreeSet<Long>();
            for (var rung : IdLadder.of(load.rows().allIds(), ROWS_PER_RUNG).all()) {
                var shown = reads.ids(rung, PAGES_PER_RUNG);
                if (shown.whole()) {
                    load.rows().ids(rung).stream()
                            .filter(id -> !shown.ids().contains(id))
                            .forEach(suspects::add);
                }
            }
            departed.settle(suspects, reads);
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

    /** Whether anything was read after the search that told of all records. */
    private boolean readSince() {
        return load.commits().totals().read() > readBefore;
    }

    private boolean readSomething() {
        return load.commits().totals().read() > 0;
    }

    private long callsSoFar() {
        var counts = load.client().callCounts(load.type().apiName());
        return counts.list() + counts.search() + counts.batchRead();
    }

    private void commitRows() {
        load.commits().flush();
        load.rows().committed();
    }

    private void compareCounts(RecordReads reads) {
        load.rows().reopen();
        if (load.rows().mustCommit()) {
            commitBesideCount(reads);
        }
        if (!load.rows().isFree()) {
            load.notice()
                    .tell("The ids of " + load.type().table()
                            + " are read from the warehouse, because they are not kept on" + " this machine.");
            load.rows().copy();
        }
        var created = createdProperty.filter(property -> load.rows().knowsCreation());
        if (!compareCounts(reads, created) && !(created.isPresent() && compareCounts(reads, Optional.empty()))) {
            load.notice()
                    .tell("HubSpot refused to count " + load.type().name()
                            + ", so deleted records are found by refresh passes alone.");
        }
    }

    /**
     * Neither waits for the other: what is committed was read before, so the count is as good as one after the commit. It is asked for
     * only where the table's rows are counted without a warehouse, a property tells when records were created, and no archived records
     * have to be left out. Where the ids of a small table are compared instead, nobody uses it.
     */
    private void commitBesideCount(RecordReads reads) {
        var cursor = load.state().cursorMillis();
        if (!load.rows().isFree() || createdProperty.isEmpty() || !archivedWereLookedUp || isCounted(cursor)) {
            commitRows();
            return;
        }
        Lanes.run(List.of(this::commitRows, () -> count(reads, cursor)));
    }

    private boolean isCounted(long createdBeforeMillis) {
        return counted.filter(count -> count.createdBeforeMillis() == createdBeforeMillis)
                .isPresent();
    }

    private static Optional<SearchFilter> createdBefore(Optional<String> created, long millis) {
        return created.map(property -> SearchFilter.of(property, Operator.LT, Long.toString(millis)));
    }

    /** @return false when HubSpot refuses such a search, on a property that cannot be searched for example */
    private boolean compareCounts(RecordReads reads, Optional<String> created) {
        if (agreesWithLatest(created)) {
            return true;
        }
        try {
            var differing = differing(reads, created);
            if (!differing.isEmpty()) {
                LOG.info(
                        "{}: the counts differ in {} ranges of ids", load.type().name(), differing.size());
                look(differing, reads);
            }
            return true;
        } catch (ConnectorException e) {
            if (!RecordReads.isRefused(e)) {
                throw e;
            }
            return false;
        }
    }

    /**
     * Whether the search that this run began with shows as many records as the table has, or the same ones where it shows them
     * all. Nothing was modified since the cursor, so all of them are older, as those are that would be counted otherwise.
     */
    private boolean agreesWithLatest(Optional<String> created) {
        if (latest.isEmpty() || readSince() || archivedAreLeftOut) {
            return false;
        }
        var seen = latest.get();
        if (seen.all().isPresent()) {
            return seen.all().get().equals(load.rows().ids(IdRange.ALL));
        }
        var createdBefore = created.isPresent() ? load.state().cursorMillis() : Long.MAX_VALUE;
        var rows = load.rows().count(IdRange.ALL, Long.MAX_VALUE);
        return !comparesIds(rows, false)
                && isSame(seen.total(), range -> load.rows().count(range, createdBefore));
    }

    private List<IdRange> differing(RecordReads reads, Optional<String> created) {
        var createdBefore = created.isPresent() ? load.state().cursorMillis() : Long.MAX_VALUE;
        var condition = createdBefore(created, createdBefore);
        CountBisection.Counts hubSpot = ranges -> counts(ranges, range -> reads.count(range, condition));
        CountBisection.Rows table = range -> load.rows().count(range, createdBefore);
        if (canBeLookedAt()) {
            return IdLadder.of(load.rows().allIds(), ROWS_PER_RUNG).all();
        }
        var leftOut = archivedWereLookedUp ? List.<Long>of() : archivedToLeaveOut(reads);
        // A total of as many may be capped there, so the totals of both halves are asked for at once.
        var mayBeCapped = leftOut.isEmpty() && table.count(IdRange.ALL) == CountBisection.EXACT_BELOW;
        var whole = mayBeCapped
                ? CountBisection.EXACT_BELOW
                : leftOut.isEmpty() ? whole(reads, condition, createdBefore) : reads.countWithout(leftOut, condition);
        if (isSame(whole, table)) {
            return List.of();
        }
        load.begin(Phase.DELETES, OptionalLong.empty());
        if (!archivedWereLookedUp) {
            lookIntoRecycleBin(reads, MOST_LOOKED_UP);
            whole = mayBeCapped ? whole : reads.count(IdRange.ALL, condition);
            if (isSame(whole, table)) {
                return List.of();
            }
        }
        return new CountBisection(hubSpot, table, ladder(), ROWS_PER_RUNG).differing(whole);
    }

    private long whole(RecordReads reads, Optional<SearchFilter> condition, long createdBefore) {
        return isCounted(createdBefore) ? counted.orElseThrow().records() : reads.count(IdRange.ALL, condition);
    }

    private void nextComparison(boolean leftOutThisTime) {
        if (turns == Turns.BY_STATE) {
            load.commits().update(state -> state.withArchivedLeftOut(leftOutThisTime));
        }
    }

    private static boolean isSame(long whole, CountBisection.Rows table) {
        return whole == table.count(IdRange.ALL) && whole != CountBisection.EXACT_BELOW;
    }

    /**
     * In a run that read nothing: where there is no call left for both, every second one asks for the archived records instead of
     * comparing counts. No count shows that one was purged, and a record that came back makes up for another that left. Where they are more than one call
     * can ask for, that run leaves them out of HubSpot's count on every second day: what has left shows then, whatever came back.
     *
     * @param callLeft whether there is a call left for both
     * @return whether counts are to be compared
     */
    private boolean lookUpArchived(RecordReads reads, boolean callLeft) {
        var archived = load.rows().archivedIds();
        if (archived.isEmpty()) {
            return true;
        }
        var nowMillis = nowMillis();
        var turn = turns == Turns.BY_CLOCK
                ? RecycleBin.isOddTurn(nowMillis)
                : !load.state().archivedLeftOut();
        nextComparison(turn);
        var inOneCall = archived.size() <= HubSpotClient.MAX_BATCH;
        // Counts that this run knows already are compared without a call.
        var andCompares = callLeft || (latest.isPresent() && inOneCall);
        archivedAreLeftOut = turn && !inOneCall;
        if (andCompares || (turn && (inOneCall || RecycleBin.isOddDay(nowMillis)))) {
            return lookIntoRecycleBin(reads, HubSpotClient.MAX_BATCH) || andCompares;
        }
        return true;
    }

    private List<Long> archivedToLeaveOut(RecordReads reads) {
        return archivedAreLeftOut && reads.mostLeftOut() > 0
                ? RecycleBin.turn(load.rows().archivedIds(), reads.mostLeftOut(), nowMillis())
                : List.of();
    }

    /** Whose turn it is depends on the time of day, and not on the times that readings are given. */
    private long nowMillis() {
        return load.client().serverTime().earliest().toEpochMilli();
    }

    private IdLadder ladder() {
        return IdLadder.of(load.rows().committedIds(IdRange.ALL), ROWS_PER_RUNG);
    }

    /**
     * One page shows all ids for the price of a count, and a few pages cost little in a run that read something anyway. Ids
     * also tell a record that left while another came back, which leaves the count as it was.
     */
    private boolean canBeLookedAt() {
        return comparesIds(load.rows().count(IdRange.ALL, Long.MAX_VALUE), readSomething());
    }

    /** HubSpot's answer for one range. */
    private interface RangeCount {
        long of(IdRange range);
    }

    /** Side by side, as many at once as searches may be. */
    private long[] counts(List<IdRange> ranges, RangeCount count) {
        var counts = new long[ranges.size()];
        SideBySide.run(ranges.size(), load.settings().lanes().search(), i -> counts[i] = count.of(ranges.get(i)));
        return counts;
    }

    private void look(List<IdRange> ranges, RecordReads reads) {
        var suspects = new TreeSet<Long>();
        var missing = new TreeSet<Long>();
        SideBySide.run(ranges.size(), load.settings().lanes().search(), i -> {
            var range = ranges.get(i);
            var shown = reads.ids(range, PAGES_PER_RUNG);
            var ids = shown.whole() ? shown.ids() : readAgain(range);
            var inTable = load.rows().ids(range);
            synchronized (suspects) {
                inTable.stream().filter(id -> !ids.contains(id)).forEach(suspects::add);
                ids.stream().filter(id -> !inTable.contains(id)).forEach(missing::add);
            }
        });
        departed.settle(suspects, reads);
        departed.readMissing(missing);
    }

    /** Reads the records of a range that does not show itself whole, as in a first load, and tells which there are. */
    private Set<Long> readAgain(IdRange range) {
        var ids = new HashSet<Long>();
        var slice = new Slice.Snapshot(load.type().name(), range, load.state().modifiedFromMillis(), Long.MAX_VALUE);
        load.reader().read(slice, batch -> {
            load.keepRestored(batch);
            synchronized (ids) {
                batch.rows().forEach(row -> ids.add(row.id()));
            }
            return IdRange.END;
        });
        return ids;
    }

    /**
     * Records that the table knows as archived and that are not in HubSpot's recycle bin any more: restored, or gone for good.
     * Nothing else tells of those that are gone. Those that were restored and archived again are read for their new time. Of more
     * records than are asked for, others are next time.
     *
     * @param most how many to ask for: one call in a run that read nothing, ten in one that read something or found a difference
     * @return whether any is not there any more
     */
    private boolean lookIntoRecycleBin(RecordReads reads, int most) {
        var archived = load.rows().archivedIds();
        if (archived.size() <= most || most == MOST_LOOKED_UP) {
            archivedWereLookedUp = true;
            // What has come back by now is found here, so the next comparison begins with all records again.
            nextComparison(true);
        }
        var some = RecycleBin.turn(archived, most, nowMillis());
        var gone = new ArrayList<Long>();
        for (var start = 0; start < some.size(); start += HubSpotClient.MAX_BATCH) {
            var part = some.subList(start, Math.min(some.size(), start + HubSpotClient.MAX_BATCH));
            var bin = reads.inBin(part, readBeforeMillis);
            gone.addAll(bin.missing());
            if (!bin.archivedLater().isEmpty()) {
                departed.readArchived(bin.archivedLater());
            }
        }
        departed.readMissing(departed.settle(gone, reads));
        return !gone.isEmpty();
    }
}
