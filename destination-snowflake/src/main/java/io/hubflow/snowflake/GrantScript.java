package io.hubflow.snowflake;

import static io.hubflow.snowflake.Identifiers.quote;

import java.util.ArrayList;
import java.util.List;

/**
 * The script that an administrator runs once: a role that may do what loading needs and nothing else, a small warehouse that
 * sleeps soon, a service user, and a role that reads what was loaded.
 *
 * @param reader the role that reads; empty for none
 * @param login how the service user logs in
 */
public record GrantScript(
        String role,
        String warehouse,
        String username,
        String database,
        String schema,
        Layout layout,
        String reader,
        Login login) {

    /** What the service user proves itself with. */
    public enum Login {
        KEY_PAIR,
        PROGRAMMATIC_ACCESS_TOKEN
    }

    /** Lines of SQL and comments. The role owns what it creates, so it needs no further right on tables. */
    public List<String> lines() {
        var grants = new Grants(new Place(database, schema), role, warehouse);
        var view = layout == Layout.RAW ? ", CREATE VIEW" : "";
        var lines = new ArrayList<String>();
        lines.add("-- Least privilege for hubflow. Run it as a role that may create users and grant on the database,");
        lines.add("-- such as ACCOUNTADMIN, after replacing what stands in angle brackets.");
        lines.add("CREATE ROLE IF NOT EXISTS " + quote(role) + ";");
        lines.add(grants.createWarehouse() + ";");
        lines.add(grants.useWarehouse() + ";");
        lines.add(grants.createDatabase() + ";");
        lines.add(grants.createSchema() + ";");
        lines.add(grants.useDatabase() + ";");
        lines.add("GRANT USAGE, CREATE TABLE, CREATE STAGE" + view + " ON SCHEMA "
                + grants.place().qualifiedSchema() + " TO ROLE " + quote(role) + ";");
        lines.add("CREATE USER IF NOT EXISTS " + quote(username) + " TYPE = SERVICE DEFAULT_ROLE = " + quote(role)
                + " DEFAULT_WAREHOUSE = " + quote(warehouse)
                + (login == Login.KEY_PAIR ? " RSA_PUBLIC_KEY = '<public key>'" : "") + ";");
        lines.add("GRANT ROLE " + quote(role) + " TO USER " + quote(username) + ";");
        addToken(lines, grants);
        addReader(lines, grants);
        return List.copyOf(lines);
    }

    private void addToken(List<String> lines, Grants grants) {
        boolean wanted = login == Login.PROGRAMMATIC_ACCESS_TOKEN;
        lines.add(
                wanted
                        ? "-- A SERVICE user needs a network policy before it can log in with a programmatic access token."
                        : "-- To log in with a programmatic access token instead, the SERVICE user needs a network policy:");
        grants.useToken(username).forEach(sql -> lines.add((wanted ? "" : "-- ") + sql + ";"));
    }

    private void addReader(List<String> lines, Grants grants) {
        if (!reader.isEmpty()) {
            lines.add("-- People and tools read with this role, also the tables and views that are made later.");
            lines.add(
                    "-- Grant it to their roles, and USAGE on a warehouse of their own, so that theirs is not billed here.");
            grants.read(reader).forEach(sql -> lines.add(sql + ";"));
        }
    }
}
