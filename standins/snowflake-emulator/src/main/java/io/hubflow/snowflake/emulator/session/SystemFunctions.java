package io.hubflow.snowflake.emulator.session;

import io.hubflow.snowflake.emulator.sql.Expr;
import io.hubflow.snowflake.emulator.sql.Query;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * {@code SELECT SYSTEM$…(…)} alone in its query: system functions that do something, run once and never on a describe. Source:
 * docs.snowflake.com/en/sql-reference/functions/system_abort_transaction; the texts of refusals are unverified.
 */
final class SystemFunctions {
    /** A session that works on a statement is waited for so long. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private SystemFunctions() {}

    /** The call that is the whole query, if it is one of a system function. */
    static Optional<Expr.Call> call(Query query) {
        boolean alone = query.body() instanceof Query.Select select
                && select.items().size() == 1
                && select.from().isEmpty()
                && select.where() == null;
        if (alone
                && ((Query.Select) query.body()).items().get(0).value() instanceof Expr.Call call
                && call.function().startsWith("SYSTEM$")) {
            return Optional.of(call);
        }
        return Optional.empty();
    }

    static Result run(StatementRunner runner, Expr.Call call) throws InterruptedException {
        if (!call.function().equals("SYSTEM$ABORT_TRANSACTION")) {
            throw SnowflakeError.unsupported("function " + call.function());
        }
        if (call.arguments().size() != 1) {
            throw SnowflakeError.unsupported(call.function() + " other than with one transaction id");
        }
        String id = switch (call.arguments().get(0)) {
            case Expr.Numeral number -> number.digits();
            case Expr.Text text -> text.value();
            default -> throw SnowflakeError.unsupported(call.function() + " of something that is not a constant");
        };
        return Result.texts(
                StatementKind.SELECT,
                List.of(call.function() + "(" + id + ")"),
                List.of(Result.row(abort(runner, id))));
    }

    private static String abort(StatementRunner runner, String id) throws InterruptedException {
        Session session = runner.world().openSessions().stream()
                .filter(s -> id.equals(s.transaction().id()))
                .findFirst()
                .orElseThrow(() ->
                        new SnowflakeError(90_223, "02000", "Transaction '" + id + "' does not exist or is not open."));
        boolean own = session.user().equals(runner.session().user());
        if (!own && !runner.names().rights().isAdmin()) {
            throw SnowflakeError.insufficientPrivileges("transaction", id);
        }
        if (!session.transaction().abortNow(LONGEST_WAIT)) {
            throw SnowflakeError.unsupported(
                    "SYSTEM$ABORT_TRANSACTION of a session whose statement runs; cancel that statement first");
        }
        return "Transaction " + id + " aborted";
    }
}
