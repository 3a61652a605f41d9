package io.hubflow.snowflake.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an administrator puts on tables and views, and what makes it disappear again. */
class GovernanceIT extends SharedEmulatorTest {
    @BeforeAll
    static void policies() throws SQLException {
        Driver.run(
                admin,
                "USE SCHEMA HUBSPOT.CRM",
                "CREATE ROLE READER",
                "CREATE USER ANNA PASSWORD = 'anna' DEFAULT_ROLE = READER",
                "GRANT ROLE READER TO USER ANNA",
                "GRANT USAGE ON DATABASE HUBSPOT TO ROLE READER",
                "GRANT USAGE ON SCHEMA HUBSPOT.CRM TO ROLE READER",
                "GRANT USAGE ON WAREHOUSE HUBFLOW_WH TO ROLE READER",
                "CREATE MASKING POLICY HIDE AS (val VARCHAR) RETURNS VARCHAR -> CASE WHEN CURRENT_ROLE() IN"
                        + " ('HUBFLOW_LOADER') OR IS_ROLE_IN_SESSION('ACCOUNTADMIN') THEN val ELSE '***' END",
                "CREATE TAG PII");
    }

    @BeforeEach
    void table() throws SQLException {
        Driver.run(
                loader,
                "CREATE OR REPLACE TABLE T (ID NUMBER, EMAIL VARCHAR, AGE NUMBER)",
                "INSERT INTO T VALUES (1, 'a@b.c', 40)");
        Driver.run(admin, "GRANT SELECT ON TABLE T TO ROLE READER");
    }

    private static Connection reader() throws SQLException {
        return connect("ANNA", "anna");
    }

    private static List<List<@Nullable String>> read(String sql) throws SQLException {
        try (Connection connection = reader()) {
            return Driver.query(connection, sql);
        }
    }

    private static void readerIsRefused(String sql) {
        EmulatorTest.failing(2003, "42S02", () -> read(sql));
    }

    @Test
    void aReplacedViewLosesItsGrantsUnlessTheyAreCopied() throws Exception {
        Driver.run(loader, "CREATE OR REPLACE VIEW V AS SELECT ID FROM T", "GRANT SELECT ON VIEW V TO ROLE READER");
        assertThat(read("SELECT * FROM V")).hasSize(1);
        Driver.run(loader, "CREATE OR REPLACE VIEW V COPY GRANTS AS SELECT ID, AGE FROM T");
        assertThat(read("SELECT AGE FROM V")).containsExactly(List.of("40"));
        Driver.run(loader, "CREATE OR REPLACE VIEW V AS SELECT ID FROM T");
        readerIsRefused("SELECT * FROM V");
    }

    @Test
    void aTableThatIsMadeAgainHasNoGrantsButOneThatIsRenamedKeepsThem() throws Exception {
        Driver.run(loader, "ALTER TABLE T RENAME TO T2");
        assertThat(read("SELECT ID FROM T2")).hasSize(1);
        Driver.run(loader, "ALTER TABLE T2 RENAME TO T", "CREATE OR REPLACE TABLE T (ID NUMBER) COPY GRANTS");
        assertThat(read("SELECT ID FROM T")).isEmpty();
        Driver.run(loader, "CREATE OR REPLACE TABLE T (ID NUMBER)");
        readerIsRefused("SELECT ID FROM T");
        Driver.run(loader, "GRANT SELECT ON TABLE T TO ROLE READER", "DROP TABLE T", "CREATE TABLE T (ID NUMBER)");
        readerIsRefused("SELECT ID FROM T");
    }

    @Test
    void objectsOfARemadeSchemaHaveNoGrants() throws Exception {
        Driver.run(
                admin,
                "CREATE SCHEMA HUBSPOT.S2",
                "CREATE TABLE HUBSPOT.S2.T (ID NUMBER)",
                "GRANT USAGE ON SCHEMA HUBSPOT.S2 TO ROLE READER",
                "GRANT SELECT ON TABLE HUBSPOT.S2.T TO ROLE READER",
                "DROP SCHEMA HUBSPOT.S2",
                "CREATE SCHEMA HUBSPOT.S2",
                "CREATE TABLE HUBSPOT.S2.T (ID NUMBER)",
                "USE SCHEMA HUBSPOT.CRM");
        EmulatorTest.failing(2003, "02000", () -> read("SELECT * FROM HUBSPOT.S2.T"));
        Driver.run(admin, "GRANT USAGE ON SCHEMA HUBSPOT.S2 TO ROLE READER");
        readerIsRefused("SELECT * FROM HUBSPOT.S2.T");
        Driver.run(admin, "DROP SCHEMA HUBSPOT.S2");
    }

