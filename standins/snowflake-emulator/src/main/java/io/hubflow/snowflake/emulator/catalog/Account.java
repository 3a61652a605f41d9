package io.hubflow.snowflake.emulator.catalog;

import io.hubflow.snowflake.emulator.sql.Name;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** Everything in the account, by stored name. Thread-safe; a statement that changes two things is not atomic to readers between. */
public final class Account {
    /** The role that may do everything. */
    public static final String ADMIN = "ACCOUNTADMIN";

    /** The role that everyone has. */
    public static final String PUBLIC = "PUBLIC";

    private final String name;
    private final InstantSource clock;
    private final Map<String, User> users = new ConcurrentSkipListMap<>();
    private final Map<String, Database> databases = new ConcurrentSkipListMap<>();
    private final Map<String, Warehouse> warehouses = new ConcurrentSkipListMap<>();
    private final Map<String, String> warehouseOwners = new ConcurrentHashMap<>();
    /** Role → the roles granted to it. */
    private final Map<String, Set<String>> roles = new ConcurrentSkipListMap<>();

    private final Set<Grant> grants = ConcurrentHashMap.newKeySet();
    private final ObjectGrants objectGrants = new ObjectGrants(grants);
    private final Map<String, String> parameters = new ConcurrentSkipListMap<>();
    private volatile boolean suspended;
    private final AtomicLong storageNumbers = new AtomicLong();

    public Account(String name, InstantSource clock) {
        this.name = name;
        this.clock = clock;
        addRole(ADMIN);
        addRole(PUBLIC);
    }

    public String name() {
        return name;
    }

    public InstantSource clock() {
        return clock;
    }

    /** A DuckDB table name that was never used before. */
    public String newStorageName() {
        return "t" + storageNumbers.incrementAndGet();
    }

    public Map<String, User> users() {
        return users;
    }

    public Map<String, Database> databases() {
        return databases;
    }

    public Collection<Warehouse> warehouses() {
        return warehouses.values();
    }

    public Optional<Warehouse> warehouse(String warehouse) {
        return Optional.ofNullable(warehouses.get(warehouse));
    }

    public String warehouseOwner(String warehouse) {
        return warehouseOwners.getOrDefault(warehouse, ADMIN);
    }

    public void addWarehouse(String warehouse, String size, Duration autoSuspend, boolean autoResume, String owner) {
        warehouses.put(warehouse, new Warehouse(warehouse, size, autoSuspend, autoResume, clock));
        warehouseOwners.put(warehouse, owner);
    }

    public void dropWarehouse(String warehouse) {
        warehouses.remove(warehouse);
        objectGrants.dropped("WAREHOUSE", Name.quoted(warehouse));
    }

    public Optional<Schema> schema(String database, String schema) {
        return Optional.ofNullable(databases.get(database)).map(d -> d.schemas().get(schema));
    }

    public void addDatabase(String database, String owner) {
        databases.put(database, Database.create(database, owner, clock.instant()));
    }

    public void addSchema(String database, String schema, String owner) {
        Optional.ofNullable(databases.get(database)).ifPresent(d -> d.addSchema(schema, owner, clock.instant()));
    }

    public Set<String> roleNames() {
        return roles.keySet();
    }

    public void addRole(String role) {
        roles.computeIfAbsent(role, r -> ConcurrentHashMap.newKeySet());
    }

    public void dropRole(String role) {
        roles.remove(role);
        objectGrants.roleDropped(role);
    }

    public void grantRoleToRole(String granted, String to) {
        addRole(to);
        rolesOf(to).add(granted);
    }

    public void revokeRoleFromRole(String granted, String from) {
        rolesOf(from).remove(granted);
    }

    private Set<String> rolesOf(String role) {
        return roles.getOrDefault(role, ConcurrentHashMap.newKeySet());
    }

    public Set<Grant> grants() {
        return grants;
    }

    /** Session parameters set on the account: what sessions begin with. */
    public Map<String, String> parameters() {
        return parameters;
    }

    /**
     * As an account without a payment method or with an ended trial is: logins and metadata work, nothing that needs a warehouse does
     * (xlang-ai/Spider2 issue 207).
     */
    public void suspend(boolean changed) {
        suspended = changed;
    }

    public boolean isSuspended() {
        return suspended;
    }

    /** The full name of the table that DuckDB knows by this name; empty for temporary tables and those that are gone. */
    public Optional<String> nameOfStorage(String storage) {
        return databases.values().stream()
                .flatMap(d -> d.schemas().values().stream())
                .flatMap(s -> s.relations().values().stream())
                .filter(r ->
                        r instanceof Relation.Table table && table.storage().equals(storage))
                .map(r -> r.name().toString())
                .findFirst();
    }

    /** Keeps the grants in step with the objects. */
    public ObjectGrants objectGrants() {
        return objectGrants;
    }

    public Optional<MaskingPolicy> maskingPolicy(ObjectName policy) {
        return schema(policy.database(), policy.schema()).map(s -> s.policies().get(policy.name()));
    }

    /** The role with everything it inherits, PUBLIC included. */
    public Set<String> effectiveRoles(String role) {
        var all = new HashSet<String>();
        collect(role, all);
        all.add(PUBLIC);
        return all;
    }

    private void collect(String role, Set<String> into) {
        if (into.add(role)) {
            rolesOf(role).forEach(r -> collect(r, into));
        }
    }

    /** True when the user may take this role. */
    public boolean mayUse(User user, String role) {
        return role.equals(PUBLIC)
                || user.roles().stream()
                        .anyMatch(r -> r.equals(ADMIN)
                                ? roles.containsKey(role)
                                : effectiveRoles(r).contains(role));
    }
}
