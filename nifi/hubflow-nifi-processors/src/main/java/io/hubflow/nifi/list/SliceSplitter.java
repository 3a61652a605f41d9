package io.hubflow.nifi.list;

import io.hubflow.engine.slice.IdBounds;
import io.hubflow.engine.slice.IdRange;
import io.hubflow.engine.slice.Slice;
import io.hubflow.engine.slice.SliceReader;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts all ids into ranges that hold about the same number of records. Ids are sparse and uneven, so HubSpot is asked how
 * many lie in a range, one search each, and ranges that hold far too many are cut again.
 */
final class SliceSplitter {
    /** A load is cut into about this many slices at most; each costs one or two searches to plan. */
    private static final int MAX_SLICES = 40;
    /** Cutting in halves this often reaches any id that HubSpot gives. */
    private static final int MAX_DEPTH = 12;

    private final SliceReader reader;
    private final long rowsPerSlice;

    SliceSplitter(SliceReader reader, long rowsPerSlice) {
        this.reader = reader;
        this.rowsPerSlice = rowsPerSlice;
    }

    /** A range and HubSpot's count of the records in it. */
    record CountedRange(IdRange ids, long rows) {}

    /** Ascending and without gaps; the first reaches down to 0, the last up to every id to come. */
    List<CountedRange> split(Slice whole, IdBounds bounds) {
        var rows = Math.max(rowsPerSlice, bounds.total() / MAX_SLICES);
        var parts = new ArrayList<CountedRange>();
        if (bounds.total() <= rows || bounds.lowest() >= bounds.highest()) {
            return List.of(new CountedRange(IdRange.ALL, bounds.total()));
        }
        cut(whole, new IdRange(bounds.lowest(), bounds.highest() + 1), bounds.total(), rows, MAX_DEPTH, parts);
        var first = parts.get(0);
        parts.set(0, new CountedRange(new IdRange(0, first.ids().to()), first.rows()));
        var last = parts.get(parts.size() - 1);
        parts.set(parts.size() - 1, new CountedRange(new IdRange(last.ids().from(), IdRange.END), last.rows()));
        return List.copyOf(parts);
    }

    private void cut(Slice whole, IdRange range, long count, long rows, int depth, List<CountedRange> parts) {
        var pieces = Math.min(range.width(), (count + rows - 1) / rows);
        if (depth == 0 || pieces < 2 || count <= rows + rows / 2) {
            parts.add(new CountedRange(range, count));
            return;
        }
        var left = count;
        for (var i = 0L; i < pieces; i++) {
            var from = range.from() + range.width() / pieces * i;
            var to = i == pieces - 1 ? range.to() : range.from() + range.width() / pieces * (i + 1);
            var piece = new IdRange(from, to);
            // The last piece holds what the others do not: no need to ask.
            var held = i == pieces - 1 ? left : reader.fetchCount(whole, piece);
            left = Math.max(0, left - held);
            cut(whole, piece, held, rows, depth - 1, parts);
        }
    }
}
