package io.hubflow.snowflake.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import net.snowflake.client.api.resultset.QueryStatus;
import net.snowflake.client.api.resultset.SnowflakeAsyncResultSet;
import net.snowflake.client.api.statement.SnowflakeStatement;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Roles, locks, asynchronous queries, and what an account answers when it can do no work. */
class ActivityIT extends SharedEmulatorTest {
    @BeforeEach
    void table() throws SQLException {
        Driver.run(
                loader, "CREATE OR REPLACE TABLE T (ID NUMBER, S VARCHAR)", "INSERT INTO T VALUES (1, 'a'), (2, 'b')");
    }

    @Test
    void secondaryRolesGiveEverythingButTheRightToCreate() throws Exception {
        Driver.run(
                admin,
                "CREATE ROLE SMALL",
                "CREATE USER BOTH PASSWORD = 'both' DEFAULT_ROLE = SMALL",
                "GRANT ROLE SMALL TO USER BOTH",
                "GRANT ROLE HUBFLOW_LOADER TO USER BOTH");
        try (Connection both = connect("BOTH", "both")) {
            assertThat(Driver.query(both, "SELECT ID FROM T")).hasSize(2);
            assertThat(Driver.value(both, "SELECT CURRENT_SECONDARY_ROLES()"))
                    .isEqualTo("{\"roles\":\"HUBFLOW_LOADER\",\"value\":\"ALL\"}");
            EmulatorTest.failing(3001, "42501", () -> Driver.run(both, "CREATE TABLE NO (ID NUMBER)"));
            Driver.run(both, "USE SECONDARY ROLES NONE");
            EmulatorTest.failing(2003, "02000", () -> Driver.run(both, "SELECT ID FROM T"));
            Driver.run(both, "USE SECONDARY ROLES ALL");
            assertThat(Driver.query(both, "SELECT ID FROM T")).hasSize(2);
        }
        Driver.run(admin, "ALTER USER BOTH SET DEFAULT_SECONDARY_ROLES = ()");
        try (Connection both = connect("BOTH", "both")) {
            EmulatorTest.failing(90_105, "22000", () -> Driver.run(both, "SELECT ID FROM T"));
        }
    }

    @Test
    void aTransactionThatHoldsALockIsShownAndCanBeAborted() throws Exception {
        try (Connection other = Driver.connect(emulator, Driver.loader())) {
            Driver.run(loader, "BEGIN", "UPDATE T SET S = 'held'");
            List<@Nullable String> lock = Driver.query(other, "SHOW LOCKS").get(0);
            assertThat(lock.get(0)).isEqualTo("HUBSPOT.CRM.T");
            assertThat(lock.get(4)).isEqualTo("HOLDING");
            assertThat(lock.get(2)).isEqualTo(Driver.value(loader, "SELECT CURRENT_TRANSACTION()"));
            EmulatorTest.failing(3001, "42501", () -> Driver.run(other, "SHOW LOCKS IN ACCOUNT"));
            assertThat(Driver.query(admin, "SHOW LOCKS")).isEmpty();
            assertThat(Driver.query(admin, "SHOW LOCKS IN ACCOUNT")).hasSize(1);
            assertThat(Driver.query(admin, "SHOW TRANSACTIONS IN ACCOUNT")).hasSize(1);

            Driver.run(other, "SELECT SYSTEM$ABORT_TRANSACTION(" + lock.get(2) + ")");
            assertThat(Driver.query(other, "SHOW LOCKS")).isEmpty();
            Driver.run(other, "UPDATE T SET S = 'mine' WHERE ID = 1");
            assertThat(Driver.query(other, "SELECT S FROM T ORDER BY ID"))
                    .containsExactly(List.of("mine"), List.of("b"));
            Driver.run(loader, "ROLLBACK");
            EmulatorTest.failing(
                    90_223, "02000", () -> Driver.run(other, "SELECT SYSTEM$ABORT_TRANSACTION(" + lock.get(2) + ")"));
            EmulatorTest.failing(999_001, "0A000", () -> Driver.run(other, "SELECT SYSTEM$WAIT(1)"));
        }
    }

