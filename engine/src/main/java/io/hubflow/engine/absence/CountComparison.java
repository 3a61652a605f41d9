package io.hubflow.engine.absence;

import io.hubflow.engine.load.Lanes;
import io.hubflow.engine.load.LatestChanges;
import io.hubflow.engine.load.ObjectLoad;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.report.SyncListener.Phase;
import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.SearchFilter;
import io.hubflow.hubspot.SearchFilter.Operator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares HubSpot's count of the records that are older than the cursor with the table's, with as few searches as possible. Where the
 * counts differ, {@link CountBisection} finds the ranges of ids, and {@link IdComparison} looks at those alone.
 */
final class CountComparison {
    private static final Logger LOG = LoggerFactory.getLogger(CountComparison.class);

    private final ObjectLoad load;
    private final Optional<String> createdProperty;
    private final ArchivedRecords archived;
    private final IdComparison ids;
    private Optional<LatestChanges> latest = Optional.empty();
    /** Records that were read before the search that {@link #latest} comes from. */
    private long readBefore;
    /** Where it was asked for during the reading of changes, or during a commit. */
    private volatile Optional<Counted> counted = Optional.empty();

    /** HubSpot's count of the records that were created before some time. */
    private record Counted(long createdBeforeMillis, long records) {}

    /** HubSpot's answer for one range. */
    private interface RangeCount {
        long of(IdRange range);
    }

    /** @param createdProperty the property that holds when a record was created; absent where the type has none */
    CountComparison(ObjectLoad load, Optional<String> createdProperty, ArchivedRecords archived, IdComparison ids) {
        this.load = load;
        this.createdProperty = createdProperty;
        this.archived = archived;
        this.ids = ids;
    }

    /** See {@link AbsenceLoad#saw}. */
    void saw(LatestChanges unchanged) {
        latest = Optional.of(unchanged);
    }

    /** See {@link AbsenceLoad#sawAfterPass}. */
    void sawAfterPass(LatestChanges unchanged) {
        latest = Optional.of(unchanged);
        readBefore = load.commits().totals().read();
    }

    /** Whether a search has said how many records there are, so that comparing may cost no call. */
    boolean isCountKnown() {
        return latest.isPresent();
    }

    /** See {@link AbsenceLoad#countAhead}. Does nothing where the comparison could not use the count. */
    void countAhead(RecordReads reads, long createdBeforeMillis) {
        // A total of so many says nothing.
        var mayBeCapped = load.state().rows() == CountBisection.EXACT_BELOW;
        if (createdProperty.isPresent() && load.rows().isFree() && !mayBeCapped) {
            count(reads, createdBeforeMillis);
        }
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

    /** Compares, and settles what differs. */
    void run(RecordReads reads) {
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
        if (!compare(reads, created) && !(created.isPresent() && compare(reads, Optional.empty()))) {
            load.notice()
                    .tell("HubSpot refused to count " + load.type().name()
                            + ", so deleted records are found by refresh passes alone.");
        }
    }

    /**
     * Commits and counts at the same time: what is committed was read before, so the count is as good as one after the commit. HubSpot
     * is asked for it only where the table's rows are counted without a warehouse, a property tells when records were created, and no archived records
     * have to be left out. Where the ids of a small table are compared instead, the count is not used.
     */
    private void commitBesideCount(RecordReads reads) {
        var cursor = load.state().cursorMillis();
        if (!load.rows().isFree() || createdProperty.isEmpty() || !archived.areLookedUp() || isCounted(cursor)) {
            load.commitRows();
            return;
        }
        Lanes.run(List.of(load::commitRows, () -> count(reads, cursor)));
    }

    private boolean isCounted(long createdBeforeMillis) {
        return counted.filter(count -> count.createdBeforeMillis() == createdBeforeMillis)
                .isPresent();
    }

    private static Optional<SearchFilter> createdBefore(Optional<String> created, long millis) {
        return created.map(property -> SearchFilter.of(property, Operator.LT, Long.toString(millis)));
    }

    /** @return false when HubSpot refuses such a search, on a property that cannot be searched for example */
    private boolean compare(RecordReads reads, Optional<String> created) {
        if (agreesWithLatest(created)) {
            return true;
        }
        try {
            var differing = differing(reads, created);
            if (!differing.isEmpty()) {
                LOG.info(
                        "{}: the counts differ in {} ranges of ids", load.type().name(), differing.size());
                ids.settleDifferences(differing, reads);
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
        if (latest.isEmpty() || readSince() || archived.areLeftOut()) {
            return false;
        }
        var seen = latest.get();
        if (seen.all().isPresent()) {
            return seen.all().get().equals(load.rows().ids(IdRange.ALL));
        }
        var createdBefore = createdBeforeMillis(created);
        var rows = load.rows().count(IdRange.ALL, Long.MAX_VALUE);
        return !IdComparison.isCheap(rows, false)
                && isSame(seen.total(), range -> load.rows().count(range, createdBefore));
    }

    /** Whether anything was read after the search that told of all records. */
    private boolean readSince() {
        return load.commits().totals().read() > readBefore;
    }

    private long createdBeforeMillis(Optional<String> created) {
        return created.isPresent() ? load.state().cursorMillis() : Long.MAX_VALUE;
    }

    private static boolean isSame(long whole, CountBisection.Rows table) {
        return whole == table.count(IdRange.ALL) && whole != CountBisection.EXACT_BELOW;
    }

    private List<IdRange> differing(RecordReads reads, Optional<String> created) {
        if (ids.isCheap()) {
            return ids.rungs();
        }
        var createdBefore = createdBeforeMillis(created);
        var condition = createdBefore(created, createdBefore);
        CountBisection.Counts hubSpot = ranges -> counts(ranges, range -> reads.count(range, condition));
        CountBisection.Rows table = range -> load.rows().count(range, createdBefore);
        var leftOut = archived.toLeaveOut(reads);
        // A total of as many may be capped there, so the totals of both halves are asked for at once.
        var mayBeCapped = leftOut.isEmpty() && table.count(IdRange.ALL) == CountBisection.EXACT_BELOW;
        var whole = mayBeCapped
                ? CountBisection.EXACT_BELOW
                : leftOut.isEmpty() ? whole(reads, condition, createdBefore) : reads.countWithout(leftOut, condition);
        if (isSame(whole, table)) {
            return List.of();
        }
        load.begin(Phase.DELETES, OptionalLong.empty());
        if (!archived.areLookedUp()) {
            archived.lookUpMany(reads);
            whole = mayBeCapped ? whole : reads.count(IdRange.ALL, condition);
            if (isSame(whole, table)) {
                return List.of();
            }
        }
        var ladder = IdLadder.of(load.rows().committedIds(IdRange.ALL), IdComparison.ROWS_PER_RUNG);
        return new CountBisection(hubSpot, table, ladder, IdComparison.ROWS_PER_RUNG).differing(whole);
    }

    private long whole(RecordReads reads, Optional<SearchFilter> condition, long createdBefore) {
        return isCounted(createdBefore) ? counted.orElseThrow().records() : reads.count(IdRange.ALL, condition);
    }

    /** Side by side, as many at once as searches may be. */
    private long[] counts(List<IdRange> ranges, RangeCount count) {
        var counts = new long[ranges.size()];
        SideBySide.run(ranges.size(), load.settings().lanes().search(), i -> counts[i] = count.of(ranges.get(i)));
        return counts;
    }
}
