package io.hubflow.engine;

import io.hubflow.engine.catalog.Catalog;
import io.hubflow.engine.catalog.ReadableTypes;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.report.ObjectReport;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the history of a run that ended before any object type began. */
final class FailedRun {
    private static final Logger LOG = LoggerFactory.getLogger(FailedRun.class);

    private final Destination destination;
    private final InstantSource clock;

    FailedRun(Destination destination, InstantSource clock) {
        this.destination = destination;
        this.clock = clock;
    }

    /**
     * Writes a line for each requested object type, where hubflow has written before and the failure lets it.
     *
     * @return their parts of the report
     */
    List<ObjectReport> record(
            SyncRequest request,
            String runId,
            Instant startedAt,
            List<Checkpoint> checkpoints,
            ConnectorException failure) {
        var reports = names(request, checkpoints)
                .map(written -> ObjectReport.failed(Catalog.standardName(written), List.of(), failure))
                .toList();
        if (!checkpoints.isEmpty() && mayBeRecorded(failure.code())) {
            write(runId, startedAt, reports, failure);
        }
        return reports;
    }

    /** Of all types, those that were loaded before: which others there are is not known. */
    private static Stream<String> names(SyncRequest request, List<Checkpoint> checkpoints) {
        var loaded = checkpoints.stream().filter(ObjectState::isIn).map(Checkpoint::stream);
        var named = request.objectTypes().stream().filter(written -> !ReadableTypes.isAll(written));
        return ReadableTypes.containsAll(request.objectTypes())
                ? Stream.concat(named, loaded).distinct()
                : named;
    }

    /** What is wrong with the configuration, the portal included, changes nothing; a destination that fails takes nothing. */
    private static boolean mayBeRecorded(ErrorCode code) {
        return switch (code.category()) {
            case PERMISSION, UPSTREAM, QUOTA, INTERRUPTION, BUG -> true;
            case CONFIGURATION, DESTINATION -> false;
        };
    }

    private void write(String runId, Instant startedAt, List<ObjectReport> reports, ConnectorException failure) {
        var status = RunStatus.ended(Optional.of(failure), false);
        var lines = reports.stream()
                .map(report -> RunLine.of(runId, startedAt, Optional.of(clock.instant()), status, report))
                .toList();
        // The interruption that ended the run must not cut off its last words.
        var interrupted = Thread.interrupted();
        try {
            destination.commit(new Commit(List.of(), List.of(), List.of(), List.of(), lines));
        } catch (ConnectorException e) {
            LOG.warn("How the run ended could not be recorded: {}", e.getMessage());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
