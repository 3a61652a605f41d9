package io.hubflow.engine.plan;

import io.hubflow.engine.plan.RoutePlan.Portal;
import io.hubflow.hubspot.Associations;
import io.hubflow.hubspot.CallCounts;
import io.hubflow.hubspot.HubSpotClient;
import java.time.Duration;

/**
 * How many calls of each kind a part of a run takes. Pure arithmetic on page sizes and on the counts that every way of reading
 * is checked by; calls that are tried again are not foreseen.
 */
public final class CallForecast {
    /** A list of at most so many records is read by one lane, and its ids are compared with those of searches. */
    private static final long ONE_LANE = 500;

    /** A table of at most so many rows has its ids compared in a run that read something; a larger one is counted. */
    private static final long IDS_COMPARED = 1_000;

    /** Rows of a claim: each one is cut by a search. */
    private static final long LEAST_CLAIM = 1_000;

    private static final long LEAST_LIST_CLAIM = 2_000;
    private static final long MOST_CLAIM = 9_800;
    private static final int CLAIMS = 32;

    /** The total with the highest id, the lowest id, whether modification times can be searched, and the changes since. */
    private static final int SEARCHES_AROUND = 4;

    private static final int BURST_SECONDS = 10;

    private CallForecast() {}

    /** What a portal allows to one run. */
    public record Limits(double burstPerSecond, double searchesPerSecond, double associationsPerSecond) {}

    /** Records of a first load by lists and searches. */
    public static CallCounts firstLoad(Portal portal) {
        var rows = portal.rows();
        var around = searches(SEARCHES_AROUND + departures(rows));
        if (rows <= ONE_LANE) {
            var lists = Math.max(1, pages(rows, RoutePlan.LIST_PAGE));
            return around.plus(lists(lists, portal)).plus(searches(1 + comparisons(rows)));
        }
        var route = RoutePlan.of(portal);
        var bySearch = searchedRows(portal, route);
        var byList = rows - bySearch;
        var claim = Math.clamp(rows / (2 * CLAIMS), LEAST_CLAIM, MOST_CLAIM);
        var listClaim = Math.max(claim, LEAST_LIST_CLAIM);
        // The list is probed in its middle, and read above the highest id that searches know.
        return around.plus(new CallCounts(2, 1, 0, 0, 0, 0, 0))
                .plus(lists(pages(byList, RoutePlan.LIST_PAGE) + pages(byList, listClaim), portal))
                .plus(searches(pages(byList, listClaim)))
                .plus(searched(bySearch, claim, portal.hiddenProperties()));
    }

    /** Records of a first load of which a filter takes a part: searches alone find them. */
    public static CallCounts filteredLoad(long rows, int hiddenProperties) {
        var claim = Math.clamp(rows / 8, LEAST_CLAIM, MOST_CLAIM);
        return searches(SEARCHES_AROUND).plus(searched(rows, claim, hiddenProperties));
    }

    /** Bringing a loaded table up to date: the changes, the newest records, the departed ones. */
    public static CallCounts update(long changed) {
        return new CallCounts(1, 2 + pages(changed, RoutePlan.SEARCH_PAGE), 0, 0, 0, 0, 0);
    }

    /** Reading every record of a table again, by the list. */
    public static CallCounts reread(Portal portal) {
        return lists(Math.max(1, pages(portal.rows(), RoutePlan.LIST_PAGE)), portal);
    }

    /** Reading the records that have a value of a newly selected property: found by search, read by id. */
    public static CallCounts byId(long records) {
        return new CallCounts(
                0, 1 + pages(records, RoutePlan.SEARCH_PAGE), pages(records, RoutePlan.BATCH), 0, 0, 0, 0);
    }

    /** Reading records whose ids are known. */
    public static CallCounts byIdAlone(long records) {
        return batches(pages(records, RoutePlan.BATCH));
    }

    /** The links of so many records to those of one other type. */
    public static CallCounts links(long records) {
        return new CallCounts(0, 0, 0, pages(records, Associations.MAX_BATCH), 0, 0, 0);
    }

    /** The splits of so many deals. */
    public static CallCounts dealSplits(long records) {
        return batches(pages(records, HubSpotClient.MAX_BATCH));
    }

    /** The earlier values of so many records. */
    public static CallCounts history(long records) {
        return batches(pages(records, HubSpotClient.MAX_HISTORY_BATCH));
    }

    /** Until the limit that is reached last lets the last call pass; the answers themselves take longer in small portals. */
    public static Duration duration(CallCounts calls, Limits limits) {
        var burst = calls.list() + calls.batchRead() + calls.other();
        var seconds = Math.max(
                seconds(burst, limits.burstPerSecond(), BURST_SECONDS),
                Math.max(
                        seconds(calls.search(), limits.searchesPerSecond(), 1),
                        seconds(calls.associations(), limits.associationsPerSecond(), BURST_SECONDS)));
        return Duration.ofMillis(Math.round(seconds * 1_000));
    }

    /** The first window's calls need not wait. */
    private static double seconds(long calls, double perSecond, int window) {
        return Math.max(0, calls - perSecond * window) / perSecond;
    }

    private static long searchedRows(Portal portal, RoutePlan route) {
        return switch (route.lanes()) {
            case LISTS -> 0;
            case SEARCHES -> portal.rows();
            case LISTS_AND_SEARCHES -> {
                var share = Math.min(1, portal.searchesPerSecond() * RoutePlan.SEARCH_PAGE / route.rowsPerSecond());
                yield Math.round(portal.rows() * share);
            }
        };
    }

    private static CallCounts searched(long rows, long claim, int hiddenProperties) {
        var calls = searches(pages(rows, RoutePlan.SEARCH_PAGE) + pages(rows, claim));
        return hiddenProperties == 0 ? calls : calls.plus(batches(pages(rows, RoutePlan.BATCH)));
    }

    private static CallCounts lists(long pages, Portal portal) {
        return switch (portal.lists()) {
            case WHOLE -> new CallCounts(pages, 0, 0, 0, 0, 0, 0);
            case HALVES -> new CallCounts(2 * pages, 0, 0, 0, 0, 0, 0);
            case BATCHES -> new CallCounts(pages, 0, pages, 0, 0, 0, 0);
        };
    }

    /** Searches that show all ids of a range: it is halved until it fits into one page. */
    private static long comparisons(long rows) {
        return rows <= RoutePlan.SEARCH_PAGE ? 1 : 1 + 2 * comparisons((rows + 1) / 2);
    }

    private static long departures(long rows) {
        return rows <= IDS_COMPARED ? pages(rows, RoutePlan.SEARCH_PAGE) : 1;
    }

    private static CallCounts searches(long calls) {
        return new CallCounts(0, calls, 0, 0, 0, 0, 0);
    }

    private static CallCounts batches(long calls) {
        return new CallCounts(0, 0, calls, 0, 0, 0, 0);
    }

    private static long pages(long rows, long perPage) {
        return (rows + perPage - 1) / perPage;
    }
}
