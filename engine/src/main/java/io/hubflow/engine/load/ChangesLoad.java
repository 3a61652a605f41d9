package io.hubflow.engine.load;

import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.checkpoint.RefreshProgress;
import io.hubflow.engine.checkpoint.WindowProgress;
import io.hubflow.engine.range.IdIntervals;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.read.PortalProbe;
import io.hubflow.engine.read.Slice;
import io.hubflow.engine.report.SyncListener.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongConsumer;

/**
 * What changed since the cursor. One fixed window {@code [cursor − overlap, HubSpot's now]} serves freshness and
 * completeness: all of it is merged, but the cursor moves only to now − settle lag, the part that HubSpot's search index has
 * surely caught up with (reference §10, pitfall 1). What lies after it is read again by the next run.
 *
 * <p>The window is read by id, so ties, edits while paging and the 10,000 wall cannot lose a record; its progress is part of
 * the state. Where nothing changed it costs one search, and one list page above the highest known id where the list may be
 * entered there: that shows new records before the index does. Whether anything changed is not asked where a record that an
 * earlier run has read was modified within the window.
 */
public final class ChangesLoad {
    private static final LongConsumer NOTHING = cursorMillis -> {};

    /** Readings of what a window still lacks before it is left to the next run. */
    private static final int READINGS = 2;

    private final ObjectLoad load;
    private final FirstCount counted = new FirstCount();

    public ChangesLoad(ObjectLoad load) {
        this.load = load;
    }

    /** After a first load, with nothing beside; otherwise as {@link #run(LongConsumer)}. */
    public void run() {
        run(NOTHING);
    }

    /**
     * After a first load. Where changes turn out not to be searchable, the next run reads the whole list.
     *
     * @param beside done while changes are read: is given the cursor that the state will have when the window is read whole
     */
    public void run(LongConsumer beside) {
        load.begin(Phase.CHANGES, OptionalLong.empty());
        run(false, false, beside);
    }

    /**
     * The same after one pass over the list: where nothing has changed meanwhile, one search tells that, and how many records there are
     * now.
     */
    public Optional<LatestChanges> runAfterPass() {
        load.begin(Phase.CHANGES, OptionalLong.empty());
        return run(false, canAskForLatest(), NOTHING);
    }

    private boolean canAskForLatest() {
        return load.reader().filter().isEverything() && load.state().facts().idOrder() == PortalFacts.IdOrder.NUMERIC;
    }

    /**
     * The same with the newest records, and with a search for the records that were modified last: where those are old, no other
     * search is needed.
     *
     * @param beside as in {@link #run(LongConsumer)}, where it is certain that there are changes
     * @return what they say of the type, where nothing has changed
     */
    public Optional<LatestChanges> runByLatest(LongConsumer beside) {
        load.begin(Phase.CHANGES, OptionalLong.empty());
        var isEmpty = load.state().highestId() == 0;
        // Where ids seem to be sorted as text, each window asks whether they still are.
        var asks = canAskForLatest();
        var latest = run(!isEmpty, asks, asks ? beside : NOTHING);
        if (isEmpty) {
            readNewest(load.state(), latest);
        }
        if (!load.state().facts().changesCanBeSearched()) {
            demandList();
        }
        return latest;
    }

    /**
     * @param newest whether records above the highest known id are read as well
     * @param asks whether it is asked first whether anything changed
     */
    private Optional<LatestChanges> run(boolean newest, boolean asks, LongConsumer beside) {
        if (!load.state().facts().changesCanBeSearched()) {
            if (newest) {
                readNewest(load.state(), Optional.empty());
            }
            return Optional.empty();
        }
        if (load.state().window() != null) {
            load.turn().await(0);
            readWindow();
            if (!load.state().facts().changesCanBeSearched()) {
                return Optional.empty();
            }
        }
        var now = load.client().serverTime();
        load.commits()
                .update(state -> state.withWindow(WindowProgress.since(
                        state.cursorMillis(), load.settings().overlap(), now)));
        var latest = new AtomicReference<>(Optional.<LatestChanges>empty());
        var lanes = new ArrayList<Lanes.Lane>();
        if (newest) {
            // From the highest id that is known now, because the window's records move it.
            var before = load.state();
            lanes.add(() -> readNewest(before, Optional.empty()));
        }
        lanes.add(() -> latest.set(readChanges(asks, beside)));
        // Side by side: HubSpot meters lists and searches apart.
        Lanes.run(lanes);
        return Objects.requireNonNull(latest.get());
    }

    private Optional<LatestChanges> readChanges(boolean asks, LongConsumer beside) {
        var changed = asks && load.state().knowsChangeIn(window());
        if (asks && !changed) {
            var told = LatestChanges.of(load, window());
            if (told.unchanged().isPresent()) {
                load.commits().update(state -> state.mapWindow(progress -> progress.covering(IdRange.ALL)));
                readWindow();
                return told.unchanged();
            }
            changed = told.changed();
        }
        load.turn().await(0);
        if (beside == NOTHING || (asks && !changed)) {
            readWindow();
        } else {
            var cursor = load.state()
                    .windowRead(window(), load.settings().settleLag())
                    .cursorMillis();
            Lanes.run(List.of(this::readWindow, () -> beside.accept(cursor)));
        }
        return Optional.empty();
    }

