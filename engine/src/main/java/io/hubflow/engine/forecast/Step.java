package io.hubflow.engine.forecast;

import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.load.ClaimSizes;
import io.hubflow.engine.plan.RoutePlan;
import io.hubflow.engine.read.ListRoute;

/** One part of what a run does with an object type, told in counts. Steps follow each other. */
public sealed interface Step {
    /**
     * Every record, for the first time.
     *
     * @param portal with the number of records
     * @param facts what is known of the portal before: it need not be asked again
     */
    record FirstLoad(RoutePlan.Portal portal, PortalFacts facts) implements Step {
        /** Whether so few records are to be read that one lane of the list brings them all. */
        public boolean isOnePass() {
            return portal.rows() <= ClaimSizes.ONE_LANE
                    || (portal.rows() <= ClaimSizes.FIRST_IN_ONE_LANE
                            && facts.idOrder() == PortalFacts.IdOrder.NUMERIC
                            && facts.listJump() != PortalFacts.ListJump.REFUSED
                            && RoutePlan.of(portal).lanes() != RoutePlan.Lanes.SEARCHES);
        }
    }

    /**
     * The records that a filter lets through, by searches alone.
     *
     * @param rows that searches find
     * @param unsearchable selected properties that no search returns
     * @param byId how many of them are read by id, because only their ids are searched; 0 = none
     */
    record FilteredLoad(long rows, int unsearchable, long byId) implements Step {}

    /**
     * What changed since the last run.
     *
     * @param byId whether the records are read by id
     */
    record Changes(long rows, int unsearchable, boolean byId) implements Step {}

    /** Records above the highest known id. */
    record Newest(ListRoute lists) implements Step {}

    /** Records that have a value of a property that is new to the table. */
    record Backfill(long rows) implements Step {}

    /**
     * Reading records again by the list.
     *
     * @param rows in the list
     * @param wanted those of them that are kept, whose links and histories are read
     * @param pages that may be read at most
     * @param facts whether the list may be entered at any id, and whether searches count its sections
     */
    record ListPass(long rows, long wanted, long pages, ListRoute lists, PortalFacts facts) implements Step {}

    /** Likewise where a filter takes a part of the records: searches find them. @param calls that may be made at most */
    record SearchPass(long rows, long calls) implements Step {}

    /**
     * Looking for records that are gone.
     *
     * @param readSomething whether the run has read records of this type before
     */
    record Departures(long rows, boolean readSomething) implements Step {}

    /** Records that are asked for by id, because their rows leave the filter. */
    record LookUp(long rows) implements Step {}

    /** Links of rows that are there. */
    record LoadLinks(long rows) implements Step {}

    /** Deal splits of rows that are there. */
    record LoadSplits(long rows) implements Step {}

    /** Earlier values of rows that are there. */
    record LoadHistories(long rows) implements Step {}
}
