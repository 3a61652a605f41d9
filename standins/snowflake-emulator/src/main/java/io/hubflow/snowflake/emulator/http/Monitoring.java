package io.hubflow.snowflake.emulator.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubflow.snowflake.emulator.session.Outcome;
import io.hubflow.snowflake.emulator.session.Submission;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What {@code /monitoring/queries/{id}} answers, as the driver reads it (its class SFSession, getQueryStatus). */
final class Monitoring {
    private static final int CANCELED = 604;

    private Monitoring() {}

    static ObjectNode reply(Optional<Submission> found) throws InterruptedException {
        ObjectNode reply = Replies.ok();
        ArrayNode queries = reply.putObject("data").putArray("queries");
        if (found.isPresent()) {
            Submission submission = found.get();
            ObjectNode query = queries.addObject();
            Instant started = submission.startedAt();
            query.put("id", submission.queryId());
            query.put("sqlText", submission.sql());
            query.put("sessionId", submission.session().id());
            query.put("startTime", started.toEpochMilli());
            query.put("warehouseName", submission.session().warehouse());
            Optional<Outcome> outcome = submission.await(Duration.ZERO);
            if (outcome.isPresent()) {
                Instant ended = submission.endedAt().orElse(started);
                query.put("endTime", ended.toEpochMilli());
                query.put("totalDuration", Duration.between(started, ended).toMillis());
            }
            String status = outcome.isEmpty() ? "RUNNING" : status(outcome.get(), query);
            query.put("status", status).put("state", status);
        }
        return reply;
    }

    private static String status(Outcome outcome, ObjectNode query) {
        if (!(outcome instanceof Outcome.Failed failed)) {
            return "SUCCESS";
        }
        query.put("errorCode", failed.error().wireCode());
        query.put("errorMessage", failed.error().getMessage());
        return failed.error().code() == CANCELED ? "ABORTED" : "FAILED_WITH_ERROR";
    }
}
