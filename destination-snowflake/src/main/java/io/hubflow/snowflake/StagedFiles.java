package io.hubflow.snowflake;

import io.hubflow.engine.destination.DestinationCost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The files of one commit, side by side in one local folder, so that one PUT uploads them all. What a file is for is told by
 * how its name begins. The same names are used when the upload is repeated, so a repetition overwrites and does no harm.
 */
final class StagedFiles {
    private static final String STATE = "state-";
    private static final String QUARANTINE = "quarantine-";
    private static final String RUNS = "runs-";

    private final Spool spool;
    private final Path folder;
    private final String commitId;

    StagedFiles(Spool spool, String commitId) {
        this.spool = spool;
        this.commitId = commitId;
        this.folder = spool.folder().resolve(commitId);
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw Spool.unusable(folder, e);
        }
    }

    /** The path in the stage that begins all of this commit's files. */
    String all() {
        return commitId + "/";
    }

    String stage(int index) {
        return all() + "t" + index + "-";
    }

    String facts(int index) {
        return all() + "f" + index + "-";
    }

    String reference(int index) {
        return all() + "r" + index + "-";
    }

    String quarantine() {
        return all() + QUARANTINE;
    }

    String runs() {
        return all() + RUNS;
    }

    String state() {
        return all() + STATE;
    }

    /** Takes the rows of the plan's stages, in order; those at {@code i} are what {@link #stage} with {@code i} names. */
    List<StagedRows> take(CommitPlan plan) {
        var names = new Names();
        var taken = new ArrayList<StagedRows>();
        for (var stage : plan.stages()) {
            taken.addAll(stage.take(folder, names));
        }
        return taken;
    }

    /** Takes the sets of the plan's stages of facts, in order. */
    List<StagedFacts> takeFacts(CommitPlan plan) {
        var taken = new ArrayList<StagedFacts>();
        for (int i = 0; i < plan.facts().size(); i++) {
            taken.add(plan.facts().get(i).take(folder, "f" + i + "-"));
        }
        return taken;
    }

    /** How the files of the next kind of lines begin. */
    static final class Names {
        private int next;

        String next() {
            return "t" + next++ + "-";
        }
    }

    void add(CommitPlan plan) {
        for (int i = 0; i < plan.references().size(); i++) {
            write("r" + i + "-", plan.references().get(i).table().rows());
        }
        write(
                QUARANTINE,
                unique(
                        plan.quarantined().stream()
                                .map(BookkeepingTables::values)
                                .toList(),
                        StagedFiles::quarantineKey));
    }

    void addRuns(CommitPlan plan, Function<String, DestinationCost> runCost) {
        write(
                RUNS,
                unique(
                        plan.runs().stream()
                                .map(r -> BookkeepingTables.values(r, runCost.apply(r.runId())))
                                .toList(),
                        row -> row.subList(0, BookkeepingTables.RUNS_KEYS)));
    }

    private static List<@Nullable Object> quarantineKey(List<@Nullable Object> row) {
        return "".equals(row.get(1)) ? row.subList(0, 4) : row.subList(0, BookkeepingTables.QUARANTINE_KEYS);
    }

    /** The last row of each key: a MERGE must not meet two (ERROR_ON_NONDETERMINISTIC_MERGE). */
    private static List<List<@Nullable Object>> unique(
            List<List<@Nullable Object>> rows, Function<List<@Nullable Object>, List<@Nullable Object>> key) {
        var last = new LinkedHashMap<List<@Nullable Object>, List<@Nullable Object>>();
        rows.forEach(row -> last.put(key.apply(row), row));
        return List.copyOf(last.values());
    }

    /** @return how many lines the state's MERGE has to write */
    int addState(CommitPlan plan, StoredState state, Instant now) {
        var lines = new ArrayList<List<@Nullable Object>>();
        for (var step : plan.checkpoints()) {
            var checkpoint = step.checkpoint();
            lines.add(line(
                    StateKind.STREAM,
                    checkpoint.stream(),
                    checkpoint.sequence(),
                    step.base(),
                    checkpoint.state(),
                    now));
        }
        for (var table : state.unrecorded()) {
            lines.add(line(StateKind.TABLE, table.table(), 0, -1, table.toJson(), now));
        }
        state.unrecordedMade(plan.referenceParts())
                .forEach((name, at) -> lines.add(line(StateKind.MADE, name, 0, -1, at, now)));
        for (var reference : plan.references()) {
            lines.add(line(StateKind.REFERENCE, reference.name(), 0, -1, reference.digest(), now));
        }
        write(STATE, lines);
        return lines.size();
    }

    private List<@Nullable Object> line(
            StateKind kind, String name, long batch, long previous, String state, Instant now) {
        return Arrays.asList(kind.name().toLowerCase(Locale.ROOT), name, batch, previous, state, commitId, now);
    }

    private void write(String prefix, List<List<@Nullable Object>> rows) {
        if (rows.isEmpty()) {
            return;
        }
        var file = new SpoolFile(folder.resolve(prefix + "00000.json.gz"), spool);
        var line = new JsonLine();
        for (var row : rows) {
            line.clear();
            RowEncoder.encode(row, line);
            file.write(line);
        }
        file.close();
        spool.shrank(file.bytes());
    }

    /** Uploads everything in one statement; the driver sends the files in parallel. */
    void upload(Session session, Place place, Grants grants) {
        var purpose = new Purpose("upload to the stage " + place.object(Place.STAGE), grants.dropStage());
        session.run(
                purpose,
                "PUT " + Identifiers.literal("file://" + folder.toAbsolutePath() + "/*.json.gz") + " "
                        + place.staged(all())
                        + " AUTO_COMPRESS = FALSE SOURCE_COMPRESSION = GZIP OVERWRITE = TRUE PARALLEL = 8");
    }

    long bytes() {
        try (var files = Files.list(folder)) {
            long bytes = 0;
            for (var file : files.toList()) {
                bytes += Files.size(file);
            }
            return bytes;
        } catch (IOException e) {
            throw Spool.unusable(folder, e);
        }
    }

    void delete() {
        try {
            SpoolFolder.delete(folder);
        } catch (IOException e) {
            throw Spool.unusable(folder, e);
        }
    }
}
