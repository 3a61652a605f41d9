package io.hubflow.snowflake.emulator.session;

import io.hubflow.snowflake.emulator.catalog.Account;
import io.hubflow.snowflake.emulator.catalog.Database;
import io.hubflow.snowflake.emulator.catalog.PublicKeys;
import io.hubflow.snowflake.emulator.catalog.Rights;
import io.hubflow.snowflake.emulator.catalog.Schema;
import io.hubflow.snowflake.emulator.catalog.User;
import io.hubflow.snowflake.emulator.catalog.Warehouse;
import io.hubflow.snowflake.emulator.sql.Name;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import io.hubflow.snowflake.emulator.sql.Statement;
import io.hubflow.snowflake.emulator.sql.Statement.Creation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Schemas, databases, warehouses, roles and users. */
final class AccountRunner {
    private final StatementRunner runner;
    private final Account account;
    private final Rights rights;

    AccountRunner(StatementRunner runner) {
        this.runner = runner;
        this.account = runner.world().account();
        this.rights = runner.names().rights();
    }

    Result create(Statement.CreateObject create) {
        runner.transaction().commit();
        String name = create.name().last();
        boolean exists = exists(create);
        if (exists && create.creation() == Creation.IF_NOT_EXISTS) {
            return done(name + " already exists, statement succeeded.");
        }
        if (create.type().equals("SCHEMA")) {
            createSchema(create, exists);
        } else {
            requireOnAccount("CREATE " + create.type());
            if (exists) {
                requirePlain(create, name);
            }
            createOnAccount(create.type(), name, create.options());
        }
        String type = create.type().charAt(0) + create.type().substring(1).toLowerCase(java.util.Locale.ROOT);
        return done(type + " " + name + " successfully created.");
    }

    private static void requirePlain(Statement.CreateObject create, String name) {
        if (create.creation() == Creation.OR_REPLACE) {
            throw SnowflakeError.unsupported("CREATE OR REPLACE " + create.type() + " of an existing one");
        }
        throw SnowflakeError.alreadyExists(name);
    }

    private boolean exists(Statement.CreateObject create) {
        String name = create.name().last();
        return switch (create.type()) {
            case "DATABASE" -> account.databases().containsKey(name);
            case "WAREHOUSE" -> account.warehouse(name).isPresent();
            case "ROLE" -> account.roleNames().contains(name);
            case "USER" -> account.users().containsKey(name);
            default -> {
                Database database = databaseOf(create.name());
                yield database.schemas().containsKey(name);
            }
        };
    }

    private Database databaseOf(Name name) {
        String database =
                name.size() == 2 ? name.parts().get(0) : runner.session().database();
        if (database == null) {
            throw new SnowflakeError(
                    90_105,
                    "22000",
                    "Cannot perform CREATE SCHEMA. This session does not have a current database. Call 'USE"
                            + " DATABASE'.");
        }
        return runner.names().requireDatabase(database);
    }

    private void createSchema(Statement.CreateObject create, boolean exists) {
        Database database = databaseOf(create.name());
        if (!rights.owns(database.owner())
                && !rights.holds("CREATE SCHEMA", "DATABASE", Name.quoted(database.name()))) {
            throw SnowflakeError.insufficientPrivileges("database", database.name());
        }
        if (exists) {
            requirePlain(create, create.name().last());
        }
        database.addSchema(
                create.name().last(),
                runner.session().role(),
                runner.world().clock().instant());
        runner.session().useDatabase(database.name(), create.name().last());
    }

    private void createOnAccount(String type, String name, Map<String, Object> options) {
        switch (type) {
            case "DATABASE" -> {
                account.addDatabase(name, runner.session().role());
                runner.session().useDatabase(name, "PUBLIC");
            }
            case "WAREHOUSE" -> {
                account.addWarehouse(
                        name,
                        options.getOrDefault("WAREHOUSE_SIZE", "XSMALL").toString(),
                        seconds(options.getOrDefault("AUTO_SUSPEND", "600")),
                        !"FALSE"
                                .equalsIgnoreCase(options.getOrDefault("AUTO_RESUME", "TRUE")
                                        .toString()),
                        runner.session().role());
                runner.session().useWarehouse(name);
            }
            case "ROLE" -> account.addRole(name);
            default -> account.users().put(name, changed(User.named(name), options));
        }
    }

    private static Duration seconds(Object value) {
        return value.toString().equalsIgnoreCase("NULL")
                ? Duration.ZERO
                : Duration.ofSeconds(Long.parseLong(value.toString()));
    }

    Result alterUser(Statement.AlterUser alter) {
        runner.transaction().commit();
        requireOnAccount("CREATE USER");
        User user = account.users().get(alter.name().last());
        if (user == null) {
            throw SnowflakeError.notFoundByName("User", alter.name().toString());
        }
        account.users().put(user.name(), changed(user, alter.options()));
        return done("Statement executed successfully.");
    }

