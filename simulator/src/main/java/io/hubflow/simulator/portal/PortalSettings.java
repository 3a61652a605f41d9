package io.hubflow.simulator.portal;

import java.util.Map;

/**
 * What a portal is made from.
 *
 * @param seed the seed of all generated data
 * @param portalId the account id ({@code hubId})
 * @param records generated records by type name; types not named have none
 * @param extraProperties properties of the account's own, {@code custom_0001} and so on, by type name
 * @param timeZone the account's time zone, whose midnight resets the daily limit
 * @param uiHost the host of the {@code url} of records; regional in real portals
 */
public record PortalSettings(
        long seed,
        long portalId,
        Map<String, Long> records,
        Map<String, Integer> extraProperties,
        String timeZone,
        String uiHost) {
    /** Copies the counts. */
    public PortalSettings {
        records = Map.copyOf(records);
        extraProperties = Map.copyOf(extraProperties);
    }
}
