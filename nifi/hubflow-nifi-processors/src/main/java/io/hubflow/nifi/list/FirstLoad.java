package io.hubflow.nifi.list;

import io.hubflow.engine.checkpoint.PortalFacts.ListJump;
import io.hubflow.engine.read.IdRange;
import io.hubflow.engine.read.Slice;
import io.hubflow.nifi.SliceRanges;
import io.hubflow.nifi.SliceWork;
import java.util.ArrayList;
import java.util.List;

/**
 * Shares a large load out: HubSpot meters lists and searches apart, so the low ids go to lists and the high ones to searches,
 * in the proportion of their limits.
 */
final class FirstLoad {
    /** Of a load that uses both limits, lists can bring 1,900 rows of 2,900 a second, searches 1,000 (reference §8). */
    private static final double LIST_SHARE = 0.66;
    /** A list that must be read page after page brings about 400 rows a second at HubSpot's latency. */
    private static final double SERIAL_LIST_SHARE = 0.28;

    private FirstLoad() {}

    /**
     * @param ranges ascending and without gaps
     * @param jump whether a list may be entered at a range's start; otherwise one slice reads all listed ranges
     */
    static List<SliceWork> share(
            SliceWork template, Slice.Snapshot whole, List<SliceSplitter.CountedRange> ranges, ListJump jump) {
        var parallel = jump == ListJump.ALLOWED;
        var listed = listed(ranges, parallel ? LIST_SHARE : SERIAL_LIST_SHARE);
        var searches = ranges.subList(listed, ranges.size()).stream()
                .map(range -> template.with(SliceRanges.within(whole, range.ids())))
                .toList();
        if (listed == 0) {
            return searches;
        }
        var name = whole.objectType();
        var lists = parallel
                ? ranges.subList(0, listed).stream()
                        .map(range -> template.with(new Slice.Refresh(name, range.ids(), 0)))
                        .toList()
                : List.of(template.withSerialList(new Slice.Refresh(
                        name, new IdRange(0, ranges.get(listed - 1).ids().to()), 0)));
        return interleaved(searches, lists);
    }

    /** How many ranges make up the share of the rows; the last range, which grows while the load lasts, is searched. */
    private static int listed(List<SliceSplitter.CountedRange> ranges, double share) {
        var total = ranges.stream().mapToLong(SliceSplitter.CountedRange::rows).sum();
        var rows = 0L;
        var count = 0;
        while (count < ranges.size() - 1 && rows < total * share) {
            rows += ranges.get(count).rows();
            count++;
        }
        return count;
    }

    /** So that the first FlowFiles of the queue already use both limits. */
    private static List<SliceWork> interleaved(List<SliceWork> some, List<SliceWork> others) {
        var mixed = new ArrayList<SliceWork>();
        for (var i = 0; i < Math.max(some.size(), others.size()); i++) {
            if (i < some.size()) {
                mixed.add(some.get(i));
            }
            if (i < others.size()) {
                mixed.add(others.get(i));
            }
        }
        return mixed;
    }
}
