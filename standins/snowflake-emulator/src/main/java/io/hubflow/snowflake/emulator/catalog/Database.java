package io.hubflow.snowflake.emulator.catalog;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** A database and its schemas, by stored name. Thread-safe. */
public record Database(String name, String owner, Instant createdAt, Map<String, Schema> schemas) {
    static Database create(String name, String owner, Instant createdAt) {
        var database = new Database(name, owner, createdAt, new ConcurrentSkipListMap<>());
        database.schemas().put("PUBLIC", Schema.create(name, "PUBLIC", owner, createdAt));
        return database;
    }

    public void addSchema(String schema, String schemaOwner, Instant at) {
        schemas.put(schema, Schema.create(name, schema, schemaOwner, at));
    }
}
