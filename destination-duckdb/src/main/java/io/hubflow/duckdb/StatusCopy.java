package io.hubflow.duckdb;

import io.hubflow.engine.checkpoint.StateCodec;
import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.DestinationStatus;
import io.hubflow.engine.destination.OwnerOnly;
import io.hubflow.error.ConnectorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A copy of what a file says about how far it is, in a small file beside it, for as long as a sync has it open: DuckDB lets
 * nobody read a file that is being written. It is for people to look at, and nothing is decided by it. Used by the writer
 * thread; readers see the old copy or the new one.
 */
final class StatusCopy {
    private static final Logger LOG = LoggerFactory.getLogger(StatusCopy.class);

    private final Path copy;

    StatusCopy(Path file) {
        this.copy = copyOf(file);
    }

    private record Content(
            long atMillis,
            List<Checkpoint> checkpoints,
            Map<String, Long> rows,
            Map<String, Run> lastRuns,
            @Nullable Map<String, Long> facts) {}

    private record Run(long startedAtMillis, String status) {}

    /** A copy that cannot be written is missed by nobody but the person who looks. */
    void write(DestinationStatus status, Instant now) {
        var runs = new HashMap<String, Run>();
        status.lastRuns()
                .forEach((type, run) -> runs.put(type, new Run(run.startedAt().toEpochMilli(), run.status())));
        var content = new Content(now.toEpochMilli(), status.checkpoints(), status.rows(), runs, status.facts());
        try {
            var draft = copy.resolveSibling(copy.getFileName() + ".new");
            Files.deleteIfExists(draft);
            Files.createFile(draft);
            OwnerOnly.restrict(draft);
            Files.writeString(draft, StateCodec.write(content));
            Files.move(draft, copy, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.debug("The copy of the state could not be written to {}", copy, e);
        }
    }

    void delete() {
        try {
            Files.deleteIfExists(copy);
        } catch (IOException e) {
            LOG.debug("The copy of the state could not be removed: {}", copy, e);
        }
    }

    static Optional<CopiedStatus> read(Path file) {
        try {
            var content = StateCodec.read("the copy of the state", Files.readString(copyOf(file)), Content.class);
            var runs = new HashMap<String, DestinationStatus.LastRun>();
            content.lastRuns.forEach((type, run) -> runs.put(
                    type, new DestinationStatus.LastRun(Instant.ofEpochMilli(run.startedAtMillis), run.status)));
            return Optional.of(new CopiedStatus(
                    new DestinationStatus(
                            content.checkpoints,
                            content.rows,
                            runs,
                            Objects.requireNonNullElse(content.facts, Map.of()),
                            Map.of()),
                    Instant.ofEpochMilli(content.atMillis)));
        } catch (IOException | ConnectorException absent) {
            return Optional.empty();
        }
    }

    private static Path copyOf(Path file) {
        return file.resolveSibling(file.getFileName() + ".state");
    }
}
