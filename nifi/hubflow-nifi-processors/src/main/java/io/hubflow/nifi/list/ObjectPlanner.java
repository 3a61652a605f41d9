package io.hubflow.nifi.list;

import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.checkpoint.SnapshotProgress;
import io.hubflow.engine.checkpoint.WindowProgress;
import io.hubflow.engine.load.ClaimSizes;
import io.hubflow.engine.load.Lanes;
import io.hubflow.engine.load.RefreshLedger;
import io.hubflow.engine.plan.Landing;
import io.hubflow.engine.plan.Purpose;
import io.hubflow.engine.plan.RoutePlan;
import io.hubflow.engine.range.IdIntervals;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.read.IdBounds;
import io.hubflow.engine.read.PortalProbe;
import io.hubflow.engine.read.Slice;
import io.hubflow.engine.read.SliceReader;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.ServerTime;
import io.hubflow.nifi.SliceRanges;
import io.hubflow.nifi.SliceWork;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Turns what the state beside the rows owes of one object type into slices. What was handed out before and may still be on its
 * way is not handed out again. Used by one thread.
 */
final class ObjectPlanner {
    private final HubSpotClient client;
    private final PlanSettings settings;
    private final KnownType known;
    private final ObjectState state;
    private final ServerTime now;
    private final long nowMillis;
    private final long rowsInFlight;
    private final SliceWork template;
    private final SliceReader reader;
    private final PortalProbe probe;
    private final Consumer<String> notices;
    private final Consumer<List<SliceWork>> early;
    private final List<SliceWork> slices = new ArrayList<>();
    /** How often lost slices were handed out, by kind of work. */
    private final Map<String, Integer> lost = new HashMap<>();

    private PortalFacts facts;
    private Hint hint;
    private int handedOutEarly;

    /**
     * What is left to hand out, and what to remember once it is handed out.
     *
     * @param handedOutEarly how many slices were handed out while others were planned
     */
    record Plan(List<SliceWork> slices, int handedOutEarly, Hint hint) {}

    private ObjectPlanner(
            HubSpotClient client,
            PlanSettings settings,
            KnownType known,
            Hint hint,
            long rowsInFlight,
            Consumer<String> notices,
            Consumer<List<SliceWork>> early) {
        this.client = client;
        this.early = early;
        this.settings = settings;
        this.known = known;
        this.state = known.state();
        this.facts = state.facts();
        this.rowsInFlight = rowsInFlight;
        this.notices = notices;
        this.now = client.serverTime();
        this.nowMillis = now.earliest().toEpochMilli();
        // Plans must be told apart by their time, see SliceWork; HubSpot's clock may stand still for a second.
        var plannedAt = Math.max(nowMillis, Math.max(state.readAtMillis(), hint.plannedAtMillis()) + 1);
        this.hint = hint;
        this.template = SliceWork.planned(
                        known.wanted().type(),
                        known.plan(),
                        known.wanted().sensitive(),
                        known.facts(),
                        settings.deletes(),
                        state.facts().idOrder(),
                        plannedAt)
                .filtered(known.wanted().records());
        this.reader = template.reader(client, known.protections(), new SilentNotices());
        this.probe = new PortalProbe(reader, known.wanted().type(), notices);
    }

    /**
     * @param rowsInFlight about how many records of all object types are on their way
     * @param ledger what refreshing may spend
     * @param early takes slices of a first load as soon as they are known: cutting a large one takes a search for each slice.
     *     Where planning then fails, nothing is remembered of them, and they are handed out once more; reading twice does no harm
     */
    static Plan plan(
            HubSpotClient client,
            PlanSettings settings,
            KnownType known,
            Hint hint,
            long rowsInFlight,
            RefreshLedger ledger,
            Consumer<String> notices,
            Consumer<List<SliceWork>> early) {
        var planner = new ObjectPlanner(client, settings, known, hint, rowsInFlight, notices, early);
        planner.planAll(client, ledger);
        return new Plan(List.copyOf(planner.slices), planner.handedOutEarly, planner.hint);
    }

