package io.hubflow.engine;

import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.commit.Streams;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.destination.RunRecord;
import io.hubflow.error.ConnectorException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records that object types are under way before the first of them is read, so that a run that is killed at once is in the
 * history too. Earlier runs that recorded no end are called killed at the same time.
 */
final class RunOpening {
    private static final Logger LOG = LoggerFactory.getLogger(RunOpening.class);

    private final Destination destination;
    private final Streams streams;

    RunOpening(Destination destination, Streams streams) {
        this.destination = destination;
        this.streams = streams;
    }

    /** A destination that refuses it is left to the first commit of rows, whose failure says more. */
    void record(String runId, Instant startedAt, List<String> objectTypes) {
        try {
            var lines = new ArrayList<RunRecord>();
            var open = destination.findOpenRuns();
            for (var line : open) {
                lines.add(killed(line));
            }
            for (var objectType : objectTypes) {
                findLeftOpen(objectType, open).ifPresent(lines::add);
                lines.add(new RunRecord(
                        runId, objectType, startedAt, Optional.empty(), RunStatus.RUNNING.word(), 0, 0, 0, "{}"));
            }
            destination.commit(new Commit(List.of(), List.of(), List.of(), List.of(), lines));
        } catch (ConnectorException e) {
            LOG.warn("The beginning of the run could not be recorded: {}", e.getMessage());
        }
    }

    /**
     * The line of a run of another machine, which left the type's state open. A line that the destination itself has open is not
     * written again: the state knows what was written before its commit alone.
     */
    private Optional<RunRecord> findLeftOpen(String objectType, List<RunRecord> known) {
        return streams.find(objectType, ObjectState.class)
                .flatMap(state -> Optional.ofNullable(state.openRun()))
                .filter(left -> known.stream()
                        .noneMatch(line -> line.runId().equals(left.runId())
                                && line.objectType().equals(objectType)))
                .map(left -> left.ended(objectType, RunStatus.KILLED.word(), RunLine.killed()));
    }

    private static RunRecord killed(RunRecord open) {
        return new RunRecord(
                open.runId(),
                open.objectType(),
                open.startedAt(),
                Optional.empty(),
                RunStatus.KILLED.word(),
                open.rowsRead(),
                open.rowsWritten(),
                open.rowsUnchanged(),
                RunLine.killed());
    }
}
