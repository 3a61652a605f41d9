package io.hubflow.snowflake.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.snowflake.emulator.fault.Fault;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class FaultsIT extends EmulatorTest {
    @Override
    EmulatorOptions options() {
        return EmulatorOptions.defaults().withLimits(limits -> limits.withLongQuery(Duration.ofMillis(300)));
    }

    private long count() throws SQLException {
        return Long.parseLong(String.valueOf(Driver.value(connection, "SELECT COUNT(*) FROM T")));
    }

    @Test
    void aLostReplyIsAnsweredFromTheFirstExecution() throws Exception {
        run("CREATE TABLE T (A NUMBER)");
        emulator.admin().inject(Fault.once(Fault.Kind.CUT_AFTER, "INSERT").times(2));
        assertThat(Driver.update(connection, "INSERT INTO T VALUES (1)")).isEqualTo(1);
        assertThat(count()).isEqualTo(1);
        assertThat(emulator.admin().faultHits()).isEqualTo(2);
    }

    @Test
    void unavailableAndCutBeforeAreRetriedByTheDriver() throws Exception {
        run("CREATE TABLE T (A NUMBER)");
        emulator.admin().inject(Fault.once(Fault.Kind.UNAVAILABLE, "INSERT"));
        emulator.admin().inject(Fault.once(Fault.Kind.CUT_BEFORE, "INSERT"));
        assertThat(Driver.update(connection, "INSERT INTO T VALUES (1)")).isEqualTo(1);
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void aCommitWhoseReplyNeverComesHasHappened() throws Exception {
        run("CREATE TABLE T (A NUMBER)");
        Properties impatient = Driver.loader();
        impatient.put("maxHttpRetries", "1");
        impatient.put("retryTimeout", "1");
        try (Connection doomed = Driver.connect(emulator, impatient)) {
            doomed.setAutoCommit(false);
            Driver.run(doomed, "INSERT INTO T VALUES (1)");
            emulator.admin().inject(Fault.once(Fault.Kind.CUT_AFTER, "COMMIT").andRetries());
            Assertions.assertThatThrownBy(doomed::commit).isInstanceOf(SQLException.class);
        }
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void anExpiredTokenIsRenewedAndTheTransactionGoesOn() throws Exception {
        run("CREATE TABLE T (A NUMBER)", "BEGIN", "INSERT INTO T VALUES (1)");
        emulator.admin().inject(Fault.once(Fault.Kind.TOKEN_EXPIRED, "COMMIT"));
        run("COMMIT");
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void aSessionThatIsGoneHasRolledBack() throws Exception {
        run("CREATE TABLE T (A NUMBER)", "BEGIN", "INSERT INTO T VALUES (1)");
        emulator.admin().inject(Fault.once(Fault.Kind.SESSION_GONE, "COMMIT"));
        Assertions.assertThatThrownBy(() -> run("COMMIT"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(390_111));
        assertThat(emulator.admin().rows("HUBSPOT", "CRM", "T")).isEmpty();
    }

    @Test
    void warehouseAndLockFaults() throws Exception {
        run("CREATE TABLE T (A NUMBER)");
        emulator.admin().inject(Fault.once(Fault.Kind.WAREHOUSE_SUSPENDED, "MERGE"));
        emulator.admin()
                .inject(Fault.once(Fault.Kind.LOCK_TIMEOUT, "ANY")
                        .where("update\\s+T")
                        .after(1));
        run("UPDATE T SET A = 1");
        failing(625, "57014", "UPDATE T SET A = 2");
        String merge = "MERGE INTO T USING (SELECT 1 A) s ON T.A = s.A WHEN NOT MATCHED THEN INSERT (A) VALUES (s.A)";
        failing(606, "57P03", merge);
        run(merge);
    }

    @Test
    void aSuspendedWarehouseThatMayNotResumeRefusesData() throws Exception {
        run("CREATE TABLE T (A NUMBER)");
        try (Connection admin = Driver.connect(emulator, Driver.admin())) {
            Driver.run(
                    admin, "ALTER WAREHOUSE HUBFLOW_WH SET AUTO_RESUME = FALSE", "ALTER WAREHOUSE HUBFLOW_WH SUSPEND");
        }
        failing(606, "57P03", "SELECT * FROM T");
        run("SELECT CURRENT_ROLE()", "DESCRIBE TABLE T", "CREATE TABLE U (A NUMBER)");
    }

    @Test
    void longQueriesAreAskedForAgain() throws Exception {
        emulator.admin().inject(Fault.slow("SELECT", Duration.ofMillis(1_000)));
        assertThat(Driver.value(connection, "SELECT 42")).isEqualTo("42");
    }

    @Test
    void slowStatementsCanBeCanceled() throws Exception {
        run("CREATE TABLE T (A NUMBER)");
        emulator.admin().inject(Fault.slow("ANY", Duration.ofMinutes(5)));
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(1);
            failing(604, "57014", () -> statement.executeQuery("SELECT 1"));
        }
        assertThat(count()).isZero();
    }

    @Test
    void theServersOwnTimeoutCancels() throws Exception {
        run("ALTER SESSION SET STATEMENT_TIMEOUT_IN_SECONDS = 1");
        emulator.admin().inject(Fault.slow("SELECT", Duration.ofMinutes(5)));
        failing(630, "57014", "SELECT 1");
    }

    @Test
    void theAdminApiSchedulesAndReports() throws Exception {
        run("CREATE TABLE T (A NUMBER, S VARCHAR)", "INSERT INTO T VALUES (1, NULL), (2, 'zwei')");
        assertThat(post("/_admin/faults", "{\"kind\":\"LOCK_TIMEOUT\",\"statement\":\"DELETE\",\"times\":2}"))
                .contains("\"scheduled\":1");
        failing(625, "57014", "DELETE FROM T");
        assertThat(get("/_admin/tables/HUBSPOT/CRM/T"))
                .isEqualTo("{\"A\":\"1\",\"S\":null}\n{\"A\":\"2\",\"S\":\"zwei\"}\n");
        assertThat(get("/_admin/tables/HUBSPOT/CRM/NOPE")).contains("does not exist");
        assertThat(get("/_admin/statements")).contains("\"kind\":\"INSERT\"").contains("\"errorCode\":\"000625\"");
        assertThat(get("/_admin/stats")).contains("\"wakeUps\":1").contains("\"DELETE\":1");
        assertThat(post("/_admin/reset-log", "")).contains("true");
        assertThat(get("/_admin/statements")).isEqualTo("[]");
        HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(emulator.url() + "/_admin/faults"))
                                .DELETE()
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
        run("DELETE FROM T");
    }

    private String get(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(emulator.url() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private String post(String path, String body) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(emulator.url() + path))
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void theLogTellsWhatRan() throws Exception {
        run("CREATE TABLE T (A NUMBER)", "ALTER SESSION SET QUERY_TAG = '{\"batch\":7}'");
        emulator.admin().resetLog();
        run("INSERT INTO T VALUES (1), (2)");
        failing(2003, "42S02", "INSERT INTO NOPE VALUES (1)");
        assertThat(emulator.admin().statements())
                .extracting(s -> List.of(s.kind(), s.rows(), String.valueOf(s.errorCode()), s.queryTag(), s.user()))
                .containsExactly(
                        List.of("INSERT", 2L, "null", "{\"batch\":7}", "LOADER"),
                        List.of("INSERT", 0L, "002003", "{\"batch\":7}", "LOADER"));
    }
}
