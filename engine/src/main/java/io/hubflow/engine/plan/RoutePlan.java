package io.hubflow.engine.plan;

import io.hubflow.engine.read.ListRoute;
import io.hubflow.hubspot.quota.QuotaSnapshot;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * How the records of an object type are read for the least time within the portal's budgets, and why. Pure arithmetic: HubSpot
 * meters lists and batch reads by the burst limit and searches by a limit of their own (reference §8), so a plan is a rate of
 * rows and a number of calls.
 *
 * @param lists what one list page takes
 * @param lanes which lanes the first load has
 * @param rowsPerSecond what the limits allow in this way
 * @param callsPerThousandRows of any kind; all of them count for the day
 * @param reason one sentence for the operator
 */
public record RoutePlan(
        ListRoute lists, Lanes lanes, double rowsPerSecond, double callsPerThousandRows, String reason) {
    private static final int LIST_PAGE = 100;
    private static final int SEARCH_PAGE = 200;
    private static final int BATCH = 100;

    /** HubSpot's limit where it sends none counts as this many calls a second. */
    public static final double UNLIMITED_PER_SECOND = 10_000;

    /** A list that can only be read page after page: a list call was seen to take a quarter of a second (reference §3). */
    private static final double SERIAL_PAGES_PER_SECOND = 4;

    /** A faster plan must be faster by this much to be worth more calls. */
    private static final double WORTH_IT = 1.05;

    /** Which lanes read at once. */
    public enum Lanes {
        LISTS,
        SEARCHES,
        LISTS_AND_SEARCHES
    }

    /**
     * What the choice depends on.
     *
     * @param burstPerSecond calls of lists and batch reads
     * @param dailyCallsLeft absent when HubSpot tells none
     * @param lists how a list page comes to have every property
     * @param listCanBeEntered whether several lanes can read the list at once
     * @param hiddenProperties selected properties that no search returns
     * @param rows how many records there are
     */
    public record Portal(
            double burstPerSecond,
            double searchesPerSecond,
            OptionalLong dailyCallsLeft,
            ListRoute lists,
            boolean listCanBeEntered,
            int hiddenProperties,
            long rows) {
        private static final double BURST_SECONDS = 10;

        /** Of an account (reference §4). */
        private static final double SEARCHES_PER_SECOND = 5;

        /** Under these limits. */
        public static Portal of(
                QuotaSnapshot quota, ListRoute lists, boolean listCanBeEntered, int hiddenProperties, long rows) {
            var unlimited = quota.burstLimit() == Integer.MAX_VALUE;
            return new Portal(
                    unlimited ? UNLIMITED_PER_SECOND : quota.burstLimit() / BURST_SECONDS,
                    unlimited ? UNLIMITED_PER_SECOND : SEARCHES_PER_SECOND,
                    quota.dailyRemaining(),
                    lists,
                    listCanBeEntered,
                    hiddenProperties,
                    rows);
        }
    }

    /** The fastest way that the day's calls allow; of ways that are about as fast the one with the fewest calls. */
    public static RoutePlan of(Portal portal) {
        var plans = Stream.of(Lanes.values())
                .map(lanes -> plan(portal, lanes))
                .filter(plan -> plan.rowsPerSecond > 0)
                .toList();
        var affordable = plans.stream().filter(plan -> plan.fits(portal)).toList();
        if (affordable.isEmpty()) {
            return plans.stream()
                    .reduce((a, b) -> b.callsPerThousandRows < a.callsPerThousandRows ? b : a)
                    .orElseThrow()
                    .because(portal, "the day's calls do not last for it");
        }
        var fastest =
                affordable.stream().mapToDouble(RoutePlan::rowsPerSecond).max().orElseThrow();
        return affordable.stream()
                .filter(plan -> plan.rowsPerSecond * WORTH_IT >= fastest)
                .reduce((a, b) -> b.callsPerThousandRows < a.callsPerThousandRows ? b : a)
                .orElseThrow()
                .because(
                        portal,
                        affordable.size() < plans.size() ? "a faster way takes more calls than the day has" : "");
    }

    private static RoutePlan plan(Portal portal, Lanes lanes) {
        var burst = portal.burstPerSecond();
        var hiddenReads = portal.hiddenProperties() > 0 ? SEARCH_PAGE / (double) BATCH : 0;
        var searches = lanes == Lanes.LISTS ? 0 : portal.searchesPerSecond();
        if (hiddenReads > 0) {
            searches = Math.min(searches, burst / hiddenReads);
        }
        var listCalls = lanes == Lanes.SEARCHES ? 0 : burst - searches * hiddenReads;
        var pages = listCalls / portal.lists().calls();
        if (!portal.listCanBeEntered()) {
            pages = Math.min(pages, SERIAL_PAGES_PER_SECOND);
        }
        var rows = searches * SEARCH_PAGE + pages * LIST_PAGE;
        var calls = searches * (1 + hiddenReads) + pages * portal.lists().calls();
        return new RoutePlan(portal.lists(), lanes, rows, rows == 0 ? 0 : calls * 1_000 / rows, "");
    }

    private boolean fits(Portal portal) {
        var left = portal.dailyCallsLeft();
        return left.isEmpty() || callsPerThousandRows * portal.rows() / 1_000 <= left.getAsLong();
    }

    private RoutePlan because(Portal portal, String daily) {
        var ways = switch (lanes) {
            case LISTS -> "Read by lists";
            case SEARCHES -> "Read by searches";
            case LISTS_AND_SEARCHES -> "Read by lists and searches at once";
        };
        var sentence = new StringBuilder(ways);
        if (portal.burstPerSecond() < UNLIMITED_PER_SECOND) {
            sentence.append(String.format(Locale.ROOT, ", at most %,d rows/s", Math.round(rowsPerSecond)));
        }
        sentence.append(String.format(Locale.ROOT, " and %.1f calls for 1,000 rows", callsPerThousandRows));
        if (lanes != Lanes.SEARCHES) {
            sentence.append("; ").append(lists.reason());
        }
        if (portal.hiddenProperties() > 0) {
            sentence.append(
                    lanes == Lanes.LISTS
                            ? "; searches would not be faster, because they do not return highly sensitive properties"
                            : "; highly sensitive properties, which searches do not return, are read by id");
        }
        if (lanes != Lanes.SEARCHES && !portal.listCanBeEntered()) {
            sentence.append("; this portal's list can only be read from its start");
        }
        if (!daily.isEmpty()) {
            sentence.append("; ").append(daily);
        }
        return new RoutePlan(
                lists,
                lanes,
                rowsPerSecond,
                callsPerThousandRows,
                sentence.append('.').toString());
    }
}
