package io.hubflow.snowflake.emulator.session;

import io.hubflow.snowflake.emulator.catalog.Account;
import io.hubflow.snowflake.emulator.catalog.Grant;
import io.hubflow.snowflake.emulator.catalog.ObjectName;
import io.hubflow.snowflake.emulator.catalog.Relation;
import io.hubflow.snowflake.emulator.catalog.Rights;
import io.hubflow.snowflake.emulator.catalog.Schema;
import io.hubflow.snowflake.emulator.catalog.User;
import io.hubflow.snowflake.emulator.sql.Name;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import io.hubflow.snowflake.emulator.sql.Statement;
import java.util.Optional;

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
