package io.hubflow.engine.destination;

import java.time.Duration;

/**
 * What a warehouse that bills by use was asked for since the destination was opened.
 *
 * @param statements all of them, those that failed included
 * @param withoutWarehouse of these, the ones that no warehouse ran for; Snowflake bills them as cloud services, which it charges
 *     only as far as a day's exceed a tenth of the warehouses' credits (docs.snowflake.com user-guide/cost-understanding-compute,
 *     read 2026-11-28)
 * @param stagedBytes compressed bytes uploaded
 * @param warehouseHeld how long the warehouse ran for us, the idle time before it suspends itself included
 * @param wakeUps how often a statement of ours started it
 */
public record DestinationCost(
        long statements, long withoutWarehouse, long stagedBytes, Duration warehouseHeld, long wakeUps) {}
