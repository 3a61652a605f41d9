package io.hubflow.engine.load;

import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.checkpoint.SnapshotProgress;
import io.hubflow.engine.plan.RoutePlan;
import io.hubflow.engine.range.IdIntervals;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.read.Batch;
import io.hubflow.engine.read.IdBounds;
import io.hubflow.engine.read.PortalProbe;
import io.hubflow.engine.read.RankedPage;
import io.hubflow.engine.read.SerialList;
import io.hubflow.engine.read.Slice;
import io.hubflow.engine.read.SliceReader;
import io.hubflow.engine.read.SliceSink;
import io.hubflow.engine.report.SyncListener.Phase;
import io.hubflow.engine.settings.EngineSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The first load of an object type. Lists and searches go up from the lowest id together ({@link InterleavedReading}): HubSpot
 * meters them apart, so both together come near the API's own ceiling. Where that cannot be, list lanes go up from the lowest id while
 * search lanes take chunks from the top down, until they meet. Covered ids are part of the state, so a killed load goes on
 * where it was.
 *
 * <p>With a filter on the modification time only searches are used. Where a type cannot be searched only the list is.
 */
public final class SnapshotLoad {
    /** Pages read ahead by the serial list lane. */
    private static final int PAGES_IN_FLIGHT = 6;

    /** A call each. */
    private static final int MOST_GAPS_COUNTED = 8;

    private final ObjectLoad load;
    private final PortalProbe probe;
    private final Consumer<Batch> watcher;
    private volatile @Nullable RoutePlan route;
    private volatile long total;
    private boolean onePass;

    public SnapshotLoad(ObjectLoad load) {
        this(load, batch -> {});
    }

    /** @param watcher sees every batch after it was handed on; called from many threads */
    public SnapshotLoad(ObjectLoad load, Consumer<Batch> watcher) {
        this.load = load;
        this.watcher = watcher;
        this.probe = new PortalProbe(
                load.reader(), load.type(), sentence -> load.notice().tell(sentence));
    }

    /**
     * Goes on with the state's snapshot until every id is covered; the state then has no snapshot any more. Ids that HubSpot
     * did not give although it counts them stay in it, for the next run; everything else goes on as if it were finished.
     */
    public void run() {
        var bounds = findBounds();
        load.begin(Phase.SNAPSHOT, bounds.map(b -> OptionalLong.of(b.total())).orElseGet(OptionalLong::empty));
        bounds.ifPresent(b -> load.commits().update(state -> state.withRows(rows(b, state))));
        total = bounds.map(IdBounds::total).orElse(0L);
        load.turn().await(total);
        if (bounds.isEmpty() || (bounds.get().total() <= ClaimSizes.ONE_LANE && !isFiltered())) {
            listInOneLane();
        } else if (isFiltered()) {
            searchGaps(bounds.get());
        } else if (isListedAlone(bounds.get())) {
            listInOneLane();
        } else {
            listAndSearch(bounds.get());
        }
        readRest();
        var whole = progress().covered().gapsIn(IdRange.ALL).isEmpty();
        var settleLag = load.settings().settleLag();
        load.commits().update(state -> whole ? state.snapshotRead(settleLag) : state.snapshotReadButForGaps(settleLag));
    }

    /** Of a load that adds what changed before the earlier bound, HubSpot counted the additional records only. */
    private long rows(IdBounds bounds, ObjectState state) {
        return progress().modifiedBeforeMillis() == Long.MAX_VALUE
                ? bounds.total()
                : Math.max(bounds.total(), state.rows());
    }

    private SnapshotProgress progress() {
        return Objects.requireNonNull(load.state().snapshot(), "no snapshot is under way");
    }

    /** Whether it takes a part of the records only: then searches find them, and a list would bring the others as well. */
    private boolean isFiltered() {
        return progress().filtered()
                || !load.reader().filter().isEverything()
                || load.state().filter().isChanging();
    }

    private Slice slice(IdRange ids) {
        var progress = progress();
        return new Slice.Snapshot(
                load.type().name(), ids, progress.modifiedFromMillis(), progress.modifiedBeforeMillis());
    }

    private Optional<IdBounds> findBounds() {
        var bounds = probe.findBounds(slice(IdRange.ALL), load.state().facts().search());
        var search = bounds.isPresent() ? PortalFacts.Search.WORKS : PortalFacts.Search.MISSING;
        load.commits().update(state -> state.mapFacts(facts -> facts.with(search)));
        return bounds;
    }

