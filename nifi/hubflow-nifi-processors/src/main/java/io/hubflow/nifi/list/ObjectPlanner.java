package io.hubflow.nifi.list;

import io.hubflow.engine.RefreshPolicy;
import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.checkpoint.SnapshotProgress;
import io.hubflow.engine.schema.SchemaEvolution;
import io.hubflow.engine.slice.IdBounds;
import io.hubflow.engine.slice.IdRange;
import io.hubflow.engine.slice.Slice;
import io.hubflow.engine.slice.SliceReader;
import io.hubflow.engine.typing.ColumnTypes;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.PropertyDefinition;
import io.hubflow.hubspot.PropertyDefinition.DataSensitivity;
import io.hubflow.nifi.SliceRanges;
import io.hubflow.nifi.SliceWork;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Decides what one trigger reads of one object type: everything, what changed, what a new property needs, what no search can
 * show. Its state says what was handed out as slices, not what was read: from then on the FlowFiles are the promise, and
 * NiFi keeps them over a crash. Used by one thread.
 */
final class ObjectPlanner {
    /** Above this many, reading all records costs less than a search for each property. */
    private static final int MAX_BACKFILLS = 5;
    /** HubSpot may stamp a record a little later than its own Date header. */
    private static final long CLOCK_SLACK_MILLIS = Duration.ofDays(1).toMillis();

    private final HubSpotClient client;
    private final PlanSettings settings;
    private final ObjectType type;
    private final Consumer<String> notices;

    private final List<SliceWork> slices = new ArrayList<>();
    private final SliceWork template;
    private final SliceReader reader;
    private ObjectState state;

    /**
     * @param settleLag how long HubSpot's search index is given before a window counts as complete
     * @param overlap how far a window reaches back before the cursor
     * @param modifiedFromMillis records last modified before it are left out of the first load; 0 = none
     */
    record PlanSettings(
            Duration settleLag, Duration overlap, RefreshPolicy refresh, long modifiedFromMillis, long rowsPerSlice) {}

    /** What to hand out, and what to remember once it is handed out. */
    record Plan(List<SliceWork> slices, ObjectState state, PlannedCatalog catalog) {}

    private ObjectPlanner(
            HubSpotClient client,
            PlanSettings settings,
            ObjectType type,
            SliceWork template,
            ObjectState state,
            Consumer<String> notices) {
        this.client = client;
        this.settings = settings;
        this.type = type;
        this.notices = notices;
        this.template = template;
        this.state = state;
        this.reader = template.reader(client, InstantSource.system(), new SilentNotices());
    }

    /** @param before absent for an object type that was never planned */
    static Plan plan(
            HubSpotClient client,
            PlanSettings settings,
            ObjectType type,
            List<PropertyDefinition> selected,
            Optional<ObjectState> before,
            PlannedCatalog catalog,
            Consumer<String> notices) {
        var now = client.serverNow().toEpochMilli();
        var wanted = selected.stream()
                .map(property -> new SchemaEvolution.Wanted(property.name(), ColumnTypes.of(property)))
                .toList();
        var evolution = SchemaEvolution.plan(Optional.empty(), type.table(), type.name(), wanted, catalog.columns());
        var state = before.orElseGet(() -> ObjectState.fresh(
                0, type.name(), SnapshotProgress.starting(now, settings.modifiedFromMillis(), Long.MAX_VALUE)));
        var template = new SliceWork(
                type,
                evolution.schema(),
                evolution.properties(),
                selected.stream().noneMatch(p -> p.dataSensitivity() == DataSensitivity.HIGHLY_SENSITIVE),
                state.facts().idOrder(),
                now,
                settings.settleLag().toMillis(),
                new Slice.Ids(type.name(), List.of()),
                Optional.empty());
        var planner = new ObjectPlanner(client, settings, type, template, state, notices);
        planner.planAll(wanted, catalog, now);
        return new Plan(List.copyOf(planner.slices), planner.state, next(wanted, evolution));
    }

    private static PlannedCatalog next(List<SchemaEvolution.Wanted> wanted, SchemaEvolution evolution) {
        var types = new HashMap<String, String>();
        wanted.forEach(want -> types.put(want.property(), want.type().name()));
        var columns = new HashMap<String, String>();
        evolution.columnNames().forEach((property, column) -> {
            if (!property.equals(column)) {
                columns.put(property, column);
            }
        });
        return new PlannedCatalog(types, columns);
    }

