package io.hubflow.engine.forecast;

import io.hubflow.engine.forecast.Timetable.Tally;
import io.hubflow.engine.load.ClaimSizes;
import io.hubflow.engine.read.ListRoute;
import io.hubflow.hubspot.ListRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Lanes that share the ids of an object type, as {@code LaneCrew} and {@code Claims} do it, told in rows: list lanes claim from
 * the bottom, search lanes from the top, until they meet. Every claim is cut by a search while the lanes read.
 */
final class LanesModel {
    private final Timetable time;
    private final PageReads reads;
    private final Tally tally;
    private final String objectType;
    private final int lanes;
    private final Joint reading;
    private long low;
    private long high;
    private double rowsFree;
    private long pagesLeft = Long.MAX_VALUE;

    /** @param lanes of both kinds together: the size of a claim depends on them */
    LanesModel(Timetable time, String objectType, PageReads reads, Tally tally, long rows, int lanes, Runnable then) {
        this.time = time;
        this.objectType = objectType;
        this.reads = reads;
        this.tally = tally;
        this.high = rows;
        this.rowsFree = rows;
        this.lanes = Math.max(1, lanes);
        this.reading = new Joint(then);
    }

    private record Claim(long rows, boolean counted) {}

    void search(int count, PageReads.ById byId) {
        start(count, this::cutTop, (claim, next) -> reads.bySearch(claim.rows(), byId, tally, next));
    }

    /** @param pages that may be read at most */
    void list(int count, ListRoute lists, long pages) {
        pagesLeft = pages;
        start(count, this::cutBottom, (claim, next) -> list(claim, lists, next));
    }

    /** The list from its start, page after page; every tenth is counted by a search. */
    void listSerially(ListRoute lists) {
        reading.begin();
        nextSerialPage(lists, 0);
    }

    /** Lanes that begin once something else is done; until then the reading is not over. */
    Runnable later(Runnable beginning) {
        reading.begin();
        return () -> {
            beginning.run();
            reading.end();
        };
    }

    /** No more lanes begin. */
    void allBegun() {
        reading.allBegun();
    }

    private void nextSerialPage(ListRoute lists, long pages) {
        if (low >= high) {
            reading.end();
            return;
        }
        var rows = Math.min(ListRequest.MAX_LIMIT, high - low);
        low += rows;
        took(rows);
        var counted = pages % 10 == 0 ? 1 : 0;
        time.calls(
                counted,
                CallKind.SEARCH,
                objectType,
                tally,
                () -> reads.listPage(rows, lists, tally, () -> nextSerialPage(lists, pages + 1)));
    }

    private void start(int count, Cut cut, Read read) {
        var claims = new Claims(cut);
        for (var lane = 0; lane < count; lane++) {
            reading.begin();
            next(claims, read);
        }
        claims.cutNext();
    }

    private void next(Claims claims, Read read) {
        claims.take(claim -> {
            if (claim.isEmpty() || pagesLeft <= 0) {
                reading.end();
            } else {
                read.read(claim.get(), () -> next(claims, read));
            }
        });
    }

    /** A claim's last page reaches into the next claim, because ids have gaps. */
    private void list(Claim claim, ListRoute lists, Runnable then) {
        listPages(claim.rows() / ListRequest.MAX_LIMIT + 1, lists, () -> {
            var count = claim.counted() ? 0 : 1;
            time.calls(count, CallKind.SEARCH, objectType, tally, then);
        });
    }

    private void listPages(long pages, ListRoute lists, Runnable then) {
        if (pages == 0 || pagesLeft <= 0) {
            then.run();
            return;
        }
        pagesLeft--;
        reads.listPage(ListRequest.MAX_LIMIT, lists, tally, () -> listPages(pages - 1, lists, then));
    }

    private void cutTop(Consumer<List<Claim>> then) {
        if (low >= high) {
            then.accept(List.of());
            return;
        }
        var top = high;
        var rows = ClaimSizes.search(rowsFree, lanes);
        time.call(CallKind.SEARCH, objectType, tally, () -> {
            var to = Math.min(high, top);
            var from = Math.max(low, top - rows);
            if (from >= to) {
                cutTop(then);
                return;
            }
            high = from;
            took(rows);
            then.accept(List.of(new Claim(to - from, false)));
        });
    }

    private void cutBottom(Consumer<List<Claim>> then) {
        if (low >= high) {
            then.accept(List.of());
            return;
        }
        var bottom = low;
        var top = high;
        var rows = ClaimSizes.list(rowsFree, lanes);
        var cuts = new Joint(() -> {
            var claims = new ArrayDeque<Claim>();
            for (var cut = 0; cut < ClaimSizes.listCutsAtOnce(rows); cut++) {
                claim(bottom + rows * cut, bottom + rows * (cut + 1), top, rows).ifPresent(claims::add);
            }
            if (claims.isEmpty()) {
                cutBottom(then);
            } else {
                then.accept(List.copyOf(claims));
            }
        });
        for (var cut = 0; cut < ClaimSizes.listCutsAtOnce(rows); cut++) {
            cuts.begin();
            time.call(CallKind.SEARCH, objectType, tally, cuts::end);
        }
        cuts.allBegun();
    }

    private Optional<Claim> claim(long from, long to, long top, long rows) {
        var end = Math.min(Math.min(to, top), high);
        if (from >= end) {
            return Optional.empty();
        }
        low = end;
        took(rows);
        return Optional.of(new Claim(end - from, to < top && end == to));
    }

    private void took(long rows) {
        rowsFree = low >= high ? 0 : Math.max(1, rowsFree - rows);
    }

    /** Takes the next ids; none when there are no more. */
    @FunctionalInterface
    private interface Cut {
        void next(Consumer<List<Claim>> then);
    }

    @FunctionalInterface
    private interface Read {
        void read(Claim claim, Runnable next);
    }

    /** One claim lies ready besides those being cut. */
    private static final class Claims {
        private final Cut cut;
        private final Deque<Claim> ready = new ArrayDeque<>();
        private final Deque<Consumer<Optional<Claim>>> takers = new ArrayDeque<>();
        private boolean cutting;
        private boolean ended;

        Claims(Cut cut) {
            this.cut = cut;
        }

        void take(Consumer<Optional<Claim>> lane) {
            takers.add(lane);
            serve();
        }

        void cutNext() {
            cutting = true;
            cut.next(some -> {
                cutting = false;
                ended = some.isEmpty();
                ready.addAll(some);
                serve();
                if (!ended && !cutting && ready.size() <= 1) {
                    cutNext();
                }
            });
        }

        private void serve() {
            while (!takers.isEmpty() && (ended || !ready.isEmpty())) {
                takers.removeFirst().accept(Optional.ofNullable(ready.pollFirst()));
            }
            if (!ended && !cutting && !ready.isEmpty() && ready.size() <= 1) {
                cutNext();
            }
        }
    }
}
