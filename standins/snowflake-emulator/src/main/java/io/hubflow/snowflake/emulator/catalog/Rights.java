package io.hubflow.snowflake.emulator.catalog;

import io.hubflow.snowflake.emulator.sql.Name;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import java.util.HashSet;
import java.util.Set;

/**
 * What one role may do. Rules: docs.snowflake.com/en/user-guide/security-access-control-privileges. An object on which the role holds no
 * privilege at all does not exist for it; one on which it lacks the privilege of the statement is refused with 003001.
 */
public final class Rights {
    private final Account account;
    private final String role;
    private final Set<String> effective;

    public Rights(Account account, String role) {
        this(account, role, Set.of());
    }

    /**
     * @param secondary roles whose privileges count as well, except for creating objects
     *     (docs.snowflake.com/en/user-guide/security-access-control-overview, "Authorization through primary role and secondary roles")
     */
    public Rights(Account account, String role, Set<String> secondary) {
        this.account = account;
        this.role = role;
        var all = new HashSet<>(account.effectiveRoles(role));
        secondary.forEach(more -> all.addAll(account.effectiveRoles(more)));
        this.effective = Set.copyOf(all);
    }

    public String role() {
        return role;
    }

    public boolean isAdmin() {
        return effective.contains(Account.ADMIN);
    }

    /** True when this role is the other or inherits it. */
    public boolean includes(String other) {
        return effective.contains(other);
    }

    /** True when an owned object of this owner is the role's own. */
    public boolean owns(String owner) {
        return isAdmin() || effective.contains(owner);
    }

    public boolean holds(String privilege, String objectType, String object) {
        return isAdmin()
                || account.grants().stream()
                        .anyMatch(g -> effective.contains(g.role())
                                && g.privilege().equals(privilege)
                                && g.objectType().equals(objectType)
                                && g.object().equals(object));
    }

    private boolean holdsAny(String objectType, String object) {
        return account.grants().stream()
                .anyMatch(g -> effective.contains(g.role())
                        && g.objectType().equals(objectType)
                        && g.object().equals(object));
    }

    /** Sees the database: owner, or any privilege on it. */
    public boolean sees(Database database) {
        return owns(database.owner()) || holdsAny("DATABASE", Name.quoted(database.name()));
    }

    public boolean sees(Schema schema) {
        return owns(schema.owner())
                || holdsAny("SCHEMA", Name.of(schema.database(), schema.name()).toString());
    }

    public boolean sees(Relation relation) {
        return owns(relation.owner())
                || holdsAny(relation.objectType(), relation.name().toString());
    }

    /** Any privilege on an object of a type that has no other rule. */
    public boolean seesObject(String objectType, ObjectName name) {
        return isAdmin() || holdsAny(objectType, name.toString());
    }

    public boolean sees(Stage stage) {
        return owns(stage.owner()) || holdsAny("STAGE", stage.name().toString());
    }

    public boolean sees(Warehouse warehouse) {
        return owns(account.warehouseOwner(warehouse.name())) || holdsAny("WAREHOUSE", Name.quoted(warehouse.name()));
    }

    public boolean uses(Database database) {
        return owns(database.owner()) || holds("USAGE", "DATABASE", Name.quoted(database.name()));
    }

    public boolean uses(Schema schema) {
        return owns(schema.owner())
                || holds(
                        "USAGE",
                        "SCHEMA",
                        Name.of(schema.database(), schema.name()).toString());
    }

    public boolean uses(Warehouse warehouse) {
        return owns(account.warehouseOwner(warehouse.name()))
                || holds("USAGE", "WAREHOUSE", Name.quoted(warehouse.name()));
    }

    /** CREATE TABLE and the like in a schema. */
    public void requireCreate(String what, Schema schema) {
        var rights = new Rights(account, role);
        if (!rights.owns(schema.owner())
                && !rights.holds(
                        "CREATE " + what,
                        "SCHEMA",
                        Name.of(schema.database(), schema.name()).toString())) {
            throw SnowflakeError.insufficientPrivileges("schema", schema.name());
        }
    }

    /** SELECT, INSERT, UPDATE, DELETE or TRUNCATE on a table or view. */
    public void require(String privilege, Relation relation) {
        if (owns(relation.owner())
                || holds(privilege, relation.objectType(), relation.name().toString())) {
            return;
        }
        if (!sees(relation)) {
            throw SnowflakeError.notFound("Object", relation.name().toString());
        }
        throw SnowflakeError.insufficientPrivileges(
                relation.word(), relation.name().name());
    }

    public void requireOwnership(Relation relation) {
        if (owns(relation.owner())) {
            return;
        }
        if (!sees(relation)) {
            throw SnowflakeError.notFoundByName(
                    relation.word().equals("table") ? "Table" : "View",
                    relation.name().toString());
        }
        throw SnowflakeError.insufficientPrivileges(
                relation.word(), relation.name().name());
    }

    /** READ or WRITE on an internal stage; WRITE implies READ in what a role is given. */
    public void require(String privilege, Stage stage) {
        if (owns(stage.owner()) || holds(privilege, "STAGE", stage.name().toString())) {
            return;
        }
        if (!sees(stage)) {
            throw SnowflakeError.notFound("Stage", stage.name().toString());
        }
        throw SnowflakeError.insufficientPrivileges("stage", stage.name().name());
    }
}
