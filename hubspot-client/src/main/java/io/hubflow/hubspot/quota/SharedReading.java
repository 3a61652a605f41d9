package io.hubflow.hubspot.quota;

import java.time.Duration;

/**
 * How lists and searches share the records that are left, if both go on as fast as their limits allow. The burst limit gives calls
 * back ten seconds after they were sent, so lists may stand still for seconds while searches go on.
 */
final class SharedReading {
    /** Further ahead nothing is foreseen: all calls that were sent until now are given back by then. */
    private static final long HORIZON_MILLIS = 10_000;

    /**
     * Lists are given so much more time than searches, because a lane reads its part of a list page after page. In virtual time loads of
     * 12,000 to 100,000 contacts took 161.7 s together with a second, 164.3 with none, and 163.1 and 164.3 with two and three.
     */
    private static final long LONGER_MILLIS = 1_000;

    private SharedReading() {}

    /** Of one limit. */
    interface Room {
        /** Calls that may be sent from now on for so long. */
        long within(Duration time);
    }

    /**
     * @param records that are left
     * @param perCall how many of them a list call brings
     * @param perSearch how many a search brings
     * @return calls that lists make until nothing is left; {@link Long#MAX_VALUE} where that takes longer than is foreseen
     */
    static long listCalls(Room burst, Room search, long records, int perCall, int perSearch) {
        var low = 0L;
        var high = HORIZON_MILLIS;
        if (!isEnough(burst, search, records, perCall, perSearch, high)) {
            return Long.MAX_VALUE;
        }
        while (low < high) {
            var middle = (low + high) / 2;
            if (isEnough(burst, search, records, perCall, perSearch, middle)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return burst.within(Duration.ofMillis(high + LONGER_MILLIS));
    }

    private static boolean isEnough(Room burst, Room search, long records, int perCall, int perSearch, long millis) {
        var time = Duration.ofMillis(millis);
        var lists = burst.within(time);
        var searches = search.within(time);
        return lists >= records / perCall
                || searches >= records / perSearch
                || lists * perCall + searches * perSearch >= records;
    }
}
