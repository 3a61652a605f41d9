package io.hubflow.engine.load;

import io.hubflow.engine.checkpoint.RefreshProgress;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.read.Slice;
import io.hubflow.engine.report.SyncListener.Phase;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Gives the rows already there the properties that became columns since: the records that have a value are searched, and
 * read by id, so that the values are exact. Where HubSpot refuses the search, a whole refresh pass is demanded instead.
 */
public final class BackfillLoad {
    private final ObjectLoad load;
    private final Map<String, FirstCount> counted = new HashMap<>();

    public BackfillLoad(ObjectLoad load) {
        this.load = load;
    }

    public void run() {
        for (var backfill : load.state().backfills()) {
            load.turn().await(load.state().rows());
            load.begin(Phase.BACKFILL, OptionalLong.empty());
            var property = backfill.property();
            // Of older records the table has no rows, and a row of one would be complete in this run's properties
            // alone.
            var from = load.state().modifiedFromMillis();
            try {
                var gaps = backfill.covered().gapsIn(IdRange.ALL);
                if (!gaps.isEmpty()) {
                    var space = new IdSpace(gaps, 0, load.settings().lanes().search());
                    new LaneCrew(
                                    load,
                                    space,
                                    ids -> new Slice.Backfill(load.type().name(), ids, property, from),
                                    (state, range) -> state.mapBackfill(property, b -> b.covering(range)),
                                    counted.computeIfAbsent(property, one -> new FirstCount()))
                            .searchAll();
                }
                if (isWhole(property)) {
                    finish(property);
                }
            } catch (ConnectorException e) {
                if (e.code() != ErrorCode.HUBSPOT_REQUEST_REFUSED) {
                    throw e;
                }
                load.notice()
                        .tell("HubSpot refused to search for records that have " + property
                                + ": all records are read again instead.");
                finish(property);
                load.commits().update(state -> state.mapRefresh(RefreshProgress::demanded));
            }
        }
    }

    /** Records that had a value when the reading began, by property. */
    public Map<String, Long> having() {
        var having = new HashMap<String, Long>();
        counted.forEach((property, count) -> having.put(property, count.count()));
        return having;
    }

    private boolean isWhole(String property) {
        return load.state().backfills().stream()
                .filter(b -> b.property().equals(property))
                .allMatch(b -> b.covered().gapsIn(IdRange.ALL).isEmpty());
    }

    private void finish(String property) {
        load.commits()
                .update(state -> state.withBackfills(state.backfills().stream()
                        .filter(b -> !b.property().equals(property))
                        .toList()));
    }
}
