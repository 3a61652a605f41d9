package io.hubflow.nifi.api;

import io.hubflow.engine.destination.Destination;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One destination that several processors of a node may use at the same time: the first one opens it, the last one gives it
 * back. Thread-safe.
 */
public final class SharedDestination<D extends Destination> {
    private final Supplier<D> opening;
    private final Consumer<D> ending;
    private @Nullable D open;
    private int users;

    /**
     * @param opening may throw what opening a destination throws
     * @param ending called once nobody uses it any longer
     */
    public SharedDestination(Supplier<D> opening, Consumer<D> ending) {
        this.opening = opening;
        this.ending = ending;
    }

    /** For one run of a processor. */
    public synchronized OpenDestination lend() {
        var destination = open;
        if (destination == null) {
            destination = opening.get();
            open = destination;
        }
        users++;
        return OpenDestination.lent(destination, this::giveBack);
    }

    private synchronized void giveBack() {
        users--;
        var destination = open;
        if (users == 0 && destination != null) {
            open = null;
            ending.accept(destination);
        }
    }
}
