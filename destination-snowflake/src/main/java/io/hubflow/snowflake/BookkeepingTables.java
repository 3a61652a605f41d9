package io.hubflow.snowflake;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.DestinationCost;
import io.hubflow.engine.destination.QuarantinedRow;
import io.hubflow.engine.destination.RunRecord;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tables of runs, of quarantined records, about sets of facts and of removed rows: their columns, and their rows as values in that order. */
final class BookkeepingTables {
    static final List<Column> RUNS = List.of(
            new Column("run_id", ColumnType.VARCHAR),
            new Column("object_type", ColumnType.VARCHAR),
            new Column("started_at", ColumnType.TIMESTAMP),
            new Column("finished_at", ColumnType.TIMESTAMP),
            new Column("status", ColumnType.VARCHAR),
            new Column("rows_read", ColumnType.BIGINT),
            new Column("rows_written", ColumnType.BIGINT),
            new Column("rows_unchanged", ColumnType.BIGINT),
            new Column("report", ColumnType.JSON),
            new Column("statements", ColumnType.BIGINT),
            new Column("staged_bytes", ColumnType.BIGINT),
            new Column("warehouse_seconds", ColumnType.DECIMAL),
            new Column("wake_ups", ColumnType.BIGINT));
    static final int RUNS_KEYS = 2;
    /** Places in {@link #RUNS}. */
    static final int ROWS_WRITTEN = 6;

    static final int ROWS_UNCHANGED = 7;

    static final List<Column> QUARANTINE = List.of(
            new Column("object_type", ColumnType.VARCHAR),
            new Column("id", ColumnType.VARCHAR),
            new Column("reason", ColumnType.VARCHAR),
            new Column("record", ColumnType.VARCHAR),
            new Column("read_at", ColumnType.TIMESTAMP));
    static final int QUARANTINE_KEYS = 2;
    /** A record that is refused again replaces its line; one without an id is known by its text. */
    static final String QUARANTINE_CONDITION = " AND (s.C1 <> '' OR t.\"RECORD\" = s.C3)";

    static final List<Column> SETS = List.of(
            new Column("table_name", ColumnType.VARCHAR),
            new Column("owner_id", ColumnType.BIGINT),
            new Column("read_at", ColumnType.TIMESTAMP),
            new Column("content_hash", ColumnType.BIGINT));
    static final List<Column> DEPARTURES = List.of(
            new Column("table_name", ColumnType.VARCHAR),
            new Column("column_name", ColumnType.VARCHAR),
            new Column("id", ColumnType.BIGINT),
            new Column("read_at", ColumnType.TIMESTAMP));
    static final List<Column> REMOVED = List.of(
            new Column("table_name", ColumnType.VARCHAR),
            new Column("id", ColumnType.BIGINT),
            new Column("version_at", ColumnType.TIMESTAMP),
            new Column("reason", ColumnType.VARCHAR),
            new Column("merged_into", ColumnType.BIGINT));

    private BookkeepingTables() {}

    /** The cost is the whole run's up to this commit, the same in each of its rows: statements serve all object types at once. */
    static List<@Nullable Object> values(RunRecord run, DestinationCost cost) {
        return Arrays.asList(
                run.runId(),
                run.objectType(),
                run.startedAt(),
                run.finishedAt().orElse(null),
                run.status(),
                run.rowsRead(),
                run.rowsWritten(),
                run.rowsUnchanged(),
                run.report(),
                cost.statements(),
                cost.stagedBytes(),
                BigDecimal.valueOf(cost.warehouseHeld().toMillis())
                        .divide(BigDecimal.valueOf(1000), 3, RoundingMode.HALF_UP),
                cost.wakeUps());
    }

    static List<@Nullable Object> values(QuarantinedRow row) {
        return Arrays.asList(row.objectType(), row.id(), row.reason(), cut(row.json()), row.readAt());
    }

    private static String cut(String text) {
        int most = RowEncoder.MAX_VARCHAR_BYTES / 4;
        return text.length() <= most ? text : text.substring(0, most);
    }
}
