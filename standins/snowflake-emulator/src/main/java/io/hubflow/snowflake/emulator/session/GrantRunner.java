package io.hubflow.snowflake.emulator.session;

import io.hubflow.snowflake.emulator.catalog.Account;
import io.hubflow.snowflake.emulator.catalog.FutureGrant;
import io.hubflow.snowflake.emulator.catalog.Grant;
import io.hubflow.snowflake.emulator.catalog.ObjectName;
import io.hubflow.snowflake.emulator.catalog.Relation;
import io.hubflow.snowflake.emulator.catalog.Rights;
import io.hubflow.snowflake.emulator.catalog.Schema;
import io.hubflow.snowflake.emulator.catalog.User;
import io.hubflow.snowflake.emulator.sql.Name;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import io.hubflow.snowflake.emulator.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** GRANT and REVOKE. Only the owner of an object, or the administrator, may. */
final class GrantRunner {
    private final StatementRunner runner;
    private final Account account;
    private final Rights rights;

    GrantRunner(StatementRunner runner) {
        this.runner = runner;
        this.account = runner.world().account();
        this.rights = runner.names().rights();
    }

    Result run(Statement.Grant grant) {
        runner.transaction().commit();
        if (grant.grantedRole() != null) {
            grantRole(grant, grant.grantedRole().last());
            return Result.status(StatementKind.DDL, "Statement executed successfully.");
        }
        String role = requireRole(grant.to());
        String object = requireOwned(grant.objectType(), grant.object());
        for (String privilege : grant.privileges()) {
            if (privilege.equals("OWNERSHIP") || privilege.equals("ALL")) {
                throw SnowflakeError.unsupported("GRANT " + privilege);
            }
            Grant one = new Grant(role, privilege, grant.objectType(), object);
            if (grant.revoke()) {
                account.grants().remove(one);
            } else {
                account.grants().add(one);
            }
        }
        return Result.status(StatementKind.DDL, "Statement executed successfully.");
    }

    /** FUTURE grants need MANAGE GRANTS, or the schema's ownership (docs: GRANT, "Future grants"; the latter unverified). */
    Result run(Statement.GrantOnMany grant) {
        runner.transaction().commit();
        String role = requireRole(grant.role());
        String container = container(grant);
        for (String privilege : grant.privileges()) {
            if (privilege.equals("OWNERSHIP") || privilege.equals("ALL")) {
                throw SnowflakeError.unsupported("GRANT " + privilege + " on future or all objects");
            }
            if (grant.future()) {
                var one = new FutureGrant(role, privilege, grant.objectType(), grant.containerType(), container);
                change(account.objectGrants().future(), one, grant.revoke());
            } else {
                objects(grant.objectType(), container)
                        .forEach(object -> change(
                                account.grants(),
                                new Grant(role, privilege, grant.objectType(), object),
                                grant.revoke()));
            }
        }
        return Result.status(StatementKind.DDL, "Statement executed successfully.");
    }

    /** Other privileges on the object stay with COPY CURRENT GRANTS and go with REVOKE; without either, there must be none. */
    Result run(Statement.GrantOwnership grant) {
        runner.transaction().commit();
        String role = requireRole(grant.role());
        if (!List.of("TABLE", "VIEW", "STAGE").contains(grant.objectType())) {
            throw SnowflakeError.unsupported("GRANT OWNERSHIP ON " + grant.objectType());
        }
        String object = requireOwned(grant.objectType(), grant.object());
        boolean dependent = account.grants().stream()
                .anyMatch(g ->
                        g.objectType().equals(grant.objectType()) && g.object().equals(object));
        if (dependent && !grant.copyGrants() && !grant.revokeGrants()) {
            throw new SnowflakeError(
                    3080, // unverified: the number and the text
                    "42501",
                    "SQL execution error:\nDependent grant of privilege on " + object
                            + " exists. It must be revoked first. More than one dependent grant may exist: use"
                            + " 'SHOW GRANTS' command to view them. To revoke all dependent grants while transferring object"
                            + " ownership, use convenience command 'GRANT OWNERSHIP ON <target_objects> TO <target_role>"
                            + " REVOKE CURRENT GRANTS'.");
        }
        if (grant.revokeGrants()) {
            account.objectGrants().dropped(grant.objectType(), object);
        }
        ObjectName name = runner.names().full(grant.object(), "GRANT");
        Schema schema = account.schema(name.database(), name.schema()).orElseThrow();
        if (grant.objectType().equals("STAGE")) {
            schema.stages().computeIfPresent(name.name(), (n, stage) -> stage.ownedBy(role));
        } else {
            schema.relations().computeIfPresent(name.name(), (n, relation) -> relation.ownedBy(role));
        }
        return Result.status(StatementKind.DDL, "Statement executed successfully.");
    }

    private static <T> void change(Set<T> grants, T one, boolean revoke) {
        if (revoke) {
            grants.remove(one);
        } else {
            grants.add(one);
        }
    }

