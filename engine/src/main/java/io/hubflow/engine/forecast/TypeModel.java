package io.hubflow.engine.forecast;

import io.hubflow.engine.absence.AbsenceLoad;
import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.forecast.PageReads.ById;
import io.hubflow.engine.forecast.Timetable.Tally;
import io.hubflow.engine.load.ClaimSizes;
import io.hubflow.engine.plan.RoutePlan;
import io.hubflow.engine.plan.RoutePlan.Lanes;
import io.hubflow.engine.read.ListRoute;
import io.hubflow.engine.read.SerialList;
import io.hubflow.hubspot.CallCounts;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.ListRequest;
import io.hubflow.hubspot.SearchRequest;
import java.util.ArrayList;
import java.util.List;

/** Goes through the steps of one object type, as {@code RecordReading} does. */
final class TypeModel {
    private final Timetable time;
    private final TypeWork work;
    private final FactsModel facts;
    private final double nanosPerRecord;
    private final int searchLanes;
    private final int listLanes;
    private final List<Tally> tallies = new ArrayList<>();

    TypeModel(Timetable time, TypeWork work, RunForecast.Conditions conditions) {
        this.time = time;
        this.work = work;
        this.facts = new FactsModel(time, work, conditions.machine());
        this.nanosPerRecord = conditions.machine().nanosPerRecord(work.columns());
        this.searchLanes = conditions.searchLanes();
        this.listLanes = conditions.listLanes();
        work.steps().forEach(step -> tallies.add(new Tally()));
    }

    /** In the order of the steps; what ran so far. */
    List<CallCounts> calls() {
        return tallies.stream().map(Tally::counts).toList();
    }

    void run(Runnable then) {
        run(0, then);
    }

    private void run(int index, Runnable then) {
        if (index == work.steps().size()) {
            then.run();
            return;
        }
        var step = work.steps().get(index);
        var tally = tallies.get(index);
        var changed = step instanceof Step.Changes;
        run(step, tally, () -> facts.drain(changed, tally, () -> run(index + 1, then)));
    }

    private void run(Step step, Tally tally, Runnable then) {
        switch (step) {
            case Step.FirstLoad load -> firstLoad(load, tally, then);
            case Step.FilteredLoad load -> filteredLoad(load, tally, then);
            case Step.Changes changes -> {
                var byId = changes.byId() ? ById.ALL : ById.unsearchable(changes.unsearchable());
                searchShared(changes.rows(), reads(true), byId, tally, then);
            }
            case Step.Newest newest -> reads(false).listPage(0, newest.lists(), tally, then);
            case Step.Backfill backfill -> searchUncounted(backfill.rows(), reads(false), ById.ALL, tally, then);
            case Step.ListPass pass -> listPass(pass, tally, then);
            case Step.SearchPass pass -> searchPass(pass, tally, then);
            case Step.Departures departures ->
                search(AbsenceLoad.searchesToCompare(departures.rows(), departures.readSomething()), tally, then);
            case Step.LookUp looked ->
                time.calls(
                        Pages.of(looked.rows(), HubSpotClient.MAX_BATCH),
                        CallKind.BATCH_READ,
                        work.objectType(),
                        tally,
                        then);
            case Step.LoadLinks load -> facts.load(load.rows(), facts::links, tally, then);
            case Step.LoadSplits load -> facts.load(load.rows(), facts::splits, tally, then);
            case Step.LoadHistories load -> facts.load(load.rows(), facts::histories, tally, then);
        }
    }

    private PageReads reads(boolean changes) {
        return new PageReads(time, work.objectType(), nanosPerRecord, facts, changes);
    }

    private void search(long calls, Tally tally, Runnable then) {
        time.calls(calls, CallKind.SEARCH, work.objectType(), tally, then);
    }

    private LanesModel lanes(long rows, int lanes, Tally tally, Runnable then) {
        return new LanesModel(time, work.objectType(), reads(false), tally, rows, lanes, then);
    }

