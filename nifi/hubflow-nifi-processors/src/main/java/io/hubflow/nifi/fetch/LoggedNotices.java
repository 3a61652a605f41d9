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
final class LoggedNotices implements ReadNotices {
    private final Bulletins bulletins;
    private final ComponentLog log;
    private final String objectType;
    private final Uncovered uncovered;
    private volatile PortalFacts.IdOrder idOrder = PortalFacts.IdOrder.NUMERIC;

    LoggedNotices(Bulletins bulletins, ComponentLog log, String objectType, Uncovered uncovered) {
        this.bulletins = bulletins;
        this.log = log;
        this.objectType = objectType;
        this.uncovered = uncovered;
    }

    @Override
    public void idOrderIs(PortalFacts.IdOrder order) {
        idOrder = order;
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

    /** Whether searches were seen to do that. */
    boolean sortsIdsAsText() {
        return idOrder == PortalFacts.IdOrder.TEXTUAL;
    }
}