    /**
     * Whether the list alone is to be read, and its records are counted. Where its pages turn out not to go by id, their ids are
     * compared instead.
     */
    private boolean isListedAlone(IdBounds bounds) {
        return bounds.total() <= ClaimSizes.FIRST_IN_ONE_LANE
                && progress().covered().isEmpty()
                && load.state().facts().idOrder() == PortalFacts.IdOrder.NUMERIC
                && load.state().facts().listJump() != PortalFacts.ListJump.REFUSED
                && chooseRoute(bounds, true).lanes() != RoutePlan.Lanes.SEARCHES;
    }

    private void listAndSearch(IdBounds bounds) {
        var used = new IdRange(0, bounds.highest() + 1);
        var settings = load.settings();
        var gaps = progress().covered().gapsIn(used);
        if (gaps.isEmpty()) {
            return;
        }
        if (mayInterleave(bounds)) {
            if (interleave(bounds, gaps)) {
                return;
            }
            gaps = progress().covered().gapsIn(used);
        }
        var space = new IdSpace(
                gaps,
                countRows(bounds, gaps),
                settings.lanes().search() + settings.lanes().list());
        Lanes.run(lanes(bounds, space, new LaneCrew(load, space, this::slice, SnapshotLoad::cover)));
    }

    /** Where searches and lists together are the best way, as far as is known, and ids have ranks. */
    private boolean mayInterleave(IdBounds bounds) {
        var facts = load.state().facts();
        return facts.idOrder() == PortalFacts.IdOrder.NUMERIC
                && facts.listJump() != PortalFacts.ListJump.REFUSED
                && chooseRoute(bounds, true).lanes() == RoutePlan.Lanes.LISTS_AND_SEARCHES;
    }

    /**
     * Searches begin first: whether the list may be entered is asked with the ids that one of them shows. Where some
     * properties come by id after each search, that would start the lists later, so the probe makes a search of its own.
     *
     * @return false when the list may not be entered or ids have no ranks: what is not covered is read another way then
     */
    private boolean interleave(IdBounds bounds, IdIntervals gaps) {
        var whole = progress().covered().isEmpty();
        var reading = new InterleavedReading(
                new Place(), gaps, whole ? OptionalLong.of(bounds.total()) : OptionalLong.empty());
        var lanes = new ArrayList<Lanes.Lane>();
        lanes.add(() -> {
            var shown = load.reader().unsearchableProperties() == 0
                    ? reading.awaitFirstPage()
                    : Optional.<RankedPage>empty();
            if (listJump(bounds, shown) == PortalFacts.ListJump.ALLOWED) {
                Lanes.run(reading.listLanes());
            } else {
                reading.stop();
            }
        });
        lanes.addAll(reading.searchLanes());
        Lanes.run(lanes);
        return !reading.isStopped();
    }

    /** Searches do not wait for the probe of the list where it makes no difference to them. */
    private List<Lanes.Lane> lanes(IdBounds bounds, IdSpace space, LaneCrew crew) {
        var ways = chooseRoute(bounds, true).lanes();
        if (ways != RoutePlan.Lanes.LISTS_AND_SEARCHES) {
            ways = chooseRoute(bounds, listJump(bounds) == PortalFacts.ListJump.ALLOWED)
                    .lanes();
        }
        var lanes = new ArrayList<Lanes.Lane>();
        if (ways != RoutePlan.Lanes.LISTS) {
            lanes.addAll(crew.searchLanes());
        }
        if (ways != RoutePlan.Lanes.SEARCHES) {
            lanes.add(() -> list(bounds, space, crew));
        }
        return lanes;
    }

    private RoutePlan chooseRoute(IdBounds bounds, boolean listCanBeEntered) {
        var chosen = RoutePlan.of(RoutePlan.Portal.of(
                load.client().quota(),
                load.reader().listRoute(),
                listCanBeEntered,
                load.reader().unsearchableProperties(),
                bounds.total()));
        route = chosen;
        return chosen;
    }

    /** How the records are read and why; absent while nothing was chosen. */
    public Optional<RoutePlan> route() {
        return Optional.ofNullable(route);
    }

    /** Records that HubSpot counted when the load began; 0 where it counts none. */
    public long total() {
        return total;
    }

    /** Whether there were so few records that one pass over the list has brought them all, and they were counted. */
    public boolean wasOnePass() {
        return onePass;
    }

    /** Of a load that goes on where it was killed, the gaps are counted, unless they are many: a guess does then. */
    private long countRows(IdBounds bounds, IdIntervals gaps) {
        if (progress().covered().isEmpty()) {
            return bounds.total();
        }
        var counted = gaps.ranges().size() <= MOST_GAPS_COUNTED;
        return counted
                ? gaps.ranges().stream()
                        .mapToLong(gap -> load.reader().fetchCount(slice(gap), gap))
                        .sum()
                : Math.max(1, bounds.total() / 2);
    }

