package io.hubflow.snowflake.emulator.catalog;

import java.time.Instant;

/** A tag that may be set on columns. */
public record Tag(ObjectName name, String owner, Instant createdAt) {}
