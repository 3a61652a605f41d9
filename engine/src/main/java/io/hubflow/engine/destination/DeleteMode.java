package io.hubflow.engine.destination;

/** What becomes of the row of a record that is archived, deleted or merged into another. */
public enum DeleteMode {
    /** The row stays, with its values, and is marked. */
    SOFT,
    /** The row is removed; one that is not there is not made. */
    HARD,
    /** Departures are not looked for. A destination that meets one all the same does as {@link #SOFT} says. */
    IGNORE
}