    private void list(IdBounds bounds, IdSpace space, LaneCrew crew) {
        if (listJump(bounds) == PortalFacts.ListJump.ALLOWED) {
            Lanes.run(crew.listLanes(CallBudget.unlimited(), 0));
        } else {
            chooseRoute(bounds, false);
            listSerially(Optional.of(space), OptionalLong.empty());
        }
    }

    private PortalFacts.ListJump listJump(IdBounds bounds) {
        return listJump(bounds, Optional.empty());
    }

    /** @param shown a page that a search has shown just before */
    private PortalFacts.ListJump listJump(IdBounds bounds, Optional<RankedPage> shown) {
        var known = load.state().facts().listJump();
        var found =
                shown.map(page -> probe.listJump(bounds, known, page)).orElseGet(() -> probe.listJump(bounds, known));
        load.commits().update(state -> state.mapFacts(facts -> facts.with(found)));
        return found;
    }

    private void listInOneLane() {
        var starts = progress().covered().isEmpty();
        if (load.state().facts().search() == PortalFacts.Search.MISSING) {
            listSerially(Optional.empty(), OptionalLong.empty());
        } else {
            listSerially(Optional.empty(), OptionalLong.of(total));
            onePass = starts && progress().covered().gapsIn(IdRange.ALL).isEmpty();
        }
    }

    /** From where the list was left up to its end, or to the ids that search lanes have taken. */
    private void listSerially(Optional<IdSpace> shared, OptionalLong counted) {
        var slice =
                new Slice.Refresh(load.type().name(), IdRange.ALL, progress().modifiedFromMillis());
        var list = load.state().facts().search() == PortalFacts.Search.MISSING
                ? SerialList.unchecked(load.reader(), PAGES_IN_FLIGHT)
                : new SerialList(load.reader(), PAGES_IN_FLIGHT, ClaimSizes.ONE_LANE, counted);
        list.read(progress().list(), slice, (batch, next) -> {
            load.keep(
                    batch,
                    (state, covered) -> state.mapSnapshot(snapshot ->
                            covered.map(snapshot::covering).orElse(snapshot).at(next)));
            watcher.accept(batch);
            batch.covered()
                    .ifPresent(range -> shared.ifPresent(
                            space -> space.remove(range, batch.rows().size())));
            return shared.map(space -> space.isFree(next.nextId())).orElse(true);
        });
    }

    private void searchGaps(IdBounds bounds) {
        var gaps = progress().covered().gapsIn(IdRange.ALL);
        if (bounds.total() == 0 || gaps.isEmpty()) {
            return;
        }
        var space = new IdSpace(
                gaps, countRows(bounds, gaps), load.settings().lanes().search());
        new LaneCrew(load, space, this::slice, SnapshotLoad::cover, watcher).searchAll();
    }

    /** What lies above the highest id that the search knew, and whatever the lanes left. */
    private void readRest() {
        var entry = new ListEntry(load);
        for (var gap : progress().covered().gapsIn(IdRange.ALL).ranges()) {
            var byList = entry.allowed() && !isFiltered();
            if (!byList || !entry.read(gap, 0, OptionalLong.empty(), this::keep)) {
                load.reader().read(slice(gap), this::keep);
            }
        }
    }

    private long keep(Batch batch) {
        load.keep(batch, ObjectLoad.Progress.covering(SnapshotLoad::cover));
        watcher.accept(batch);
        return IdRange.END;
    }

    private static ObjectState cover(ObjectState state, IdRange range) {
        return state.mapSnapshot(snapshot -> snapshot.covering(range));
    }
    /** Reads into the table. */
    private final class Place implements InterleavedReading.Place {
        private final ListEntry entry = new ListEntry(load);

        @Override
        public SliceReader reader() {
            return load.reader();
        }

        @Override
        public EngineSettings.Lanes lanes() {
            return load.settings().lanes();
        }

        @Override
        public Slice search(IdRange ids) {
            return slice(ids);
        }

        @Override
        public boolean list(IdRange ids, OptionalLong counted, SliceSink sink) {
            return entry.read(ids, 0, counted, sink);
        }

        @Override
        public boolean sortsIdsAsText() {
            return load.state().facts().idOrder() == PortalFacts.IdOrder.TEXTUAL;
        }

        @Override
        public void keep(Batch batch) {
            load.keep(batch, ObjectLoad.Progress.covering(SnapshotLoad::cover));
        }

        @Override
        public void nearEnd() {
            load.commits().commitEarly();
        }
    }
}
