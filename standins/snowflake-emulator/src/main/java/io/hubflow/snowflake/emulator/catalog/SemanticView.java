package io.hubflow.snowflake.emulator.catalog;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A semantic view. It is listed and dropped; the emulator does not answer questions from it.
 *
 * @param members aliases and names of its facts, dimensions and metrics
 */
public record SemanticView(
        ObjectName name,
        String owner,
        Instant createdAt,
        @Nullable String comment,
        List<String> members) {}
