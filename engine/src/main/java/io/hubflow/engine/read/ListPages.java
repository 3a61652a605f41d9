package io.hubflow.engine.read;

import io.hubflow.engine.range.IdRange;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads every record of an id range from the list, entered at the range's start. Every page must ascend from there;
 * otherwise {@link ListOrderBroken} tells that the list may not be entered in this portal. The range is covered at its end,
 * once {@link RangeCheck} has compared what the list gave with what HubSpot's search counts.
 */
final class ListPages {
    /** Answers out of order before the list counts as one that may not be entered. */
    private static final int ORDER_TRIES = 3;

    private final RecordFetcher fetcher;
    private final Delivery delivery;
    private final RangeCheck check;

    ListPages(RecordFetcher fetcher, Delivery delivery, RangeCheck check) {
        this.fetcher = fetcher;
        this.delivery = delivery;
        this.check = check;
    }

    /** @param before HubSpot's count of the range's records before the reading; absent = not counted */
    void read(IdRange range, OptionalLong before) {
        var position = range.from();
        var end = range.to();
        var after = position == 0 ? Optional.<String>empty() : Optional.of(Long.toString(position));
        var read = new HashSet<Long>();
        Set<Long> pageBefore = Set.of();
        var last = false;
        while (!last && position < end) {
            try (var room = fetcher.awaitListRoom()) {
                var listed = fetchAscending(after, position, pageBefore);
                var ids = listed.ids();
                pageBefore = Arrays.stream(ids).boxed().collect(Collectors.toSet());
                requireProgress(after, listed.page().nextAfter());
                after = listed.page().nextAfter();
                last = after.isEmpty();
                read.addAll(listed.keysIn(range));
                position = Math.max(position, Arrays.stream(ids).max().orElse(0) + 1);
                if (!last) {
                    check.goesOn(after.get(), position);
                }
                end = Math.min(end, delivery.deliver(fetcher.complete(listed), Optional.empty(), OptionalLong.empty()));
            }
        }
        cover(range, last ? range.to() : Math.min(position, range.to()), read, before);
    }

    private void cover(IdRange range, long to, Set<Long> read, OptionalLong before) {
        if (to <= range.from()) {
            return;
        }
        var done = new IdRange(range.from(), to);
        if (read.isEmpty() && to == IdRange.END && range.from() > 0) {
            // Nothing above an id: the usual answer where nothing is new, and not worth a search.
            delivery.cover(done);
            return;
        }
        check.settle(done, read, to == range.to() ? before : OptionalLong.empty());
    }

    /** A page may begin again with rows of the one before; new ids must ascend. One bad answer is no proof: it is asked again. */
    private ListedPage fetchAscending(Optional<String> after, long position, Set<Long> pageBefore) {
        for (var tries = 1; ; tries++) {
            var listed = fetcher.list(after);
            var broken = firstBelow(position, listed.ids(), pageBefore);
            if (broken.isEmpty()) {
                return listed;
            }
            if (tries == ORDER_TRIES) {
                throw new ListOrderBroken(position, broken.getAsLong());
            }
        }
    }

    private static OptionalLong firstBelow(long position, long[] ids, Set<Long> pageBefore) {
        var upTo = position;
        for (var id : ids) {
            if (id < upTo && !pageBefore.contains(id)) {
                return OptionalLong.of(id);
            }
            upTo = Math.max(upTo, id + 1);
        }
        return OptionalLong.empty();
    }

    /** The same cursor again would never end. */
    static void requireProgress(Optional<String> asked, Optional<String> next) {
        if (next.isPresent() && next.equals(asked)) {
            throw new ConnectorException(
                    ErrorCode.HUBSPOT_ANSWER_BROKEN,
                    "HubSpot's list gave the cursor " + next.get() + " twice in a row.",
                    "The list would never end, so reading this object type stopped.",
                    "Run it again.");
        }
    }
}
