package io.hubflow.engine.read;

import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.range.IdRange;
import io.hubflow.hubspot.SearchRequest;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads every record of an id range by searches sorted by id, each above the last id of the one before: no 10,000 wall, and
 * nothing moves under it when records change.
 *
 * <p>Neither the order nor the completeness of an answer is trusted (reference §10, pitfalls 20 and 21):
 * <ul>
 *   <li>ids must ascend, above the keyset and inside the range; a page that does not is asked for again, and then the range is
 *       read by {@link OffsetSearch};
 *   <li>a read ends only where HubSpot gives no next cursor: short and empty pages occur in the middle;
 *   <li>each page's {@code total} must be the last page's less its records. Where it is not, because records came or went
 *       meanwhile or because some were left out, the ids of that page's span are checked by {@link RangeCheck}. A record that
 *       is left out in the very moment in which another one comes above the page is not noticed here, but when the records of
 *       the whole type are counted at the end of the run.
 * </ul>
 * Used for one range by one thread.
 */
final class KeysetSearch {
    /** Times an empty page that has a cursor is asked for again before the cursor is followed. */
    private static final int EMPTY_PAGE_TRIES = 3;

    private static final int MOST_EMPTY_PAGES = EMPTY_PAGE_TRIES * (SearchRequest.MAX_WINDOW / SearchRequest.MAX_LIMIT);

    /** Times a page is asked for whose ids do not ascend. */
    private static final int ORDER_TRIES = 3;

    private final RecordSearches searches;
    private final SearchQuery query;
    private final OffsetSearch byOffset;
    private final RangeCheck check;
    private final Delivery delivery;
    private final ReadNotices notices;

    private long position;
    private long end;
    /** The last page, while the next one has not confirmed it. */
    private @Nullable Unconfirmed unconfirmed;

    /** @param left matches above the page, as its total tells; -1 = not comparable */
    private record Unconfirmed(IdRange range, Set<Long> ids, long left) {}

    KeysetSearch(RecordSearches searches, SearchQuery query, Delivery delivery, ReadNotices notices, IdRange range) {
        this.searches = searches;
        this.query = query;
        this.delivery = delivery;
        this.notices = notices;
        this.check = new RangeCheck(searches, query, delivery, notices);
        this.byOffset = new OffsetSearch(searches, query, delivery, check, notices);
        this.position = range.from();
        this.end = range.to();
    }

    void read() {
        Optional<String> after = Optional.empty();
        var emptyPages = 0;
        var disorderly = 0;
        var textual = true;
        while (true) {
            try (var room = searches.awaitSearchRoom()) {
                var listed = fetch(after);
                var ids = listed.idsIn(new IdRange(position, end));
                if (!IdOrders.ascending(ids)) {
                    textual &= IdOrders.provesText(ids);
                    if (++disorderly < ORDER_TRIES) {
                        continue;
                    }
                    if (textual) {
                        notices.idOrderIs(PortalFacts.IdOrder.TEXTUAL);
                    }
                    room.close();
                    readRestByOffset();
                    return;
                }
                disorderly = 0;
                textual = true;
                var found = listed.keysIn(new IdRange(position, end));
                var last = listed.page().nextAfter().isEmpty();
                if (found.isEmpty() && !last) {
                    emptyPages++;
                    after = emptyPages % EMPTY_PAGE_TRIES == 0 ? listed.page().nextAfter() : Optional.empty();
                    if (emptyPages > MOST_EMPTY_PAGES) {
                        room.close();
                        readRestByOffset();
                        return;
                    }
                    continue;
                }
                var skipped = after.isPresent();
                emptyPages = 0;
                after = Optional.empty();
                if (take(listed, found, last, skipped)) {
                    return;
                }
            }
        }
    }

    private void readRestByOffset() {
        var from = unconfirmed == null ? position : unconfirmed.range().from();
        byOffset.read(new IdRange(from, end));
    }

    /**
     * @param skipped whether the page was entered by a cursor, so that records may lie before it
     * @return whether the range is finished
     */
    private boolean take(ListedPage listed, Set<Long> found, boolean last, boolean skipped) {
        var total = listed.page().total().orElse(last ? found.size() : -1);
        var from = position;
        position = Math.max(
                position, found.stream().mapToLong(Long::longValue).max().orElse(-1) + 1);
        var left = total < 0 ? -1 : Math.max(0, total - found.size());
        var whole = last && !skipped && total == found.size();
        var confirmed = confirm(total);
        Optional<IdRange> covered =
                whole ? Optional.of(new IdRange(confirmed.map(IdRange::from).orElse(from), end)) : confirmed;
        var remaining = left < 0 ? OptionalLong.empty() : OptionalLong.of(left);
        var stopAt = delivery.deliver(searches.complete(listed), covered, remaining);
        if (whole) {
            return true;
        }
        // A page that reaches the range's end and is not the last one leaves records out below: so it is where text
        // order begins
        // like that of numbers.
        if (last || position >= end || stopAt <= position) {
            check.prove(new IdRange(from, last ? end : position), found);
            return true;
        }
        var comparable = !skipped && stopAt >= end;
        end = Math.min(end, stopAt);
        unconfirmed = new Unconfirmed(new IdRange(from, position), found, comparable ? left : -1);
        return false;
    }

    /** The range of the page before, where this page's total shows that it was whole; otherwise it is checked now. */
    private Optional<IdRange> confirm(long total) {
        var page = unconfirmed;
        unconfirmed = null;
        if (page == null) {
            return Optional.empty();
        }
        if (page.left() >= 0 && page.left() == total) {
            return Optional.of(page.range());
        }
        check.prove(page.range(), page.ids());
        return Optional.empty();
    }

    private ListedPage fetch(Optional<String> after) {
        var filters = query.within(position, end);
        return query.wholeRecords()
                ? searches.search(filters, after, SearchRequest.MAX_LIMIT)
                : searches.searchIds(filters, after, SearchRequest.MAX_LIMIT);
    }
}
