package io.hubflow.snowflake.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TransactionsIT extends EmulatorTest {
    private Connection other;

    @BeforeEach
    void table() throws SQLException {
        run("CREATE TABLE T (K NUMBER(5,0) NOT NULL, S VARCHAR)", "INSERT INTO T VALUES (1, 'a')");
        other = Driver.connect(emulator, Driver.loader());
    }

    @AfterEach
    void closeOther() throws SQLException {
        other.close();
    }

    private List<String> seenBy(Connection who) throws SQLException {
        return Driver.query(who, "SELECT K || COALESCE(S, '-') FROM T ORDER BY 1").stream()
                .map(r -> String.valueOf(r.get(0)))
                .toList();
    }

    @Test
    void aFailedStatementUndoesOnlyItself() throws Exception {
        connection.setAutoCommit(false);
        run("INSERT INTO T VALUES (2, 'b')", "UPDATE T SET S = 'A' WHERE K = 1");
        failing(100_038, "22018", "INSERT INTO T SELECT COLUMN1::NUMBER, 'x' FROM VALUES ('3'), ('oops')");
        failing(2003, "42S02", "SELECT * FROM NOPE");
        failing(100_051, "22012", "SELECT 1 / K FROM (SELECT K - K AS K FROM T)");
        run("INSERT INTO T VALUES (4, 'd')");
        assertThat(seenBy(connection)).containsExactly("1A", "2b", "4d");
        assertThat(seenBy(other)).containsExactly("1a");
        connection.commit();
        assertThat(seenBy(other)).containsExactly("1A", "2b", "4d");
    }

    @Test
    void abortOnErrorEndsTheTransaction() throws Exception {
        run("ALTER SESSION SET TRANSACTION_ABORT_ON_ERROR = TRUE");
        connection.setAutoCommit(false);
        run("INSERT INTO T VALUES (2, 'b')");
        failing(100_046, "22003", "INSERT INTO T VALUES (100000, 'too long')");
        failing(90_232, "40000", "INSERT INTO T VALUES (3, 'c')");
        failing(90_232, "40000", () -> connection.commit());
        assertThat(seenBy(connection)).containsExactly("1a");
    }

    @Test
    void rollbackAndCloseUndo() throws Exception {
        run("BEGIN", "DELETE FROM T", "ROLLBACK");
        assertThat(seenBy(connection)).containsExactly("1a");
        run("BEGIN TRANSACTION", "DELETE FROM T");
        connection.close();
        assertThat(seenBy(other)).containsExactly("1a");
        Driver.run(other, "COMMIT", "ROLLBACK");
    }

    @Test
    void definitionsCommitWhatIsOpen() throws Exception {
        run("BEGIN", "INSERT INTO T VALUES (2, 'b')", "CREATE TABLE U (A NUMBER)");
        assertThat(seenBy(other)).containsExactly("1a", "2b");
        run("ROLLBACK");
        assertThat(seenBy(other)).containsExactly("1a", "2b");
    }

    @Test
    void everyStatementReadsWhatIsCommitted() throws Exception {
        run("CREATE TABLE U (K NUMBER)", "BEGIN", "INSERT INTO U VALUES (7)");
        assertThat(seenBy(connection)).containsExactly("1a");
        Driver.run(other, "INSERT INTO T VALUES (2, 'b')");
        assertThat(seenBy(connection)).containsExactly("1a", "2b");
        assertThat(Driver.value(connection, "SELECT K FROM U")).isEqualTo("7");
        run("COMMIT");
    }

    @Test
    void writersOfOneTableWaitForEachOther() throws Exception {
        run("BEGIN", "UPDATE T SET S = 'first' WHERE K = 1 AND S = 'a'");
        var second = CompletableFuture.supplyAsync(() -> {
            try {
                return Driver.update(other, "UPDATE T SET S = 'second' WHERE K = 1 AND S = 'a'");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        Driver.run(connection, "INSERT INTO T VALUES (2, 'b')");
        assertThat(second).isNotDone();
        run("COMMIT");
        assertThat(second.get(60, TimeUnit.SECONDS)).isZero();
        assertThat(seenBy(other)).containsExactly("1first", "2b");
    }

    @Test
    void insertsDoNotWait() throws Exception {
        run("BEGIN", "UPDATE T SET S = 'x'");
        Driver.run(other, "INSERT INTO T VALUES (2, 'b')");
        run("COMMIT");
        assertThat(seenBy(connection)).containsExactly("1x", "2b");
    }

    @Test
    void aLockIsNotAwaitedForEver() throws Exception {
        run("BEGIN", "UPDATE T SET S = 'x'");
        Driver.run(other, "ALTER SESSION SET LOCK_TIMEOUT = 1");
        failing(625, "57014", () -> Driver.run(other, "DELETE FROM T"));
        run("ROLLBACK");
        Driver.run(other, "DELETE FROM T");
    }

    @Test
    void aSilentBlockerIsRolledBack() throws Exception {
        // In an emulator of its own: where a silent blocker is rolled back so soon, other tests would depend on their
        // speed.
        var options = EmulatorOptions.defaults().withLimits(limits -> limits.withIdleBlocker(Duration.ofMillis(500)));
        try (var impatient = SnowflakeEmulator.start(options);
                var silent = Driver.connect(impatient, Driver.loader());
                var waiting = Driver.connect(impatient, Driver.loader())) {
            Driver.run(
                    silent,
                    "CREATE TABLE T (S VARCHAR)",
                    "INSERT INTO T VALUES ('a')",
                    "BEGIN",
                    "UPDATE T SET S = 'x'");
            assertThat(Driver.update(waiting, "UPDATE T SET S = 'y'")).isEqualTo(1);
            failing(90_232, "40000", () -> Driver.run(silent, "COMMIT"));
            assertThat(Driver.value(silent, "SELECT S FROM T")).isEqualTo("y");
        }
    }

    @Test
    void aSessionThatIsSilencedIsRolledBackUnlessItSpeaksAgain() throws Exception {
        run("BEGIN", "UPDATE T SET S = 'x'");
        emulator.admin().silenceSessions();
        assertThat(Driver.update(other, "UPDATE T SET S = 'y'")).isEqualTo(1);
        failing(90_232, "40000", () -> connection.commit());

        run("BEGIN", "UPDATE T SET S = 'x'");
        emulator.admin().silenceSessions();
        run("SELECT 1");
        Driver.run(other, "ALTER SESSION SET LOCK_TIMEOUT = 1");
        failing(625, "57014", () -> Driver.run(other, "UPDATE T SET S = 'z'"));
        run("COMMIT");
        assertThat(seenBy(other)).containsExactly("1x");
    }

    @Test
    void changingAutocommitCommits() throws Exception {
        connection.setAutoCommit(false);
        run("INSERT INTO T VALUES (2, 'b')");
        connection.setAutoCommit(true);
        assertThat(seenBy(other)).containsExactly("1a", "2b");
        run("INSERT INTO T VALUES (3, 'c')");
        assertThat(seenBy(other)).containsExactly("1a", "2b", "3c");
    }
}
