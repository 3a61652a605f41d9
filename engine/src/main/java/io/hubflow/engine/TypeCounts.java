package io.hubflow.engine;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.checkpoint.BackfillProgress;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.filter.RecordFilter;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.PropertySelection;
import io.hubflow.hubspot.SearchFilter;
import io.hubflow.hubspot.SearchFilter.Operator;
import io.hubflow.hubspot.SearchRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What HubSpot counts of one object type, by a search for each number.
 *
 * @param records that are wanted; absent where the type cannot be searched
 * @param listed that a list shows, whether or not they are wanted: it knows no bound
 * @param toLoad those of them that the state's snapshot reads
 */
record TypeCounts(OptionalLong records, long listed, long toLoad, long changed, Map<String, Long> havingByProperty)
        implements PlannedWork.Counts {
    TypeCounts {
        havingByProperty = Map.copyOf(havingByProperty);
    }

    /**
     * @param rowsThere rows of the table, for a type that HubSpot does not count
     * @param sample properties that the first search brings with a page of records, so that it takes as long as those of a run
     */
    static TypeCounts of(
            HubSpotClient client,
            ObjectType type,
            RecordFilter filter,
            ObjectState state,
            long rowsThere,
            Duration overlap,
            PropertySelection sample) {
        var count = new Count(client, type, filter);
        var from = state.modifiedFromMillis();
        var records = count.of(count.between(from, Long.MAX_VALUE), sample, SearchRequest.MAX_LIMIT);
        var snapshot = state.snapshot();
        var toLoad = records.orElse(rowsThere);
        if (snapshot != null && records.isPresent()) {
            var before = snapshot.modifiedBeforeMillis();
            toLoad = before == Long.MAX_VALUE
                    ? Math.max(0, toLoad - (snapshot.covered().isEmpty() ? 0 : rowsThere))
                    : count.of(count.between(snapshot.modifiedFromMillis(), before))
                            .orElse(toLoad);
        }
        var changed = 0L;
        if (state.cursorMillis() > 0 && records.isPresent()) {
            var since = Math.max(1, state.cursorMillis() - overlap.toMillis());
            changed = count.of(count.between(since, Long.MAX_VALUE)).orElse(0);
        }
        var having = new HashMap<String, Long>();
        for (BackfillProgress backfill : state.backfills()) {
            var filters = new ArrayList<>(count.between(from, Long.MAX_VALUE));
            filters.add(SearchFilter.hasProperty(backfill.property()));
            having.put(backfill.property(), count.of(filters).orElse(toLoad));
        }
        var listed = from > 0 && filter.isEverything() ? count.of(List.of()).orElse(toLoad) : records.orElse(rowsThere);
        return new TypeCounts(records, listed, toLoad, changed, having);
    }

    /**
     * What a run learned as it began.
     *
     * @param state after reading: whether the type can be searched
     */
    static TypeCounts learned(ObjectState state, long toLoad, long changed, Map<String, Long> having) {
        var searchable = state.facts().search() != PortalFacts.Search.MISSING;
        return new TypeCounts(
                searchable ? OptionalLong.of(toLoad) : OptionalLong.empty(), toLoad, toLoad, changed, having);
    }

    @Override
    public boolean searchable() {
        return records.isPresent();
    }

    @Override
    public long having(String property) {
        return havingByProperty.getOrDefault(property, 0L);
    }

    private record Count(HubSpotClient client, ObjectType type, RecordFilter filter) {
        List<SearchFilter> between(long fromMillis, long beforeMillis) {
            var filters = new ArrayList<SearchFilter>();
            if (fromMillis > 0) {
                filters.add(SearchFilter.of(type.modifiedProperty(), Operator.GTE, Long.toString(fromMillis)));
            }
            if (beforeMillis < Long.MAX_VALUE) {
                filters.add(SearchFilter.of(type.modifiedProperty(), Operator.LT, Long.toString(beforeMillis)));
            }
            return filters;
        }

        OptionalLong of(List<SearchFilter> filters) {
            return of(filters, PropertySelection.none(), 1);
        }

        /** Absent where the type, or this property, cannot be searched. */
        OptionalLong of(List<SearchFilter> filters, PropertySelection properties, int most) {
            try {
                return client.fitting(
                                type.apiName(),
                                most,
                                limit -> client.searchRecords(new SearchRequest(
                                        type.apiName(),
                                        filters,
                                        filter.groups(),
                                        Optional.empty(),
                                        properties,
                                        Optional.empty(),
                                        limit)))
                        .total();
            } catch (ConnectorException e) {
                if (e.code() != ErrorCode.HUBSPOT_REQUEST_REFUSED && e.code() != ErrorCode.HUBSPOT_NOT_FOUND) {
                    throw e;
                }
                return OptionalLong.empty();
            }
        }
    }
}
