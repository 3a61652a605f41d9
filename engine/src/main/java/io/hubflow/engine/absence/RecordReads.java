package io.hubflow.engine.absence;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.filter.RecordFilter;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.read.MergedIds;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.HubSpotRecord;
import io.hubflow.hubspot.ListRequest;
import io.hubflow.hubspot.PortalRecords;
import io.hubflow.hubspot.PropertySelection;
import io.hubflow.hubspot.RecordPage;
import io.hubflow.hubspot.RecordState;
import io.hubflow.hubspot.SearchFilter;
import io.hubflow.hubspot.SearchFilter.Operator;
import io.hubflow.hubspot.SearchRequest;
import io.hubflow.hubspot.SearchSort;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Asks HubSpot for counts, ids and single records of one object type; the answers carry next to no properties. Thread-safe. */
public final class RecordReads implements AbsentRecords.Reads {
    private static final String ID = "hs_object_id";

    private final PortalRecords client;
    private final ObjectType type;
    private final List<SearchFilter> modified;
    private final boolean listCanBeEntered;
    private final RecordFilter filter;
    private final PropertySelection mergedIds;
    private final PropertySelection asked;

    /**
     * @param modifiedFromMillis records last modified before it are not in the table and not counted; 0 = all are
     * @param filter which records are in the table and counted
     * @param listCanBeEntered whether the list may be asked for the records from any id on
     */
    public RecordReads(
            PortalRecords client,
            ObjectType type,
            long modifiedFromMillis,
            RecordFilter filter,
            boolean listCanBeEntered) {
        this.client = client;
        this.type = type;
        this.modified = modifiedFromMillis == 0
                ? List.of()
                : List.of(SearchFilter.of(type.modifiedProperty(), Operator.GTE, Long.toString(modifiedFromMillis)));
        this.listCanBeEntered = listCanBeEntered;
        this.filter = filter;
        this.mergedIds = MergedIds.addedTo(PropertySelection.none(), type);
        this.asked = filter.addedTo(mergedIds);
    }

    public PropertySelection mergedIds() {
        return mergedIds;
    }

    /** HubSpot's count of live records of a range with one more condition. One call. */
    long count(IdRange range, Optional<SearchFilter> condition) {
        return page(range, condition.stream().toList(), Optional.empty(), 1)
                .total()
                .orElse(0);
    }

    /** How many ids {@link #countWithout} can leave out. */
    int mostLeftOut() {
        return Math.max(0, filter.roomInAGroup() - modified.size() - 1) * SearchFilter.MAX_VALUES;
    }

    /** As {@link #count}, of all records but these. One call. */
    long countWithout(List<Long> ids, Optional<SearchFilter> condition) {
        var filters = new ArrayList<>(condition.stream().toList());
        for (var from = 0; from < ids.size(); from += SearchFilter.MAX_VALUES) {
            var part = ids.subList(from, Math.min(ids.size(), from + SearchFilter.MAX_VALUES));
            filters.add(
                    SearchFilter.notIn(ID, part.stream().map(String::valueOf).toList()));
        }
        return page(IdRange.ALL, filters, Optional.empty(), 1).total().orElse(0);
    }

    /**
     * Ids that the search shows in a range.
     *
     * @param whole whether it had no more to show
     */
    record Shown(Set<Long> ids, boolean whole) {}

    /** The ids of a range, page after page as long as they are few. One call for up to 200 records. */
    Shown ids(IdRange range, int mostPages) {
        var ids = new TreeSet<Long>();
        Optional<String> after = Optional.empty();
        for (var pages = 0; pages < mostPages; pages++) {
            var page = page(range, List.of(), after, SearchRequest.MAX_LIMIT);
            page.records().stream()
                    .map(HubSpotRecord::id)
                    .filter(range::contains)
                    .forEach(ids::add);
            after = page.nextAfter();
            if (after.isEmpty()) {
                return new Shown(ids, true);
            }
        }
        return new Shown(ids, false);
    }

    private RecordPage page(IdRange range, List<SearchFilter> conditions, Optional<String> after, int limit) {
        var filters = new ArrayList<>(modified);
        filters.addAll(conditions);
        if (range.from() > 0) {
            filters.add(SearchFilter.of(ID, Operator.GT, Long.toString(range.from() - 1)));
        }
        if (range.to() < IdRange.END) {
            filters.add(SearchFilter.of(ID, Operator.LT, Long.toString(range.to())));
        }
        return client.searchRecords(new SearchRequest(
                type.apiName(),
                filter.shortened(filters),
                filter.groups(),
                Optional.of(SearchSort.ascending(ID)),
                PropertySelection.none(),
                after,
                limit));
    }

