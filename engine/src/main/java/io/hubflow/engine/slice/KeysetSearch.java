package io.hubflow.engine.slice;

import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.hubspot.SearchRequest;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Reads every record of an id range by searches sorted by id, each above the last id of the one before: no 10,000 wall, and
 * nothing moves under it when records change.
 *
 * <p>Neither the order nor the completeness of an answer is trusted (reference §10, pitfalls 20 and 21):
 * <ul>
 *   <li>ids must ascend, above the keyset and inside the range; otherwise the range is read by {@link OffsetSearch};
 *   <li>a read ends only where HubSpot gives no next cursor: short and empty pages occur in the middle;
 *   <li>each page's {@code total} must be the last page's less its records. A range whose counts do not add up is counted
 *       again at its end, and where ids are missing it is read by {@link OffsetSearch}. Only checked ids are called covered.
 * </ul>
 * Used for one range by one thread.
 */
final class KeysetSearch {
    /** Times an empty page that has a cursor is asked for again before the cursor is followed. */
    private static final int EMPTY_PAGE_TRIES = 3;

    private final RecordFetcher fetcher;
    private final SearchQuery query;
    private final OffsetSearch byOffset;
    private final Delivery delivery;
    private final ReadNotices notices;

    /** Ids read since the last covered one. */
    private final Set<Long> unchecked = new HashSet<>();

    private long coveredTo;
    private long position;
    private long end;
    private long expectedTotal = -1;
    private boolean suspect;

    KeysetSearch(RecordFetcher fetcher, SearchQuery query, Delivery delivery, ReadNotices notices, IdRange range) {
        this.fetcher = fetcher;
        this.query = query;
        this.delivery = delivery;
        this.notices = notices;
        this.byOffset = new OffsetSearch(fetcher, query, delivery, notices);
        this.coveredTo = range.from();
        this.position = range.from();
        this.end = range.to();
    }

    void read() {
        Optional<String> after = Optional.empty();
        var emptyPages = 0;
        while (true) {
            var listed = fetch(after);
            var ids = fresh(listed.ids());
            if (!ascending(ids)) {
                notices.idOrderIs(PortalFacts.IdOrder.TEXTUAL);
                deliver(listed, OptionalLong.empty(), false);
                byOffset.read(new IdRange(coveredTo, end), unchecked);
                return;
            }
            var last = listed.page().nextAfter().isEmpty();
            if (ids.length == 0 && !last) {
                emptyPages++;
                after = emptyPages % EMPTY_PAGE_TRIES == 0 ? listed.page().nextAfter() : Optional.empty();
                if (emptyPages > EMPTY_PAGE_TRIES * (SearchRequest.MAX_WINDOW / SearchRequest.MAX_LIMIT)) {
                    byOffset.read(new IdRange(coveredTo, end), unchecked);
                    return;
                }
                continue;
            }
            if (after.isPresent()) {
                suspect = true;
            }
            emptyPages = 0;
            after = Optional.empty();
            if (take(listed, ids, last)) {
                return;
            }
        }
    }

    /** Whether the range is finished. */
    private boolean take(RecordFetcher.Listed listed, long[] ids, boolean last) {
        var total = listed.page().total().orElse(-1);
        var matches = ids.length + listed.page().malformed().size();
        if (expectedTotal >= 0 && total != expectedTotal) {
            suspect = true;
        }
        if (last && total >= 0 && total != matches) {
            suspect = true;
        }
        if (expectedTotal >= 0 && !suspect) {
            // The counts add up: the pages before this one are whole.
            coveredTo = position;
            unchecked.clear();
        }
        if (ids.length > 0) {
            position = ids[ids.length - 1] + 1;
        }
        for (var id : ids) {
            unchecked.add(id);
        }
        var left = total < 0 ? -1 : Math.max(0, total - matches);
        expectedTotal = left;
        var whole = last && !suspect;
        var stopAt = deliver(listed, left < 0 ? OptionalLong.empty() : OptionalLong.of(left), whole);
        if (whole) {
            return true;
        }
        if (last || stopAt <= position) {
            settle(last ? end : position);
            return true;
        }
        if (stopAt < end) {
            // The counts of a shorter range are not comparable: settle what was read, then count anew.
            settle(position);
            end = stopAt;
            expectedTotal = -1;
            suspect = false;
        }
        return false;
    }

    private long deliver(RecordFetcher.Listed listed, OptionalLong left, boolean whole) {
        var upTo = whole ? end : coveredTo;
        var covered = upTo > delivery.coveredTo()
                ? Optional.of(new IdRange(delivery.coveredTo(), upTo))
                : Optional.<IdRange>empty();
        return delivery.deliver(fetcher.complete(listed), covered, left);
    }

    /** Counts {@code [coveredTo, to)} once more, and reads it another way where the count is not reached. */
    private void settle(long to) {
        if (to <= coveredTo) {
            return;
        }
        var range = new IdRange(coveredTo, to);
        var count = fetcher.count(query.within(range.from(), range.to()));
        if (unchecked.size() >= count) {
            delivery.cover(range);
        } else {
            byOffset.read(range, unchecked);
        }
        coveredTo = to;
        unchecked.clear();
    }

    private RecordFetcher.Listed fetch(Optional<String> after) {
        var filters = query.within(position, end);
        return query.wholeRecords()
                ? fetcher.search(filters, after, SearchRequest.MAX_LIMIT)
                : fetcher.searchIds(filters, after, SearchRequest.MAX_LIMIT);
    }

    /** Without the records that were read already: a page may begin again with the last row of the one before. */
    private long[] fresh(long[] ids) {
        for (var id : ids) {
            if (unchecked.contains(id)) {
                return Arrays.stream(ids)
                        .filter(one -> !unchecked.contains(one))
                        .toArray();
            }
        }
        return ids;
    }

    private boolean ascending(long[] ids) {
        var before = position - 1;
        for (var id : ids) {
            if (id <= before || id >= end) {
                return false;
            }
            before = id;
        }
        return true;
    }
}
