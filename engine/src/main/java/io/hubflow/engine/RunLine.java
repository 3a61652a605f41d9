package io.hubflow.engine;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hubflow.engine.destination.RunRecord;
import io.hubflow.engine.report.ObjectReport;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Makes an object type's line of {@code _hubflow_runs} out of its part of the run report. */
final class RunLine {
    private static final JsonMapper JSON = new JsonMapper();

    private RunLine() {}

    /** @param finishedAt absent while it is under way */
    static RunRecord of(
            String runId, Instant startedAt, Optional<Instant> finishedAt, RunStatus status, ObjectReport report) {
        return new RunRecord(
                runId,
                report.objectType(),
                startedAt,
                finishedAt,
                status.word(),
                report.rowsRead(),
                report.rowsWritten(),
                report.rowsUnchanged(),
                json(report));
    }

    /** The report of a run that could not tell its end. */
    static String killed() {
        return JSON.createObjectNode()
                .put("error", "KILLED")
                .put(
                        "message",
                        "The run ended without recording its end: the process was killed, the machine stopped, or the"
                                + " destination failed. What was committed is kept; the counts are those of the last commit.")
                .toString();
    }

    private static String json(ObjectReport report) {
        var json = JSON.createObjectNode()
                .put("mode", report.mode().name().toLowerCase(Locale.ROOT))
                .put("unparsed_values", report.unparsedValues())
                .put("rounded_values", report.roundedValues())
                .put("quarantined", report.quarantined())
                .put("list_calls", report.apiCalls().list())
                .put("search_calls", report.apiCalls().search())
                .put("batch_read_calls", report.apiCalls().batchRead())
                .put("association_calls", report.apiCalls().associations());
        if (!report.facts().isEmpty()) {
            var facts = json.putArray("facts");
            for (var one : report.facts()) {
                var line = facts.addObject()
                        .put("table", one.table())
                        .put("rows_read", one.read())
                        .put("rows_written", one.inserted() + one.updated())
                        .put("rows_removed", one.removed());
                one.greatestAge().ifPresent(age -> line.put("greatest_age_seconds", age.toSeconds()));
            }
        }
        var departures = report.departures();
        if (!departures.isEmpty()) {
            json.put("archived", departures.archived())
                    .put("deleted", departures.deleted())
                    .put("out_of_scope", departures.outOfScope())
                    .put("restored", departures.restored());
        }
        if (!report.warnings().isEmpty()) {
            var warnings = json.putArray("warnings");
            for (var warning : report.warnings()) {
                warnings.addObject().put("code", warning.code().name()).put("message", warning.sentence());
            }
        }
        report.route().ifPresent(route -> json.put("route", route));
        report.error().ifPresent(e -> json.put("error", e.code().name()).put("message", e.getMessage()));
        return json.toString();
    }
}
