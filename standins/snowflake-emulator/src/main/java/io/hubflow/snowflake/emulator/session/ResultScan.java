package io.hubflow.snowflake.emulator.session;

import io.hubflow.snowflake.emulator.sql.Expr;
import io.hubflow.snowflake.emulator.sql.Query;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import java.time.Duration;
import java.util.Optional;

/**
 * {@code SELECT * FROM TABLE(RESULT_SCAN('query id'))} and nothing around it, as the driver asks for the rows of an asynchronous query. The
 * emulator remembers few results and not for 24 hours.
 */
final class ResultScan {
    private ResultScan() {}

    /** The query id, if the query is nothing but such a scan. */
    static Optional<String> queryId(Query query) {
        boolean plain = query.body() instanceof Query.Select select
                && select.items().size() == 1
                && select.items().get(0).value() instanceof Expr.Star
                && select.from().size() == 1
                && select.where() == null
                && select.groupBy().isEmpty()
                && !select.distinct()
                && query.order().isEmpty()
                && query.limit() == null;
        if (plain
                && ((Query.Select) query.body()).from().get(0) instanceof Query.Function function
                && function.name().last().equals("RESULT_SCAN")) {
            return Optional.ofNullable(function.arguments().get("1"));
        }
        return Optional.empty();
    }

    static Result result(StatementRunner runner, String queryId) throws InterruptedException {
        Submission submission = runner.submission(queryId)
                .filter(s -> s.session().user().equals(runner.session().user()))
                .orElseThrow(() -> new SnowflakeError(709, "02000", "Statement " + queryId + " not found"));
        Outcome outcome = submission
                .await(Duration.ZERO)
                .orElseThrow(() -> SnowflakeError.unsupported("RESULT_SCAN of a statement that still runs"));
        return switch (outcome) {
            case Outcome.Done done ->
                Result.rows(
                        StatementKind.SELECT,
                        done.result().columns(),
                        done.result().rows());
            case Outcome.Failed failed -> throw failed.error();
            case Outcome.Described ignored ->
                throw new SnowflakeError(709, "02000", "Statement " + queryId + " not found");
        };
    }
}