    private void planAll(List<SchemaEvolution.Wanted> wanted, PlannedCatalog before, long now) {
        if (state.snapshot() != null) {
            planSnapshot(now);
            return;
        }
        planFurtherBack(now);
        planChanges(now);
        planNewProperties(wanted, before.types());
        planRefresh(now);
    }

    private void planSnapshot(long now) {
        var whole = snapshot(settings.modifiedFromMillis(), Long.MAX_VALUE);
        var bounds = findBounds(whole);
        if (bounds.isEmpty()) {
            listSerially();
        } else if (settings.modifiedFromMillis() > 0) {
            search(whole, bounds.get());
        } else {
            planWholeLoad(whole, bounds.get());
            learnModifiedFilter(bounds.get(), now);
        }
        var rows = bounds.map(IdBounds::total).orElse(0L);
        bounds.ifPresent(found -> state = state.withRows(found.total()).seeing(found.lowest(), found.highest()));
        state = state.withSnapshot(null)
                .advance(now - settings.settleLag().toMillis(), now)
                .mapRefresh(refresh -> refresh.withTokens(RefreshPlan.dailyCalls(client), firstRefresh(now, rows)));
    }

    /** The first refresh waits until the load that was just planned is surely read: it would read the same again. */
    private long firstRefresh(long now, long rows) {
        return now
                + settings.settleLag().toMillis()
                + Duration.ofSeconds(rows / RefreshPlan.SLOW_ROWS_PER_SECOND).toMillis();
    }

    /** Absent when the type cannot be searched: HubSpot's documents leave open which can. */
    private Optional<IdBounds> findBounds(Slice slice) {
        if (state.facts().search() == PortalFacts.Search.MISSING) {
            return Optional.empty();
        }
        try {
            var bounds = reader.fetchBounds(slice);
            state = state.mapFacts(facts -> facts.with(PortalFacts.Search.WORKS));
            return Optional.of(bounds);
        } catch (ConnectorException e) {
            if (e.code() != ErrorCode.HUBSPOT_REQUEST_REFUSED && e.code() != ErrorCode.HUBSPOT_NOT_FOUND) {
                throw e;
            }
            notices.accept(
                    "HubSpot does not let " + type.name() + " be searched: each run reads the whole list. " + e.what());
            state = state.mapFacts(facts -> facts.with(PortalFacts.Search.MISSING));
            return Optional.empty();
        }
    }

    /** HubSpot meters lists and searches apart, so a large load is given to both, in the proportion of their limits. */
    private void planWholeLoad(Slice.Snapshot whole, IdBounds bounds) {
        if (bounds.total() <= settings.rowsPerSlice()) {
            listSerially();
            return;
        }
        var jump = probeListJump(bounds);
        var ranges = new SliceSplitter(reader, settings.rowsPerSlice()).split(whole, bounds);
        var listShare = jump == PortalFacts.ListJump.ALLOWED ? RefreshPlan.LIST_SHARE : RefreshPlan.SERIAL_LIST_SHARE;
        var listed = new ArrayList<IdRange>();
        var searched = new ArrayList<IdRange>();
        var rowsListed = 0L;
        for (var range : ranges) {
            if (rowsListed < bounds.total() * listShare && range != ranges.get(ranges.size() - 1)) {
                listed.add(range.ids());
                rowsListed += range.rows();
            } else {
                searched.add(range.ids());
            }
        }
        if (jump != PortalFacts.ListJump.ALLOWED && !listed.isEmpty()) {
            slices.add(template.withSerialList(new Slice.Refresh(
                    type.name(), new IdRange(0, listed.get(listed.size() - 1).to()), 0)));
            listed.clear();
        }
        interleave(listed, searched, whole);
    }

    /** So that the first FlowFiles of the queue already use both limits. */
    private void interleave(List<IdRange> listed, List<IdRange> searched, Slice.Snapshot whole) {
        for (var i = 0; i < Math.max(listed.size(), searched.size()); i++) {
            if (i < searched.size()) {
                slices.add(template.with(SliceRanges.within(whole, searched.get(i))));
            }
            if (i < listed.size()) {
                slices.add(template.with(new Slice.Refresh(type.name(), listed.get(i), 0)));
            }
        }
    }

