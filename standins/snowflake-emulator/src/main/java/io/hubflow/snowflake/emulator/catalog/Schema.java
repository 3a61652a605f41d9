package io.hubflow.snowflake.emulator.catalog;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** A schema and what is in it, by stored name. Thread-safe. */
public record Schema(
        String database,
        String name,
        String owner,
        Instant createdAt,
        Map<String, Relation> relations,
        Map<String, Stage> stages,
        Map<String, FileFormat> formats,
        Map<String, MaskingPolicy> policies,
        Map<String, Tag> tags,
        Map<String, SemanticView> semanticViews) {
    static Schema create(String database, String name, String owner, Instant createdAt) {
        return new Schema(
                database,
                name,
                owner,
                createdAt,
                new ConcurrentSkipListMap<>(),
                new ConcurrentSkipListMap<>(),
                new ConcurrentSkipListMap<>(),
                new ConcurrentSkipListMap<>(),
                new ConcurrentSkipListMap<>(),
                new ConcurrentSkipListMap<>());
    }
}
