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
    private final Runnable giveBack;

    private OpenDestination(Destination destination, Runnable giveBack) {
        this.destination = destination;
        this.giveBack = giveBack;
    }

    /** One that is closed when it is given back. */
    public static OpenDestination owned(Destination destination) {
        return new OpenDestination(destination, destination::close);
    }

    /**
     * One that the service keeps open.
     *
     * @param giveBack called when it is given back
     */
    public static OpenDestination lent(Destination destination, Runnable giveBack) {
        return new OpenDestination(destination, giveBack);
    }

    public Destination destination() {
        return destination;
    }

    @Override
    public void close() {
        giveBack.run();
    }
}
