package io.hubflow.engine.read;

/** How many records a search finds, and the highest of their ids as its own order tells; 0 when it finds none. */
public record IdBounds(long total, long highest) {}
