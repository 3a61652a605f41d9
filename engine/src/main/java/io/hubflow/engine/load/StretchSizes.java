package io.hubflow.engine.load;

/**
 * How many list pages lie before the next search page, see {@link InterleavedReading}: as many as lists have room for. Pure
 * arithmetic, shared with the forecast. Not thread-safe.
 */
public final class StretchSizes {
    /** A stretch is read by one lane, page after page: two and a half seconds at HubSpot's latency. */
    private static final long MOST_PAGES = 10;

    /**
     * By so many pages stretches are longer for each list lane that has nothing to read: searches are scarce then, because other
     * object types take them.
     */
    private static final long PAGES_AN_IDLE_LANE = 3;

    /** Less is not worth a search page of its own. */
    private static final long LEAST_PAGES = 4;

    /** Pages that wait for each list lane. HubSpot's burst limit lets 170 calls go at once at the start, if they are there. */
    private static final long PAGES_A_LANE = 8;

    /** Records for which another search at the same time is worth the search that it costs at the end. */
    private static final long ROWS_A_SEARCH = 4_000;

    private final int listLanes;
    private long outstanding;
    private boolean anyRead;

    public StretchSizes(int listLanes) {
        this.listLanes = Math.max(1, listLanes);
    }

    /** How many searches read so many records at once. */
    public static long searchesAtOnce(long rows, int searchLanes) {
        return Math.clamp(rows / ROWS_A_SEARCH, 1, searchLanes);
    }

    /**
     * How many pages to leave to lists before the next search page.
     *
     * @param pagesLeft of all records above
     * @param idleLanes list lanes that wait for a stretch; before anything was read all of them do
     * @param pagesInTime list pages that HubSpot's limits have room for until all that is left is read, {@link #left} included
     */
    public long next(long pagesLeft, int idleLanes, long pagesInTime) {
        var room = Math.min(listLanes * PAGES_A_LANE, pagesInTime) - outstanding;
        var most = MOST_PAGES + (anyRead ? PAGES_AN_IDLE_LANE * idleLanes : 0);
        var ending = idleLanes > 0 ? pagesWhileSearching(pagesLeft) : pagesLeft / (2L * listLanes);
        return Math.clamp(room, 0, Math.clamp(ending, LEAST_PAGES, most));
    }

    /**
     * The pages that one lane can read until nothing is left above, if each next stretch is shorter by one: then lanes that have
     * nothing to read now all end together. In the time of one list page about one search goes out, each brings two pages, so
     * {@code k} stretches of {@code k, k - 1, ...} pages take {@code k²/2 + 2k} of what is left.
     */
    private static long pagesWhileSearching(long pagesLeft) {
        return Math.round(Math.sqrt(4 + 2.0 * pagesLeft) - 2);
    }

    /** Pages that are left to lists and not read. */
    public long left() {
        return Math.max(0, outstanding);
    }

    /** So many pages will be left to lists. */
    public void planned(long pages) {
        outstanding += pages;
    }

    /** What was planned has become stretches of so many pages. */
    void cut(long planned, long pages) {
        outstanding += pages - planned;
    }

    /** Lists have read so many pages. */
    public void read(long pages) {
        outstanding -= pages;
        anyRead = true;
    }
}