    @Test
    void explainChecksAQueryWithoutAWarehouse() throws Exception {
        emulator.admin().resetLog();
        assertThat(Driver.query(loader, "EXPLAIN SELECT * FROM T WHERE ID = 1").stream()
                        .map(row -> row.get(3) + " " + row.get(4)))
                .containsExactly("GlobalStats null", "Result null", "TableScan HUBSPOT.CRM.T");
        assertThat(emulator.admin().statements())
                .allSatisfy(s -> assertThat(s.usedWarehouse()).isFalse());
        EmulatorTest.failing(2003, "42S02", () -> Driver.run(loader, "EXPLAIN SELECT * FROM NOPE"));
        EmulatorTest.failing(999_001, "0A000", () -> Driver.run(loader, "EXPLAIN USING JSON SELECT 1"));
    }

    @Test
    void anAsynchronousQueryIsFollowedByItsId() throws Exception {
        try (Statement statement = loader.createStatement()) {
            ResultSet rows =
                    statement.unwrap(SnowflakeStatement.class).executeAsyncQuery("SELECT ID, S FROM T ORDER BY ID");
            SnowflakeAsyncResultSet query = rows.unwrap(SnowflakeAsyncResultSet.class);
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString("S")).isEqualTo("a");
            assertThat(query.getStatus().getStatus()).isEqualTo(QueryStatus.Status.SUCCESS);
            rows.close();
        }
        try (var writer = Driver.connect(emulator, Driver.loader());
                Statement statement = loader.createStatement()) {
            Driver.run(writer, "BEGIN", "UPDATE T SET S = S");
            var rows = statement.unwrap(SnowflakeStatement.class).executeAsyncQuery("UPDATE T SET S = S");
            var waiting = rows.unwrap(SnowflakeAsyncResultSet.class);
            assertThat(waiting.getStatus().isStillRunning()).isTrue();
            Driver.run(writer, "ROLLBACK");
            assertThat(rows.next()).isTrue();
            assertThat(waiting.getStatus().getStatus()).isEqualTo(QueryStatus.Status.SUCCESS);
        }
        try (Statement statement = loader.createStatement()) {
            var rows = statement
                    .unwrap(SnowflakeStatement.class)
                    .executeAsyncQuery("SELECT * FROM NOPE")
                    .unwrap(SnowflakeAsyncResultSet.class);
            QueryStatus status = rows.getStatus();
            while (status.isStillRunning()) {
                status = rows.getStatus();
            }
            assertThat(status.getStatus()).isEqualTo(QueryStatus.Status.FAILED_WITH_ERROR);
            assertThat(status.getErrorCode()).isEqualTo(2003);
            assertThat(status.getErrorMessage()).contains("NOPE");
        }
    }

    @Test
    void theResultCacheAnswersTheSameTextUntilATableChangesOrItIsOff() throws Exception {
        String sql = "SELECT S FROM T WHERE ID = 1";
        assertThat(usesWarehouse(loader, sql)).isTrue();
        assertThat(usesWarehouse(loader, sql)).isFalse();
        assertThat(usesWarehouse(loader, sql + " ")).isTrue();
        try (Connection other = Driver.connect(emulator, Driver.loader())) {
            assertThat(usesWarehouse(other, sql)).isFalse();
        }
        assertThat(usesWarehouse(loader, "SELECT S, CURRENT_TIMESTAMP() FROM T"))
                .isTrue();
        assertThat(usesWarehouse(loader, "SELECT S, CURRENT_TIMESTAMP() FROM T"))
                .isTrue();
        Driver.run(loader, "UPDATE T SET S = 'c' WHERE ID = 2");
        assertThat(usesWarehouse(loader, sql)).isTrue();
        assertThat(usesWarehouse(loader, sql)).isFalse();
        Driver.run(admin, "ALTER ACCOUNT SET USE_CACHED_RESULT = FALSE");
        try (Connection other = Driver.connect(emulator, Driver.loader())) {
            assertThat(usesWarehouse(other, sql)).isTrue();
        } finally {
            Driver.run(admin, "ALTER ACCOUNT SET USE_CACHED_RESULT = TRUE");
        }
    }

    private static boolean usesWarehouse(Connection connection, String sql) throws SQLException {
        emulator.admin().resetLog();
        Driver.query(connection, sql);
        return emulator.admin().statements().get(0).usedWarehouse();
    }

    @Test
    void statementsOfTheCloudServicesAreCountedApart() throws Exception {
        emulator.admin().resetLog();
        Driver.run(loader, "SHOW TABLES", "BEGIN", "UPDATE T SET S = 'x'", "COMMIT", "SELECT COUNT(*) FROM T");
        assertThat(emulator.admin().stats().statements())
                .containsOnlyKeys("SHOW", "BEGIN", "UPDATE", "COMMIT", "SELECT");
        assertThat(emulator.admin().stats().cloudServicesOnly()).containsOnlyKeys("SHOW", "BEGIN", "COMMIT");
    }

    @Test
    void showGivesTenThousandRowsAtMost() throws Exception {
        StringBuilder wide = new StringBuilder("CREATE OR REPLACE TABLE W (C0 NUMBER");
        for (int i = 1; i < 1_700; i++) {
            wide.append(", C").append(i).append(" NUMBER");
        }
        String columns = wide.append(")").toString();
        for (int i = 0; i < 6; i++) {
            Driver.run(loader, columns.replace("TABLE W ", "TABLE W" + i + " "));
        }
        assertThat(Driver.query(loader, "SHOW COLUMNS IN SCHEMA HUBSPOT.CRM")).hasSize(10_000);
        assertThat(Driver.query(loader, "SHOW TABLES LIKE 'W%' LIMIT 4")).hasSize(4);
        for (int i = 0; i < 6; i++) {
            Driver.run(loader, "DROP TABLE W" + i);
        }
    }

    @Test
    void typesOfDocumentsHaveSnowflakesNames() throws Exception {
        assertThat(Driver.query(
                        loader,
                        "SELECT TYPEOF(PARSE_JSON('1')), TYPEOF(PARSE_JSON('1.5')), TYPEOF(PARSE_JSON('1e40')), TYPEOF(PARSE_JSON('\"x\"')),"
                                + " TYPEOF(PARSE_JSON('true')), TYPEOF(PARSE_JSON('null')), TYPEOF(PARSE_JSON('{}')), TYPEOF(PARSE_JSON('[]')),"
                                + " TYPEOF(PARSE_JSON(NULL)), TYPEOF(PARSE_JSON('-9007199254740993'))"))
                .containsExactly(Arrays.asList(
                        "INTEGER",
                        "DECIMAL",
                        "DOUBLE",
                        "VARCHAR",
                        "BOOLEAN",
                        "NULL_VALUE",
                        "OBJECT",
                        "ARRAY",
                        null,
                        "INTEGER"));
        EmulatorTest.failing(999_001, "0A000", () -> Driver.run(loader, "SELECT TYPEOF(ID) FROM T"));
    }

    @Test
    void groupByAllGroupsByWhatIsNotAggregated() throws Exception {
        Driver.run(loader, "INSERT INTO T VALUES (3, 'a')");
        assertThat(Driver.query(loader, "SELECT UPPER(S) AS U, COUNT(*) FROM T GROUP BY ALL ORDER BY 1"))
                .containsExactly(List.of("A", "2"), List.of("B", "1"));
    }

    @Test
    void ownershipMovesWithOrWithoutTheOtherGrants() throws Exception {
        Driver.run(
                admin,
                "CREATE ROLE IF NOT EXISTS NEXT_OWNER",
                "CREATE OR REPLACE TABLE HUBSPOT.CRM.O (ID NUMBER)",
                "GRANT SELECT ON TABLE HUBSPOT.CRM.O TO ROLE NEXT_OWNER",
                "GRANT SELECT ON TABLE HUBSPOT.CRM.O TO ROLE HUBFLOW_LOADER");
        EmulatorTest.failing(
                3080,
                "42501",
                () -> Driver.run(admin, "GRANT OWNERSHIP ON TABLE HUBSPOT.CRM.O TO ROLE HUBFLOW_LOADER"));
        EmulatorTest.failing(3001, "42501", () -> Driver.run(loader, "ALTER TABLE O ADD COLUMN A NUMBER"));
        Driver.run(admin, "GRANT OWNERSHIP ON TABLE HUBSPOT.CRM.O TO ROLE HUBFLOW_LOADER COPY CURRENT GRANTS");
        Driver.run(loader, "ALTER TABLE O ADD COLUMN A NUMBER");
        assertThat(Driver.query(loader, "SHOW GRANTS ON TABLE O")).hasSize(3);
        Driver.run(loader, "DROP TABLE O");
    }

    @Test
    void aStageOrTableThatVanishedIsSaidToBeMissing() throws Exception {
        Driver.run(
                admin,
                "CREATE SCHEMA HUBSPOT.AGAIN",
                "GRANT USAGE, CREATE TABLE, CREATE STAGE ON SCHEMA HUBSPOT.AGAIN TO ROLE HUBFLOW_LOADER");
        try (Connection connection = Driver.connect(emulator, Driver.loader())) {
            Driver.run(
                    connection,
                    "USE SCHEMA HUBSPOT.AGAIN",
                    "CREATE STAGE ST FILE_FORMAT = (TYPE = JSON)",
                    "CREATE TABLE A (ID NUMBER)");
            Driver.run(admin, "DROP SCHEMA HUBSPOT.AGAIN");
            EmulatorTest.failing(2003, "02000", () -> Driver.run(connection, "LIST @ST"));
            Driver.run(
                    admin,
                    "CREATE SCHEMA HUBSPOT.AGAIN",
                    "GRANT USAGE, CREATE TABLE, CREATE STAGE ON SCHEMA HUBSPOT.AGAIN TO ROLE HUBFLOW_LOADER");
            EmulatorTest.failing(2003, "02000", () -> Driver.run(connection, "LIST @ST"))
                    .hasMessageContaining("Stage 'HUBSPOT.AGAIN.ST' does not exist or not authorized");
            EmulatorTest.failing(2003, "42S02", () -> Driver.run(connection, "SELECT * FROM A"));
            Driver.run(connection, "CREATE STAGE ST FILE_FORMAT = (TYPE = JSON)", "CREATE TABLE A (ID NUMBER)");
        } finally {
            Driver.run(admin, "DROP SCHEMA IF EXISTS HUBSPOT.AGAIN");
        }
    }

    @Test
    void aDroppedWarehouseASpentQuotaAndASuspendedAccountHaveTheirCodes() throws Exception {
        Driver.run(admin, "CREATE WAREHOUSE W2", "GRANT USAGE ON WAREHOUSE W2 TO ROLE HUBFLOW_LOADER");
        Properties properties = Driver.loader();
        properties.put("warehouse", "W2");
        try (Connection connection = Driver.connect(emulator, properties)) {
            String sql = "INSERT INTO T VALUES (9, 'z')";
            emulator.admin().account().warehouse("W2").orElseThrow().blockBy("MONTHLY");
            EmulatorTest.failing(90_073, "22000", () -> Driver.run(connection, sql))
                    .hasMessageContaining("resource monitor 'MONTHLY' has exceeded its quota");
            emulator.admin().account().warehouse("W2").orElseThrow().blockBy(null);
            emulator.admin().account().suspend(true);
            EmulatorTest.failing(666, "57014", () -> Driver.run(connection, sql))
                    .hasMessageContaining("account is suspended");
            Driver.run(connection, "SHOW TABLES");
            emulator.admin().account().suspend(false);
            Driver.run(connection, sql);
            Driver.run(admin, "DROP WAREHOUSE W2");
            EmulatorTest.failing(606, "57P03", () -> Driver.run(connection, sql));
        } finally {
            emulator.admin().account().suspend(false);
        }
    }

    @Test
    void theAdminApiSuspendsAnAccountAndSpendsAQuota() throws Exception {
        String sql = "INSERT INTO T VALUES (8, 'y')";
        assertThat(account("{\"suspended\":true}")).isEqualTo(200);
        EmulatorTest.failing(666, "57014", () -> Driver.run(loader, sql));
        account("{\"suspended\":false,\"warehouse\":\"HUBFLOW_WH\",\"resourceMonitor\":\"M\"}");
        EmulatorTest.failing(90_073, "22000", () -> Driver.run(loader, sql));
        account("{\"warehouse\":\"HUBFLOW_WH\",\"resourceMonitor\":null}");
        Driver.run(loader, sql);
    }

    private static int account(String body) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(emulator.url() + "/_admin/account"))
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }

    @Test
    void aWaitingStatementIsShownAsWaiting() throws Exception {
        try (Connection other = Driver.connect(emulator, Driver.loader());
                Connection watcher = Driver.connect(emulator, Driver.loader())) {
            Driver.run(loader, "BEGIN", "UPDATE T SET S = 'held'");
            Driver.run(other, "BEGIN");
            var waiting = CompletableFuture.runAsync(() -> {
                try {
                    Driver.run(other, "UPDATE T SET S = 'later'", "COMMIT");
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            while (Driver.query(watcher, "SHOW LOCKS").stream().noneMatch(l -> Objects.equals(l.get(4), "WAITING"))) {
                assertThat(waiting).isNotCompletedExceptionally();
            }
            Driver.run(loader, "COMMIT");
            waiting.join();
            assertThat(Driver.query(watcher, "SHOW LOCKS")).isEmpty();
        }
    }
}
