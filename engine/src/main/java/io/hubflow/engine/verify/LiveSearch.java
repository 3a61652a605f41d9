package io.hubflow.engine.verify;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.filter.RecordFilter;
import io.hubflow.engine.range.IdRange;
import io.hubflow.hubspot.HubSpotRecord;
import io.hubflow.hubspot.PortalRecords;
import io.hubflow.hubspot.PropertySelection;
import io.hubflow.hubspot.RecordPage;
import io.hubflow.hubspot.SearchFilter;
import io.hubflow.hubspot.SearchFilter.Operator;
import io.hubflow.hubspot.SearchRequest;
import io.hubflow.hubspot.SearchSort;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Counts live records of one object type by search, and lists their ids with the times of modification. Thread-safe. */
final class LiveSearch {
    private static final String ID = "hs_object_id";

    private final PortalRecords client;
    private final ObjectType type;
    private final long modifiedFromMillis;
    private final RecordFilter filter;

    /**
     * @param modifiedFromMillis records last modified before it are left out; 0 = none are
     * @param filter which records are in the table
     */
    LiveSearch(PortalRecords client, ObjectType type, long modifiedFromMillis, RecordFilter filter) {
        this.filter = filter;
        this.client = client;
        this.type = type;
        this.modifiedFromMillis = modifiedFromMillis;
    }

    /** Records that a search found, with the time of modification that it showed. */
    record Found(Map<Long, Long> modifiedById, boolean whole) {}

    /** Records of an id range that were created before a moment. One call. */
    long countCreatedBefore(IdRange range, Optional<String> createdProperty, long millis) {
        var filters = new ArrayList<SearchFilter>();
        if (modifiedFromMillis > 0) {
            filters.add(modified(Operator.GTE, modifiedFromMillis));
        }
        createdProperty.ifPresent(
                property -> filters.add(SearchFilter.of(property, Operator.LT, Long.toString(millis))));
        within(range, filters);
        return page(filters, Optional.empty(), 1).total().orElse(0);
    }

    /** Records of an id range, up to so many pages of 200. */
    Found list(IdRange range, int mostPages) {
        var filters = new ArrayList<SearchFilter>();
        if (modifiedFromMillis > 0) {
            filters.add(modified(Operator.GTE, modifiedFromMillis));
        }
        within(range, filters);
        return list(filters, mostPages);
    }

    /** Records last modified in {@code [from, to)}. One call. */
    long countModified(long fromMillis, long toMillis) {
        return page(window(fromMillis, toMillis), Optional.empty(), 1).total().orElse(0);
    }

    Found listModified(long fromMillis, long toMillis, int mostPages) {
        return list(window(fromMillis, toMillis), mostPages);
    }

    private List<SearchFilter> window(long fromMillis, long toMillis) {
        var filters = new ArrayList<SearchFilter>();
        var from = Math.max(fromMillis, modifiedFromMillis);
        if (from > 0) {
            filters.add(modified(Operator.GTE, from));
        }
        if (toMillis < Long.MAX_VALUE) {
            filters.add(modified(Operator.LT, toMillis));
        }
        return filters;
    }

    private SearchFilter modified(Operator operator, long millis) {
        return SearchFilter.of(type.modifiedProperty(), operator, Long.toString(millis));
    }

    private static void within(IdRange range, List<SearchFilter> filters) {
        if (range.from() > 0) {
            filters.add(SearchFilter.of(ID, Operator.GT, Long.toString(range.from() - 1)));
        }
        if (range.to() < IdRange.END) {
            filters.add(SearchFilter.of(ID, Operator.LT, Long.toString(range.to())));
        }
    }

    private Found list(List<SearchFilter> filters, int mostPages) {
        var found = new HashMap<Long, Long>();
        Optional<String> after = Optional.empty();
        for (var pages = 0; pages < mostPages; pages++) {
            var page = page(filters, after, SearchRequest.MAX_LIMIT);
            for (HubSpotRecord record : page.records()) {
                found.put(record.id(), record.updatedAtMillis());
            }
            after = page.nextAfter();
            if (after.isEmpty()) {
                return new Found(found, true);
            }
        }
        return new Found(found, false);
    }

    private RecordPage page(List<SearchFilter> filters, Optional<String> after, int limit) {
        return client.searchRecords(new SearchRequest(
                type.apiName(),
                filter.shortened(filters),
                filter.groups(),
                Optional.of(SearchSort.ascending(ID)),
                PropertySelection.none(),
                after,
                limit));
    }
}
