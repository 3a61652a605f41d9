package io.hubflow.snowflake.emulator.session;

import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import io.hubflow.snowflake.emulator.sql.Statement.Show;
import java.util.List;

/**
 * SHOW LOCKS and SHOW TRANSACTIONS: those of the user, or IN ACCOUNT those of everyone for an administrator
 * (docs.snowflake.com/en/sql-reference/sql/show-locks).
 */
final class ShowActivity {
    private final StatementRunner runner;

    ShowActivity(StatementRunner runner) {
        this.runner = runner;
    }

    Result locks(Show show) {
        var rows = sessions(show).stream()
                .flatMap(session -> runner.world().locks().of(session.transaction()).stream()
                        .map(lock -> Result.row(
                                runner.world()
                                        .account()
                                        .nameOfStorage(lock.table())
                                        .orElse(lock.table()),
                                "PARTITIONS",
                                session.transaction().id(),
                                session.transaction().startedAt(),
                                lock.waiting() ? "WAITING" : "HOLDING",
                                lock.waiting() ? null : session.transaction().startedAt(),
                                session.lastQueryId() == null ? "" : session.lastQueryId())))
                .toList();
        return Result.texts(
                StatementKind.SHOW,
                List.of(
                        "resource",
                        "type",
                        "transaction",
                        "transaction_started_on",
                        "status",
                        "acquired_on",
                        "query_id"),
                rows);
    }

    Result transactions(Show show) {
        var rows = sessions(show).stream()
                .filter(session -> !session.transaction().id().isEmpty())
                .map(session -> Result.row(
                        session.transaction().id(),
                        session.user(),
                        Long.toString(session.id()),
                        session.transaction().id(),
                        session.transaction().startedAt(),
                        "running"))
                .toList();
        return Result.texts(StatementKind.SHOW, List.of("id", "user", "session", "name", "started_on", "state"), rows);
    }

    private List<Session> sessions(Show show) {
        boolean everyone = show.scope().equals("ACCOUNT");
        if (everyone && !runner.names().rights().isAdmin()) {
            throw SnowflakeError.insufficientPrivileges(
                    "account", runner.world().account().name());
        }
        return runner.world().openSessions().stream()
                .filter(s -> everyone || s.user().equals(runner.session().user()))
                .toList();
    }
}
