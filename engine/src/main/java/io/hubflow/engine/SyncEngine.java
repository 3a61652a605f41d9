package io.hubflow.engine;

import io.hubflow.engine.destination.Destination;
import io.hubflow.hubspot.HubSpotClient;
import java.time.InstantSource;

/** Runs one sync: discover, plan, read, type, stage, merge and checkpoint, report. Used once a run. */
public final class SyncEngine {
    public SyncEngine(
            HubSpotClient client,
            Destination destination,
            EngineSettings settings,
            InstantSource clock,
            SyncListener listener) {}

    /**
     * Loads or updates every requested object type. An object type that fails fails alone and is reported; a failure of the
     * token, of the configuration or of the destination ends the run.
     *
     * @throws io.hubflow.error.ConnectorException when nothing could be done at all, or {@code INTERRUPTED}; what was
     *     committed stays and the next run goes on from there
     */
    public RunReport run(SyncRequest request) {
        throw new UnsupportedOperationException();
    }
}
