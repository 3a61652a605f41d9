package io.hubflow.simulator.api;

/** What {@code paging.next.after} of a list is. */
public enum ListCursor {
    /** The last id plus one; any integer is accepted (as the documentation's examples show). */
    NEXT_ID,
    /** A sealed text that only the simulator can make; anything else is refused with 400. */
    OPAQUE,
    /** A position in the list: an integer, but an id put in its place leads somewhere else. */
    POSITION
}
