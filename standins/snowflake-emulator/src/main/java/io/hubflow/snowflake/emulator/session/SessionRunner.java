package io.hubflow.snowflake.emulator.session;

import io.hubflow.snowflake.emulator.catalog.Database;
import io.hubflow.snowflake.emulator.catalog.Schema;
import io.hubflow.snowflake.emulator.catalog.User;
import io.hubflow.snowflake.emulator.catalog.Warehouse;
import io.hubflow.snowflake.emulator.sql.Name;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import io.hubflow.snowflake.emulator.sql.Statement;
import java.util.Map;

/** USE, ALTER SESSION, BEGIN, COMMIT and ROLLBACK. */
final class SessionRunner {
    private static final String DONE = "Statement executed successfully.";

    private final StatementRunner runner;

    SessionRunner(StatementRunner runner) {
        this.runner = runner;
    }

    Result begin() {
        runner.transaction().begin();
        return Result.status(StatementKind.BEGIN, DONE);
    }

    Result commit() {
        runner.transaction().commit();
        return Result.status(StatementKind.COMMIT, DONE);
    }

    Result rollback() {
        runner.transaction().rollback();
        return Result.status(StatementKind.ROLLBACK, DONE);
    }

    /** A change of AUTOCOMMIT commits what is open (docs: transactions). */
    Result alter(Statement.AlterSession alter) {
        Session session = runner.session();
        for (Map.Entry<String, Object> option : alter.set().entrySet()) {
            String before = session.parameters().value(option.getKey());
            session.parameters().set(option.getKey(), option.getValue().toString());
            if (option.getKey().equals("AUTOCOMMIT")
                    && !before.equals(session.parameters().value("AUTOCOMMIT"))) {
                runner.transaction().commit();
            }
        }
        alter.unset().forEach(session.parameters()::unset);
        return Result.status(StatementKind.ALTER_SESSION, DONE);
    }

    Result use(Statement.Use use) {
        switch (use.type()) {
            case "ROLE" -> useRole(use.name().last());
            case "WAREHOUSE" -> useWarehouse(use.name().last());
            case "DATABASE" -> useDatabase(use.name().last());
            case "SCHEMA" -> useSchema(use.name());
            default -> {
                if (use.name().size() == 1) {
                    useDatabase(use.name().last());
                } else {
                    useSchema(use.name());
                }
            }
        }
        return Result.status(StatementKind.USE, DONE);
    }

    Result use(Statement.UseSecondaryRoles use) {
        runner.session().useSecondaryRoles(use.all());
        return Result.status(StatementKind.USE, DONE);
    }

    private void useRole(String role) {
        User user = runner.world().account().users().get(runner.session().user());
        if (user == null
                || !runner.world().account().roleNames().contains(role)
                || !runner.world().account().mayUse(user, role)) {
            throw new SnowflakeError(
                    3013,
                    "42501",
                    "SQL access control error:\nRequested role '" + role + "' is not assigned to the executing user."
                            + " Specify another role to activate.");
        }
        runner.session().useRole(role);
    }

    private void useWarehouse(String name) {
        Warehouse warehouse = runner.world()
                .account()
                .warehouse(name)
                .filter(runner.names().rights()::uses)
                .orElseThrow(SnowflakeError::cannotBePerformed);
        runner.session().useWarehouse(warehouse.name());
    }

    private void useDatabase(String name) {
        Database database = runner.world().account().databases().get(name);
        if (database == null || !runner.names().rights().uses(database)) {
            throw SnowflakeError.cannotBePerformed();
        }
        Schema schema = database.schemas().get("PUBLIC");
        runner.session()
                .useDatabase(name, schema != null && runner.names().rights().uses(schema) ? "PUBLIC" : null);
    }

    private void useSchema(Name name) {
        String database =
                name.size() == 2 ? name.parts().get(0) : runner.session().database();
        if (database == null) {
            throw new SnowflakeError(
                    90_105,
                    "22000",
                    "Cannot perform USE SCHEMA. This session does not have a current database. Call 'USE DATABASE'.");
        }
        Database found = runner.world().account().databases().get(database);
        Schema schema = found == null ? null : found.schemas().get(name.last());
        boolean usable = found != null
                && schema != null
                && runner.names().rights().uses(found)
                && runner.names().rights().uses(schema);
        if (!usable) {
            throw SnowflakeError.cannotBePerformed();
        }
        runner.session().useDatabase(database, name.last());
    }
}
