package io.hubflow.snowflake.emulator.session;

import org.jspecify.annotations.Nullable;

/**
 * One statement in the log.
 *
 * @param number from 1, in order of their ends
 * @param kind a {@link StatementKind}
 * @param rows changed or returned
 * @param errorCode Snowflake's code of a failed statement, otherwise null
 * @param warehouseSeconds how long it kept a warehouse working
 * @param usedWarehouse false when the cloud services layer answered alone; Snowflake bills those only above a tenth of the day's credits
 */
public record StatementRecord(
        long number,
        long session,
        String user,
        String role,
        String kind,
        String sql,
        String queryId,
        String requestId,
        String queryTag,
        long rows,
        @Nullable String errorCode,
        @Nullable String error,
        String startedAt,
        double seconds,
        double warehouseSeconds,
        boolean usedWarehouse) {}
