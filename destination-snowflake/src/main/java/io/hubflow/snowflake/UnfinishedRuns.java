package io.hubflow.snowflake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hubflow.engine.RunStatus;
import io.hubflow.engine.destination.RunRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Lines of {@code _hubflow_runs} without an end, in a local file: those of runs that are under way, and those of runs that were
 * killed until a commit of rows takes them along. So the run after a killed one can name it, and no warehouse is woken for it.
 * Losing the file means that a run which was killed before its first commit is missing in the history. Guarded by the
 * destination's lock.
 */
final class UnfinishedRuns {
    /** Older lines are dropped: 20 runs of 50 object types that were all killed before a commit. */
    private static final int MOST = 1_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final Map<String, RunRecord> lines = new LinkedHashMap<>();

    private UnfinishedRuns(Path file) {
        this.file = file;
    }

    /** @param destination tells destinations apart that share a spool directory */
    static UnfinishedRuns open(Path directory, String destination) {
        var checksum = new CRC32();
        checksum.update(destination.getBytes(StandardCharsets.UTF_8));
        var runs = new UnfinishedRuns(directory.resolve("runs-%08x.json".formatted(checksum.getValue())));
        runs.load();
        return runs;
    }

    static String key(RunRecord run) {
        return run.runId() + "/" + run.objectType();
    }

    /** Takes lines that have no end; a line that has one replaces that of the same run and object type. */
    void take(List<RunRecord> runs) {
        boolean changed = false;
        for (var run : runs) {
            if (run.finishedAt().isEmpty()) {
                lines.put(key(run), run);
                changed = true;
            } else {
                changed |= lines.remove(key(run)) != null;
            }
        }
        while (lines.size() > MOST) {
            lines.remove(lines.keySet().iterator().next());
        }
        if (changed) {
            save();
        }
    }

    /** Lines of runs that are under way, or of which nobody knows yet that they were killed. */
    List<RunRecord> running() {
        return lines.values().stream().filter(UnfinishedRuns::isRunning).toList();
    }

    /** Lines of killed runs that no commit has written. */
    List<RunRecord> killed() {
        return lines.values().stream().filter(run -> !isRunning(run)).toList();
    }

    /** The lines of killed runs are in the warehouse. */
    void killedAreWritten() {
        if (lines.values().removeIf(run -> !isRunning(run))) {
            save();
        }
    }

    private static boolean isRunning(RunRecord run) {
        return run.status().equals(RunStatus.RUNNING.word());
    }

    private void load() {
        if (!Files.exists(file)) {
            return;
        }
        try {
            for (var line : JSON.readTree(Files.readString(file))) {
                var run = new RunRecord(
                        line.path("run_id").asText(),
                        line.path("object_type").asText(),
                        Instant.ofEpochMilli(line.path("started_at").asLong()),
                        Optional.empty(),
                        line.path("status").asText(),
                        line.path("rows_read").asLong(),
                        line.path("rows_written").asLong(),
                        line.path("rows_unchanged").asLong(),
                        line.path("report").asText());
                lines.put(key(run), run);
            }
        } catch (JsonProcessingException e) {
            lines.clear();
        } catch (IOException e) {
            throw Spool.unusable(file, e);
        }
    }

    private void save() {
        var list = JSON.createArrayNode();
        for (var run : lines.values()) {
            list.addObject()
                    .put("run_id", run.runId())
                    .put("object_type", run.objectType())
                    .put("started_at", run.startedAt().toEpochMilli())
                    .put("status", run.status())
                    .put("rows_read", run.rowsRead())
                    .put("rows_written", run.rowsWritten())
                    .put("rows_unchanged", run.rowsUnchanged())
                    .put("report", run.report());
        }
        try {
            var fresh = Files.createTempFile(file.getParent(), "runs-", ".tmp");
            try (var out = Spool.output(fresh)) {
                out.write(list.toString().getBytes(StandardCharsets.UTF_8));
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw Spool.unusable(file, e);
        }
    }
}