    /** The highest id with the number of records; then the lanes; then what lies above the highest id. */
    private void firstLoad(Step.FirstLoad load, Tally tally, Runnable then) {
        var rows = load.portal().rows();
        var lists = load.portal().lists();
        if (load.facts().search() == PortalFacts.Search.MISSING) {
            time.call(CallKind.SEARCH, work.objectType(), tally, () -> serialPages(rows, lists, tally, then));
        } else if (load.isOnePass()) {
            search(1, tally, () -> onePass(rows, lists, tally, then));
        } else {
            search(1, tally, () -> byLanes(load, tally, () -> reads(false).listPage(0, lists, tally, then)));
        }
    }

    /** One list lane; then the ids of few records are compared. */
    private void onePass(long rows, ListRoute lists, Tally tally, Runnable then) {
        var searches = rows <= ClaimSizes.ONE_LANE ? SerialList.searchesToCompare(rows) : 0;
        serialPages(rows, lists, tally, () -> search(searches, tally, then));
    }

    private void serialPages(long rows, ListRoute lists, Tally tally, Runnable then) {
        var some = Math.min(rows, ListRequest.MAX_LIMIT);
        reads(false).listPage(some, lists, tally, () -> {
            if (rows > some) {
                serialPages(rows - some, lists, tally, then);
            } else {
                then.run();
            }
        });
    }

    private void byLanes(Step.FirstLoad load, Tally tally, Runnable then) {
        var portal = load.portal();
        var route = RoutePlan.of(portal);
        if (route.lanes() == Lanes.LISTS_AND_SEARCHES && portal.listCanBeEntered()) {
            interleave(load, tally, then);
        } else {
            shareOut(load, route.lanes(), tally, then);
        }
    }

    private void interleave(Step.FirstLoad load, Tally tally, Runnable then) {
        var portal = load.portal();
        var reading = new InterleavedModel(
                time, work.objectType(), reads(false), tally, portal, searchLanes, listLanes, then);
        var lists = reading.listsLater(listLanes);
        if (load.facts().listJump() == PortalFacts.ListJump.UNKNOWN && portal.hiddenProperties() == 0) {
            reading.afterFirstPage(() -> time.call(CallKind.LIST, work.objectType(), tally, lists));
        } else {
            afterProbe(load, tally, lists);
        }
        reading.search(searchLanes);
        reading.allBegun();
    }

    private void shareOut(Step.FirstLoad load, Lanes route, Tally tally, Runnable then) {
        var portal = load.portal();
        var lanes = lanes(portal.rows(), searchLanes + listLanes, tally, then);
        if (route != Lanes.LISTS) {
            lanes.search(searchLanes, ById.unsearchable(portal.hiddenProperties()));
        }
        if (route != Lanes.SEARCHES) {
            afterProbe(load, tally, lanes.later(() -> {
                if (portal.listCanBeEntered()) {
                    lanes.list(listLanes, portal.lists(), Long.MAX_VALUE);
                } else {
                    lanes.listSerially(portal.lists());
                }
            }));
        }
        lanes.allBegun();
    }

    /** Whether the list may be entered is asked by a search and a list call of ids. */
    private void afterProbe(Step.FirstLoad load, Tally tally, Runnable then) {
        if (load.facts().listJump() != PortalFacts.ListJump.UNKNOWN) {
            then.run();
        } else {
            search(1, tally, () -> time.call(CallKind.LIST, work.objectType(), tally, then));
        }
    }

    private void filteredLoad(Step.FilteredLoad load, Tally tally, Runnable then) {
        search(1, tally, () -> {
            if (load.rows() == 0) {
                then.run();
                return;
            }
            // Beside the lanes, what lies above the highest id is part of the last claim.
            var byId = load.byId() > 0
                    ? new ById(load.byId() / (double) load.rows())
                    : ById.unsearchable(load.unsearchable());
            var lanes = lanes(load.rows(), searchLanes, tally, then);
            lanes.search(searchLanes, byId);
            lanes.allBegun();
        });
    }

