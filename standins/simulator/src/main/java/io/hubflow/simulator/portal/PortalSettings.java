package io.hubflow.simulator.portal;

import java.util.List;
import java.util.Map;

/**
 * What a portal is made from.
 *
 * @param seed the seed of all generated data
 * @param portalId the account id ({@code hubId})
 * @param records generated records by type name; types not named have as many as {@link #ALL_TYPES} says, or none
 * @param extraProperties properties of the account's own, {@code custom_0001} and so on, by type name
 * @param customTypes names of custom object types besides {@code machines}
 * @param inactiveTypes names of types of HubSpot's own that the account does not use
 * @param lists the lists that there are
 * @param newIds where the ids of new records lie
 * @param historyDepth the most versions of a value that are answered, the newest ones; 0 for all
 * @param timeZone the account's time zone, whose midnight resets the daily limit
 * @param uiHost the host of the {@code url} of records; regional in real portals
 */
public record PortalSettings(
        long seed,
        long portalId,
        Map<String, Long> records,
        Map<String, Integer> extraProperties,
        List<String> customTypes,
        List<String> inactiveTypes,
        List<ListPlan> lists,
        NewIds newIds,
        int historyDepth,
        String timeZone,
        String uiHost) {
    /** Stands for every type that is not named. */
    public static final String ALL_TYPES = "all";

    /** Where the ids of new records lie; HubSpot promises no order. */
    public enum NewIds {
        /** Above every id there is. */
        ABOVE,
        /** In gaps between the ids there are. */
        GAPS
    }

    /** A portal without custom types of its own whose new ids lie above the others. */
    public PortalSettings(
            long seed,
            long portalId,
            Map<String, Long> records,
            Map<String, Integer> extraProperties,
            String timeZone,
            String uiHost) {
        this(
                seed,
                portalId,
                records,
                extraProperties,
                List.of(),
                List.of(),
                List.of(),
                NewIds.ABOVE,
                0,
                timeZone,
                uiHost);
    }

    /** Copies the counts. */
    public PortalSettings {
        customTypes = List.copyOf(customTypes);
        inactiveTypes = List.copyOf(inactiveTypes);
        lists = List.copyOf(lists);
        records = Map.copyOf(records);
        extraProperties = Map.copyOf(extraProperties);
    }
}
