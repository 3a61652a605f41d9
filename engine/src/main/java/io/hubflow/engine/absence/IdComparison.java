package io.hubflow.engine.absence;

import io.hubflow.engine.load.ObjectLoad;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.read.Slice;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares the ids that the table has in some ranges with those that HubSpot's search shows there, and settles what differs. Ids also
 * tell a record that left while another came back, which leaves a count as it was.
 */
final class IdComparison {
    /** As many rows as one search page shows, so that one call compares a rung. */
    static final int ROWS_PER_RUNG = 200;

    /** So few rows that their ids are compared whenever the run read anything: at most five calls. */
    private static final int FEW_ROWS = 5 * ROWS_PER_RUNG;

    /** Pages read of a rung that holds more than the table knows; beyond that its records are read as in a first load. */
    private static final int PAGES_PER_RUNG = 4;

    private final ObjectLoad load;
    private final DepartedRecords departed;

    IdComparison(ObjectLoad load, DepartedRecords departed) {
        this.load = load;
        this.departed = departed;
    }

    /**
     * Whether all ids of a table of so many rows are compared instead of counts: one page shows them for the price of a count, and a
     * few pages cost little in a run that read something anyway.
     */
    static boolean isCheap(long rows, boolean readSomething) {
        return rows <= ROWS_PER_RUNG || (rows <= FEW_ROWS && readSomething);
    }

    /** The same for this table and run. */
    boolean isCheap() {
        return isCheap(
                load.rows().count(IdRange.ALL, Long.MAX_VALUE),
                load.commits().totals().read() > 0);
    }

    /** Ranges that together hold all ids, each with as many rows as one call compares. */
    List<IdRange> rungs() {
        return IdLadder.of(load.rows().allIds(), ROWS_PER_RUNG).all();
    }

    /** Asks what became of the rows that the search does not show in these ranges, and reads the records that the table lacks. */
    void settleDifferences(List<IdRange> ranges, RecordReads reads) {
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

    /** Reads the records of a range that the search does not show whole, as in a first load, and tells which there are. */
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

    /** Asks what became of all rows that the search does not show. Reads nothing, and skips ranges that it does not show whole. */
    void settleAbsent(RecordReads reads) {
        load.rows().reopen();
        var suspects = new TreeSet<Long>();
        for (var rung : rungs()) {
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