    /** As {@code SharedSearch}: the first page tells how much there is, and no search is spent on cutting. */
    private void searchShared(long rows, PageReads reads, ById byId, Tally tally, Runnable then) {
        var first = Math.min(rows, SearchRequest.MAX_LIMIT);
        reads.searchPage(first, byId, tally, () -> {
            if (rows == first) {
                then.run();
                return;
            }
            var all = new Joint(then);
            var pages = Pages.of(rows - first, SearchRequest.MAX_LIMIT);
            var lanes = Math.min(searchLanes, pages);
            var left = rows - first;
            for (var lane = 0; lane < lanes; lane++) {
                var most = Pages.of(pages - lane, lanes) * SearchRequest.MAX_LIMIT;
                var some = lane == lanes - 1 ? left : Math.min(left, most);
                left -= some;
                all.begin();
                reads.bySearch(some, byId, tally, all::end);
            }
            all.allBegun();
        });
    }

    /** Nobody has counted: one lane begins, and gives most of it to the others when the first page shows how much there is. */
    private void searchUncounted(long rows, PageReads reads, ById byId, Tally tally, Runnable then) {
        var first = Math.min(rows, SearchRequest.MAX_LIMIT);
        reads.searchPage(first, byId, tally, () -> {
            var remaining = rows - first;
            var kept = ClaimSizes.kept(remaining, 0, searchLanes);
            if (remaining == 0) {
                then.run();
            } else if (kept == remaining || searchLanes == 1) {
                reads.bySearch(remaining, byId, tally, then);
            } else {
                search(1, tally, () -> share(remaining, kept, reads, byId, tally, then));
            }
        });
    }

    private void share(long remaining, long kept, PageReads reads, ById byId, Tally tally, Runnable then) {
        var all = new Joint(then);
        all.begin();
        all.begin();
        reads.bySearch(kept, byId, tally, all::end);
        var lanes = new LanesModel(time, work.objectType(), reads, tally, remaining - kept, searchLanes, all::end);
        lanes.search(searchLanes - 1, byId);
        lanes.allBegun();
        all.allBegun();
    }

    private void listPass(Step.ListPass pass, Tally tally, Runnable whenDone) {
        facts.keep(pass.rows() == 0 ? 1 : Math.min(1, pass.wanted() / (double) pass.rows()));
        Runnable then = () -> {
            facts.keep(1);
            whenDone.run();
        };
        if (pass.pages() <= 0) {
            then.run();
        } else if (pass.facts().listJump() == PortalFacts.ListJump.ALLOWED && pass.rows() > ClaimSizes.ONE_LANE) {
            var lanes = lanes(pass.rows(), listLanes, tally, then);
            lanes.list(listLanes, pass.lists(), pass.pages());
            lanes.allBegun();
        } else {
            var rows = (long) Math.min(pass.rows(), pass.pages() * (double) ListRequest.MAX_LIMIT);
            // A section of the list is counted before it is read.
            var both = new Joint(then);
            both.begin();
            both.begin();
            var sections =
                    pass.facts().search() == PortalFacts.Search.MISSING ? 0 : 1 + rows / ListRequest.MAX_LIMIT / 10;
            search(sections, tally, both::end);
            serialPages(rows, pass.lists(), tally, both::end);
            both.allBegun();
        }
    }

    private void searchPass(Step.SearchPass pass, Tally tally, Runnable then) {
        if (pass.calls() <= 0) {
            then.run();
            return;
        }
        var rows = (long) Math.min(pass.rows(), pass.calls() / 3.0 * SearchRequest.MAX_LIMIT);
        reads(false).bySearch(rows, ById.ALL, tally, then);
    }
}
