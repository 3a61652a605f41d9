package io.hubflow.engine.read;

import io.hubflow.engine.range.IdRange;
import io.hubflow.hubspot.SearchFilter;
import io.hubflow.hubspot.SearchFilter.Operator;
import java.util.ArrayList;
import java.util.List;

/**
 * What a search slice asks for beside its ids. With the two bounds on the id it stays within three filters, which every
 * documented limit allows (reference §4).
 *
 * @param wholeRecords false: the search brings ids alone and the records are read by id, for values that must be exact
 */
record SearchQuery(List<SearchFilter> filters, boolean wholeRecords) {
    /** Every record, with all its properties. */
    static final SearchQuery EVERYTHING = new SearchQuery(List.of(), true);

    /** A filter value at the epoch answers 500 (reference §10, pitfall 17). */
    static final long FIRST_FILTER_MILLIS = 1_000;

    SearchQuery {
        filters = List.copyOf(filters);
    }

    /** The query for ids in {@code [from, to)}. */
    List<SearchFilter> within(long from, long to) {
        var all = new ArrayList<>(filters);
        if (from > 0) {
            all.add(SearchFilter.of(RecordFetcher.ID, Operator.GT, Long.toString(from - 1)));
        }
        if (to < IdRange.END) {
            all.add(SearchFilter.of(RecordFetcher.ID, Operator.LT, Long.toString(to)));
        }
        return all;
    }

    static SearchQuery of(Slice slice, String modifiedProperty) {
        return switch (slice) {
            case Slice.Snapshot s ->
                new SearchQuery(modified(modifiedProperty, s.modifiedFromMillis(), s.modifiedBeforeMillis()), true);
            case Slice.Changes c ->
                new SearchQuery(
                        List.of(SearchFilter.between(modifiedProperty, millis(c.fromMillis()), millis(c.toMillis()))),
                        !c.byId());
            case Slice.Backfill b -> {
                var filters = new ArrayList<>(modified(modifiedProperty, b.modifiedFromMillis(), Long.MAX_VALUE));
                filters.add(SearchFilter.hasProperty(b.property()));
                yield new SearchQuery(filters, false);
            }
            case Slice.Refresh r -> throw new IllegalArgumentException("not read by search: " + r);
            case Slice.Archived a -> throw new IllegalArgumentException("not read by search: " + a);
            case Slice.Ids i -> throw new IllegalArgumentException("not read by search: " + i);
        };
    }

    private static List<SearchFilter> modified(String property, long from, long before) {
        if (from > 0 && before < Long.MAX_VALUE) {
            return List.of(SearchFilter.between(property, millis(from), millis(before - 1)));
        }
        if (from > 0) {
            return List.of(SearchFilter.of(property, Operator.GTE, millis(from)));
        }
        return before < Long.MAX_VALUE ? List.of(SearchFilter.of(property, Operator.LT, millis(before))) : List.of();
    }

    private static String millis(long millis) {
        return Long.toString(Math.max(FIRST_FILTER_MILLIS, millis));
    }
}
