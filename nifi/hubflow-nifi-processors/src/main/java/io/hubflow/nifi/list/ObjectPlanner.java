package io.hubflow.nifi.list;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.checkpoint.SnapshotProgress;
import io.hubflow.engine.checkpoint.WindowProgress;
import io.hubflow.engine.slice.IdBounds;
import io.hubflow.engine.slice.IdRange;
import io.hubflow.engine.slice.PortalProbe;
import io.hubflow.engine.slice.Slice;
import io.hubflow.engine.slice.SliceReader;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.nifi.SliceRanges;
import io.hubflow.nifi.SliceWork;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Decides what one trigger reads of one object type: everything, what changed, what a new property needs, what no search can
 * show. Its state says what was handed out as slices, not what was read: from then on the FlowFiles are the promise, and
 * NiFi keeps them over a crash. Used by one thread.
 */
final class ObjectPlanner {
    private final HubSpotClient client;
    private final PlanSettings settings;
    private final ObjectType type;
    private final SliceWork template;
    private final SliceReader reader;
    private final PortalProbe probe;
    private final Consumer<String> notices;
    private final List<SliceWork> slices = new ArrayList<>();
    private ObjectState state;

    /** What to hand out, and what to remember once it is handed out. */
    record Plan(List<SliceWork> slices, ObjectState state, PlannedCatalog catalog) {}

    private ObjectPlanner(
            HubSpotClient client,
            PlanSettings settings,
            SliceWork template,
            ObjectState state,
            Consumer<String> notices) {
        this.client = client;
        this.settings = settings;
        this.type = template.type();
        this.template = template;
        this.state = state;
        this.notices = notices;
        this.reader = template.reader(client, new SilentNotices());
        this.probe = new PortalProbe(reader, type, notices);
    }

    /** @param before absent for an object type that was never planned */
    static Plan plan(
            HubSpotClient client,
            PlanSettings settings,
            WantedType wanted,
            Optional<ObjectState> before,
            PlannedCatalog catalog,
            Consumer<String> notices) {
        var now = client.serverNow().toEpochMilli();
        var evolution = wanted.evolution(catalog.columns());
        var known = before.orElseGet(() -> ObjectState.fresh(
                0,
                wanted.type().name(),
                SnapshotProgress.starting(now, settings.modifiedFromMillis(), Long.MAX_VALUE)));
        // Plans must be told apart by their time, see SliceWork; HubSpot's clock may stand still for a second.
        var state = known.readAt(Math.max(now, known.readAtMillis() + 1));
        var template = wanted.template(evolution, state.facts().idOrder(), state.readAtMillis(), settings.settleLag());
        var planner = new ObjectPlanner(client, settings, template, state, notices);
        planner.planAll(before.isEmpty(), NewProperties.between(catalog, wanted), now);
        return new Plan(List.copyOf(planner.slices), planner.state, PlannedCatalog.of(wanted, evolution));
    }

    private void planAll(boolean firstTime, NewProperties news, long now) {
        state = state.reachingBackTo(settings.modifiedFromMillis(), now);
        if (state.snapshot() != null) {
            planSnapshot(state.snapshot(), firstTime, now);
        }
        if (!firstTime) {
            planChanges(now);
            planNewProperties(news);
            planRefresh(now);
        }
    }

    private void planSnapshot(SnapshotProgress snapshot, boolean firstTime, long now) {
        var whole = new Slice.Snapshot(
                type.name(), IdRange.ALL, snapshot.modifiedFromMillis(), snapshot.modifiedBeforeMillis());
        var found = findBounds(whole);
        if (found.isEmpty()) {
            listSerially();
        } else if (snapshot.filtered()) {
            search(whole, found.get());
        } else {
            loadAll(whole, found.get());
        }
        state = state.snapshotRead(settings.settleLag());
        if (firstTime) {
            found.ifPresent(bounds -> state = state.withRows(bounds.total()).seeing(bounds.lowest(), bounds.highest()));
            state = RefreshPlan.afterFirstLoad(client, state, settings.settleLag(), now);
        }
    }

    private void loadAll(Slice.Snapshot whole, IdBounds bounds) {
        if (bounds.total() <= settings.rowsPerSlice()) {
            listSerially();
        } else {
            var jump = probe.listJump(bounds, state.facts().listJump());
            state = state.mapFacts(facts -> facts.with(jump));
            var ranges = new SliceSplitter(reader, settings.rowsPerSlice()).split(whole, bounds);
            slices.addAll(FirstLoad.share(template, whole, ranges, jump));
        }
        var filter = probe.modifiedFilter(bounds, state.facts().modifiedFilter());
        state = state.mapFacts(facts -> facts.with(filter));
    }

    private Optional<IdBounds> findBounds(Slice slice) {
        var bounds = probe.findBounds(slice, state.facts().search());
        var search = bounds.isPresent() ? PortalFacts.Search.WORKS : PortalFacts.Search.MISSING;
        state = state.mapFacts(facts -> facts.with(search));
        return bounds;
    }

    private void planChanges(long now) {
        if (!state.facts().changesCanBeSearched()) {
            listSerially();
            return;
        }
        var window = WindowProgress.since(state.cursorMillis(), settings.overlap(), now);
        var changes = new Slice.Changes(type.name(), IdRange.ALL, window.fromMillis(), window.toMillis());
        var bounds = reader.fetchBounds(changes);
        search(changes, bounds);
        if (bounds.total() > 0) {
            state = state.seeing(bounds.lowest(), bounds.highest());
        }
        state = state.windowRead(window, settings.settleLag());
    }

    private void planNewProperties(NewProperties news) {
        if (news.isEmpty() || !state.facts().changesCanBeSearched()) {
            return; // the whole list, which is read anyway, brings them
        }
        if (!news.canBeSearched(template.searchWhole())) {
            demandRefresh();
            return;
        }
        for (var property : news.added()) {
            planBackfill(new Slice.Backfill(type.name(), IdRange.ALL, property));
        }
    }

    private void planBackfill(Slice.Backfill holders) {
        try {
            search(holders, reader.fetchBounds(holders));
        } catch (ConnectorException e) {
            if (e.code() != ErrorCode.HUBSPOT_REQUEST_REFUSED) {
                throw e;
            }
            notices.accept("HubSpot refused to search for records that have " + holders.property()
                    + ": all records are read again instead.");
            demandRefresh();
        }
    }

    private void demandRefresh() {
        state = state.mapRefresh(refresh -> refresh.demanded());
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
        slices.add(template.withSerialList(new Slice.Refresh(type.name(), IdRange.ALL, state.modifiedFromMillis())));
    }
}
