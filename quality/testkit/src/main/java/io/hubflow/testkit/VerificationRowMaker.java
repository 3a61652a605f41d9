package io.hubflow.testkit;

import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.ReferenceTable;
import io.hubflow.engine.destination.VerificationRecord;
import io.hubflow.engine.verify.VerificationRows;
import io.hubflow.engine.verify.VerifyOptions;
import io.hubflow.engine.verify.VerifyOptions.AfterFinding;
import io.hubflow.engine.verify.VerifyOptions.Values;
import io.hubflow.engine.verify.VerifyReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rows of {@code _hubflow_verifications} for tests of those who read them. */
public final class VerificationRowMaker {
    private static final VerifyOptions OPTIONS = new VerifyOptions(Values.SAMPLE, 500, 7, AfterFinding.REPORT);

    private VerificationRowMaker() {}

    /** A commit of the row that {@link #record} is read from. */
    public static Commit commit(String id, Instant at, String status, long different, String evidence) {
        var empty = VerificationRows.of(
                new VerifyReport(id, at, at.plusSeconds(2), 9, VerifyReport.Maker.HUBFLOW, List.of()), OPTIONS);
        Map<String, Object> values = Map.ofEntries(
                Map.entry("verification_id", id),
                Map.entry("object_type", "deals"),
                Map.entry("table_name", "deals"),
                Map.entry("status", status),
                Map.entry("started_at", at),
                Map.entry("finished_at", at.plusSeconds(2)),
                Map.entry("table_rows", 40L),
                Map.entry("archived_rows", 2L),
                Map.entry("unexplained", different),
                Map.entry("repaired", 0L),
                Map.entry("fresh", 3L),
                Map.entry("compared", 12L),
                Map.entry("calls", 9L),
                Map.entry("evidence", evidence));
        var row = new ArrayList<@Nullable Object>();
        empty.columns().forEach(column -> row.add(values.get(column.name())));
        var table = new ReferenceTable(
                empty.name(), empty.columns(), "verification_id", id, List.of(Arrays.asList(row.toArray())));
        return new Commit(List.of(), List.of(), List.of(table), List.of(), List.of(), false);
    }

    public static VerificationRecord record(String id, Instant at, String status, long different, String evidence) {
        return new VerificationRecord(
                id,
                "deals",
                "deals",
                status,
                at,
                at.plusSeconds(2),
                Optional.empty(),
                40,
                different,
                0,
                3,
                12,
                9,
                evidence);
    }
}