    /** The whole list in every run; one that was not finished goes on. */
    private void demandList() {
        load.commits()
                .update(state -> state.refresh().required() ? state : state.mapRefresh(RefreshProgress::demanded));
    }

    /**
     * Records created above the highest known id, by the list, which does not lag. Where the list may not be entered there
     * they come with the changes of a later run, once HubSpot's search index holds them. So they do where there is a filter: the
     * list would bring all the others as well.
     *
     * @param state tells the highest known id
     * @param latest what a search has just said of all records, where nothing has changed
     */
    private void readNewest(ObjectState state, Optional<LatestChanges> latest) {
        if (!load.reader().filter().isEverything()) {
            return;
        }
        var known = state.highestId();
        var entry = new ListEntry(load);
        if (known > 0 && !entry.allowed()) {
            return;
        }
        var above = new IdRange(known == 0 ? 0 : known + 1, IdRange.END);
        var counted = latest.isPresent() && known == 0 && state.modifiedFromMillis() == 0
                ? OptionalLong.of(latest.get().total())
                : OptionalLong.empty();
        entry.read(above, state.modifiedFromMillis(), counted, batch -> {
            load.keep(batch, ObjectLoad.Progress.NONE);
            return IdRange.END;
        });
    }

    /** Records that had changed when the reading began; 0 before. */
    public long changed() {
        return counted.count();
    }

    private void readWindow() {
        if (!gaps().isEmpty() && mayBeUnsearchable()) {
            learnModifiedFilter();
            // Else it would seem that nothing has changed.
            if (!load.state().facts().changesCanBeSearched()) {
                load.commits().update(state -> state.withWindow(null));
                return;
            }
        }
        for (var tries = 0; tries < READINGS && !gaps().isEmpty(); tries++) {
            readGaps();
        }
        // A window with gaps stays: the cursor does not move past what HubSpot did not give.
        if (gaps().isEmpty()) {
            var read = window();
            load.commits()
                    .update(state -> state.windowRead(read, load.settings().settleLag()));
        }
    }

    /** Whether nothing is known yet of searches by modification time. Those of a filter say nothing of them all. */
    private boolean mayBeUnsearchable() {
        var state = load.state();
        return state.facts().modifiedFilter() == PortalFacts.ModifiedFilter.UNKNOWN
                && state.modifiedFromMillis() == 0
                && state.highestId() > 0
                && load.reader().filter().isEverything();
    }

    /** The same search tells whether the window holds anything. */
    private void learnModifiedFilter() {
        var window = window();
        var asked = new Slice.Changes(load.type().name(), IdRange.ALL, window.fromMillis(), window.toMillis(), true);
        var probe = new PortalProbe(
                load.reader(), load.type(), sentence -> load.notice().tell(sentence));
        var found = probe.changes(asked, load.state().highestId());
        var filter = switch (found) {
            case NONE, SOME -> PortalFacts.ModifiedFilter.WORKS;
            case UNSEARCHABLE -> PortalFacts.ModifiedFilter.EMPTY;
            case UNKNOWN -> PortalFacts.ModifiedFilter.UNKNOWN;
        };
        load.commits().update(state -> state.mapFacts(facts -> facts.with(filter)));
        if (found == PortalProbe.Changes.NONE) {
            load.commits().update(state -> state.mapWindow(progress -> progress.covering(IdRange.ALL)));
        }
    }

    private WindowProgress window() {
        return Objects.requireNonNull(load.state().window(), "no window is under way");
    }

    private IdIntervals gaps() {
        return window().covered().gapsIn(IdRange.ALL);
    }

    private void readGaps() {
        var window = window();
        var byId = load.state().readsChangesById(window.fromMillis());
        Function<IdRange, Slice> slice =
                ids -> new Slice.Changes(load.type().name(), ids, window.fromMillis(), window.toMillis(), byId);
        BiFunction<ObjectState, IdRange, ObjectState> cover =
                (state, range) -> state.mapWindow(progress -> progress.covering(range));
        if (mayBeShared() && new SharedSearch(load, IdRange.ALL, slice, cover, counted).read()) {
            return;
        }
        var gaps = gaps();
        if (!gaps.isEmpty()) {
            var space = new IdSpace(gaps, 0, load.settings().lanes().search());
            new LaneCrew(load, space, slice, cover, counted).searchAll();
        }
    }

    /** A window of which nothing is read yet, in a portal whose ids sort as numbers. */
    private boolean mayBeShared() {
        return gaps().equals(IdIntervals.of(IdRange.ALL))
                && load.state().facts().idOrder() == PortalFacts.IdOrder.NUMERIC;
    }
}
