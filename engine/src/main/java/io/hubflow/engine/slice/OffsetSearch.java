package io.hubflow.engine.slice;

import io.hubflow.hubspot.SearchRequest;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Reads every record of an id range without relying on the order of ids: windows of at most {@link #WINDOW} matches, paged by
 * HubSpot's offsets, ids counted once and compared with {@code total}; a window that falls short is read again.
 */
final class OffsetSearch {
    /** A page may not pass offset 10,000; the margin leaves room for records that arrive while paging. */
    private static final int WINDOW = SearchRequest.MAX_WINDOW - SearchRequest.MAX_LIMIT;
    /** Readings of one window before what is missing is reported. */
    private static final int PASSES = 4;

    private final RecordFetcher fetcher;
    private final SearchQuery query;
    private final Delivery delivery;
    private final ReadNotices notices;

    OffsetSearch(RecordFetcher fetcher, SearchQuery query, Delivery delivery, ReadNotices notices) {
        this.fetcher = fetcher;
        this.query = query;
        this.delivery = delivery;
        this.notices = notices;
    }

    /** @param seen ids of the range that have been delivered already */
    void read(IdRange range, Set<Long> seen) {
        if (fetcher.count(query.within(range.from(), range.to())) <= WINDOW) {
            readWindow(range, seen);
        } else {
            readHalves(range, seen);
        }
    }

    private void readHalves(IdRange range, Set<Long> seen) {
        if (range.width() < 2) {
            throw new IllegalStateException("more than " + WINDOW + " records share the id " + range.from());
        }
        var middle = range.from() + split(range);
        read(new IdRange(range.from(), middle), seen);
        read(new IdRange(middle, range.to()), seen);
    }

    /** Half; below an open end, ids grow by digits, so 1/1,000 reaches the used part in few steps. */
    private static long split(IdRange range) {
        return range.to() == IdRange.END ? Math.max(1, range.width() / 1_000) : range.width() / 2;
    }

    private void readWindow(IdRange range, Set<Long> seen) {
        var found = new HashSet<Long>();
        for (var id : seen) {
            if (range.contains(id)) {
                found.add(id);
            }
        }
        var missing = 0L;
        for (var pass = 0; pass < PASSES; pass++) {
            var total = readPages(range, found);
            missing = total - found.size();
            if (missing <= 0) {
                delivery.cover(range);
                return;
            }
        }
        notices.incomplete(range, missing);
        delivery.cover(range);
    }

    /** HubSpot's count on the first page. */
    private long readPages(IdRange range, Set<Long> found) {
        var filters = query.within(range.from(), range.to());
        var total = 0L;
        Optional<String> after = Optional.empty();
        var first = true;
        do {
            var limit = limitAt(after);
            if (limit == 0) {
                break;
            }
            var listed = query.wholeRecords()
                    ? fetcher.search(filters, after, limit)
                    : fetcher.searchIds(filters, after, limit);
            if (first) {
                total = listed.page().total().orElse(0)
                        - listed.page().malformed().size();
                first = false;
            }
            for (var id : listed.ids()) {
                if (range.contains(id)) {
                    found.add(id);
                }
            }
            delivery.deliver(fetcher.complete(listed), Optional.empty(), OptionalLong.empty());
            after = listed.page().nextAfter();
        } while (after.isPresent());
        return total;
    }

    /** Offset and limit together may not pass 10,000. */
    private static int limitAt(Optional<String> after) {
        var offset = after.map(Integer::parseInt).orElse(0);
        return Math.max(0, Math.min(SearchRequest.MAX_LIMIT, SearchRequest.MAX_WINDOW - offset));
    }
}
