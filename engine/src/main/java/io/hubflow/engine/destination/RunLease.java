package io.hubflow.engine.destination;

/** A run's claim on a destination; see {@link Destination#beginRun}. Closing it again does nothing. */
@FunctionalInterface
public interface RunLease extends AutoCloseable {
    /** Of destinations that keep other writers out as long as they are open. */
    RunLease NONE = () -> {};

    /** Ends the claim. Does not throw: a claim that cannot be withdrawn expires. */
    @Override
    void close();
}
