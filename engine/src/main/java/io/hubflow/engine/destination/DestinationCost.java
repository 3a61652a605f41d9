package io.hubflow.engine.destination;

import java.time.Duration;

/**
 * What a warehouse that bills by use was asked for since the destination was opened.
 *
 * @param stagedBytes compressed bytes uploaded
 * @param warehouseHeld how long the warehouse ran for us, the idle time before it suspends itself included
 * @param wakeUps how often a statement of ours started it
 */
public record DestinationCost(long statements, long stagedBytes, Duration warehouseHeld, long wakeUps) {}
