package io.hubflow.engine.destination;

/** A column by name, as in HubSpot (lower case); a destination may quote or upper-case it. */
public record Column(String name, ColumnType type) {}
