package io.hubflow.engine.checkpoint;

import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.KnownRecord;
import io.hubflow.engine.range.IdIntervals;
import io.hubflow.hubspot.ServerTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How far one object type has been read. Immutable; what a destination keeps of it is written by {@link StateCodec}.
 *
 * @param portalId the portal that the rows came from; 0 when HubSpot did not tell
 * @param snapshot the first load while it is not finished, else null
 * @param cursorMillis every change that HubSpot's index held before it, once settled, is in the table
 * @param fastMarkMillis end of the last window that was read
 * @param window a window that is not finished, else null
 * @param modifiedFromMillis the oldest modification that the first load took; 0 = everything
 * @param lowestId lowest id seen; {@link Long#MAX_VALUE} = none
 * @param highestId highest id seen; 0 = none
 * @param rows HubSpot's own count of the records when last asked, for estimates only
 * @param readAtMillis the newest time of reading given to a row
 * @param knownRecords a few of the records that the rows came from, see {@link KnownRecord}; states written by older
 *     versions have none
 * @param clockChecked whether no clock alone has moved the cursor; false in states of older versions, see {@link ClockRepair}
 * @param factTables tables of facts that are loaded with these records
 * @param archivedLeftOut whether the last run asked for the records that the table knows as archived, or left them out of the
 *     count; false in states of older versions
 * @param filter which records the rows are of
 * @param openRun the run that wrote this state, while it has not ended; else null
 * @param suspects ids of the table that a list of all ids around them did not show; HubSpot has not been asked for them by id
 *     yet. Ascending
 * @param selectedAtMillis when properties were last selected that rows already there were read without, by the later clock; 0 =
 *     never, also in states of older versions. See {@link #readsChangesById}
 * @param linksComparedToMillis up to which time of reading links were looked through for records of this type that have no row;
 *     0 = never, also in states of older versions
 * @param foundGone records that the last run found gone for good; the next one asks for them once more. Ascending; none in states
 *     of older versions
 * @param removesDeparted whether no row of a departed record is left, because rows are removed and not marked; false in states of
 *     older versions
 * @param scopeCheck when records were last asked for whose rows say that they left the filter
 * @param newestChangeMillis the latest modification of a record that was read, HubSpot's clock; 0 = not known, also in states of
 *     older versions
 * @param notGiven records that the last run found nowhere, though HubSpot did not name them as not found; they are gone if the next
 *     run finds the same. Ascending; none in states of older versions
 */
public record ObjectState(
        long portalId,
        String objectType,
        @Nullable SnapshotProgress snapshot,
        long cursorMillis,
        long fastMarkMillis,
        @Nullable WindowProgress window,
        RefreshProgress refresh,
        List<BackfillProgress> backfills,
        PortalFacts facts,
        long modifiedFromMillis,
        long lowestId,
        long highestId,
        long rows,
        long readAtMillis,
        List<KnownRecord> knownRecords,
        boolean clockChecked,
        List<FactProgress> factTables,
        boolean archivedLeftOut,
        FilterState filter,
        @Nullable OpenRun openRun,
        List<Long> suspects,
        long selectedAtMillis,
        long linksComparedToMillis,
        List<Long> foundGone,
        boolean removesDeparted,
        ScopeCheck scopeCheck,
        long newestChangeMillis,
        List<NotGiven> notGiven) {
    /** More suspects than this are left to the counts, or to the next pass. */
    private static final int MOST_SUSPECTS = 10_000;

    // Jackson gives null for a field that an older version did not write.
    public ObjectState {
        Objects.requireNonNull(refresh, "refresh");
        Objects.requireNonNull(facts, "facts");
        backfills = List.copyOf(backfills);
        knownRecords = knownRecords == null ? List.of() : List.copyOf(knownRecords);
        factTables = factTables == null ? List.of() : List.copyOf(factTables);
        suspects = suspects == null ? List.of() : List.copyOf(suspects);
        foundGone = foundGone == null ? List.of() : List.copyOf(foundGone);
        notGiven = notGiven == null ? List.of() : List.copyOf(notGiven);
        filter = FilterState.of(filter);
        scopeCheck = scopeCheck == null ? ScopeCheck.NONE : scopeCheck;
    }

    /** Whether a checkpoint holds the state of an object type, and not that of something else. */
    public static boolean isIn(Checkpoint checkpoint) {
        return checkpoint.state().contains("\"cursor_millis\"");
    }

    /** Nothing read yet. */
    public static ObjectState fresh(long portalId, String objectType, SnapshotProgress snapshot) {
        return new ObjectState(
                portalId,
                objectType,
                snapshot,
                0,
                0,
                null,
                RefreshProgress.NEW,
                List.of(),
                PortalFacts.UNKNOWN,
                snapshot.modifiedFromMillis(),
                Long.MAX_VALUE,
                0,
                0,
                0,
                List.of(),
                true,
                List.of(),
                false,
                FilterState.EVERYTHING,
                null,
                List.of(),
                0,
                0,
                List.of(),
                false,
                ScopeCheck.NONE,
                0,
                List.of());
    }

    public ObjectState withPortal(long id) {
        return edit(e -> e.portalId = id);
    }

    public ObjectState withSnapshot(@Nullable SnapshotProgress progress) {
        return edit(e -> e.snapshot = progress);
    }

    /** @throws IllegalStateException when no snapshot is under way */
    public ObjectState mapSnapshot(UnaryOperator<SnapshotProgress> change) {
        var current = snapshot;
        if (current == null) {
            throw new IllegalStateException("no snapshot of " + objectType + " is under way");
        }
        return withSnapshot(change.apply(current));
    }

    public ObjectState withWindow(@Nullable WindowProgress progress) {
        return edit(e -> e.window = progress);
    }

    /** @throws IllegalStateException when no window is under way */
    public ObjectState mapWindow(UnaryOperator<WindowProgress> change) {
        var current = window;
        if (current == null) {
            throw new IllegalStateException("no window of " + objectType + " is under way");
        }
        return withWindow(change.apply(current));
    }

    /** The cursor never goes back. */
    public ObjectState advance(long toCursorMillis, long toFastMarkMillis) {
        return edit(e -> {
            e.cursorMillis = Math.max(e.cursorMillis, toCursorMillis);
            e.fastMarkMillis = Math.max(e.fastMarkMillis, toFastMarkMillis);
        });
    }

    /** Changes since then are read again, if the cursor has passed them. */
    public ObjectState rereadChangesFrom(long millis) {
        return millis >= cursorMillis
                ? this
                : edit(e -> {
                    e.cursorMillis = millis;
                    e.fastMarkMillis = Math.min(e.fastMarkMillis, millis);
                    e.window = null;
                });
    }

    /**
     * Changes whose time lies between these two are read again, both included. The cursor stays where it is, because the window
     * ends before it; a window that was under way is made anew from the cursor.
     *
     * @param toMillis not after the cursor
     */
    public ObjectState rereadChangesBetween(long fromMillis, long toMillis) {
        return withWindow(new WindowProgress(fromMillis, toMillis, toMillis, IdIntervals.NONE));
    }

    /**
     * Everything is read again as in a first load, while the rows stay. The load counts as begun at the cursor, which both clocks
     * have passed: changes since then are read again after it. Backfills go on, because a search does not complete rows that were
     * read by id.
     */
    public ObjectState loadedAgain() {
        var before = snapshot == null ? 0 : snapshot.startedAtMillis();
        var startedAt = Math.max(cursorMillis, before) + 1;
        return edit(e -> {
            e.snapshot = SnapshotProgress.starting(startedAt, e.modifiedFromMillis, Long.MAX_VALUE);
            e.cursorMillis = 0;
            e.fastMarkMillis = 0;
            e.window = null;
            e.refresh = e.refresh.abandoned();
            e.filter = e.filter.notKeepingRows();
        });
    }

    /**
     * A window was read: the cursor moves to what is older than the settle lag, the part that HubSpot's search index has surely
     * caught up with. What lies after it is in the next window again.
     */
    public ObjectState windowRead(WindowProgress read, Duration settleLag) {
        var end = read.madeAtMillis();
        return withWindow(null).advance(end - settleLag.toMillis(), end);
    }

    /**
     * The snapshot was read: changes since its start are read again. One that only reached further back keeps the cursor.
     *
     * @throws IllegalStateException when no snapshot is under way
     */
    public ObjectState snapshotRead(Duration settleLag) {
        return cursorAtSnapshot(settleLag).withSnapshot(null);
    }

    /**
     * The snapshot was read but for ids that it could not cover: those stay, for the next run, and changes are read from its
     * start on.
     *
     * @throws IllegalStateException when no snapshot is under way
     */
    public ObjectState snapshotReadButForGaps(Duration settleLag) {
        return cursorAtSnapshot(settleLag);
    }

    private ObjectState cursorAtSnapshot(Duration settleLag) {
        var current = snapshot;
        if (current == null) {
            throw new IllegalStateException("no snapshot of " + objectType + " is under way");
        }
        var read = mapRefresh(refresh -> refresh.wholeSince(current.startedAtMillis()));
        return cursorMillis > 0 ? this : read.advance(current.startedAtMillis() - settleLag.toMillis(), 0);
    }

    /** Puts a cursor back that a wrong clock had moved too far; see {@link ClockRepair}. */
    ObjectState withCursor(long toCursorMillis, long toFastMarkMillis) {
        return edit(e -> {
            e.cursorMillis = toCursorMillis;
            e.fastMarkMillis = toFastMarkMillis;
        });
    }

    public ObjectState withOpenRun(@Nullable OpenRun run) {
        return edit(e -> e.openRun = run);
    }

    public ObjectState withArchivedLeftOut(boolean leftOut) {
        return leftOut == archivedLeftOut ? this : edit(e -> e.archivedLeftOut = leftOut);
    }

    /** With these among the suspects, as far as there is room for them. */
    public ObjectState suspecting(Collection<Long> ids) {
        var some = joined(suspects, ids);
        return some.equals(suspects) ? this : edit(e -> e.suspects = some);
    }

    /** It was found out what became of these. */
    public ObjectState withoutSuspects(Collection<Long> settled) {
        return edit(e -> e.suspects = without(suspects, settled));
    }

    /** These were found gone, as far as there is room for them. */
    public ObjectState havingFoundGone(Collection<Long> ids) {
        return edit(e -> e.foundGone = joined(foundGone, ids));
    }

    /** HubSpot was asked once more for these. */
    public ObjectState withoutFoundGone(Collection<Long> asked) {
        return edit(e -> e.foundGone = without(foundGone, asked));
    }

    /** HubSpot did not give these, as far as there is room for them. */
    public ObjectState havingNotGiven(Collection<NotGiven> records) {
        return edit(e -> e.notGiven = joined(notGiven, records));
    }

    /** HubSpot was asked once more for these. */
    public ObjectState withoutNotGiven(Collection<NotGiven> asked) {
        return edit(e -> e.notGiven = without(notGiven, asked));
    }

    private static <T extends Comparable<T>> List<T> joined(List<T> known, Collection<T> more) {
        var all = new TreeSet<>(known);
        all.addAll(more);
        return all.stream().limit(MOST_SUSPECTS).toList();
    }

    private static <T> List<T> without(List<T> known, Collection<T> settled) {
        var gone = Set.copyOf(settled);
        return known.stream().filter(one -> !gone.contains(one)).toList();
    }

    public ObjectState linksComparedTo(long millis) {
        return millis == linksComparedToMillis ? this : edit(e -> e.linksComparedToMillis = millis);
    }

    public ObjectState removingDeparted(boolean removes) {
        return removes == removesDeparted ? this : edit(e -> e.removesDeparted = removes);
    }

    public ObjectState withScopeCheck(ScopeCheck check) {
        return check.equals(scopeCheck) ? this : edit(e -> e.scopeCheck = check);
    }

    ObjectState withClockChecked() {
        return clockChecked ? this : edit(e -> e.clockChecked = true);
    }

    /** A lower bound that moved back: what lies between is loaded. One that moved forward takes nothing away. */
    public ObjectState reachingBackTo(long fromMillis, long nowMillis) {
        if (fromMillis >= modifiedFromMillis) {
            return this;
        }
        var before = snapshot == null ? modifiedFromMillis : snapshot.modifiedBeforeMillis();
        return withModifiedFrom(fromMillis).withSnapshot(SnapshotProgress.starting(nowMillis, fromMillis, before));
    }

    public ObjectState mapRefresh(UnaryOperator<RefreshProgress> change) {
        return edit(e -> e.refresh = change.apply(e.refresh));
    }

    public ObjectState withBackfills(List<BackfillProgress> list) {
        return edit(e -> e.backfills = list);
    }

    public ObjectState mapBackfill(String property, UnaryOperator<BackfillProgress> change) {
        var changed = new ArrayList<BackfillProgress>();
        for (var backfill : backfills) {
            changed.add(backfill.property().equals(property) ? change.apply(backfill) : backfill);
        }
        return withBackfills(changed);
    }

    /** Properties are selected that rows already there were read without. */
    public ObjectState selectingProperties(ServerTime now) {
        var selectedAt = now.latest().toEpochMilli() + WindowProgress.CLOCK_GRAIN_MILLIS;
        return edit(e -> e.selectedAtMillis = selectedAt);
    }

    /**
     * Whether the records of a window of changes must be read by id. A row that was read by id before properties were selected
     * lacks their values, and it is later than what a search brings of the same change, so a search would not complete it. The
     * backfill completes it only if the search index held the change by then. Rows read since the selection have the properties.
     *
     * @param fromMillis where the window begins
     */
    public boolean readsChangesById(long fromMillis) {
        return fromMillis < selectedAtMillis;
    }

    /** Rows that no filter was settled for yet follow this one. */
    public ObjectState withFilter(FilterState followed) {
        return edit(e -> e.filter = followed);
    }

    /**
     * Another filter: everything that it finds is looked at, as in a first load. The cursor stays: rows that are there are up
     * to date with it.
     */
    public ObjectState changingTo(String wanted, long nowMillis) {
        var startedAt = snapshot == null ? nowMillis : snapshot.startedAtMillis() + 1;
        return withFilter(filter.changingTo(wanted))
                .withSnapshot(SnapshotProgress.starting(startedAt, modifiedFromMillis, Long.MAX_VALUE));
    }

    public ObjectState withFactTables(List<FactProgress> list) {
        return edit(e -> e.factTables = list);
    }

    public Optional<FactProgress> factTable(String table) {
        return factTables.stream().filter(one -> one.table().equals(table)).findFirst();
    }

    /** Whether all facts of this table have come that the first load of its owners brings, or at least one of them. */
    public boolean hasLoadedFacts(String table) {
        return factTable(table)
                .map(progress -> !progress.unmade() || (progress.isWhole() && snapshot == null))
                .orElse(false);
    }

    /** Changes nothing where the table is not among those that are loaded. */
    public ObjectState mapFactTable(String table, UnaryOperator<FactProgress> change) {
        return withFactTables(factTables.stream()
                .map(one -> one.table().equals(table) ? change.apply(one) : one)
                .toList());
    }

    public ObjectState mapFacts(UnaryOperator<PortalFacts> change) {
        return edit(e -> e.facts = change.apply(e.facts));
    }

    public ObjectState withModifiedFrom(long millis) {
        return edit(e -> e.modifiedFromMillis = millis);
    }

    public ObjectState withRows(long count) {
        return edit(e -> e.rows = count);
    }

    /** Widens the known span of ids. */
    public ObjectState seeing(long lowest, long highest) {
        return lowest >= lowestId && highest <= highestId
                ? this
                : edit(e -> {
                    e.lowestId = Math.min(e.lowestId, lowest);
                    e.highestId = Math.max(e.highestId, highest);
                });
    }

    /** Remembers the latest modification that a record was read with. */
    public ObjectState changedAt(long millis) {
        return millis <= newestChangeMillis ? this : edit(e -> e.newestChangeMillis = millis);
    }

    /**
     * Whether a record that was read has its latest modification within the window, so that searching it cannot show nothing,
     * unless that record has gone or was modified again.
     */
    public boolean knowsChangeIn(WindowProgress changes) {
        return changes.holds(newestChangeMillis);
    }

    public ObjectState readAt(long millis) {
        return millis <= readAtMillis ? this : edit(e -> e.readAtMillis = millis);
    }

    /** Keeps a few of these records as evidence of the portal that the rows came from. */
    public ObjectState knowing(List<KnownRecord> read) {
        var kept = KnownRecord.keep(knownRecords, read);
        return kept.equals(knownRecords) ? this : edit(e -> e.knownRecords = kept);
    }

    private ObjectState edit(Consumer<ObjectStateEdit> change) {
        var edit = new ObjectStateEdit(this);
        change.accept(edit);
        return edit.done();
    }
}
