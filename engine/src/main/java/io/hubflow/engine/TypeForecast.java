package io.hubflow.engine;

import io.hubflow.engine.SyncPlan.Again;
import io.hubflow.engine.SyncPlan.Mode;
import io.hubflow.engine.SyncPlan.TypePlan;
import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.catalog.VisibleProperties;
import io.hubflow.engine.checkpoint.BackfillProgress;
import io.hubflow.engine.checkpoint.CatalogState;
import io.hubflow.engine.checkpoint.FactProgress;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.StateCodec;
import io.hubflow.engine.commit.Streams;
import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.DestinationStatus;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.engine.fact.HistoryReader;
import io.hubflow.engine.fact.LinkPair;
import io.hubflow.engine.filter.RecordFilter;
import io.hubflow.engine.plan.CallForecast;
import io.hubflow.engine.plan.RoutePlan;
import io.hubflow.engine.read.ListRoute;
import io.hubflow.engine.settings.EngineSettings;
import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.CallCounts;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.ListRequest;
import io.hubflow.hubspot.PropertySelection;
import io.hubflow.hubspot.RecordState;
import io.hubflow.hubspot.SearchFilter;
import io.hubflow.hubspot.SearchFilter.Operator;
import io.hubflow.hubspot.SearchRequest;
import io.hubflow.hubspot.ServerTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the next run will do with one object type, found by the rules of {@link RecordReading}. One list page of one row shows
 * the limits, a search of one row counts the
 * records, another one those that changed, and one more those that have a value of each newly selected property.
 */
