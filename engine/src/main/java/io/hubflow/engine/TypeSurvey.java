package io.hubflow.engine;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.catalog.VisibleProperties;
import io.hubflow.engine.checkpoint.CatalogState;
import io.hubflow.engine.checkpoint.FilterState;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.commit.Streams;
import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.destination.DestinationStatus;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.engine.fact.HistoryReader;
import io.hubflow.engine.fact.LinkPair;
import io.hubflow.engine.filter.RecordFilter;
import io.hubflow.engine.load.RefreshLedger;
import io.hubflow.engine.plan.RoutePlan;
import io.hubflow.engine.read.ListRoute;
import io.hubflow.engine.schema.ExistingTable;
import io.hubflow.engine.settings.EngineSettings;
import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.ListRequest;
import io.hubflow.hubspot.PropertyDefinition.DataSensitivity;
import io.hubflow.hubspot.PropertySelection;
import io.hubflow.hubspot.RecordState;
import io.hubflow.hubspot.ServerTime;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out what the next run will do with an object type, by the rules of {@link RecordReading}. One list page shows the limits,
 * and how large and how slow pages are; searches count. Thread-safe.
 */
record TypeSurvey(
        HubSpotClient client,
        EngineSettings settings,
        SyncRequest request,
        Streams streams,
        DestinationStatus status,
        RunFacts facts,
        List<LinkPair> pairs,
        Map<ObjectType, List<String>> histories,
        RefreshLedger ledger,
        ServerTime now) {
    /** @param problem why the type cannot be read */
    record Surveyed(
            DiscoveredType found, Optional<TypeForecast.Counted> counted, Optional<ConnectorException> problem) {}

    Surveyed of(DiscoveredType found, RecordFilter filter) {
        if (found.problem().isPresent()) {
            return new Surveyed(found, Optional.empty(), found.problem());
        }
        try {
            return new Surveyed(found, Optional.of(count(found, found.type().orElseThrow(), filter)), Optional.empty());
        } catch (ConnectorException e) {
            if (ObjectSyncs.endsRun(e.code())) {
                throw e;
            }
            return new Surveyed(found, Optional.empty(), Optional.of(e));
        }
    }

    /** To be asked in the order of the request: what one type takes of the refresh budget, the next one does not have. */
    TypeForecast forecast(TypeForecast.Counted counted) {
        var type = counted.subject().type();
        return TypeForecast.of(counted, client, ledger, nowMillis(), facts.reverseOf(type));
    }

    private long nowMillis() {
        return now.earliest().toEpochMilli();
    }

    private TypeForecast.Counted count(DiscoveredType found, ObjectType type, RecordFilter filter) {
        var before = ObjectPlan.storedCatalog(streams, type);
        var stored = streams.find(type.name(), ObjectState.class);
        var exists = status.rows().containsKey(type.name());
        var plan = plan(found, type, before, stored, exists);
        var start = facts(start(plan, type, filter, stored, exists), plan, type);
        var selection = filter.addedTo(plan.selection());
        var lists = lists(type, selection);
        readPage(type, lists == ListRoute.WHOLE ? readable(found, selection) : PropertySelection.none());
        var rowsThere = status.rows().getOrDefault(type.name(), 0L);
        var counts = TypeCounts.of(
                client, type, filter, start.state(), rowsThere, settings.overlap(), readable(found, selection));
        var rows = start.state().snapshot() == null ? counts.records().orElse(rowsThere) : counts.toLoad();
        return new TypeForecast.Counted(
                new PlannedWork.Subject(
                        type,
                        plan,
                        start,
                        stored,
                        portal(plan, start.state(), lists, rows),
                        pairs.stream().filter(pair -> pair.from().equals(type)).toList(),
                        histories.getOrDefault(type, List.of()),
                        histories.containsKey(type)
                                || pairs.stream()
                                        .anyMatch(pair -> pair.from().equals(type)
                                                || pair.to().equals(type)),
                        !filter.isEverything(),
                        rowsThere,
                        settings),
                counts);
    }

    private ObjectPlan plan(
            DiscoveredType found, ObjectType type, CatalogState before, Optional<ObjectState> stored, boolean exists) {
        var visible = VisibleProperties.of(type, found.properties(), before.properties(), nowMillis());
        var selected = request.propertyFilter().select(type, visible.defined()).stream()
                .filter(property -> !before.unreadable().contains(property.name()))
                .toList();
        return ObjectPlan.of(
                type,
                visible,
                selected,
                before.unreadable(),
                found.pipelines(),
                new ExistingTable(
                        exists ? Optional.of(table(type, before)) : Optional.empty(),
                        status.lostColumns().getOrDefault(type.name(), Set.of())),
                before,
                stored,
                request.privacy().of(type),
                nowMillis());
    }

    private static TableSchema table(ObjectType type, CatalogState before) {
        return new TableSchema(
                type.table(),
                type.name(),
                before.columnTypes().entrySet().stream()
                        .map(column -> new Column(column.getKey(), ColumnType.valueOf(column.getValue())))
                        .toList());
    }

    private ReadingStart start(
            ObjectPlan plan, ObjectType type, RecordFilter filter, Optional<ObjectState> stored, boolean exists) {
        var unmarked = !filter.isEverything() && settings.deletes() == DeleteMode.IGNORE;
        var wanted = new ReadingStart.Wanted(
                type.name(),
                0,
                request.updatedAfter().map(Instant::toEpochMilli).orElse(0L),
                request.privacy().of(type).filterText(filter.properties(), filter.text()),
                unmarked ? FilterState.Phase.UNMARKED : FilterState.Phase.SETTLED,
                settings.settleLag());
        return ReadingStart.of(plan, stored, exists, wanted, now);
    }

    private ReadingStart facts(ReadingStart start, ObjectPlan plan, ObjectType type) {
        var tables = status.facts();
        var state = facts.into(start.state(), type, tables::containsKey, nowMillis());
        var erased = !plan.exposed().isEmpty()
                && tables.containsKey(HistoryReader.table(type).name());
        return new ReadingStart(
                erased ? ExposedValues.withHistoriesAgain(state, type) : state, start.kind(), start.notice());
    }

    private ListRoute lists(ObjectType type, PropertySelection selection) {
        var first = selection.part(name -> selection.indexOf(name) % 2 == 0);
        var second = selection.part(name -> selection.indexOf(name) % 2 == 1);
        return ListRoute.of(
                client.fitsUrl(type.apiName(), selection),
                client.fitsUrl(type.apiName(), first) && client.fitsUrl(type.apiName(), second));
    }

    /** Without sensitive properties: whether the token may read them, a run finds out. */
    private static PropertySelection readable(DiscoveredType found, PropertySelection selection) {
        var sensitive = new HashSet<String>();
        found.properties().properties().stream()
                .filter(property -> property.dataSensitivity() != DataSensitivity.NON_SENSITIVE)
                .forEach(property -> sensitive.add(property.name()));
        return selection.part(name -> !sensitive.contains(name));
    }

    /** The list tells HubSpot's limits, which searches do not, and whether the token may read these records. */
    private void readPage(ObjectType type, PropertySelection properties) {
        client.fitting(
                type.apiName(),
                ListRequest.MAX_LIMIT,
                limit -> client.listRecords(
                        new ListRequest(type.apiName(), properties, Optional.empty(), limit, RecordState.LIVE)));
    }

    private RoutePlan.Portal portal(ObjectPlan plan, ObjectState state, ListRoute lists, long rows) {
        return RoutePlan.Portal.of(
                client.quota(),
                lists,
                state.facts().listJump() != PortalFacts.ListJump.REFUSED,
                plan.unsearchable().size(),
                rows);
    }
}
