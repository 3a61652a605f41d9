package io.hubflow.engine.report;

import io.hubflow.engine.catalog.ReadableTypes.LeftOut;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a run did, an entry for each requested object type in the order of the request.
 *
 * @param leftOut object types that {@code all} would mean if the token had another scope
 * @param linksLeftOut pairs of object types that nobody named and whose links the token may not read
 * @param tablesChanged whether tables or columns have come since the run before, or HubSpot describes them otherwise now, so that
 *     views over them are out of date
 * @param comparison the forecast for this run beside what it took; absent where the run ended early
 */
public record RunReport(
        String runId,
        Instant startedAt,
        Instant finishedAt,
        List<ObjectReport> objects,
        List<LeftOut> leftOut,
        List<LeftOut> linksLeftOut,
        boolean tablesChanged,
        Optional<RunComparison> comparison) {
    public RunReport {
        objects = List.copyOf(objects);
        leftOut = List.copyOf(leftOut);
        linksLeftOut = List.copyOf(linksLeftOut);
    }

    /** With nothing left out and no table changed. */
    public RunReport(String runId, Instant startedAt, Instant finishedAt, List<ObjectReport> objects) {
        this(runId, startedAt, finishedAt, objects, List.of(), List.of(), false, Optional.empty());
    }

    public RunReport withTablesChanged(boolean changed) {
        return new RunReport(runId, startedAt, finishedAt, objects, leftOut, linksLeftOut, changed, comparison);
    }

    public RunReport withComparison(Optional<RunComparison> compared) {
        return new RunReport(runId, startedAt, finishedAt, objects, leftOut, linksLeftOut, tablesChanged, compared);
    }

    public Status status() {
        if (objects.stream().flatMap(o -> o.error().stream()).anyMatch(e -> e.code() == ErrorCode.INTERRUPTED)) {
            return Status.INTERRUPTED;
        }
        var failed = objects.stream().filter(o -> o.error().isPresent()).count();
        if (failed == 0) {
            return objects.stream().anyMatch(ObjectReport::incomplete) ? Status.INCOMPLETE : Status.SUCCEEDED;
        }
        return failed == objects.size() ? Status.FAILED : Status.PARTIAL;
    }

    /**
     * This report, for callers that have nothing to do after an interruption.
     *
     * @throws ConnectorException {@code INTERRUPTED}
     */
    public RunReport unlessInterrupted() {
        objects.stream()
                .flatMap(object -> object.error().stream())
                .filter(error -> error.code() == ErrorCode.INTERRUPTED)
                .findFirst()
                .ifPresent(error -> {
                    throw error;
                });
        return this;
    }

    /** Of the whole run: all, some or none of the object types came through; incomplete = all, but with warnings. */
    public enum Status {
        SUCCEEDED,
        INCOMPLETE,
        PARTIAL,
        FAILED,
        /** Stopped before all object types were done; what was committed is kept. */
        INTERRUPTED
    }
}