record TypeForecast(
        HubSpotClient client,
        EngineSettings settings,
        SyncRequest request,
        DiscoveredType found,
        RecordFilter filter,
        List<LinkPair> pairs,
        List<String> histories,
        Streams streams,
        DestinationStatus status) {
    private static final double BURST_SECONDS = 10;
    private static final double SEARCHES_PER_SECOND = 5;

    TypePlan plan(ServerTime now) {
        var problem = found.problem();
        if (problem.isPresent()) {
            return failing(problem.get());
        }
        try {
            return plan(found.type().orElseThrow(), now);
        } catch (ConnectorException e) {
            if (ObjectSyncs.endsRun(e.code())) {
                throw e;
            }
            return failing(e);
        }
    }

    private TypePlan failing(ConnectorException problem) {
        return new TypePlan(
                found.name(),
                Mode.FAILS,
                OptionalLong.empty(),
                0,
                List.of(),
                List.of(),
                0,
                List.of(),
                CallCounts.ZERO,
                0,
                Optional.of(problem));
    }

    /** The list tells HubSpot's limits, which searches do not, and whether the token may read these records. */
    private void requireReadable(ObjectType type) {
        client.listRecords(
                new ListRequest(type.apiName(), PropertySelection.none(), Optional.empty(), 1, RecordState.LIVE));
    }

    private TypePlan plan(ObjectType type, ServerTime now) {
        requireReadable(type);
        var before = ObjectSync.catalogState(streams, type);
        var stored = streams.find(type.name())
                .map(json -> StateCodec.read(type.name(), json, ObjectState.class))
                .filter(state -> status.rows().containsKey(type.name()));
        var nowMillis = now.earliest().toEpochMilli();
        var visible = VisibleProperties.of(type, found.properties(), before.properties(), nowMillis);
        var selected = request.propertyFilter().select(type, visible.defined()).stream()
                .filter(property -> !before.unreadable().contains(property.name()))
                .toList();
        var protections = request.privacy().of(type);
        var objectPlan = ObjectPlan.of(
                type,
                visible,
                selected,
                before.unreadable(),
                found.pipelines(),
                stored.map(state -> table(type, before)),
                before,
                stored,
                protections,
                nowMillis);
        var loaded = stored.filter(state -> state.snapshot() == null);
        var from = stored.map(ObjectState::modifiedFromMillis)
                .orElseGet(
                        () -> request.updatedAfter().map(Instant::toEpochMilli).orElse(0L));
        var records = count(type, since(type, from));
        var portal = portal(type, objectPlan, records.orElse(rowsThere(type)));
        var again = new ArrayList<Again>();
        final CallCounts calls;
        var changed = 0L;
        var refresh = 0L;
        if (loaded.isEmpty()) {
            var left =
                    stored.isEmpty() ? portal : portal(type, objectPlan, Math.max(0, portal.rows() - rowsThere(type)));
            calls = firstLoad(left, from > 0 || !filter.isEverything());
        } else {
            var state = loaded.get();
            changed = count(type, since(type, Math.max(1, state.cursorMillis() - overlapMillis())))
                    .orElse(0);
            calls = CallForecast.update(changed).plus(facts(changed));
            var wanted = protections.filterText(filter.properties(), filter.text());
            readAgain(type, objectPlan, state, portal, wanted, now, again);
            refresh = refreshAtMost(portal, again);
        }
        return new TypePlan(
                type.name(),
                loaded.isEmpty() ? Mode.FIRST_LOAD : Mode.UPDATE,
                records,
                objectPlan.selection().size(),
                pairs.stream().map(LinkPair::name).toList(),
                histories,
                changed,
                again,
                again.stream().map(Again::calls).reduce(calls, CallCounts::plus),
                refresh,
                Optional.empty());
    }

    private long rowsThere(ObjectType type) {
        return status.rows().getOrDefault(type.name(), 0L);
    }

    private long overlapMillis() {
        return settings.overlap().toMillis();
    }

    private static TableSchema table(ObjectType type, CatalogState before) {
        return new TableSchema(
                type.table(),
                type.name(),
                before.columnTypes().entrySet().stream()
                        .map(column -> new Column(column.getKey(), ColumnType.valueOf(column.getValue())))
                        .toList());
    }

    private static List<SearchFilter> since(ObjectType type, long millis) {
        return millis == 0
                ? List.of()
                : List.of(SearchFilter.of(type.modifiedProperty(), Operator.GTE, Long.toString(millis)));
    }

    /** HubSpot's count of wanted records; absent where the type, or this property, cannot be searched. */
    private OptionalLong count(ObjectType type, List<SearchFilter> filters) {
        try {
            return client.searchRecords(new SearchRequest(
                            type.apiName(),
                            filters,
                            filter.groups(),
                            Optional.empty(),
                            PropertySelection.none(),
                            Optional.empty(),
                            1))
                    .total();
        } catch (ConnectorException e) {
            if (e.code() != ErrorCode.HUBSPOT_REQUEST_REFUSED && e.code() != ErrorCode.HUBSPOT_NOT_FOUND) {
                throw e;
            }
            return OptionalLong.empty();
        }
    }

    private RoutePlan.Portal portal(ObjectType type, ObjectPlan plan, long rows) {
        var selection = filter.addedTo(plan.selection());
        var first = selection.part(name -> selection.indexOf(name) % 2 == 0);
        var second = selection.part(name -> selection.indexOf(name) % 2 == 1);
        var lists = ListRoute.of(
                client.fitsUrl(type.apiName(), selection),
                client.fitsUrl(type.apiName(), first) && client.fitsUrl(type.apiName(), second));
        var quota = client.quota();
        var unlimited = quota.burstLimit() == Integer.MAX_VALUE;
        return new RoutePlan.Portal(
                unlimited ? RoutePlan.UNLIMITED_PER_SECOND : quota.burstLimit() / BURST_SECONDS,
                unlimited ? RoutePlan.UNLIMITED_PER_SECOND : SEARCHES_PER_SECOND,
                quota.dailyRemaining(),
                lists,
                true,
                plan.unsearchable().size(),
                rows);
    }

    private CallCounts firstLoad(RoutePlan.Portal portal, boolean filtered) {
        var records = filtered
                ? CallForecast.filteredLoad(portal.rows(), portal.hiddenProperties())
                : CallForecast.firstLoad(portal);
        return records.plus(facts(portal.rows()));
    }

    /** The links and histories of so many records. */
    private CallCounts facts(long records) {
        var calls = histories.isEmpty() ? CallCounts.ZERO : CallForecast.history(records);
        for (var pair : pairs) {
            calls = calls.plus(links(pair, records));
        }
        return calls;
    }

    private static CallCounts links(LinkPair pair, long records) {
        return pair.isDealSplits() ? CallForecast.dealSplits(records) : CallForecast.links(records);
    }

    private void readAgain(
            ObjectType type,
            ObjectPlan plan,
            ObjectState state,
            RoutePlan.Portal portal,
            String wantedFilter,
            ServerTime now,
            List<Again> again) {
        var pending = plan.withPendingReads(state, now);
        var rows = portal.rows();
        if (!state.facts().changesCanBeSearched()) {
            again.add(new Again("changes cannot be searched", List.of(), rows, CallForecast.reread(portal)));
        } else if (pending.refresh().required()) {
            var reason = whyAll(plan);
            again.add(new Again(reason.why(), reason.names(), rows, CallForecast.reread(portal)));
        } else if (settings.refreshPolicy() == RefreshPolicy.ALWAYS) {
            again.add(new Again("refresh is set to always", List.of(), rows, CallForecast.reread(portal)));
        }
        for (BackfillProgress backfill : pending.backfills()) {
            var filters = new ArrayList<>(since(type, state.modifiedFromMillis()));
            filters.add(SearchFilter.hasProperty(backfill.property()));
            var having = count(type, filters).orElse(rows);
            again.add(new Again("newly selected", List.of(backfill.property()), having, CallForecast.byId(having)));
        }
        if (state.filter().mustChangeTo(wantedFilter)) {
            var keeps = state.filter().keepsRows(wantedFilter);
            var read = keeps ? Math.max(0, rows - rowsThere(type)) : rows;
            var searches = CallForecast.filteredLoad(rows, 0);
            again.add(new Again(
                    "the filter changed",
                    filter.isEverything() ? List.of() : List.copyOf(filter.properties()),
                    read,
                    searches.plus(CallForecast.byIdAlone(read))));
        }
        for (var pair : pairs) {
            if (isToLoad(state, pair.table(), List.of())) {
                again.add(new Again("links are not loaded yet", List.of(pair.name()), rows, links(pair, rows)));
            }
        }
        if (!histories.isEmpty()) {
            var missing = isToLoad(state, HistoryReader.table(type).name(), histories);
            if (missing || !plan.exposed().isEmpty()) {
                var why = missing ? "histories are not loaded yet" : "histories lost what is protected now";
                again.add(new Again(why, histories, rows, CallForecast.history(rows)));
            }
        }
    }

    private static boolean isToLoad(ObjectState state, String table, List<String> properties) {
        return state.factTable(table)
                .map((FactProgress known) ->
                        !known.isWhole() || !known.properties().containsAll(properties))
                .orElse(true);
    }

    private record Why(String why, List<String> names) {}

    private static Why whyAll(ObjectPlan plan) {
        if (!plan.exposed().isEmpty()) {
            return new Why("their protection changed", plan.exposed());
        }
        if (!plan.changed().isEmpty()) {
            return new Why("their type or form changed", plan.changed());
        }
        if (!plan.newlySelected().isEmpty()) {
            return new Why("newly selected", plan.newlySelected());
        }
        return new Why("an earlier run left it to this one", List.of());
    }

    private long refreshAtMost(RoutePlan.Portal portal, List<Again> again) {
        var whole = again.stream().anyMatch(one -> one.calls().list() > 0);
        return settings.refreshPolicy() == RefreshPolicy.AUTO && !whole
                ? Math.min(CallForecast.reread(portal).total(), settings.refreshMaxCallsPerRun())
                : 0;
    }
}
