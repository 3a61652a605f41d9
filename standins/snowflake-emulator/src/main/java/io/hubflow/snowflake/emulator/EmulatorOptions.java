package io.hubflow.snowflake.emulator;

import io.hubflow.snowflake.emulator.catalog.Account;
import io.hubflow.snowflake.emulator.catalog.Grant;
import io.hubflow.snowflake.emulator.catalog.User;
import io.hubflow.snowflake.emulator.sql.Name;
import io.hubflow.snowflake.emulator.storage.StorageKind;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The account that an emulator starts with, and its limits. Immutable; the {@code with…} methods give changed copies.
 *
 * @param users the first one is what {@link SnowflakeEmulator#readyLine()} names
 * @param schemas created with their databases; owned by ACCOUNTADMIN
 * @param port 0 for any free one
 * @param clock for tokens, timestamps and the warehouse meter
 * @param storage where staged files are kept, and so which of the driver's uploads runs
 */
public record EmulatorOptions(
        String account,
        List<User> users,
        List<String> roles,
        List<Grant> grants,
        List<WarehouseSpec> warehouses,
        List<SchemaSpec> schemas,
        int port,
        EmulatorLimits limits,
        InstantSource clock,
        StorageKind storage) {

    /** A warehouse, XSMALL, that wakes by itself. */
    public record WarehouseSpec(String name, Duration autoSuspend, boolean autoResume) {}

    public record SchemaSpec(String database, String schema) {}

    public EmulatorOptions {
        users = List.copyOf(users);
        roles = List.copyOf(roles);
        grants = List.copyOf(grants);
        warehouses = List.copyOf(warehouses);
        schemas = List.copyOf(schemas);
    }

    /**
     * Enough for a demo: account HUBFLOW; user LOADER with a password and an access token, role HUBFLOW_LOADER with the least privileges
     * on HUBSPOT.CRM, warehouse HUBFLOW_WH (auto-suspend 60 s); user ADMIN with ACCOUNTADMIN.
     */
    public static EmulatorOptions defaults() {
        String role = "HUBFLOW_LOADER";
        User loader = User.named("LOADER")
                .withPassword("loader-password")
                .withAccessToken("loader-access-token")
                .withRole(role)
                .withDefaults(role, "HUBFLOW_WH", null);
        User admin = User.named("ADMIN")
                .withPassword("admin-password")
                .withRole(Account.ADMIN)
                .withDefaults(Account.ADMIN, "HUBFLOW_WH", null);
        return new EmulatorOptions(
                "HUBFLOW",
                List.of(loader, admin),
                List.of(role),
                leastPrivileges(role, "HUBFLOW_WH", "HUBSPOT", "CRM"),
                List.of(new WarehouseSpec("HUBFLOW_WH", Duration.ofSeconds(60), true)),
                List.of(new SchemaSpec("HUBSPOT", "CRM")),
                0,
                EmulatorLimits.ofTheService(),
                Clock.systemUTC(),
                StorageKind.LOCAL);
    }

    /** What a loader needs on a schema where it creates all objects itself. */
    public static List<Grant> leastPrivileges(String role, String warehouse, String database, String schema) {
        String full = Name.of(database, schema).toString();
        return List.of(
                new Grant(role, "USAGE", "WAREHOUSE", Name.quoted(warehouse)),
                new Grant(role, "USAGE", "DATABASE", Name.quoted(database)),
                new Grant(role, "USAGE", "SCHEMA", full),
                new Grant(role, "CREATE TABLE", "SCHEMA", full),
                new Grant(role, "CREATE VIEW", "SCHEMA", full),
                new Grant(role, "CREATE STAGE", "SCHEMA", full),
                new Grant(role, "CREATE FILE FORMAT", "SCHEMA", full));
    }

    public EmulatorOptions withUser(User user) {
        var changed = new ArrayList<>(users);
        changed.removeIf(u -> u.name().equals(user.name()));
        changed.add(0, user);
        return copy(changed, roles, grants, warehouses, schemas);
    }

    public EmulatorOptions withRole(String role, List<Grant> roleGrants) {
        var moreRoles = new ArrayList<>(roles);
        moreRoles.add(role);
        var moreGrants = new ArrayList<>(grants);
        moreGrants.addAll(roleGrants);
        return copy(users, moreRoles, moreGrants, warehouses, schemas);
    }

    public EmulatorOptions withGrants(List<Grant> changed) {
        return copy(users, roles, changed, warehouses, schemas);
    }

    public EmulatorOptions withSchema(String database, String schema) {
        var more = new ArrayList<>(schemas);
        more.add(new SchemaSpec(database, schema));
        return copy(users, roles, grants, warehouses, more);
    }

    public EmulatorOptions withWarehouse(WarehouseSpec warehouse) {
        var more = new ArrayList<>(warehouses);
        more.removeIf(w -> w.name().equals(warehouse.name()));
        more.add(warehouse);
        return copy(users, roles, grants, more, schemas);
    }

    private EmulatorOptions copy(
            List<User> u, List<String> r, List<Grant> g, List<WarehouseSpec> w, List<SchemaSpec> s) {
        return new EmulatorOptions(account, u, r, g, w, s, port, limits, clock, storage);
    }

    public EmulatorOptions withPort(int changed) {
        return new EmulatorOptions(account, users, roles, grants, warehouses, schemas, changed, limits, clock, storage);
    }

    /** E.g. {@code withLimits(limits -> limits.withLongQuery(Duration.ofSeconds(1)))}. */
    public EmulatorOptions withLimits(UnaryOperator<EmulatorLimits> change) {
        var changed = change.apply(limits);
        return new EmulatorOptions(account, users, roles, grants, warehouses, schemas, port, changed, clock, storage);
    }

    public EmulatorOptions withClock(InstantSource changed) {
        return new EmulatorOptions(account, users, roles, grants, warehouses, schemas, port, limits, changed, storage);
    }

    /** Where the account keeps its staged files. */
    public EmulatorOptions withStorage(StorageKind changed) {
        return new EmulatorOptions(account, users, roles, grants, warehouses, schemas, port, limits, clock, changed);
    }

    Account newAccount() {
        var created = new Account(account, clock);
        roles.forEach(created::addRole);
        for (SchemaSpec spec : schemas) {
            if (!created.databases().containsKey(spec.database())) {
                created.addDatabase(spec.database(), Account.ADMIN);
            }
            created.addSchema(spec.database(), spec.schema(), Account.ADMIN);
        }
        for (WarehouseSpec spec : warehouses) {
            created.addWarehouse(spec.name(), "X-Small", spec.autoSuspend(), spec.autoResume(), Account.ADMIN);
        }
        created.grants().addAll(grants);
        users.forEach(user -> created.users().put(user.name(), user));
        return created;
    }
}
