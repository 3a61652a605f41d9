package io.hubflow.engine.absence;

import io.hubflow.engine.load.TableRows;
import io.hubflow.engine.range.IdIntervals;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.read.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Consumer;

/**
 * Watches a pass over the list: an id of the table that was not met in a range which was read whole is absent. A range that was
 * not read whole says nothing. Keeps the ids of the ranges that are being read, not those of the whole pass. Thread-safe.
 */
final class AbsentFromList implements Consumer<Batch> {
    private final TableRows table;
    private final ConcurrentSkipListSet<Long> met = new ConcurrentSkipListSet<>();
    private final List<Long> absent = new ArrayList<>();
    private IdIntervals covered = IdIntervals.NONE;

    AbsentFromList(TableRows table) {
        this.table = table;
    }

    @Override
    public void accept(Batch batch) {
        batch.rows().forEach(row -> met.add(row.id()));
        batch.quarantined().forEach(bad -> addUnreadable(bad.id()));
        batch.covered().ifPresent(this::readWhole);
    }

    void met(long id) {
        met.add(id);
    }

    /** A record that no row can be made of is there all the same. */
    private void addUnreadable(String id) {
        if (!id.isEmpty() && id.length() <= 18 && id.chars().allMatch(c -> c >= '0' && c <= '9')) {
            met.add(Long.parseLong(id));
        }
    }

    private void readWhole(IdRange range) {
        var there = met.subSet(range.from(), range.to());
        var missing = new ArrayList<Long>();
        table.committedIds(range).forEachRemaining((long id) -> {
            if (!there.contains(id)) {
                missing.add(id);
            }
        });
        there.clear();
        synchronized (this) {
            absent.addAll(missing);
            covered = covered.plus(range);
        }
    }

    /** The absent ids of all ranges so far. */
    synchronized List<Long> absent() {
        return List.copyOf(absent);
    }

    /** Whether the pass has read all ids. */
    synchronized boolean isWhole() {
        return covered.gapsIn(IdRange.ALL).isEmpty();
    }
}
