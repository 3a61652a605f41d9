package io.hubflow.engine.absence;

import io.hubflow.engine.range.IdRange;
import java.util.Arrays;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.stream.IntStream;

/**
 * All ids cut into ranges ("rungs") that hold equally many rows of a table, so that a range can be halved by rows although
 * ids are sparse and uneven. The first rung begins at 0, the last one has no end. Eight bytes a rung. Immutable.
 */
public final class IdLadder {
    private final long[] starts;

    private IdLadder(long[] starts) {
        this.starts = starts;
    }

    /** @param ids ascending */
    public static IdLadder of(PrimitiveIterator.OfLong ids, int rowsPerRung) {
        var starts = new long[16];
        var rungs = 1;
        for (var row = 0L; ids.hasNext(); row++) {
            var id = ids.nextLong();
            if (row > 0 && row % rowsPerRung == 0 && id > starts[rungs - 1]) {
                if (rungs == starts.length) {
                    starts = Arrays.copyOf(starts, rungs * 2);
                }
                starts[rungs++] = id;
            }
        }
        return new IdLadder(Arrays.copyOf(starts, rungs));
    }

    /** Every rung by itself. */
    public List<IdRange> all() {
        return IntStream.range(0, rungs())
                .mapToObj(rung -> range(rung, rung + 1))
                .toList();
    }

    int rungs() {
        return starts.length;
    }

    /** The ids of the rungs from {@code from} up to, not including, {@code to}. */
    IdRange range(int from, int to) {
        return new IdRange(starts[from], to == starts.length ? IdRange.END : starts[to]);
    }
}
