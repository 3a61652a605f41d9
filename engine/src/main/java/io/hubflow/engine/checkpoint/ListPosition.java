package io.hubflow.engine.checkpoint;

/**
 * Where a serial list goes on: every id below {@code nextId} has been read, and {@code cursor} is HubSpot's own cursor for
 * the page that starts there, kept opaque.
 */
public record ListPosition(long nextId, String cursor) {
    /** No {@code after}: the first page. */
    public static final ListPosition START = new ListPosition(0, "");
}
