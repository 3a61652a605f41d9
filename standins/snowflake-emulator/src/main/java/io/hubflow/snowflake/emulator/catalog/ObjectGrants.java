package io.hubflow.snowflake.emulator.catalog;

import io.hubflow.snowflake.emulator.sql.Name;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What becomes of grants when objects come and go (docs.snowflake.com/en/sql-reference/sql/create-view and grant-privilege): they are lost
 * with the object, also when CREATE OR REPLACE puts another in its place without COPY GRANTS; they follow a rename; a new object gets the
 * FUTURE grants of its schema, or of its database where the schema has none for that type of object. Thread-safe.
 */
public final class ObjectGrants {
    private final Set<Grant> grants;
    private final Set<FutureGrant> future = ConcurrentHashMap.newKeySet();

    ObjectGrants(Set<Grant> grants) {
        this.grants = grants;
    }

    public Set<FutureGrant> future() {
        return future;
    }

    /** A new object is there, or another one in the old one's place. */
    public void created(String objectType, ObjectName name) {
        dropped(objectType, name.toString());
        List<FutureGrant> ofSchema = future(objectType, "SCHEMA", name.schemaName());
        List<FutureGrant> effective =
                ofSchema.isEmpty() ? future(objectType, "DATABASE", Name.quoted(name.database())) : ofSchema;
        effective.forEach(f -> grants.add(new Grant(f.role(), f.privilege(), objectType, name.toString())));
    }

    private List<FutureGrant> future(String objectType, String containerType, String container) {
        return future.stream()
                .filter(f -> f.objectType().equals(objectType)
                        && f.containerType().equals(containerType)
                        && f.container().equals(container))
                .toList();
    }

    public void dropped(String objectType, String object) {
        grants.removeIf(g -> g.objectType().equals(objectType) && g.object().equals(object));
    }

    /** A schema or a database is gone, with everything in it. */
    public void containerDropped(String type, String container) {
        dropped(type, container);
        String inside = container + ".";
        grants.removeIf(g -> g.object().startsWith(inside));
        future.removeIf(f -> f.container().equals(container) || f.container().startsWith(inside));
    }

    public void renamed(String objectType, ObjectName from, ObjectName to) {
        for (Grant grant : List.copyOf(grants)) {
            if (grant.objectType().equals(objectType) && grant.object().equals(from.toString())) {
                grants.remove(grant);
                grants.add(new Grant(grant.role(), grant.privilege(), objectType, to.toString()));
            }
        }
    }

    void roleDropped(String role) {
        grants.removeIf(g -> g.role().equals(role));
        future.removeIf(f -> f.role().equals(role));
    }
}
