package io.hubflow.snowflake;

import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.CommitResult;
import io.hubflow.engine.destination.QuarantinedRow;
import io.hubflow.engine.destination.ReferenceTable;
import io.hubflow.engine.destination.RunRecord;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What one commit has to write: stages that hold rows, reference tables whose content is not there yet, and the bookkeeping.
 *
 * @param runs also those of earlier commits that waited
 * @param ownRuns those of this commit, to which it adds its own counts
 */
record CommitPlan(
        List<SnowflakeStage> stages,
        List<SnowflakeFactStage> facts,
        List<QuarantinedRow> quarantined,
        List<Replacement> references,
        List<Step> checkpoints,
        List<RunRecord> runs,
        List<RunRecord> ownRuns) {

    /** @param base the sequence that the warehouse holds, which may be less than the checkpoint's minus one */
    record Step(Checkpoint checkpoint, long base) {}

    /** @param digest of the content, recorded so that the same content is not written twice */
    record Replacement(ReferenceTable table, String name, String digest) {}

    /** The {@linkplain StoredState#part parts} of reference tables that are written. */
    Set<String> referenceParts() {
        return references.stream().map(Replacement::name).collect(Collectors.toSet());
    }

    /** Whether nothing but bookkeeping is left. */
    boolean writesNoData() {
        return stages.isEmpty() && facts.isEmpty() && quarantined.isEmpty() && references.isEmpty();
    }

    /** The stages that have something to send. */
    static List<SnowflakeStage> filled(Commit commit) {
        var filled = new ArrayList<SnowflakeStage>();
        for (var stage : commit.stages()) {
            if (!(stage instanceof SnowflakeStage ours)) {
                throw new IllegalArgumentException("not a stage of this destination: " + stage);
            }
            if (ours.hasLines()) {
                filled.add(ours);
            }
        }
        return filled;
    }

    /**
     * The stages of facts that have something to send. Most pairs of object types have no links at all: sets without a row are
     * not worth a table.
     */
    static List<SnowflakeFactStage> filledFacts(Commit commit, Predicate<String> tableExists) {
        var ours = factStages(commit);
        var withRows = ours.stream()
                .filter(SnowflakeFactStage::sendsRows)
                .map(stage -> stage.table().name())
                .collect(Collectors.toSet());
        ours.stream()
                .filter(stage -> !withRows.contains(stage.table().name()))
                .filter(stage -> !tableExists.test(stage.table().name()))
                .forEach(SnowflakeFactStage::dropEmptySets);
        return ours.stream().filter(SnowflakeFactStage::hasLines).toList();
    }

    private static List<SnowflakeFactStage> factStages(Commit commit) {
        var stages = new ArrayList<SnowflakeFactStage>();
        for (var stage : commit.factStages()) {
            if (!(stage instanceof SnowflakeFactStage ours)) {
                throw new IllegalArgumentException("not a stage of this destination: " + stage);
            }
            stages.add(ours);
        }
        return stages;
    }

    /** A line for each stage of the commit in its order, also for those that held nothing. */
    static CommitResult result(
            Commit commit, List<SnowflakeStage> filled, List<SnowflakeFactStage> filledFacts, WrittenCommit written) {
        return new CommitResult(rows(commit, filled, written.rows()), facts(commit, filledFacts, written.facts()));
    }

    private static List<CommitResult.FactResult> facts(
            Commit commit, List<SnowflakeFactStage> filled, List<WrittenFacts> written) {
        var lines = new ArrayList<CommitResult.FactResult>();
        var rest = new ArrayList<>(written);
        for (var stage : commit.factStages()) {
            var ours = (SnowflakeFactStage) stage;
            lines.add(
                    filled.contains(ours) && !rest.isEmpty()
                            ? rest.removeFirst().result()
                            : new CommitResult.FactResult(ours.table().name(), 0, 0, 0, ours.dropUnchanged()));
        }
        return lines;
    }

    private static List<CommitResult.TableResult> rows(
            Commit commit, List<SnowflakeStage> filled, List<WrittenRows> written) {
        var lines = new ArrayList<CommitResult.TableResult>();
        for (var stage : commit.stages()) {
            var ours = (SnowflakeStage) stage;
            lines.add(
                    filled.contains(ours)
                            ? sum(ours, written)
                            : new CommitResult.TableResult(stage.schema().table(), 0, 0, ours.dropUnchanged()));
        }
        return lines;
    }

    private static CommitResult.TableResult sum(SnowflakeStage stage, List<WrittenRows> written) {
        var inserted = 0L;
        var updated = 0L;
        var unchanged = 0L;
        var removed = 0L;
        for (var part : written) {
            if (part.staged().stage() == stage.number()) {
                inserted += part.result().inserted();
                updated += part.result().updated();
                unchanged += part.result().unchanged();
                removed += part.result().removed();
            }
        }
        return new CommitResult.TableResult(stage.schema().table(), inserted, updated, unchanged, removed);
    }

    static List<Replacement> changed(
            List<ReferenceTable> references, StoredState state, RecordedColumnNames columnNames) {
        var changed = new ArrayList<Replacement>();
        for (var given : references) {
            var reference = columnNames.translate(given);
            var name = StoredState.part(Identifiers.upper(reference.name()), reference.scopeValue());
            var digest = digest(reference);
            boolean same = state.hasObject(Identifiers.upper(reference.name()))
                    && !state.isReplaced(name)
                    && state.find(StateKind.REFERENCE, name)
                            .filter(e -> e.state().equals(digest))
                            .isPresent();
            if (!same) {
                changed.add(new Replacement(reference, name, digest));
            }
        }
        return changed;
    }

    private static String digest(ReferenceTable reference) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            sha.update(reference.columns().toString().getBytes(StandardCharsets.UTF_8));
            if (reference.noneLeft()) {
                sha.update((byte) 1); // an empty answer before it changed nothing
            }
            if (reference.partial()) {
                sha.update((byte) 2); // a whole answer with the same rows says something of the others
            }
            var line = new JsonLine();
            for (var row : reference.rows()) {
                line.clear();
                RowEncoder.encode(row, line);
                line.update(sha);
            }
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
