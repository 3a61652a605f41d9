package io.hubflow.snowflake.emulator.catalog;

import java.time.Instant;

/**
 * A masking policy of one argument.
 *
 * @param argument the name of the value in the body
 * @param type of the argument and of what the body returns; a column must be of the same kind
 * @param body the expression as written
 */
public record MaskingPolicy(
        ObjectName name, String owner, Instant createdAt, String argument, SnowType type, String body) {}
