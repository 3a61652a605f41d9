package io.hubflow.engine.read;

import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.range.IdRange;
import io.hubflow.hubspot.SearchRequest;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Reads every record of an id range without relying on the order of ids: windows of at most {@link #WINDOW} matches, paged by
 * HubSpot's offsets.
 *
 * <p>Offsets move when records come or go, so a pass counts only when each page begins where the one before it ended and its
 * own ids are as many as a {@code total} that was the same on every page. Otherwise {@link RangeCheck} narrows the window until single pages prove which ids there are.
 */
final class OffsetSearch {
    /** A page may not pass offset 10,000; the margin leaves room for records that arrive while paging. */
    private static final int WINDOW = SearchRequest.MAX_WINDOW - SearchRequest.MAX_LIMIT;

    private final RecordSearches searches;
    private final SearchQuery query;
    private final Delivery delivery;
    private final RangeCheck check;
    private final ReadNotices notices;

    OffsetSearch(RecordSearches searches, SearchQuery query, Delivery delivery, RangeCheck check, ReadNotices notices) {
        this.searches = searches;
        this.query = query;
        this.delivery = delivery;
        this.check = check;
        this.notices = notices;
    }

    void read(IdRange range) {
        if (searches.count(query.within(range.from(), range.to())) <= WINDOW) {
            readWindow(range);
            return;
        }
        if (range.width() < 2) {
            throw new IllegalStateException("more than " + WINDOW + " records share the id " + range.from());
        }
        var middle = range.from() + firstPart(range);
        read(new IdRange(range.from(), middle));
        read(new IdRange(middle, range.to()));
    }

    /** Half; below an open end, ids grow by digits, so 1/1,000 reaches the used part in few steps. */
    private static long firstPart(IdRange range) {
        return range.to() == IdRange.END ? Math.max(1, range.width() / 1_000) : range.width() / 2;
    }

    /**
     * Each page begins with the last record of the page before it. Where that one stands in another place, records before it
     * came or went meanwhile, and the pages may have skipped one. Counts alone do not show that: a record that was read and
     * leaves, and one that is created, make every total the same.
     */
    private void readWindow(IdRange range) {
        var filters = query.within(range.from(), range.to());
        var found = new HashSet<Long>();
        var totals = new HashSet<Long>();
        Optional<String> after = Optional.empty();
        var last = OptionalLong.empty();
        var gapless = true;
        do {
            var limit = limitAt(after);
            if (limit == 0) {
                break;
            }
            try (var room = searches.awaitSearchRoom()) {
                var listed = query.wholeRecords()
                        ? searches.search(filters, after, limit)
                        : searches.searchIds(filters, after, limit);
                var ids = listed.idsIn(range);
                if (IdOrders.provesNumbers(ids)) {
                    notices.idOrderIs(PortalFacts.IdOrder.NUMERIC);
                }
                found.addAll(listed.keysIn(range));
                totals.add(listed.page().total().orElse(-1));
                var joins = last.isPresent() && ids.length > 0 && ids[0] == last.getAsLong();
                gapless &= joins || after.isEmpty();
                delivery.deliver(
                        searches.complete(joins ? listed.without(last.getAsLong()) : listed),
                        Optional.empty(),
                        OptionalLong.empty());
                last = ids.length == 0 ? OptionalLong.empty() : OptionalLong.of(ids[ids.length - 1]);
                after = next(listed, after);
            }
        } while (after.isPresent());
        if (gapless && totals.equals(Set.of((long) found.size()))) {
            delivery.cover(range);
        } else {
            check.prove(range, found);
        }
    }

    /** One record before where HubSpot would go on; just there after a page of one record or none, which would be read again. */
    private static Optional<String> next(ListedPage listed, Optional<String> after) {
        return listed.page()
                .nextAfter()
                .map(Integer::parseInt)
                .map(next -> next - 1 > offset(after) ? next - 1 : next)
                .map(String::valueOf);
    }

    private static int offset(Optional<String> after) {
        return after.map(Integer::parseInt).orElse(0);
    }

    /** Offset and limit together may not pass 10,000. */
    private static int limitAt(Optional<String> after) {
        return Math.max(0, Math.min(SearchRequest.MAX_LIMIT, SearchRequest.MAX_WINDOW - offset(after)));
    }
}
