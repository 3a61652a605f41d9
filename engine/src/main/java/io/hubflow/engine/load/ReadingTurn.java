package io.hubflow.engine.load;

/** Lets an object type read many records while others do: each that does takes memory for its stage and its lanes. */
@FunctionalInterface
public interface ReadingTurn {
    /** For an object type that is alone. */
    ReadingTurn FREE = records -> {};

    /** Twenty list pages: five seconds at HubSpot's latency, read one after the other. */
    long FEW_RECORDS = 2_000;

    /** Object types with few records that are read at once. With so many, the benchmark of 30 types stays below 450 MB. */
    int FEW_AT_ONCE = 12;

    /**
     * Waits until about so many records may be read. What tells whether there is anything to read needs no turn. May be called
     * again, with more records; by one thread.
     *
     * @throws io.hubflow.error.ConnectorException {@code INTERRUPTED} when the wait is interrupted
     */
    void await(long records);
}
