package io.hubflow.engine.load;

import io.hubflow.engine.destination.LiveIds;
import io.hubflow.engine.fact.FactReader;
import io.hubflow.engine.fact.FactRequest;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.report.SyncListener.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/**
 * Loads the facts of records that were in their table before the facts were wanted: the links of a pair that was newly chosen,
 * or whose table is gone, and newly chosen histories. It goes through the ids of the table, a thousand a call, and resumes
 * where the last commit was.
 */
public final class FactsLoad {
    private final ObjectLoad load;
    private final LiveIds live;

    /** @param live the ids of the table, with all rows that were read before */
    public FactsLoad(ObjectLoad load, LiveIds live) {
        this.load = load;
        this.live = live;
    }

    public void run(FactReader reader) {
        run(reader, () -> true);
    }

    /** @param goesOn asked before each thousand records; false ends this run's part, and the next run resumes there */
    public void run(FactReader reader, BooleanSupplier goesOn) {
        var table = reader.table().name();
        var start = load.state().factTable(table).filter(progress -> !progress.isWhole());
        if (start.isEmpty() || reader.isLost()) {
            return;
        }
        load.begin(Phase.BACKFILL, OptionalLong.empty());
        if (start.get().loadedTo() == 0) {
            var now = load.client().serverTime().earliest().toEpochMilli();
            load.commits().update(state -> state.mapFactTable(table, progress -> progress.beginningAt(now)));
        }
        var ids = live.ids(start.get().loadedTo(), IdRange.END);
        var group = new ArrayList<Long>(FactRequest.MOST_IDS);
        while (ids.hasNext() && !reader.isLost()) {
            if (group.isEmpty() && !goesOn.getAsBoolean()) {
                load.commits().drain();
                return;
            }
            group.add(ids.nextLong());
            if (group.size() == FactRequest.MOST_IDS || !ids.hasNext()) {
                read(reader, group);
                group.clear();
            }
        }
        load.commits().drain();
        if (!reader.isLost()) {
            load.commits().update(state -> state.mapFactTable(table, progress -> progress.loadedTo(IdRange.END)));
        }
    }

    private void read(FactReader reader, List<Long> group) {
        var next = group.getLast() + 1;
        load.commits()
                .addFacts(
                        reader,
                        new FactRequest(group, List.of()),
                        state -> state.mapFactTable(reader.table().name(), progress -> progress.loadedTo(next)));
    }
}
