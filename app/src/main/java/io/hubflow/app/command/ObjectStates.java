package io.hubflow.app.command;

import io.hubflow.app.report.Json;
import io.hubflow.duckdb.DuckDbQuery;
import io.hubflow.duckdb.QueryRows;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.StateCodec;
import io.hubflow.engine.destination.Checkpoint;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts the checkpoints of a file into words. */
final class ObjectStates {
    private ObjectStates() {}

    /**
     * How far one object type is.
     *
     * @param rows in its table now
     * @param completeTo absent while the first load is not finished
     * @param readTo the newest change that may be there; not before {@code completeTo}
     * @param lastRun when its last run began and how it ended; empty when none is recorded
     */
    record Standing(
            String objectType,
            long rows,
            String phase,
            Optional<Instant> completeTo,
            Optional<Instant> readTo,
            String lastRun,
            Checkpoint checkpoint) {}

    static List<Standing> read(DuckDbQuery query) {
        var objects = query.checkpoints().stream()
                .filter(checkpoint -> Json.read(checkpoint.state()).has("cursor_millis"))
                .toList();
        if (objects.isEmpty()) {
            return List.of();
        }
        var tables = pairs(query, "SELECT object_type, table_name FROM _hubflow_tables");
        var runs = pairs(
                query,
                "SELECT object_type, arg_max(strftime(started_at AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%SZ') || ', ' || status,"
                        + " started_at) FROM _hubflow_runs GROUP BY object_type");
        return objects.stream()
                .map(checkpoint -> standing(query, checkpoint, tables, runs))
                .toList();
    }

    private static Standing standing(
            DuckDbQuery query, Checkpoint checkpoint, Map<String, String> tables, Map<String, String> runs) {
        var state = StateCodec.read(checkpoint.stream(), checkpoint.state(), ObjectState.class);
        var table = tables.get(state.objectType());
        return new Standing(
                state.objectType(),
                table == null ? 0 : count(query, table),
                phase(state),
                state.snapshot() != null ? Optional.empty() : moment(state.cursorMillis()),
                moment(state.fastMarkMillis()),
                runs.getOrDefault(state.objectType(), ""),
                checkpoint);
    }

    private static String phase(ObjectState state) {
        var snapshot = state.snapshot();
        if (snapshot != null) {
            return "first load under way, " + snapshot.covered().ranges().size() + " id ranges done";
        }
        if (!state.backfills().isEmpty()) {
            return "filling " + state.backfills().size() + " new columns";
        }
        return state.window() != null ? "in the middle of a window of changes" : "up to date";
    }

    private static Optional<Instant> moment(long millis) {
        return millis <= 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    private static long count(DuckDbQuery query, String table) {
        var rows = pairs(query, "SELECT 'rows', count(*) FROM \"" + table.replace("\"", "\"\"") + "\"");
        return Long.parseLong(rows.getOrDefault("rows", "0"));
    }

    /** The first two columns as a map. */
    private static Map<String, String> pairs(DuckDbQuery query, String sql) {
        var pairs = new HashMap<String, String>();
        query.run(sql, new QueryRows() {
            @Override
            public void columns(List<String> names, List<String> types) {}

            @Override
            public void row(List<@Nullable Object> values) {
                pairs.put(String.valueOf(values.get(0)), String.valueOf(values.get(1)));
            }
        });
        return pairs;
    }
}
