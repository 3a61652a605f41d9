package io.hubflow.duckdb;

import io.hubflow.engine.destination.DestinationStatus;
import java.time.Instant;

/** How far a file was when its writer last committed, which is {@code at}. */
public record CopiedStatus(DestinationStatus status, Instant at) {}
