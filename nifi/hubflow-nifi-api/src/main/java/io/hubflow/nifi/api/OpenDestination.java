package io.hubflow.nifi.api;

import io.hubflow.engine.destination.Destination;

/**
 * A destination that came out of a controller service. Closing it gives it back.
 *
 * <p>A class on purpose: NiFi hands out proxies for every interface that a service's method returns, and again for what
 * those return. A destination must get back the very stages that it gave.
 */
public final class OpenDestination implements AutoCloseable {
    private final Destination destination;
    private final boolean lent;

    private OpenDestination(Destination destination, boolean lent) {
        this.destination = destination;
        this.lent = lent;
    }

    /** One that is closed when it is given back. */
    public static OpenDestination owned(Destination destination) {
        return new OpenDestination(destination, false);
    }

    /** One that the service keeps open. */
    public static OpenDestination lent(Destination destination) {
        return new OpenDestination(destination, true);
    }

    public Destination destination() {
        return destination;
    }

    @Override
    public void close() {
        if (!lent) {
            destination.close();
        }
    }
}