    @Test
    void futureGrantsReachNewAndReplacedObjects() throws Exception {
        Driver.run(admin, "GRANT SELECT ON FUTURE TABLES IN SCHEMA HUBSPOT.CRM TO ROLE READER");
        try {
            assertThat(Driver.query(admin, "SHOW FUTURE GRANTS IN SCHEMA HUBSPOT.CRM"))
                    .singleElement()
                    .satisfies(row -> assertThat(row).contains("SELECT", "TABLE", "HUBSPOT.CRM.<TABLE>", "READER"));
            Driver.run(
                    loader,
                    "CREATE OR REPLACE TABLE T (ID NUMBER)",
                    "CREATE TABLE FRESH (ID NUMBER)",
                    "CREATE VIEW FRESH_V AS SELECT ID FROM FRESH");
            assertThat(read("SELECT * FROM T")).isEmpty();
            assertThat(read("SELECT * FROM FRESH")).isEmpty();
            readerIsRefused("SELECT * FROM FRESH_V");
            EmulatorTest.failing(
                    3001,
                    "42501",
                    () -> Driver.run(loader, "GRANT SELECT ON FUTURE VIEWS IN SCHEMA HUBSPOT.CRM TO ROLE READER"));
            // A schema's FUTURE grants put those of its database out of force, type by type.
            Driver.run(
                    admin,
                    "GRANT INSERT ON FUTURE TABLES IN DATABASE HUBSPOT TO ROLE READER",
                    "GRANT SELECT ON FUTURE VIEWS IN DATABASE HUBSPOT TO ROLE READER");
            Driver.run(loader, "CREATE OR REPLACE VIEW FRESH_V AS SELECT ID FROM FRESH", "DROP TABLE FRESH");
            Driver.run(loader, "CREATE TABLE FRESH (ID NUMBER)");
            assertThat(read("SELECT * FROM FRESH_V")).isEmpty();
            EmulatorTest.failing(3001, "42501", () -> read("INSERT INTO FRESH VALUES (1)"));
        } finally {
            Driver.run(
                    admin,
                    "REVOKE SELECT ON FUTURE TABLES IN SCHEMA HUBSPOT.CRM FROM ROLE READER",
                    "REVOKE INSERT ON FUTURE TABLES IN DATABASE HUBSPOT FROM ROLE READER",
                    "REVOKE SELECT ON FUTURE VIEWS IN DATABASE HUBSPOT FROM ROLE READER");
        }
        assertThat(Driver.query(admin, "SHOW FUTURE GRANTS TO ROLE READER")).isEmpty();
    }

    @Test
    void grantsOnAllReachWhatIsThere() throws Exception {
        Driver.run(loader, "CREATE OR REPLACE TABLE T (ID NUMBER)");
        Driver.run(admin, "GRANT SELECT ON ALL TABLES IN SCHEMA HUBSPOT.CRM TO ROLE READER");
        assertThat(read("SELECT * FROM T")).isEmpty();
        Driver.run(loader, "CREATE OR REPLACE TABLE T (ID NUMBER)");
        readerIsRefused("SELECT * FROM T");
    }

    @Test
    void aMaskingPolicyATagAndACommentAreLostWithTheirColumn() throws Exception {
        Driver.run(
                admin,
                "ALTER TABLE T MODIFY COLUMN EMAIL SET MASKING POLICY HIDE",
                "ALTER TABLE T MODIFY COLUMN EMAIL SET TAG PII = 'email'",
                "COMMENT ON COLUMN T.EMAIL IS 'of the contact'");
        assertThat(read("SELECT EMAIL FROM T")).containsExactly(List.of("***"));
        assertThat(Driver.query(loader, "SELECT EMAIL FROM T")).containsExactly(List.of("a@b.c"));
        assertThat(describedEmail()).containsExactly("of the contact", "HUBSPOT.CRM.HIDE");
        assertThat(references()).containsExactly(List.of("HIDE", "EMAIL"));
        assertThat(tags()).containsExactly(List.of("PII", "email", "EMAIL"));

        Driver.run(
                loader,
                "ALTER TABLE T ADD COLUMN EMAIL_NEW VARCHAR",
                "UPDATE T SET EMAIL_NEW = EMAIL",
                "ALTER TABLE T RENAME COLUMN EMAIL TO EMAIL_OLD",
                "ALTER TABLE T RENAME COLUMN EMAIL_NEW TO EMAIL");
        assertThat(references()).containsExactly(List.of("HIDE", "EMAIL_OLD"));
        Driver.run(loader, "ALTER TABLE T DROP COLUMN EMAIL_OLD");
        assertThat(read("SELECT EMAIL FROM T")).containsExactly(List.of("a@b.c"));
        assertThat(describedEmail()).containsExactly(null, null);
        assertThat(references()).isEmpty();
        assertThat(tags()).isEmpty();
    }

