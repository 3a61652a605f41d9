package io.hubflow.engine.settings;

import io.hubflow.engine.destination.DeleteMode;
import java.time.Duration;

/**
 * How the engine reads a portal. Immutable: each {@code with…} method returns a copy with one value changed.
 *
 * @param settleLag how long HubSpot's search index is given before a window counts as complete
 * @param overlap how far a window reaches back before the cursor
 * @param refresh when rows are read again that no search can find
 * @param lanes how much is read concurrently
 * @param deletes what becomes of the rows of records that HubSpot no longer has
 */
public record EngineSettings(Duration settleLag, Duration overlap, Refresh refresh, Lanes lanes, DeleteMode deletes) {
    public static final EngineSettings DEFAULT = new EngineSettings(
            Duration.ofMinutes(5),
            Duration.ofSeconds(30),
            new Refresh(RefreshPolicy.AUTO, 0.05, 1_000),
            new Lanes(4, 12, 4),
            DeleteMode.SOFT);

    /**
     * @param policy see {@link RefreshPolicy}
     * @param dailyShare part of the portal's daily limit that refreshing may spend, 0 to 1
     * @param maxCallsPerRun most list pages one run spends on refreshing one object type under {@code AUTO}
     */
    public record Refresh(RefreshPolicy policy, double dailyShare, int maxCallsPerRun) {
        /** The same budget under another policy. */
        public Refresh with(RefreshPolicy other) {
            return new Refresh(other, dailyShare, maxCallsPerRun);
        }
    }

    /**
     * @param search concurrent searches of one object type; HubSpot answers 5 a second an account
     * @param list concurrent list ranges, used only where the probe shows that the list can be entered at any id. At 250 ms a
     *     page twelve send 48 calls a second: what the limit of 19 a second leaves unused at the start is made up within 10 s
     * @param objects object types read at once
     */
    public record Lanes(int search, int list, int objects) {}

    public EngineSettings with(DeleteMode mode) {
        return new EngineSettings(settleLag, overlap, refresh, lanes, mode);
    }

    public EngineSettings with(RefreshPolicy policy) {
        return new EngineSettings(settleLag, overlap, refresh.with(policy), lanes, deletes);
    }

    public EngineSettings with(Lanes other) {
        return new EngineSettings(settleLag, overlap, refresh, other, deletes);
    }

    public EngineSettings withSettleLag(Duration lag) {
        return new EngineSettings(lag, overlap, refresh, lanes, deletes);
    }
}