    private void planAll(HubSpotClient client, RefreshLedger ledger) {
        var snapshot = state.snapshot();
        if (snapshot == null) {
            hint = hint.without("snapshot");
        } else {
            planSnapshot(snapshot);
        }
        if (state.cursorMillis() > 0 && facts.changesCanBeSearched()) {
            planChanges();
        }
        planBackfills();
        if (snapshot != null) {
            hint = hint.refreshNotBefore(nowMillis + settings.settleLag().toMillis() + RefreshPlan.PAUSE_MILLIS);
        }
        if (state.cursorMillis() > 0 || state.refresh().required()) {
            planRefresh(client, ledger);
        }
        if (planned() > 0) {
            hint = hint.plannedAt(template.plannedAtMillis());
        }
    }

    private void planSnapshot(SnapshotProgress snapshot) {
        var left = snapshot.covered().gapsIn(IdRange.ALL);
        var purpose = new Purpose.Snapshot(snapshot.startedAtMillis());
        if (!isDue("snapshot", "" + snapshot.startedAtMillis(), left)) {
            return;
        }
        var before = planned();
        var whole = new Slice.Snapshot(
                known.wanted().type().name(),
                IdRange.ALL,
                snapshot.modifiedFromMillis(),
                snapshot.modifiedBeforeMillis());
        var bounds = findBounds(whole);
        var rows = bounds.map(IdBounds::total).orElse(0L);
        if (bounds.isEmpty()) {
            listSerially(purpose, rows);
        } else if (!snapshot.covered().isEmpty()) {
            left.ranges().forEach(gap -> search(purpose, whole, gap, rows));
        } else if (snapshot.filtered() || isFiltered()) {
            search(purpose, whole, bounds.get(), IdRange.ALL, rows);
        } else {
            loadAll(purpose, whole, bounds.get());
        }
        handedOut("snapshot", "" + snapshot.startedAtMillis(), left, rows, before);
    }

    private boolean isFiltered() {
        return !known.wanted().records().isEverything() || state.filter().isChanging();
    }

