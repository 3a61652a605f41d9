package io.hubflow.engine.read;

/** How many records a search finds, and their lowest and highest id as its own order tells; 0 and 0 when it finds none. */
public record IdBounds(long total, long highest) {}
