package io.hubflow.engine.settings;

import io.hubflow.engine.destination.DeleteMode;
import java.time.Duration;

/**
 * @param settleLag how long HubSpot's search index is given before a window counts as complete
 * @param overlap how far a window reaches back before the cursor
 * @param refreshPolicy see {@link RefreshPolicy}
 * @param refreshDailyShare part of the portal's daily limit that refreshing may spend
 * @param refreshMaxCallsPerRun most list pages one run spends on refreshing one object type under {@code AUTO}
 * @param searchLanes concurrent searches of one object type; HubSpot answers 5 a second an account
 * @param listLanes concurrent list ranges, used only where the probe shows that the list can be entered at any id. At 250 ms a
 *     page twelve send 48 calls a second: what the limit of 19 a second leaves unused at the start is made up within 10 s
 * @param maxConcurrentObjects object types read at once
 * @param deletes what becomes of the rows of records that HubSpot no longer has
 */
public record EngineSettings(
        Duration settleLag,
        Duration overlap,
        RefreshPolicy refreshPolicy,
        double refreshDailyShare,
        int refreshMaxCallsPerRun,
        int searchLanes,
        int listLanes,
        int maxConcurrentObjects,
        DeleteMode deletes) {
    public static final EngineSettings DEFAULT = new EngineSettings(
            Duration.ofMinutes(5), Duration.ofSeconds(30), RefreshPolicy.AUTO, 0.05, 1_000, 4, 12, 4);

    /** Settings that mark the rows of departed records. */
    public EngineSettings(
            Duration settleLag,
            Duration overlap,
            RefreshPolicy refreshPolicy,
            double refreshDailyShare,
            int refreshMaxCallsPerRun,
            int searchLanes,
            int listLanes,
            int maxConcurrentObjects) {
        this(
                settleLag,
                overlap,
                refreshPolicy,
                refreshDailyShare,
                refreshMaxCallsPerRun,
                searchLanes,
                listLanes,
                maxConcurrentObjects,
                DeleteMode.SOFT);
    }

    public EngineSettings with(DeleteMode mode) {
        return new EngineSettings(
                settleLag,
                overlap,
                refreshPolicy,
                refreshDailyShare,
                refreshMaxCallsPerRun,
                searchLanes,
                listLanes,
                maxConcurrentObjects,
                mode);
    }
}
