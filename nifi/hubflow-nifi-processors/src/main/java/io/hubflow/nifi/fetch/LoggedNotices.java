package io.hubflow.nifi.fetch;

import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.load.Uncovered;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.read.ReadNotices;
import io.hubflow.nifi.Bulletins;
import org.apache.nifi.logging.ComponentLog;

/**
 * What reading one slice has taught: the order of ids is told at once, what HubSpot counts and does not give when the slice is
 * read, as far as nothing else has brought it.
 */
record LoggedNotices(Bulletins bulletins, ComponentLog log, String objectType, Uncovered uncovered)
        implements ReadNotices {
    @Override
    public void idOrderIs(PortalFacts.IdOrder order) {
        bulletins.warn(
                log,
                "order " + objectType,
                "HubSpot sorts the ids of " + objectType + " as " + order
                        + ": windows are read by offset, which is slower");
    }

    @Override
    public void incomplete(IdRange ids, long missing) {
        uncovered.add(ids, missing);
    }
}
