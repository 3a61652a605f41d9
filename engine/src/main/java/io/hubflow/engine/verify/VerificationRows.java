package io.hubflow.engine.verify;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.ReferenceTable;
import io.hubflow.engine.verify.Finding.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code _hubflow_verifications}: a row for each table of each verification, with the ids that differed and never a value. */
public final class VerificationRows {
    public static final String TABLE = "_hubflow_verifications";

    /** In the evidence: properties whose values were not compared. */
    public static final String NOT_COMPARED = "not_compared";

    /** Ids of one kind that a row names; beyond that it counts them. */
    private static final int MOST_NAMED = 10_000;

    private static final JsonMapper JSON = new JsonMapper();

    private static final List<Column> COLUMNS = List.of(
            new Column("verification_id", ColumnType.VARCHAR),
            new Column("object_type", ColumnType.VARCHAR),
            new Column("table_name", ColumnType.VARCHAR),
            new Column("status", ColumnType.VARCHAR),
            new Column("started_at", ColumnType.TIMESTAMP),
            new Column("finished_at", ColumnType.TIMESTAMP),
            new Column("holds_for", ColumnType.TIMESTAMP),
            new Column("hubspot_records", ColumnType.BIGINT),
            new Column("table_rows", ColumnType.BIGINT),
            new Column("archived_rows", ColumnType.BIGINT),
            new Column("missing", ColumnType.BIGINT),
            new Column("extra", ColumnType.BIGINT),
            new Column("stale", ColumnType.BIGINT),
            new Column("wrong", ColumnType.BIGINT),
            new Column("unexplained", ColumnType.BIGINT),
            new Column("repaired", ColumnType.BIGINT),
            new Column("fresh", ColumnType.BIGINT),
            new Column("compared", ColumnType.BIGINT),
            new Column("calls", ColumnType.BIGINT),
            new Column("seed", ColumnType.BIGINT),
            new Column("evidence", ColumnType.JSON));

    private VerificationRows() {}

    /** Rows that are added to those of earlier verifications. */
    public static ReferenceTable of(VerifyReport report, VerifyOptions options) {
        var rows = new ArrayList<List<@Nullable Object>>();
        for (var table : report.tables()) {
            var found = table.error().isEmpty();
            rows.add(Arrays.<@Nullable Object>asList(
                    report.id(),
                    table.objectType(),
                    table.table(),
                    status(table),
                    report.startedAt(),
                    report.finishedAt(),
                    found ? table.moment() : null,
                    table.tally().hubSpotRecords().isPresent()
                            ? (Object) table.tally().hubSpotRecords().getAsLong()
                            : null,
                    table.tally().rows(),
                    table.tally().archivedRows(),
                    table.count(Kind.MISSING),
                    table.count(Kind.EXTRA),
                    table.count(Kind.STALE),
                    table.count(Kind.WRONG),
                    (long) table.unexplained().size(),
                    table.repaired(),
                    table.tally().fresh(),
                    table.tally().compared(),
                    table.tally().calls(),
                    options.seed(),
                    evidence(table)));
        }
        return new ReferenceTable(TABLE, COLUMNS, "verification_id", report.id(), rows);
    }

    /** {@code equal}, {@code repaired}, {@code different} or {@code failed}. */
    public static String status(TableVerification table) {
        if (table.error().isPresent()) {
            return "failed";
        }
        if (!table.unexplained().isEmpty()) {
            return "different";
        }
        return table.findings().isEmpty() ? "equal" : "repaired";
    }

    private static String evidence(TableVerification table) {
        var json = JSON.createObjectNode();
        for (var kind : Kind.values()) {
            var some = table.findings().stream()
                    .filter(finding -> finding.kind() == kind)
                    .limit(MOST_NAMED)
                    .toList();
            if (!some.isEmpty()) {
                var lines = json.putArray(kind.word());
                for (var finding : some) {
                    var line = lines.addObject().put("id", finding.id()).put("reason", finding.reason());
                    if (!finding.columns().isEmpty()) {
                        finding.columns().forEach(line.putArray("columns")::add);
                    }
                }
            }
        }
        if (!table.notCompared().isEmpty()) {
            table.notCompared().forEach(json.putArray(NOT_COMPARED)::add);
        }
        table.error().ifPresent(e -> json.put("error", e.code().name()).put("message", e.getMessage()));
        return json.toString();
    }
}
