package io.hubflow.app.command;

import io.hubflow.app.config.Configuration;
import io.hubflow.engine.SyncEngine;
import io.hubflow.engine.SyncRequest;
import io.hubflow.engine.VerifyEngine;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.PortalIdentity;
import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.destination.DestinationCost;
import io.hubflow.engine.identity.PortalGuard;
import io.hubflow.engine.report.RunReport;
import io.hubflow.engine.report.SyncListener;
import io.hubflow.engine.verify.VerifyOptions;
import io.hubflow.engine.verify.VerifyReport;
import io.hubflow.hubspot.HubSpotClient;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** One sync or verification as a configuration says: the one way in which the commands and {@code serve} run the engines. */
final class ConfiguredSync implements AutoCloseable {
    private final Configuration configuration;
    private final Destination destination;
    private final InstantSource clock;
    private boolean viewsAreOutdated;

    private ConfiguredSync(Configuration configuration, Destination destination, InstantSource clock) {
        this.configuration = configuration;
        this.destination = destination;
        this.clock = clock;
    }

    /** @throws io.hubflow.error.ConnectorException with a {@code DESTINATION_*} code when the warehouse cannot be opened */
    static ConfiguredSync open(Configuration configuration, InstantSource clock) {
        return new ConfiguredSync(configuration, Destinations.open(configuration, clock), clock);
    }

    /** Where the rows go. */
    String destination() {
        return destination.description();
    }

    /** @see SyncEngine#run */
    RunReport run(SyncRequest request, HubSpotClient client, SyncListener listener) {
        var report = new SyncEngine(client, destination, configuration.engineSettings(), clock, listener).run(request);
        viewsAreOutdated = report.tablesChanged();
        return report;
    }

    /** @see VerifyEngine#run */
    VerifyReport verify(SyncRequest request, VerifyOptions options, HubSpotClient client, SyncListener listener) {
        return new VerifyEngine(client, destination, configuration.engineSettings(), clock, listener)
                .run(request, options);
    }

    /** The object types that the destination holds, by hubflow's names. */
    List<String> loadedTypes() {
        return destination.loadCheckpoints().stream()
                .filter(ObjectState::isIn)
                .map(Checkpoint::stream)
                .toList();
    }

    /** What the destination knows of the portal. */
    PortalIdentity portal() {
        return PortalGuard.stored(destination.loadCheckpoints());
    }

    /** Complete once this is closed: closing writes how the run ended. */
    Optional<DestinationCost> cost() {
        return destination.cost();
    }

    /** Views that show what the run changed are made anew, when the destination is free again. */
    @Override
    public void close() {
        destination.close();
        if (viewsAreOutdated) {
            viewsAreOutdated = false;
            ViewRenewal.renew(configuration);
        }
    }
}