    private String container(Statement.GrantOnMany grant) {
        boolean manages = rights.holds("MANAGE GRANTS", "ACCOUNT", "ACCOUNT");
        if (grant.containerType().equals("DATABASE")) {
            String database = grant.container().last();
            if (!account.databases().containsKey(database)) {
                throw SnowflakeError.notFoundByName(
                        "Database", grant.container().toString());
            }
            if (!manages) {
                throw SnowflakeError.insufficientPrivileges("database", database);
            }
            return Name.quoted(database);
        }
        String database = grant.container().size() == 2
                ? grant.container().parts().get(0)
                : String.valueOf(runner.session().database());
        Schema schema = account.schema(database, grant.container().last())
                .orElseThrow(() -> SnowflakeError.notFoundByName(
                        "Schema", grant.container().toString()));
        if (!manages && !rights.owns(schema.owner())) {
            throw SnowflakeError.insufficientPrivileges("schema", schema.name());
        }
        return Name.of(database, schema.name()).toString();
    }

    private List<String> objects(String type, String container) {
        return account.databases().values().stream()
                .flatMap(d -> d.schemas().values().stream())
                .flatMap(s -> switch (type) {
                    case "TABLE", "VIEW" ->
                        s.relations().values().stream()
                                .filter(r -> r.objectType().equals(type))
                                .map(Relation::name);
                    case "STAGE" -> s.stages().values().stream().map(stage -> stage.name());
                    case "SEMANTIC VIEW" -> s.semanticViews().values().stream().map(view -> view.name());
                    default -> s.formats().values().stream().map(format -> format.name());
                })
                .map(ObjectName::toString)
                .filter(name -> name.startsWith(container + "."))
                .toList();
    }

    private void grantRole(Statement.Grant grant, String role) {
        if (!rights.isAdmin()) {
            throw SnowflakeError.insufficientPrivileges("role", role);
        }
        requireRole(Name.of(role));
        if (grant.toType().equals("ROLE")) {
            String to = requireRole(grant.to());
            if (grant.revoke()) {
                account.revokeRoleFromRole(role, to);
            } else {
                account.grantRoleToRole(role, to);
            }
            return;
        }
        User user = account.users().get(grant.to().last());
        if (user == null) {
            throw SnowflakeError.notFoundByName("User", grant.to().toString());
        }
        account.users().put(user.name(), grant.revoke() ? user.withoutRole(role) : user.withRole(role));
    }

    private String requireRole(Name name) {
        if (!account.roleNames().contains(name.last())) {
            throw SnowflakeError.notFoundByName("Role", name.toString());
        }
        return name.last();
    }

    /** The object's full name, if the role owns it. */
    private String requireOwned(String type, Name name) {
        return switch (type) {
            case "ACCOUNT" -> {
                requireOwner(Optional.of(Account.ADMIN), type, name);
                yield "ACCOUNT";
            }
            case "DATABASE" -> {
                requireOwner(
                        Optional.ofNullable(account.databases().get(name.last()))
                                .map(d -> d.owner()),
                        type,
                        name);
                yield Name.quoted(name.last());
            }
            case "WAREHOUSE" -> {
                requireOwner(account.warehouse(name.last()).map(w -> account.warehouseOwner(w.name())), type, name);
                yield Name.quoted(name.last());
            }
            case "SCHEMA" -> {
                String database = name.size() == 2
                        ? name.parts().get(0)
                        : String.valueOf(runner.session().database());
                requireOwner(account.schema(database, name.last()).map(Schema::owner), type, name);
                yield Name.of(database, name.last()).toString();
            }
            default -> requireOwnedInSchema(type, runner.names().full(name, "GRANT"), name);
        };
    }

    private String requireOwnedInSchema(String type, ObjectName full, Name name) {
        Schema schema = account.schema(full.database(), full.schema())
                .orElseThrow(() -> SnowflakeError.notFoundByName("Schema", full.schemaName()));
        Optional<String> owner = switch (type) {
            case "TABLE", "VIEW" ->
                Optional.ofNullable(schema.relations().get(full.name())).map(Relation::owner);
            case "STAGE" ->
                Optional.ofNullable(schema.stages().get(full.name())).map(s -> s.owner());
            case "FILE FORMAT" ->
                Optional.ofNullable(schema.formats().get(full.name())).map(f -> f.owner());
            case "MASKING POLICY" ->
                Optional.ofNullable(schema.policies().get(full.name())).map(p -> p.owner());
            case "SEMANTIC VIEW" ->
                Optional.ofNullable(schema.semanticViews().get(full.name())).map(v -> v.owner());
            case "TAG" -> Optional.ofNullable(schema.tags().get(full.name())).map(t -> t.owner());
            default -> throw SnowflakeError.unsupported("grants on " + type);
        };
        requireOwner(owner, type, name);
        return full.toString();
    }

    private void requireOwner(Optional<String> owner, String type, Name name) {
        String word = type.charAt(0) + type.substring(1).toLowerCase(java.util.Locale.ROOT);
        if (!rights.owns(owner.orElseThrow(() -> SnowflakeError.notFoundByName(word, name.toString())))) {
            throw SnowflakeError.insufficientPrivileges(type.toLowerCase(java.util.Locale.ROOT), name.last());
        }
    }
}
