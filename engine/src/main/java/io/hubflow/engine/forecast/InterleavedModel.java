package io.hubflow.engine.forecast;

import io.hubflow.engine.forecast.PageReads.ById;
import io.hubflow.engine.forecast.Timetable.Tally;
import io.hubflow.engine.load.StretchSizes;
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
            long rows,
            int searchLanes,
            int listLanes,
            Runnable then) {
        this.time = time;
        this.objectType = objectType;
        this.reads = reads;
        this.tally = tally;
        this.rows = rows;
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

    void search(int lanes, ById byId) {
        for (var lane = 0; lane < lanes; lane++) {
            reading.begin();
            searchNext(byId);
        }
    }

    /** @return begins the lanes; until then the reading is not over */
    Runnable listsLater(int lanes, ListRoute lists) {
        reading.begin();
        return () -> {
            for (var lane = 0; lane < lanes; lane++) {
                reading.begin();
                listNext(lists);
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

    private void searchNext(ById byId) {
        if (asked < rows && awaited < searchesAtOnce) {
            ask(byId);
        } else if (asked >= rows && waiting.size() > idleLists.size()) {
            var pages = waiting.removeLast();
            reads.bySearch(pages * ListRequest.MAX_LIMIT, byId, tally, () -> {
                listed(pages);
                searchNext(byId);
            });
        } else if (isOver()) {
            reading.end();
        } else {
            idleSearches.add(() -> searchNext(byId));
        }
    }

    private void ask(ById byId) {
        var room = Math.max(0, rows - asked - SearchRequest.MAX_LIMIT + 1);
        var stretch = Math.min(
                sizes.next((rows - asked) / ListRequest.MAX_LIMIT, idleLists.size()) * ListRequest.MAX_LIMIT, room);
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
            searchNext(byId);
        });
    }

    private void listNext(ListRoute lists) {
        if (!waiting.isEmpty()) {
            list(waiting.removeFirst(), lists);
        } else if (isOver()) {
            reading.end();
        } else {
            idleLists.add(() -> listNext(lists));
        }
    }

    private void list(long pages, ListRoute lists) {
        if (pages == 0) {
            listNext(lists);
            return;
        }
        reads.listPage(ListRequest.MAX_LIMIT, lists, tally, () -> {
            listed(1);
            list(pages - 1, lists);
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
