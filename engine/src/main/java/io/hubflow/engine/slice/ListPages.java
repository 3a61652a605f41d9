package io.hubflow.engine.slice;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads every record of an id range from the list, entered at the range's start. Every page must ascend from there;
 * otherwise {@link ListOrderBroken} tells that the list may not be entered in this portal.
 */
final class ListPages {
    private final RecordFetcher fetcher;
    private final Delivery delivery;

    ListPages(RecordFetcher fetcher, Delivery delivery) {
        this.fetcher = fetcher;
        this.delivery = delivery;
    }

    void read(IdRange range) {
        var position = range.from();
        var end = range.to();
        var after = position == 0 ? Optional.<String>empty() : Optional.of(Long.toString(position));
        while (true) {
            var listed = fetcher.list(after);
            var upTo = position;
            for (var id : listed.ids()) {
                if (id < upTo) {
                    throw new ListOrderBroken(position, id);
                }
                upTo = id + 1;
            }
            after = listed.page().nextAfter();
            var last = after.isEmpty();
            var covered = last || upTo >= end ? end : upTo;
            var fetched = fetcher.complete(listed);
            var settled = covered > position ? Optional.of(new IdRange(position, covered)) : Optional.<IdRange>empty();
            end = Math.min(end, delivery.deliver(fetched, settled, OptionalLong.empty()));
            position = covered;
            if (last || position >= end) {
                return;
            }
        }
    }
}
