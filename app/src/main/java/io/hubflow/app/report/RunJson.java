package io.hubflow.app.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubflow.app.config.ConfigurationException;
import io.hubflow.engine.report.ObjectReport;
import io.hubflow.engine.report.RunReport;
import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.CallCounts;
import java.time.Duration;
import java.util.Locale;

/** The run report as the JSON object that {@code sync --output json} prints; its fields are a promise to programs. */
public final class RunJson {
    private RunJson() {}

    public static ObjectNode of(RunReport report) {
        var json = Json.object();
        json.put("status", report.status().name().toLowerCase(Locale.ROOT));
        json.put("run_id", report.runId());
        var objects = json.putArray("objects");
        report.objects().forEach(object -> objects.add(of(object)));
        var leftOut = json.putArray("left_out");
        report.leftOut()
                .forEach(type -> leftOut.addObject()
                        .put("object_type", type.name())
                        .put("message", type.reason().getMessage()));
        var linksLeftOut = json.putArray("links_left_out");
        report.linksLeftOut()
                .forEach(pair -> linksLeftOut
                        .addObject()
                        .put("pair", pair.name())
                        .put("message", pair.reason().getMessage()));
        report.comparison()
                .ifPresentOrElse(
                        compared -> {
                            json.set(
                                    "foreseen",
                                    taking(
                                            compared.foreseenCalls(),
                                            compared.foreseenDuration(),
                                            compared.foreseenBytes()));
                            json.set(
                                    "made",
                                    taking(compared.madeCalls(), compared.madeDuration(), compared.madeBytes())
                                            .put("values", compared.madeValues())
                                            .put(
                                                    "processor_seconds",
                                                    compared.madeProcessorTime().toMillis() / 1_000.0));
                        },
                        () -> json.putNull("foreseen").putNull("made"));
        return json;
    }

    private static ObjectNode taking(CallCounts calls, Duration duration, long bytes) {
        var json = Json.object();
        json.set("api_calls", PlanReport.json(calls));
        return json.put("seconds", duration.toMillis() / 1_000.0).put("bytes", bytes);
    }

    private static ObjectNode of(ObjectReport object) {
        var json = Json.object();
        json.put("object_type", object.objectType());
        json.put("mode", object.mode().name().toLowerCase(Locale.ROOT));
        json.put("rows_read", object.rowsRead());
        json.put("rows_written", object.rowsWritten());
        json.put("rows_unchanged", object.rowsUnchanged());
        json.put("unparsed_values", object.unparsedValues());
        json.put("rounded_values", object.roundedValues());
        json.put("quarantined", object.quarantined());
        json.putObject("api_calls")
                .put("list", object.apiCalls().list())
                .put("search", object.apiCalls().search())
                .put("batch_read", object.apiCalls().batchRead())
                .put("associations", object.apiCalls().associations());
        json.putObject("deletes")
                .put("archived", object.departures().archived())
                .put("deleted", object.departures().deleted())
                .put("merged", object.departures().merged())
                .put("out_of_scope", object.departures().outOfScope())
                .put("restored", object.departures().restored())
                .put("calls", object.departures().calls());
        object.greatestAge()
                .ifPresentOrElse(
                        age -> json.put("greatest_age_seconds", age.toSeconds()),
                        () -> json.putNull("greatest_age_seconds"));
        json.put("seconds", object.elapsed().toMillis() / 1_000.0);
        object.route().ifPresent(route -> json.put("route", route));
        var facts = json.putArray("facts");
        for (var one : object.facts()) {
            var line = facts.addObject()
                    .put("table", one.table())
                    .put("rows_read", one.read())
                    .put("rows_inserted", one.inserted())
                    .put("rows_updated", one.updated())
                    .put("rows_removed", one.removed());
            one.greatestAge()
                    .ifPresentOrElse(
                            age -> line.put("greatest_age_seconds", age.toSeconds()),
                            () -> line.putNull("greatest_age_seconds"));
        }
        var warnings = json.putArray("warnings");
        for (var warning : object.warnings()) {
            warnings.addObject().put("code", warning.code().name()).put("message", warning.sentence());
        }
        object.error().ifPresentOrElse(error -> json.set("error", of(error)), () -> json.putNull("error"));
        return json;
    }

    public static ObjectNode of(ConnectorException error) {
        var json = Json.object();
        json.put("code", error.code().name());
        json.put("message", error.getMessage());
        json.put("more", Troubleshooting.of(error.code()));
        return json;
    }

    /** A run that did not begin: no run id, no objects, and why. */
    public static ObjectNode failed(ConnectorException error) {
        var json = Json.object();
        json.put("status", "failed");
        json.putNull("run_id");
        json.putArray("objects");
        json.set("error", of(error));
        return json;
    }

    /** Likewise, with each problem of the configuration by itself. */
    public static ObjectNode failed(ConfigurationException configuration) {
        var json = failed(configuration.asConnectorException());
        var problems = ((ObjectNode) json.get("error")).putArray("problems");
        for (var problem : configuration.problems()) {
            var entry = problems.addObject();
            entry.put("source", problem.source());
            problem.line().ifPresentOrElse(line -> entry.put("line", line), () -> entry.putNull("line"));
            entry.put("key", problem.key());
            entry.put("message", problem.sentence());
        }
        return json;
    }
}
