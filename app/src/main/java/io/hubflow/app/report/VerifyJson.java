package io.hubflow.app.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubflow.engine.verify.Finding.Kind;
import io.hubflow.engine.verify.TableVerification;
import io.hubflow.engine.verify.VerificationRows;
import io.hubflow.engine.verify.VerifyOptions;
import io.hubflow.engine.verify.VerifyReport;

/** The result of a verification for machines. */
public final class VerifyJson {
    private VerifyJson() {}

    public static ObjectNode of(VerifyReport report, VerifyOptions options, String destination) {
        var json = Json.object();
        json.put("status", status(report))
                .put("verification_id", report.id())
                .put("started_at", report.startedAt().toString())
                .put("finished_at", report.finishedAt().toString())
                .put("destination", destination)
                .put("calls", report.calls())
                .put("seed", options.seed());
        var tables = json.putArray("tables");
        report.tables().forEach(table -> tables.add(of(table)));
        return json;
    }

    private static String status(VerifyReport report) {
        if (report.isRight()) {
            return report.foundAnything() ? "repaired" : "equal";
        }
        return report.tables().stream().anyMatch(table -> !table.unexplained().isEmpty()) ? "different" : "failed";
    }

    private static ObjectNode of(TableVerification table) {
        var json = Json.object();
        json.put("object_type", table.objectType())
                .put("table", table.table())
                .put("status", VerificationRows.status(table))
                .put("rows", table.tally().rows())
                .put("live_rows", table.tally().liveRows())
                .put("archived_rows", table.tally().archivedRows())
                .put("missing", table.count(Kind.MISSING))
                .put("extra", table.count(Kind.EXTRA))
                .put("stale", table.count(Kind.STALE))
                .put("wrong", table.count(Kind.WRONG))
                .put("unexplained", table.unexplained().size())
                .put("repaired", table.repaired())
                .put("fresh", table.tally().fresh())
                .put("compared", table.tally().compared())
                .put("unproven", table.tally().unproven())
                .put("calls", table.tally().calls());
        table.tally().hubSpotRecords().ifPresent(records -> json.put("hubspot_records", records));
        if (table.error().isPresent()) {
            json.set("error", RunJson.of(table.error().get()));
        } else {
            json.put("holds_for", table.moment().toString()).putNull("error");
        }
        table.notCompared().forEach(json.putArray(VerificationRows.NOT_COMPARED)::add);
        var findings = json.putArray("findings");
        for (var finding : table.findings()) {
            var line = findings.addObject()
                    .put("kind", finding.kind().word())
                    .put("id", finding.id())
                    .put("reason", finding.reason());
            finding.columns().forEach(line.putArray("columns")::add);
        }
        return json;
    }
}
