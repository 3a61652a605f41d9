package io.hubflow.nifi.list;

import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.read.Slice;
import io.hubflow.nifi.SliceRanges;
import io.hubflow.nifi.SliceWork;
import io.hubflow.nifi.list.SliceSplitter.CountedRange;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Shares a large load out. HubSpot meters lists and searches apart. Where it can be, each slice uses both at once. Otherwise the
 * low ids go to lists and the high ones to searches, in the proportion of their limits. Used by one thread.
 */
final class FirstLoad {
    /** Of a load that uses both limits, lists can bring 1,900 rows of 2,900 a second, searches 1,000 (reference §8). */
    private static final double LIST_SHARE = 0.66;
    /** A list that must be read page after page brings about 400 rows a second at HubSpot's latency. */
    private static final double SERIAL_LIST_SHARE = 0.28;

    /** How the portal's records can be read. */
    enum Way {
        /** By searches and lists at once, in each slice. */
        INTERLEAVED,
        /** The list may be entered at a range's start, but searches and lists cannot share a range. */
        LISTS,
        /** The list must be read from its start: one slice reads all listed ranges. */
        SERIAL_LIST
    }

    private final SliceWork template;
    private final Slice.Snapshot whole;
    private final double listedRows;
    private final Way way;
    private final Consumer<List<SliceWork>> slices;
    private long serialTo;
    private boolean serialHandedOut;

    /**
     * @param rows how many records there are
     * @param slices takes slices as soon as their ranges are known, never none
     */
    FirstLoad(SliceWork template, Slice.Snapshot whole, long rows, Way way, Consumer<List<SliceWork>> slices) {
        this.template = template;
        this.whole = whole;
        this.way = way;
        this.listedRows = rows * (way == Way.SERIAL_LIST ? SERIAL_LIST_SHARE : LIST_SHARE);
        this.slices = slices;
    }

    /** Takes ranges in any order; those that begin at low ids in ascending order. Together they must have no gaps. */
    void take(List<CountedRange> ranges) {
        var ready = new ArrayList<SliceWork>();
        for (var range : ranges) {
            if (way == Way.INTERLEAVED) {
                var ids = (Slice.Snapshot) SliceRanges.within(whole, range.ids());
                ready.add(template.interleaving(ids, range.rows()));
            } else if (!isListed(range)) {
                if (range.ids().from() == serialTo) {
                    addSerialList(ready);
                }
                ready.add(template.with(SliceRanges.within(whole, range.ids())));
            } else if (way == Way.LISTS) {
                ready.add(template.with(new Slice.Refresh(whole.objectType(), range.ids(), 0)));
            } else {
                serialTo = Math.max(serialTo, range.ids().to());
            }
        }
        handOut(ready);
    }

    /** There are no more ranges. */
    void finish() {
        var ready = new ArrayList<SliceWork>();
        addSerialList(ready);
        handOut(ready);
    }

    /** The last range, which grows while the load lasts, is searched. */
    private boolean isListed(CountedRange range) {
        return range.rowsBelow() < listedRows && range.ids().to() != IdRange.END;
    }

    private void addSerialList(List<SliceWork> ready) {
        if (serialTo > 0 && !serialHandedOut) {
            serialHandedOut = true;
            ready.add(template.withSerialList(new Slice.Refresh(whole.objectType(), new IdRange(0, serialTo), 0)));
        }
    }

    private void handOut(List<SliceWork> ready) {
        if (!ready.isEmpty()) {
            slices.accept(ready);
        }
    }
}