    private PortalFacts.ListJump probeListJump(IdBounds bounds) {
        var known = state.facts().listJump();
        if (known != PortalFacts.ListJump.UNKNOWN) {
            return known;
        }
        var found = reader.probeListJump(bounds) ? PortalFacts.ListJump.ALLOWED : PortalFacts.ListJump.REFUSED;
        state = state.mapFacts(facts -> facts.with(found));
        return found;
    }

    private void learnModifiedFilter(IdBounds bounds, long now) {
        if (bounds.total() == 0) {
            return;
        }
        var everything = new Slice.Changes(type.name(), IdRange.ALL, 0, now + CLOCK_SLACK_MILLIS);
        var works = reader.fetchCount(everything, IdRange.ALL) > 0;
        state = state.mapFacts(
                facts -> facts.with(works ? PortalFacts.ModifiedFilter.WORKS : PortalFacts.ModifiedFilter.EMPTY));
        if (!works) {
            notices.accept(
                    "HubSpot finds no " + type.name() + " by " + type.modifiedProperty() + ", although there are "
                            + bounds.total() + ": changes cannot be searched, so each run reads the whole list.");
        }
    }

    /** Updated After was moved back: what lies between is loaded. Moved forward, nothing is taken away. */
    private void planFurtherBack(long now) {
        if (settings.modifiedFromMillis() >= state.modifiedFromMillis()) {
            return;
        }
        var between = snapshot(settings.modifiedFromMillis(), state.modifiedFromMillis());
        var bounds = findBounds(between);
        if (bounds.isEmpty()) {
            listSerially();
        } else {
            search(between, bounds.get());
        }
        state = state.withModifiedFrom(settings.modifiedFromMillis());
    }

    private void planChanges(long now) {
        if (!state.facts().changesCanBeSearched()) {
            listSerially();
            return;
        }
        var from = Math.max(0, state.cursorMillis() - settings.overlap().toMillis());
        var window = new Slice.Changes(type.name(), IdRange.ALL, from, Math.max(from, now));
        var bounds = reader.fetchBounds(window);
        search(window, bounds);
        if (bounds.total() > 0) {
            state = state.seeing(bounds.lowest(), bounds.highest());
        }
        state = state.advance(now - settings.settleLag().toMillis(), now);
    }

    private void planNewProperties(List<SchemaEvolution.Wanted> wanted, Map<String, String> known) {
        var added = new ArrayList<String>();
        var retyped = false;
        for (var want : wanted) {
            var type = known.get(want.property());
            if (type == null) {
                added.add(want.property());
            } else if (!type.equals(want.type().name())) {
                retyped = true;
            }
        }
        if (retyped || added.size() > MAX_BACKFILLS || (!added.isEmpty() && !template.searchWhole())) {
            state = state.mapRefresh(refresh -> refresh.demanded());
            return;
        }
        for (var property : added) {
            var all = new Slice.Backfill(type.name(), IdRange.ALL, property);
            var bounds = findBounds(all);
            if (bounds.isEmpty()) {
                state = state.mapRefresh(refresh -> refresh.demanded());
            } else {
                search(all, bounds.get());
            }
        }
    }

    private void planRefresh(long now) {
        var plan = RefreshPlan.of(client, state, template, settings.refresh(), now);
        slices.addAll(plan.slices());
        state = plan.state();
    }

    private void search(Slice whole, IdBounds bounds) {
        if (bounds.total() == 0) {
            return;
        }
        for (var range : new SliceSplitter(reader, settings.rowsPerSlice()).split(whole, bounds)) {
            if (range.rows() > 0) {
                slices.add(template.with(SliceRanges.within(whole, range.ids())));
            }
        }
    }

    private void listSerially() {
        slices.add(template.withSerialList(new Slice.Refresh(type.name(), IdRange.ALL, settings.modifiedFromMillis())));
    }

    private Slice.Snapshot snapshot(long from, long before) {
        return new Slice.Snapshot(type.name(), IdRange.ALL, from, before);
    }
}
