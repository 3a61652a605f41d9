package io.hubflow.engine;

import java.time.Instant;
import java.util.List;

/** What a run did, an entry for each requested object type in the order of the request. */
public record RunReport(String runId, Instant startedAt, Instant finishedAt, List<ObjectReport> objects) {
    public RunReport {
        objects = List.copyOf(objects);
    }

    public Status status() {
        var failed = objects.stream().filter(o -> o.error().isPresent()).count();
        if (failed == 0) {
            return objects.stream().anyMatch(ObjectReport::incomplete) ? Status.INCOMPLETE : Status.SUCCEEDED;
        }
        return failed == objects.size() ? Status.FAILED : Status.PARTIAL;
    }

    /** Of the whole run: all, some or none of the object types came through; incomplete = all, but with warnings. */
    public enum Status {
        SUCCEEDED,
        INCOMPLETE,
        PARTIAL,
        FAILED
    }
}