    /** What the portal allows is asked while the first ranges are cut. */
    private void loadAll(Purpose purpose, Slice.Snapshot whole, IdBounds bounds) {
        if (bounds.total() <= settings.rowsPerSlice() && !mayInterleave(bounds)) {
            learn(bounds);
            listSerially(purpose, bounds.total());
            return;
        }
        var splitter = mayInterleave(bounds)
                ? SliceSplitter.interleaved(reader, settings.rowsPerSlice())
                : new SliceSplitter(reader, settings.rowsPerSlice());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var learning = threads.submit(() -> learn(bounds));
            var ranges = new ArrayList<FirstLoad>();
            splitter.split(whole, bounds, found -> {
                if (ranges.isEmpty()) {
                    await(learning);
                    ranges.add(firstLoad(landingAs(purpose, bounds.total()), whole, bounds));
                }
                ranges.getFirst().take(found);
            });
            ranges.forEach(FirstLoad::finish);
        }
    }

    private FirstLoad firstLoad(SliceWork landing, Slice.Snapshot whole, IdBounds bounds) {
        var way = FirstLoad.Way.SERIAL_LIST;
        if (mayInterleave(bounds)) {
            way = FirstLoad.Way.INTERLEAVED;
        } else if (facts.listJump() == PortalFacts.ListJump.ALLOWED) {
            way = FirstLoad.Way.LISTS;
        }
        return new FirstLoad(landing, whole, bounds.total(), way, this::handOutEarly);
    }

    private static void await(Future<?> learning) {
        try {
            learning.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            throw ConnectorException.interrupted("Interrupted while slices were planned.", e);
        }
    }

    /** What the portal allows with this object type, as far as it makes a difference. The two questions are asked at once. */
    private void learn(IdBounds bounds) {
        var before = facts;
        var listed = bounds.total() > ClaimSizes.FIRST_IN_ONE_LANE;
        Lanes.run(List.of(
                () -> learn(probe.modifiedFilter(bounds, before.modifiedFilter())),
                () -> learn(listed ? probe.listJump(bounds, before.listJump()) : before.listJump())));
    }

    private synchronized void learn(PortalFacts.ModifiedFilter found) {
        facts = facts.with(found);
    }

    private synchronized void learn(PortalFacts.ListJump found) {
        facts = facts.with(found);
    }

    /** Where searches and lists together are the best way as far as is known, and ids have ranks. */
    private boolean mayInterleave(IdBounds bounds) {
        if (bounds.total() <= ClaimSizes.FIRST_IN_ONE_LANE || !SliceSplitter.mayInterleave(settings.rowsPerSlice())) {
            return false;
        }
        var route = RoutePlan.of(RoutePlan.Portal.of(
                client.quota(), reader.listRoute(), true, reader.unsearchableProperties(), bounds.total()));
        return facts.listJump() != PortalFacts.ListJump.REFUSED
                && facts.idOrder() == PortalFacts.IdOrder.NUMERIC
                && route.lanes() == RoutePlan.Lanes.LISTS_AND_SEARCHES;
    }

    private void handOutEarly(List<SliceWork> some) {
        handedOutEarly += some.size();
        early.accept(some);
    }

    private Optional<IdBounds> findBounds(Slice slice) {
        var bounds = probe.findBounds(slice, facts.search());
        facts = facts.with(bounds.isPresent() ? PortalFacts.Search.WORKS : PortalFacts.Search.MISSING);
        return bounds;
    }

    /** One window at a time: the next one begins where the cursor will be once this one has landed. */
    private void planChanges() {
        var before = planned();
        var handed = hint.findKind("window");
        if (handed.isPresent()
                && state.fastMarkMillis() < Long.parseLong(handed.get().work())) {
            var current = state.window();
            var left = current == null
                    ? IdIntervals.of(IdRange.ALL)
                    : current.covered().gapsIn(IdRange.ALL);
            if (!isDue("window", handed.get().work(), left)) {
                return;
            }
        }
        hint = hint.without("window");
        var window = WindowProgress.since(state.cursorMillis(), settings.overlap(), now);
        var changes = new Slice.Changes(
                known.wanted().type().name(),
                IdRange.ALL,
                window.fromMillis(),
                window.toMillis(),
                state.readsChangesById(window.fromMillis()));
        var bounds = reader.fetchBounds(changes);
        if (bounds.total() == 0) {
            return;
        }
        var purpose = new Purpose.Window(window.fromMillis(), window.toMillis(), window.madeAtMillis());
        search(purpose, changes, bounds, IdRange.ALL, 0);
        handedOut("window", "" + window.madeAtMillis(), IdIntervals.of(IdRange.ALL), bounds.total(), before);
    }

    private void planBackfills() {
        var owed = new HashSet<String>();
        for (var backfill : state.backfills()) {
            var kind = "backfill:" + backfill.property();
            owed.add(kind);
            var left = backfill.covered().gapsIn(IdRange.ALL);
            if (isDue(kind, "", left)) {
                var before = planned();
                planBackfill(backfill.property(), left);
                handedOut(kind, "", left, 0, before);
            }
        }
        for (var one : hint.inFlight()) {
            if (one.kind().startsWith("backfill:") && !owed.contains(one.kind())) {
                hint = hint.without(one.kind());
            }
        }
    }

    private void planBackfill(String property, IdIntervals left) {
        var purpose = new Purpose.Backfill(property);
        var holders =
                new Slice.Backfill(known.wanted().type().name(), IdRange.ALL, property, state.modifiedFromMillis());
        var before = slices.size();
        try {
            left.ranges().forEach(gap -> search(purpose, holders, gap, 0));
        } catch (ConnectorException e) {
            if (e.code() != ErrorCode.HUBSPOT_REQUEST_REFUSED) {
                throw e;
            }
            slices.subList(before, slices.size()).clear();
            notices.accept("HubSpot refused to search for records that have " + property
                    + ": all records are read again instead.");
            slices.addAll(RefreshPlan.everything(known, facts).slices(landingAs(purpose, 0)));
        }
    }

    private void planRefresh(HubSpotClient client, RefreshLedger ledger) {
        var refresh = state.refresh();
        var handed = hint.findKind("refresh");
        if (handed.isPresent()) {
            var ids = RefreshPlan.idsOf(handed.get());
            var left = refresh.covered().gapsIn(ids);
            var current = RefreshPlan.isOfPass(handed.get(), refresh.pass());
            if (current && !left.isEmpty() && !isDue("refresh", handed.get().work(), left)) {
                return;
            }
            hint = hint.without("refresh");
        }
        var plan = RefreshPlan.of(client, ledger, known, settings, facts, hint.refreshNotBeforeMillis(), nowMillis);
        if (plan.isEmpty()) {
            return;
        }
        var before = planned();
        var ids = plan.get().ids();
        var purpose = new Purpose.Refresh(refresh.pass());
        var landing = landingAs(purpose, 0);
        var left = ledger.bucket();
        slices.addAll(plan.get()
                .slices(landing.landing()
                        .map(meaning -> landing.landingAs(meaning.leaving(left)))
                        .orElse(landing)));
        hint = hint.refreshNotBefore(nowMillis + RefreshPlan.PAUSE_MILLIS);
        handedOut(
                "refresh",
                RefreshPlan.work(refresh.pass(), ids),
                refresh.covered().gapsIn(ids),
                plan.get().rows(),
                before);
    }

    /** Whether it must be handed out now: it never was, or it must have been lost. */
    private boolean isDue(String kind, String work, IdIntervals left) {
        var handed = hint.findKind(kind).filter(one -> one.work().equals(work));
        if (handed.isEmpty()) {
            return true;
        }
        var seen = handed.get().seen(fingerprint(left), nowMillis);
        hint = hint.with(seen);
        if (!seen.isLost(nowMillis, settings.patience(), rowsInFlight)) {
            return false;
        }
        lost.put(kind, seen.tries());
        notices.accept("Slices that were handed out at " + Instant.ofEpochMilli(seen.sinceMillis())
                + " have not arrived in the destination (" + kind + "). A queue may have been emptied, or the"
                + " processors after this one stand still. They are handed out again; reading twice doubles no row.");
        return true;
    }

    private int planned() {
        return handedOutEarly + slices.size();
    }

    private void handedOut(String kind, String work, IdIntervals left, long rows, int plannedBefore) {
        if (planned() == plannedBefore) {
            return;
        }
        var tries = lost.getOrDefault(kind, 0) + 1;
        hint = hint.with(new InFlight(kind, work, fingerprint(left), nowMillis, tries, rows));
    }

    /** Short, and different once some ids more have arrived. */
    private static String fingerprint(IdIntervals left) {
        return Integer.toHexString(left.toString().hashCode()) + "."
                + left.ranges().size();
    }

    private SliceWork landingAs(Purpose purpose, long rows) {
        // A reading by search is older than the mark of a row that left an earlier filter; one by id is not.
        var byId = purpose instanceof Purpose.Snapshot && state.filter().isChanging();
        var work = byId ? template.readingBySearchedIds() : template;
        return work.landingAs(Landing.of(purpose, facts, template.plannedAtMillis(), settings.settleLag(), rows));
    }

    private void search(Purpose purpose, Slice whole, IdRange ids, long rows) {
        var part = SliceRanges.within(whole, ids);
        search(purpose, part, reader.fetchBounds(part), ids, rows);
    }

    /** Slices that together cover all the ids: what holds no record must be known to hold none. */
    private void search(Purpose purpose, Slice whole, IdBounds bounds, IdRange ids, long rows) {
        var landing = landingAs(purpose, rows);
        if (bounds.total() == 0) {
            slices.add(landing.with(SliceRanges.within(whole, ids)));
            return;
        }
        for (var range : new SliceSplitter(reader, settings.rowsPerSlice()).split(whole, bounds)) {
            for (var part : IdIntervals.of(range.ids()).within(ids).ranges()) {
                slices.add(landing.with(SliceRanges.within(whole, part)));
            }
        }
    }

    private void listSerially(Purpose purpose, long rows) {
        slices.add(landingAs(purpose, rows)
                .withSerialList(
                        new Slice.Refresh(known.wanted().type().name(), IdRange.ALL, state.modifiedFromMillis())));
    }
}