    private static User changed(User user, Map<String, Object> options) {
        User changed = user;
        for (Map.Entry<String, Object> option : options.entrySet()) {
            String value = option.getValue().toString();
            changed = switch (option.getKey()) {
                case "PASSWORD" -> changed.withPassword(value);
                case "RSA_PUBLIC_KEY" -> changed.withPublicKey(PublicKeys.parse(value));
                case "DEFAULT_ROLE" ->
                    changed.withDefaults(unquoted(value), changed.defaultWarehouse(), changed.defaultNamespace());
                case "DEFAULT_WAREHOUSE" ->
                    changed.withDefaults(changed.defaultRole(), unquoted(value), changed.defaultNamespace());
                case "DEFAULT_NAMESPACE" ->
                    changed.withDefaults(changed.defaultRole(), changed.defaultWarehouse(), unquoted(value));
                case "TYPE", "COMMENT", "MUST_CHANGE_PASSWORD", "LOGIN_NAME", "DISPLAY_NAME", "EMAIL" -> changed;
                case "DEFAULT_SECONDARY_ROLES" -> changed.withDefaultSecondaryRoles(secondaryRoles(option.getValue()));
                default -> throw SnowflakeError.unsupported("user option " + option.getKey());
            };
        }
        return changed;
    }

    /** {@code ('ALL')} or {@code ()}. */
    private static boolean secondaryRoles(Object value) {
        if (value instanceof List<?> roles && (roles.isEmpty() || roles.equals(List.of("ALL")))) {
            return !roles.isEmpty();
        }
        throw SnowflakeError.unsupported("DEFAULT_SECONDARY_ROLES other than ('ALL') or ()");
    }

    private static String unquoted(String name) {
        return name.startsWith("\"") ? name.substring(1, name.length() - 1) : Name.stored(name);
    }

    /** Parameters that sessions opened from now on begin with. */
    Result alterAccount(Statement.AlterAccount alter) {
        runner.transaction().commit();
        if (!rights.isAdmin()) {
            throw SnowflakeError.insufficientPrivileges("account", account.name());
        }
        var checked = new SessionParameters();
        alter.options().forEach((name, value) -> {
            checked.set(name, value.toString());
            account.parameters().put(name, value.toString());
        });
        return done("Statement executed successfully.");
    }

    Result alterWarehouse(Statement.AlterWarehouse alter) {
        runner.transaction().commit();
        @Nullable
        String name = alter.name() == null
                ? runner.session().warehouse()
                : alter.name().last();
        Warehouse warehouse = (name == null ? java.util.Optional.<Warehouse>empty() : account.warehouse(name))
                .filter(rights::sees)
                .orElseThrow(() -> SnowflakeError.notFoundByName("Warehouse", String.valueOf(name)));
        String needed = alter.action().equals("SET") ? "MODIFY" : "OPERATE";
        if (!rights.owns(account.warehouseOwner(warehouse.name()))
                && !rights.holds(needed, "WAREHOUSE", Name.quoted(warehouse.name()))) {
            throw SnowflakeError.insufficientPrivileges("warehouse", warehouse.name());
        }
        switch (alter.action()) {
            case "SUSPEND" -> warehouse.suspend();
            case "RESUME" -> warehouse.resume();
            default -> {
                Object suspend = alter.options().get("AUTO_SUSPEND");
                Object resume = alter.options().get("AUTO_RESUME");
                warehouse.configure(
                        suspend == null ? null : seconds(suspend),
                        resume == null ? null : resume.toString().equalsIgnoreCase("TRUE"));
            }
        }
        return done("Statement executed successfully.");
    }

    Result drop(Statement.Drop drop) {
        runner.transaction().commit();
        requireOnAccount("CREATE " + drop.type());
        String name = drop.name().last();
        boolean dropped = switch (drop.type()) {
            case "DATABASE" -> dropDatabase(name);
            case "WAREHOUSE" -> account.warehouse(name).isPresent();
            case "ROLE" -> account.roleNames().contains(name);
            default -> account.users().remove(name) != null;
        };
        if (!dropped && !drop.ifExists()) {
            String type = drop.type().charAt(0) + drop.type().substring(1).toLowerCase(java.util.Locale.ROOT);
            throw SnowflakeError.notFoundByName(type, drop.name().toString());
        }
        if (drop.type().equals("WAREHOUSE")) {
            account.dropWarehouse(name);
        } else if (drop.type().equals("ROLE")) {
            account.dropRole(name);
        }
        return done(name + " successfully dropped.");
    }

    private boolean dropDatabase(String name) {
        Database database = account.databases().get(name);
        if (database != null && database.schemas().values().stream().anyMatch(s -> hasTables(s))) {
            throw SnowflakeError.unsupported("DROP DATABASE with tables in it");
        }
        account.objectGrants().containerDropped("DATABASE", Name.quoted(name));
        return account.databases().remove(name) != null;
    }

    private static boolean hasTables(Schema schema) {
        return !schema.relations().isEmpty();
    }

    private void requireOnAccount(String privilege) {
        if (!rights.holds(privilege, "ACCOUNT", "ACCOUNT")) {
            throw SnowflakeError.insufficientPrivileges("account", account.name());
        }
    }

    private static Result done(String status) {
        return Result.status(StatementKind.DDL, status);
    }
}