    @Test
    void whoeverDoesNotOwnAPolicyCannotSetIt() throws Exception {
        String set = "ALTER TABLE T ALTER COLUMN EMAIL SET MASKING POLICY HIDE";
        EmulatorTest.failing(3001, "42501", () -> Driver.run(loader, set));
        EmulatorTest.failing(
                3001, "42501", () -> Driver.run(loader, "ALTER TABLE T ALTER COLUMN EMAIL SET TAG PII = 'x'"));
        Driver.run(admin, "GRANT APPLY ON MASKING POLICY HIDE TO ROLE HUBFLOW_LOADER");
        try {
            Driver.run(loader, set);
            EmulatorTest.failing(3505, "42601", () -> Driver.run(loader, set));
            Driver.run(loader, set + " FORCE");
            assertThat(read("SELECT EMAIL FROM T WHERE EMAIL = 'a@b.c'")).isEmpty();
            EmulatorTest.failing(
                    3504, "42601", () -> Driver.run(loader, "ALTER TABLE T ALTER COLUMN AGE SET MASKING POLICY HIDE"));
            EmulatorTest.failing(3539, "42601", () -> Driver.run(admin, "DROP MASKING POLICY HIDE"));
            Driver.run(loader, "ALTER TABLE T ALTER COLUMN EMAIL UNSET MASKING POLICY");
            assertThat(read("SELECT EMAIL FROM T")).containsExactly(List.of("a@b.c"));
        } finally {
            Driver.run(admin, "REVOKE APPLY ON MASKING POLICY HIDE FROM ROLE HUBFLOW_LOADER");
        }
    }

    @Test
    void whatIsCopiedThroughAMaskingPolicyIsMasked() throws Exception {
        Driver.run(
                admin,
                "CREATE MASKING POLICY IF NOT EXISTS HIDE_ALL AS (v VARCHAR) RETURNS VARCHAR -> '***'",
                "ALTER TABLE T MODIFY COLUMN EMAIL SET MASKING POLICY HIDE_ALL");
        Driver.run(loader, "ALTER TABLE T ADD COLUMN COPIED VARCHAR", "UPDATE T SET COPIED = EMAIL");
        assertThat(Driver.query(loader, "SELECT COPIED FROM T")).containsExactly(List.of("***"));
    }

    @Test
    void aReplacedViewLosesThePoliciesOfItsColumns() throws Exception {
        Driver.run(loader, "CREATE OR REPLACE VIEW V AS SELECT EMAIL FROM T", "GRANT SELECT ON VIEW V TO ROLE READER");
        Driver.run(admin, "ALTER VIEW V MODIFY COLUMN EMAIL SET MASKING POLICY HIDE");
        assertThat(read("SELECT EMAIL FROM V")).containsExactly(List.of("***"));
        Driver.run(loader, "CREATE OR REPLACE VIEW V COPY GRANTS AS SELECT EMAIL FROM T");
        assertThat(read("SELECT EMAIL FROM V")).containsExactly(List.of("a@b.c"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CURRENT_DATE",
                "CURRENT_TIME",
                "CURRENT_TIMESTAMP",
                "CURRENT_USER",
                "LOCALTIME",
                "LOCALTIMESTAMP"
            })
    void noColumnMayHaveAnAnsiReservedNameEvenInQuotes(String name) throws Exception {
        for (String sql : List.of(
                "CREATE TABLE X (ID NUMBER, \"" + name + "\" VARCHAR)",
                "CREATE TABLE X AS SELECT 1 AS \"" + name + "\"",
                "CREATE VIEW X AS SELECT 1 AS \"" + name + "\"",
                "CREATE VIEW X (\"" + name + "\") AS SELECT 1",
                "ALTER TABLE T ADD COLUMN \"" + name + "\" VARCHAR",
                "ALTER TABLE T RENAME COLUMN AGE TO \"" + name + "\"")) {
            EmulatorTest.failing(2318, "42601", () -> Driver.run(loader, sql))
                    .hasMessageContaining("invalid column definition name '" + name + "' (ANSI reserved)");
        }
        String lower = name.toLowerCase(java.util.Locale.ROOT);
        Driver.run(loader, "CREATE OR REPLACE TABLE X (\"" + lower + "\" VARCHAR)", "DROP TABLE X");
        assertThat(Driver.query(loader, "SELECT 1 AS \"" + name + "\"")).hasSize(1);
    }

    private static List<@Nullable String> describedEmail() throws SQLException {
        return Driver.query(loader, "DESCRIBE TABLE T").stream()
                .filter(row -> "EMAIL".equals(row.get(0)))
                .findFirst()
                .orElseThrow()
                .subList(9, 11);
    }

    private static List<List<@Nullable String>> references() throws SQLException {
        return Driver.query(
                loader,
                "SELECT POLICY_NAME, REF_COLUMN_NAME FROM TABLE(HUBSPOT.INFORMATION_SCHEMA.POLICY_REFERENCES("
                        + "REF_ENTITY_NAME => 'HUBSPOT.CRM.T', REF_ENTITY_DOMAIN => 'TABLE'))");
    }

    private static List<List<@Nullable String>> tags() throws SQLException {
        return Driver.query(
                loader,
                "SELECT TAG_NAME, TAG_VALUE, COLUMN_NAME FROM"
                        + " TABLE(HUBSPOT.INFORMATION_SCHEMA.TAG_REFERENCES_ALL_COLUMNS('HUBSPOT.CRM.T', 'table'))");
    }
}
