package io.hubflow.nifi.fetch;

import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.load.Uncovered;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.read.ReadNotices;
import org.apache.nifi.logging.ComponentLog;

/**
 * What reading one slice has taught: the order of ids is told at once, what HubSpot counts and does not give when the slice is
 * read, as far as nothing else has brought it.
 */
record LoggedNotices(ComponentLog log, String objectType, Uncovered uncovered) implements ReadNotices {
    @Override
    public void idOrderIs(PortalFacts.IdOrder order) {
        log.warn("HubSpot sorts the ids of {} as {}: windows are read by offset, which is slower", objectType, order);
    }

    @Override
    public void incomplete(IdRange ids, long missing) {
        uncovered.add(ids, missing);
    }
}
