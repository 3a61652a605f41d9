package io.hubflow.snowflake;

import static io.hubflow.snowflake.Identifiers.quote;

import java.util.List;

/** The statements that let hubflow's role do its work. */
record Grants(Place place, String role, String warehouse) {
    private String to() {
        return " TO ROLE " + quote(role);
    }

    String useWarehouse() {
        return "GRANT USAGE ON WAREHOUSE " + quote(warehouse) + to();
    }

    String createWarehouse() {
        return "CREATE WAREHOUSE IF NOT EXISTS " + quote(warehouse)
                + " WITH WAREHOUSE_SIZE = 'XSMALL' AUTO_SUSPEND = 60 AUTO_RESUME = TRUE INITIALLY_SUSPENDED = TRUE";
    }

    String useDatabase() {
        return "GRANT USAGE ON DATABASE " + quote(place.database()) + to();
    }

    String createDatabase() {
        return "CREATE DATABASE IF NOT EXISTS " + quote(place.database());
    }

    String useSchema() {
        return "GRANT USAGE ON SCHEMA " + place.qualifiedSchema() + to();
    }

    String createSchema() {
        return "CREATE SCHEMA IF NOT EXISTS " + place.qualifiedSchema();
    }

    String createTable() {
        return "GRANT CREATE TABLE ON SCHEMA " + place.qualifiedSchema() + to();
    }

    String createStage() {
        return "GRANT CREATE STAGE ON SCHEMA " + place.qualifiedSchema() + to();
    }

    String createView() {
        return "GRANT CREATE VIEW ON SCHEMA " + place.qualifiedSchema() + to();
    }

    /** For people and tools that read what is loaded: all that is there, and all that will be. */
    List<String> read(String reader) {
        var to = " TO ROLE " + quote(reader);
        var in = " IN SCHEMA " + place.qualifiedSchema();
        return List.of(
                "CREATE ROLE IF NOT EXISTS " + quote(reader),
                "GRANT USAGE ON DATABASE " + quote(place.database()) + to,
                "GRANT USAGE ON SCHEMA " + place.qualifiedSchema() + to,
                "GRANT SELECT ON ALL TABLES" + in + to,
                "GRANT SELECT ON FUTURE TABLES" + in + to,
                "GRANT SELECT ON ALL VIEWS" + in + to,
                "GRANT SELECT ON FUTURE VIEWS" + in + to);
    }

    /**
     * What a user of type SERVICE needs before it can log in with a programmatic access token: a network policy, unless an
     * authentication policy says otherwise (docs.snowflake.com user-guide/programmatic-access-tokens, "Network policy
     * requirements", read 2026-11-28).
     */
    List<String> useToken(String username) {
        return List.of(
                "CREATE NETWORK POLICY IF NOT EXISTS " + quote(username + "_POLICY")
                        + " ALLOWED_IP_LIST = ('<public address of the machine that runs hubflow>')",
                "ALTER USER " + quote(username) + " SET NETWORK_POLICY = " + quote(username + "_POLICY"),
                "ALTER USER " + quote(username) + " ADD PROGRAMMATIC ACCESS TOKEN HUBFLOW ROLE_RESTRICTION = "
                        + Identifiers.literal(role) + " DAYS_TO_EXPIRY = 90");
    }

    /** @param name of a policy or tag, as SQL */
    String apply(String type, String name) {
        return "GRANT APPLY ON " + type + " " + name + to();
    }

    /** For a table that another role owns. */
    String writeTable(String table) {
        return "GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE " + place.object(table) + to();
    }

    /** For a table that is there, but not for this role: another role's load or somebody else's table. */
    String useTable(String table) {
        return writeTable(table) + "; or, if hubflow did not make that table: " + moveTable(table);
    }

    /** For a table that the role may not see: hubflow's own under another owner, or somebody else's. */
    String regainTable(String table) {
        return ownTable(table) + "; or, if hubflow did not make that table: " + moveTable(table);
    }

    /** For a table that stands where hubflow's should. */
    String moveTable(String table) {
        return "ALTER TABLE " + place.object(table) + " RENAME TO " + place.object(Identifiers.upper(table + "_OLD"));
    }

    /** ALTER and DESCRIBE's neighbours need the owner's rights. */
    String ownTable(String table) {
        return "GRANT OWNERSHIP ON TABLE " + place.object(table) + to() + " COPY CURRENT GRANTS";
    }

    /**
     * For a stage that another role has made: its format may be another one, too. The next commit makes the stage as it should be;
     * it holds nothing but files on their way.
     */
    String dropStage() {
        return "DROP STAGE IF EXISTS " + place.object(Place.STAGE);
    }
}
