package io.hubflow.engine.forecast;

import io.hubflow.engine.forecast.PageReads.ById;
import io.hubflow.engine.forecast.Timetable.Tally;
import io.hubflow.engine.load.StretchSizes;
import io.hubflow.engine.plan.RoutePlan;
import io.hubflow.engine.read.ListRoute;
import io.hubflow.hubspot.ListRequest;
import io.hubflow.hubspot.SearchRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Searches and lists that share the records of a type from the lowest id up, as {@code InterleavedReading} does it, told in rows. */
final class InterleavedModel {
    private final Timetable time;
    private final String objectType;
    private final PageReads reads;
    private final Tally tally;
    private final StretchSizes sizes;
    private final long rows;
    private final ListRoute lists;
    private final ById byId;
    private final long searchesAtOnce;
    private final Joint reading;
    private final Deque<Long> waiting = new ArrayDeque<>();
    private final Deque<Runnable> idleSearches = new ArrayDeque<>();
    private final Deque<Runnable> idleLists = new ArrayDeque<>();
    /** Done when the first search is answered. */
    private Runnable afterFirst = () -> {};

    private long asked;
    private long awaited;

    InterleavedModel(
            Timetable time,
            String objectType,
            PageReads reads,
            Tally tally,
            RoutePlan.Portal portal,
            int searchLanes,
            int listLanes,
            Runnable then) {
        this.time = time;
        this.objectType = objectType;
        this.reads = reads;
        this.tally = tally;
        this.rows = portal.rows();
        this.lists = portal.lists();
        this.byId = ById.unsearchable(portal.hiddenProperties());
        this.sizes = new StretchSizes(listLanes);
        this.searchesAtOnce = StretchSizes.searchesAtOnce(rows, searchLanes);
        this.reading = new Joint(() -> prove(then));
    }

    /** Above the last pages no search begins, so their ids are compared, side by side. */
    private void prove(Runnable then) {
        var proofs = new Joint(then);
        for (var page = 1; page < searchesAtOnce; page++) {
            proofs.begin();
            time.call(CallKind.SEARCH, objectType, tally, proofs::end);
        }
        proofs.allBegun();
    }

    void search(int lanes) {
        for (var lane = 0; lane < lanes; lane++) {
            reading.begin();
            searchNext();
        }
    }

    /** @return begins the lanes; until then the reading is not over */
    Runnable listsLater(int lanes) {
        reading.begin();
        return () -> {
            for (var lane = 0; lane < lanes; lane++) {
                reading.begin();
                listNext();
            }
            reading.end();
        };
    }

    /** @param then done once a search has shown ids */
    void afterFirstPage(Runnable then) {
        afterFirst = then;
    }

    void allBegun() {
        reading.allBegun();
    }

    private void searchNext() {
        if (asked < rows && awaited < searchesAtOnce) {
            ask();
        } else if (asked >= rows && waiting.size() > idleLists.size()) {
            var pages = waiting.removeLast();
            reads.bySearch(pages * ListRequest.MAX_LIMIT, byId, tally, () -> {
                listed(pages);
                searchNext();
            });
        } else if (isOver()) {
            reading.end();
        } else {
            idleSearches.add(() -> searchNext());
        }
    }

    private void ask() {
        var room = Math.max(0, rows - asked - SearchRequest.MAX_LIMIT + 1);
        var pagesLeft = (rows - asked) / ListRequest.MAX_LIMIT;
        var most = sizes.next(pagesLeft, idleLists.size(), pagesInTime(pagesLeft + sizes.left()));
        var stretch = Math.min(most * ListRequest.MAX_LIMIT, room);
        var pages = Pages.of(stretch, ListRequest.MAX_LIMIT);
        var shown = Math.min(SearchRequest.MAX_LIMIT, rows - asked);
        asked += Math.max(0, stretch - 1) + SearchRequest.MAX_LIMIT;
        awaited++;
        sizes.planned(pages);
        reads.searchPage(shown, byId, tally, () -> {
            awaited--;
            var first = afterFirst;
            afterFirst = () -> {};
            first.run();
            if (pages > 0) {
                waiting.addLast(pages);
            }
            wake();
            searchNext();
        });
    }

    /** As {@code RecordFetcher} tells it. */
    private long pagesInTime(long pages) {
        if (byId != ById.NONE) {
            return Long.MAX_VALUE;
        }
        var calls = time.listCallsFor(pages * ListRequest.MAX_LIMIT, ListRequest.MAX_LIMIT / lists.calls());
        return calls == Long.MAX_VALUE ? calls : calls / lists.calls();
    }

    private void listNext() {
        if (!waiting.isEmpty()) {
            list(waiting.removeFirst());
        } else if (isOver()) {
            reading.end();
        } else {
            idleLists.add(() -> listNext());
        }
    }

    private void list(long pages) {
        if (pages == 0) {
            listNext();
            return;
        }
        reads.listPage(ListRequest.MAX_LIMIT, lists, tally, () -> {
            listed(1);
            list(pages - 1);
        });
    }

    private void listed(long pages) {
        sizes.read(pages);
        wake();
    }

    private boolean isOver() {
        return asked >= rows && awaited == 0 && waiting.isEmpty();
    }

    private void wake() {
        for (var lanes : List.of(idleLists, idleSearches)) {
            var all = List.copyOf(lanes);
            lanes.clear();
            all.forEach(Runnable::run);
        }
    }
}