    @Override
    public RecordPage batchRead(List<Long> ids, RecordState state) {
        return client.batchRead(type.apiName(), asked, ids, state);
    }

    @Override
    public boolean isInScope(HubSpotRecord record) {
        return filter.isEverything() || filter.accepts(record, asked).orElse(true);
    }

    /**
     * What HubSpot says of records that the table knows as archived.
     *
     * @param missing those that it does not give as archived
     * @param archivedLater those that were restored and archived again since the table read them
     */
    record InBin(List<Long> missing, List<Long> archivedLater) {
        static final InBin NOTHING_SAID = new InBin(List.of(), List.of());
    }

    /**
     * @param ids at most {@link HubSpotClient#MAX_BATCH}
     * @param readAtMillis when the table read something last
     */
    InBin inBin(List<Long> ids, long readAtMillis) {
        try {
            var missing = new ArrayList<>(ids);
            var page = batchRead(ids, RecordState.ARCHIVED);
            page.records().forEach(record -> missing.remove(record.id()));
            missing.retainAll(page.missingIds());
            var later = page.records().stream()
                    .filter(record -> record.archivedAtMillis() > readAtMillis)
                    .map(HubSpotRecord::id)
                    .toList();
            return new InBin(missing, later);
        } catch (ConnectorException e) {
            if (AbsentRecords.saysNothing(e)) {
                return InBin.NOTHING_SAID;
            }
            throw e;
        }
    }

    /**
     * Those of the ids that HubSpot gives in this state, and that belong into the table.
     *
     * @param ids at most {@link HubSpotClient#MAX_BATCH}
     * @throws ConnectorException {@code HUBSPOT_INCOMPLETE} when HubSpot did not answer for all of them
     */
    List<Long> given(List<Long> ids, RecordState state) {
        try {
            return batchRead(ids, state).records().stream()
                    .filter(record -> record.answer() != HubSpotRecord.Answer.NOTHING && ids.contains(record.id()))
                    .filter(record -> state == RecordState.ARCHIVED || isInScope(record))
                    .map(HubSpotRecord::id)
                    .toList();
        } catch (ConnectorException e) {
            if (isRefused(e)) {
                return List.of();
            }
            throw e;
        }
    }

    @Override
    public Set<Long> shown(List<Long> ids) {
        var shown = new HashSet<Long>();
        if (listCanBeEntered) {
            shown.addAll(listed(new TreeSet<>(ids)));
        }
        for (var id : ids) {
            if (!shown.contains(id) && isFound(id)) {
                shown.add(id);
            }
        }
        return shown;
    }

    /** A page of the list tells about all ids that it spans. */
    private Set<Long> listed(TreeSet<Long> open) {
        var listed = new HashSet<Long>();
        while (!open.isEmpty()) {
            var first = open.getFirst();
            var page = client.listRecords(new ListRequest(
                    type.apiName(),
                    PropertySelection.none(),
                    Optional.of(Long.toString(first)),
                    ListRequest.MAX_LIMIT,
                    RecordState.LIVE));
            var ids = page.records().stream().map(HubSpotRecord::id).toList();
            listed.addAll(ids);
            var last = page.nextAfter().isEmpty()
                    ? Long.MAX_VALUE
                    : ids.stream().mapToLong(Long::longValue).max().orElse(first);
            open.headSet(Math.max(first, last), true).clear();
        }
        return listed;
    }

    private boolean isFound(long id) {
        try {
            var page = client.searchRecords(new SearchRequest(
                    type.apiName(),
                    List.of(SearchFilter.of(ID, Operator.EQ, Long.toString(id))),
                    Optional.empty(),
                    PropertySelection.none(),
                    Optional.empty(),
                    1));
            return !page.records().isEmpty() || page.total().orElse(0) > 0;
        } catch (ConnectorException e) {
            if (isRefused(e)) {
                return false;
            }
            throw e;
        }
    }

    /** Whether HubSpot does not offer this way of reading. */
    public static boolean isRefused(ConnectorException e) {
        return e.code() == ErrorCode.HUBSPOT_REQUEST_REFUSED || e.code() == ErrorCode.HUBSPOT_NOT_FOUND;
    }
}
