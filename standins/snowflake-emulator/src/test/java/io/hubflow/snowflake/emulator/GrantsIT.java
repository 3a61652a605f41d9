package io.hubflow.snowflake.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.snowflake.emulator.catalog.Grant;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrantsIT {
    private static SnowflakeEmulator emulator;
    private static Connection admin;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() throws SQLException {
        emulator = SnowflakeEmulator.start(EmulatorOptions.defaults());
        admin = Driver.connect(emulator, Driver.admin());
    }

    @AfterAll
    static void stop() throws SQLException {
        admin.close();
        emulator.close();
    }

    /** Without the grant the statement fails so; with it, it passes. */
    private static void needs(Grant grant, int code, String sqlState, String message, String sql) throws SQLException {
        emulator.admin().account().grants().remove(grant);
        try (Connection connection = Driver.connect(emulator, Driver.loader())) {
            EmulatorTest.failing(code, sqlState, () -> Driver.run(connection, sql))
                    .hasMessageContaining(message);
        }
        Driver.run(
                admin,
                "GRANT " + grant.privilege() + " ON " + grant.objectType() + " " + grant.object() + " TO ROLE "
                        + grant.role());
        try (Connection connection = Driver.connect(emulator, Driver.loader())) {
            Driver.run(connection, sql);
        }
    }

    private static Grant loader(String privilege, String type, String object) {
        return new Grant("HUBFLOW_LOADER", privilege, type, object);
    }

    @Test
    void eachGrantOfALoaderIsNeeded() throws Exception {
        needs(
                loader("USAGE", "DATABASE", "HUBSPOT"),
                2003,
                "02000",
                "Database 'HUBSPOT' does not exist or not authorized.",
                "CREATE TABLE IF NOT EXISTS HUBSPOT.CRM.T1 (A NUMBER)");
        needs(
                loader("USAGE", "SCHEMA", "HUBSPOT.CRM"),
                2003,
                "02000",
                "Schema 'HUBSPOT.CRM' does not exist or not authorized.",
                "CREATE TABLE IF NOT EXISTS HUBSPOT.CRM.T1 (A NUMBER)");
        needs(
                loader("CREATE TABLE", "SCHEMA", "HUBSPOT.CRM"),
                3001,
                "42501",
                "Insufficient privileges to operate on schema 'CRM'",
                "CREATE TABLE T2 (A NUMBER)");
        needs(
                loader("CREATE VIEW", "SCHEMA", "HUBSPOT.CRM"),
                3001,
                "42501",
                "Insufficient privileges to operate on schema 'CRM'",
                "CREATE VIEW V2 AS SELECT 1 AS A");
        needs(
                loader("CREATE STAGE", "SCHEMA", "HUBSPOT.CRM"),
                3001,
                "42501",
                "Insufficient privileges to operate on schema 'CRM'",
                "CREATE STAGE S2");
        needs(
                loader("CREATE FILE FORMAT", "SCHEMA", "HUBSPOT.CRM"),
                3001,
                "42501",
                "Insufficient privileges to operate on schema 'CRM'",
                "CREATE FILE FORMAT F2 TYPE = JSON");
        needs(loader("USAGE", "WAREHOUSE", "HUBFLOW_WH"), 606, "57P03", "No active warehouse", "SELECT * FROM T2");
    }

    @Test
    void tablesOfOthersNeedAGrantEach() throws Exception {
        Driver.run(
                admin, "CREATE TABLE HUBSPOT.CRM.FOREIGN_T (A NUMBER)", "INSERT INTO HUBSPOT.CRM.FOREIGN_T VALUES (1)");
        try (Connection connection = Driver.connect(emulator, Driver.loader())) {
            EmulatorTest.failing(2003, "42S02", () -> Driver.run(connection, "SELECT * FROM FOREIGN_T"))
                    .hasMessageContaining("does not exist or not authorized");
            assertThat(Driver.query(connection, "SHOW TABLES LIKE 'FOREIGN_T'")).isEmpty();
            EmulatorTest.failing(2003, "02000", () -> Driver.run(connection, "DESCRIBE TABLE FOREIGN_T"));
            Driver.run(admin, "GRANT SELECT ON TABLE HUBSPOT.CRM.FOREIGN_T TO ROLE HUBFLOW_LOADER");
            Driver.run(connection, "SELECT * FROM FOREIGN_T", "DESCRIBE TABLE FOREIGN_T");
            for (String sql : List.of(
                    "INSERT INTO FOREIGN_T VALUES (2)",
                    "UPDATE FOREIGN_T SET A = 3",
                    "DELETE FROM FOREIGN_T",
                    "TRUNCATE TABLE FOREIGN_T",
                    "ALTER TABLE FOREIGN_T ADD COLUMN B NUMBER",
                    "DROP TABLE FOREIGN_T")) {
                EmulatorTest.failing(3001, "42501", () -> Driver.run(connection, sql))
                        .hasMessageContaining("Insufficient privileges to operate on table 'FOREIGN_T'");
            }
            Driver.run(
                    admin,
                    "GRANT INSERT, UPDATE, DELETE ON HUBSPOT.CRM.FOREIGN_T TO ROLE HUBFLOW_LOADER"
                            .replace("ON HUB", "ON TABLE HUB"));
            Driver.run(
                    connection,
                    "INSERT INTO FOREIGN_T VALUES (2)",
                    "UPDATE FOREIGN_T SET A = 3",
                    "DELETE FROM FOREIGN_T");
            Driver.run(admin, "REVOKE DELETE ON TABLE HUBSPOT.CRM.FOREIGN_T FROM ROLE HUBFLOW_LOADER");
            EmulatorTest.failing(3001, "42501", () -> Driver.run(connection, "DELETE FROM FOREIGN_T"));
            assertThat(Driver.query(connection, "SHOW GRANTS ON TABLE FOREIGN_T").stream()
                            .map(r -> r.get(1)))
                    .contains("INSERT", "SELECT", "OWNERSHIP");
            EmulatorTest.failing(3001, "42501", () -> Driver.run(connection, "CREATE SCHEMA HUBSPOT.MORE"));
            EmulatorTest.failing(3001, "42501", () -> Driver.run(connection, "CREATE ROLE MINE"));
        }
    }

    @Test
    void aStageOfOthersNeedsReadAndWrite() throws Exception {
        Driver.run(admin, "CREATE STAGE HUBSPOT.CRM.FOREIGN_S FILE_FORMAT = (TYPE = JSON)");
        Path file = Files.writeString(directory.resolve("a.json"), "{}\n");
        String put = "PUT file://" + file + " @FOREIGN_S";
        try (Connection connection = Driver.connect(emulator, Driver.loader())) {
            EmulatorTest.failing(2003, "42S02", () -> Driver.run(connection, put));
            Driver.run(admin, "GRANT READ ON STAGE HUBSPOT.CRM.FOREIGN_S TO ROLE HUBFLOW_LOADER");
            Driver.run(connection, "LIST @FOREIGN_S");
            EmulatorTest.failing(3001, "42501", () -> Driver.run(connection, put));
            Driver.run(admin, "GRANT WRITE ON STAGE HUBSPOT.CRM.FOREIGN_S TO ROLE HUBFLOW_LOADER");
            Driver.run(connection, put);
            assertThat(Driver.query(connection, "LIST @FOREIGN_S").get(0).get(0))
                    .isEqualTo("foreign_s/a.json.gz");
        }
    }

    @Test
    void anAdministratorsScriptSetsUpALoader() throws Exception {
        Driver.run(
                admin,
                "CREATE ROLE IF NOT EXISTS R2",
                "CREATE WAREHOUSE IF NOT EXISTS W2 WITH WAREHOUSE_SIZE = XSMALL AUTO_SUSPEND = 60 AUTO_RESUME = TRUE INITIALLY_SUSPENDED = TRUE",
                "CREATE DATABASE IF NOT EXISTS D2",
                "CREATE SCHEMA IF NOT EXISTS D2.\"crm\"",
                "CREATE USER IF NOT EXISTS U2 TYPE = LEGACY_SERVICE PASSWORD = 'p2' DEFAULT_ROLE = R2 DEFAULT_WAREHOUSE = W2",
                "GRANT ROLE R2 TO USER U2",
                "GRANT USAGE ON WAREHOUSE W2 TO ROLE R2",
                "GRANT USAGE ON DATABASE D2 TO ROLE R2",
                "GRANT USAGE, CREATE TABLE, CREATE STAGE, CREATE VIEW, CREATE FILE FORMAT ON SCHEMA D2.\"crm\" TO ROLE R2");
        Properties properties = Driver.properties("U2");
        properties.put("password", "p2");
        properties.put("db", "D2");
        properties.put("schema", "\"crm\"");
        try (Connection connection = Driver.connect(emulator, properties)) {
            Driver.run(connection, "CREATE TABLE T (A NUMBER)", "INSERT INTO T VALUES (1)");
            assertThat(Driver.query(connection, "SELECT CURRENT_ROLE(), CURRENT_SCHEMA(), CURRENT_WAREHOUSE()"))
                    .containsExactly(List.of("R2", "crm", "W2"));
            assertThat(Driver.query(connection, "SHOW GRANTS TO ROLE R2")).hasSize(8);
        }
    }
}
