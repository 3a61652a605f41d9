package io.hubflow.app.command;

import io.hubflow.app.config.Configuration;
import io.hubflow.engine.destination.Destination;
import java.time.InstantSource;

/** Opens the warehouse that the configuration names. */
final class Destinations {
    private Destinations() {}

    /** @throws io.hubflow.error.ConnectorException with a {@code DESTINATION_*} code when it cannot be opened */
    static Destination open(Configuration configuration, InstantSource clock) {
        throw new UnsupportedOperationException("being written");
    }
}
