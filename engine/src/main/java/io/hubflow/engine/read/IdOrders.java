package io.hubflow.engine.read;

import java.util.Arrays;

/** What a page of ids, in HubSpot's order, shows of the order that a search sorts ids by. */
final class IdOrders {
    private IdOrders() {}

    static boolean ascending(long[] ids) {
        for (var i = 1; i < ids.length; i++) {
            if (ids[i] <= ids[i - 1]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether the page can only have been sorted as text: it ascends as text, and not as numbers whichever single row is left
     * out. One row that is repeated or belongs elsewhere is therefore no proof.
     */
    static boolean provesText(long[] ids) {
        return ascendingAsText(ids) && ids.length - longestAscending(ids) >= 2;
    }

    /** Whether the page can only have been sorted as numbers: it ascends so, over ids that text would order otherwise. */
    static boolean provesNumbers(long[] ids) {
        return ascending(ids) && !ascendingAsText(ids);
    }

    static boolean ascendingAsText(long[] ids) {
        for (var i = 1; i < ids.length; i++) {
            if (Long.toString(ids[i - 1]).compareTo(Long.toString(ids[i])) >= 0) {
                return false;
            }
        }
        return true;
    }

    /** Rows in the longest part of the page that ascends as numbers, other rows left out. */
    private static int longestAscending(long[] ids) {
        var smallestEnds = new long[ids.length];
        var length = 0;
        for (var id : ids) {
            var at = Arrays.binarySearch(smallestEnds, 0, length, id);
            var place = at < 0 ? -at - 1 : at;
            smallestEnds[place] = id;
            length = Math.max(length, place + 1);
        }
        return length;
    }
}
