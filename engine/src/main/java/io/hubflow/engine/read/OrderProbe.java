package io.hubflow.engine.read;

import io.hubflow.hubspot.HubSpotRecord;
import io.hubflow.hubspot.SearchFilter;
import io.hubflow.hubspot.SearchFilter.Operator;
import io.hubflow.hubspot.SearchSort;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Asks whether a portal that was once said to sort ids as text really sorts them as numbers. The two ids on either side of a
 * change of digits, such as 999 and 1000, tell it; where no such pair exists, both orders are the same. A few searches of one
 * row, asked once a run. Thread-safe.
 */
final class OrderProbe {
    private final RecordFetcher fetcher;
    /** Held while HubSpot is asked, so not a monitor: those hold up the thread beneath a virtual one. */
    private final Lock asking = new ReentrantLock();

    private Optional<Boolean> numeric = Optional.empty();

    OrderProbe(RecordFetcher fetcher) {
        this.fetcher = fetcher;
    }

    /** False also where the ids do not tell. */
    boolean sortsAsNumbers() {
        asking.lock();
        try {
            var known = numeric.orElseGet(this::ask);
            numeric = Optional.of(known);
            return known;
        } finally {
            asking.unlock();
        }
    }

    private boolean ask() {
        var some = first(List.of(), SearchSort.ascending(RecordFetcher.ID));
        if (some.isEmpty()) {
            return false;
        }
        var power = powerOfTenAbove(some.getAsLong());
        var above = first(List.of(from(power)), SearchSort.ascending(RecordFetcher.ID));
        if (above.isEmpty()) {
            power = power / 10;
            above = first(List.of(from(power)), SearchSort.ascending(RecordFetcher.ID));
        }
        var below = first(List.of(below(power)), SearchSort.descending(RecordFetcher.ID));
        if (above.isEmpty() || below.isEmpty()) {
            return below.isEmpty() && above.isPresent() && sameDigits(above.getAsLong());
        }
        var pair = fetcher.searchIds(
                        List.of(from(below.getAsLong()), below(above.getAsLong() + 1)), Optional.empty(), 2)
                .ids();
        return IdOrders.provesNumbers(pair);
    }

    /** Whether no record has more digits. */
    private boolean sameDigits(long id) {
        return first(List.of(from(powerOfTenAbove(id))), SearchSort.ascending(RecordFetcher.ID))
                .isEmpty();
    }

    private static SearchFilter from(long id) {
        return SearchFilter.of(RecordFetcher.ID, Operator.GT, Long.toString(id - 1));
    }

    private static SearchFilter below(long id) {
        return SearchFilter.of(RecordFetcher.ID, Operator.LT, Long.toString(id));
    }

    private static long powerOfTenAbove(long id) {
        var power = 10L;
        while (power <= id && power < Long.MAX_VALUE / 10) {
            power *= 10;
        }
        return power;
    }

    private OptionalLong first(List<SearchFilter> filters, SearchSort sort) {
        return fetcher.searchAt(new ArrayList<>(filters), sort, 0).records().stream()
                .mapToLong(HubSpotRecord::id)
                .findFirst();
    }
}
