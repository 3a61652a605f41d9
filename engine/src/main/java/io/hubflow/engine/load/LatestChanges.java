package io.hubflow.engine.load;

import io.hubflow.engine.checkpoint.WindowProgress;
import io.hubflow.engine.typing.PropertyTimes;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.HubSpotRecord;
import io.hubflow.hubspot.PropertySelection;
import io.hubflow.hubspot.RecordPage;
import io.hubflow.hubspot.SearchFilter;
import io.hubflow.hubspot.SearchFilter.Operator;
import io.hubflow.hubspot.SearchRequest;
import io.hubflow.hubspot.SearchSort;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one search of all records, the last modified first, says of a type in which nothing has changed: that nothing has, and how
 * many records there are, which otherwise takes two searches.
 *
 * <p>That HubSpot keeps to the order is not assumed. A page counts only if it is as long as it must be, names no record twice,
 * and either shows every record or goes down in time, several times, past the moment from which changes are looked for.
 *
 * @param total HubSpot's count of all records
 * @param all their ids, where they fit into the page; absent where there are more
 */
public record LatestChanges(long total, Optional<Set<Long>> all) {
    /** Enough to show an order; the ids and times of these take about 20 kilobytes. */
    private static final int ROWS = 100;

    /** Different times that a page must show: one or two say nothing of its order. */
    private static final int LEAST_TIMES = 4;

    /**
     * What the page tells of a window.
     *
     * @param changed whether it shows a record that was modified within the window
     * @param unchanged present where nothing has changed; if neither, the page does not tell
     */
    record Told(boolean changed, Optional<LatestChanges> unchanged) {
        static final Told NOTHING = new Told(false, Optional.empty());
    }

    /** One call. */
    static Told of(ObjectLoad load, WindowProgress window) {
        try {
            var limit = load.state().rows() <= SearchRequest.MAX_LIMIT ? SearchRequest.MAX_LIMIT : ROWS;
            var page = search(load, limit);
            var changed = page.records().stream().mapToLong(LatestChanges::time).anyMatch(window::holds);
            return new Told(changed, judge(page, limit, window.fromMillis()));
        } catch (ConnectorException e) {
            if (e.code() == ErrorCode.HUBSPOT_REQUEST_REFUSED) {
                return Told.NOTHING;
            }
            throw e;
        }
    }

    private static RecordPage search(ObjectLoad load, int limit) {
        var modified = load.type().modifiedProperty();
        var from = load.state().modifiedFromMillis();
        return load.client()
                .searchRecords(new SearchRequest(
                        load.type().apiName(),
                        from == 0 ? List.of() : List.of(SearchFilter.of(modified, Operator.GTE, Long.toString(from))),
                        Optional.of(SearchSort.descending(modified)),
                        PropertySelection.of(List.of(modified)),
                        Optional.empty(),
                        limit));
    }

    /**
     * @param page of records with the time of their modification as their only property
     * @param fromMillis modifications since then are changes
     */
    static Optional<LatestChanges> judge(RecordPage page, int limit, long fromMillis) {
        var records = page.records();
        var total = page.total().orElse(-1);
        if (!page.malformed().isEmpty() || records.size() != Math.min(total, limit)) {
            return Optional.empty();
        }
        var ids = new HashSet<Long>();
        var before = fromMillis;
        var times = 0;
        var isDescending = true;
        for (var record : records) {
            var time = time(record);
            if (time >= fromMillis || !ids.add(record.id())) {
                return Optional.empty();
            }
            isDescending &= time <= before;
            times += time < before ? 1 : 0;
            before = time;
        }
        if (records.size() == total && page.nextAfter().isEmpty()) {
            return Optional.of(new LatestChanges(total, Optional.of(Collections.unmodifiableSet(ids))));
        }
        return isDescending && times >= LEAST_TIMES
                ? Optional.of(new LatestChanges(total, Optional.empty()))
                : Optional.empty();
    }

    /** A record that does not tell counts as changed. */
    private static long time(HubSpotRecord record) {
        var text = record.value(0);
        return text == null ? Long.MAX_VALUE : PropertyTimes.millis(text).orElse(Long.MAX_VALUE);
    }
}
