package io.hubflow.simulator.quota;

/** Which limits a call counts against. */
public enum Bucket {
    /** The rolling ten seconds and the day. */
    BURST,
    /** Five searches a second, and the day (source: search guide). */
    SEARCH,
    /** Association calls have ten seconds of their own (source: associations guide). */
    ASSOCIATIONS,
    /** Not limited: OAuth. */
    FREE
}
