package io.hubflow.engine.load;

import io.hubflow.hubspot.SearchRequest;

/** How many rows a lane claims of the ids that are free, see {@link IdSpace}. Pure arithmetic, shared with the forecast. */
public final class ClaimSizes {
    /** Up to five list pages: not worth more than one lane, and the list shows what the index does not hold yet. */
    public static final long ONE_LANE = 500;

    /** A first load of up to ten list pages by id is not shared out: that would take six searches more. */
    public static final long FIRST_IN_ONE_LANE = 1_000;

    /** The furthest record that one search can point at (its offset stays below 10,000), with room for arrivals. */
    static final long MAX_CHUNK_ROWS = SearchRequest.MAX_WINDOW - SearchRequest.MAX_LIMIT;

    /** Five search pages: cutting costs a search itself, so a claim must be worth it; two seconds at HubSpot's latency. */
    static final long MIN_CHUNK_ROWS = 5 * SearchRequest.MAX_LIMIT;

    /** Twenty list pages: every cut costs one of the few searches. */
    private static final long MIN_LIST_ROWS = 2_000;

    private static final int CUTS_AT_ONCE = 3;

    private ClaimSizes() {}

    /** Rows of the next claim of a search lane: whole search pages, so few that every lane has work to the end. */
    public static long search(double rowsFree, int lanes) {
        var share = (long) (rowsFree / (2.0 * lanes)) / SearchRequest.MAX_LIMIT * SearchRequest.MAX_LIMIT;
        return Math.clamp(share, MIN_CHUNK_ROWS, MAX_CHUNK_ROWS);
    }

    /** Rows of the next claim of a list lane. */
    public static long list(double rowsFree, int lanes) {
        return Math.max(MIN_LIST_ROWS, search(rowsFree, lanes));
    }

    /** Claims of so many rows that are cut at once for list lanes, by a search each. */
    public static int listCutsAtOnce(long rows) {
        return (int) Math.clamp(MAX_CHUNK_ROWS / rows, 1, CUTS_AT_ONCE);
    }

    /**
     * What a search lane keeps of a claim of which so many rows are left; all where its claim was meant to be about so large.
     *
     * @param expected rows that the claim was meant to hold; 0 = nobody knew
     */
    public static long kept(long remaining, long expected, int searchLanes) {
        return remaining <= 2 * Math.max(expected, MIN_CHUNK_ROWS)
                ? remaining
                : Math.clamp(remaining / (2L * searchLanes), MIN_CHUNK_ROWS, MAX_CHUNK_ROWS);
    }
}
