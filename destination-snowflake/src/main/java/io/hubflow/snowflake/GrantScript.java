package io.hubflow.snowflake;

import static io.hubflow.snowflake.Identifiers.quote;

import java.util.List;

/**
 * The script that an administrator runs once: a role that may do what loading needs and nothing else, a small warehouse that
 * sleeps soon, and a service user that logs in with a key.
 */
public final class GrantScript {
    private GrantScript() {}

    /** Lines of SQL and comments. The role owns what it creates, so it needs no further right on tables. */
    public static List<String> lines(
            String role, String warehouse, String username, String database, String schema, Layout layout) {
        var grants = new Grants(new Place(database, schema), role, warehouse);
        var view = layout == Layout.RAW ? ", CREATE VIEW" : "";
        return List.of(
                "-- Least privilege for hubflow. Run it as a role that may create users and grant on the database,",
                "-- such as ACCOUNTADMIN, after putting in the public key of the service user.",
                "CREATE ROLE IF NOT EXISTS " + quote(role) + ";",
                grants.createWarehouse() + ";",
                grants.useWarehouse() + ";",
                grants.createDatabase() + ";",
                grants.createSchema() + ";",
                grants.useDatabase() + ";",
                "GRANT USAGE, CREATE TABLE, CREATE STAGE" + view + " ON SCHEMA "
                        + grants.place().qualifiedSchema() + " TO ROLE " + quote(role) + ";",
                "CREATE USER IF NOT EXISTS " + quote(username) + " TYPE = SERVICE DEFAULT_ROLE = " + quote(role)
                        + " DEFAULT_WAREHOUSE = " + quote(warehouse) + " RSA_PUBLIC_KEY = '<public key>';",
                "GRANT ROLE " + quote(role) + " TO USER " + quote(username) + ";");
    }

    public static List<String> lines(SnowflakeSettings settings) {
        return lines(
                settings.role(),
                settings.warehouse(),
                settings.username(),
                settings.database(),
                settings.schema(),
                settings.layout());
    }
}
