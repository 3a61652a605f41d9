package io.hubflow.nifi.fetch;

import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.read.IdRange;
import io.hubflow.engine.read.ReadNotices;
import org.apache.nifi.logging.ComponentLog;

/** Tells an operator, by bulletin, what reading has taught about the portal. */
record LoggedNotices(ComponentLog log, String objectType) implements ReadNotices {
    @Override
    public void idOrderIs(PortalFacts.IdOrder order) {
        log.warn("HubSpot sorts the ids of {} as {}: windows are read by offset, which is slower", objectType, order);
    }

    @Override
    public void incomplete(IdRange ids, long missing) {
        log.warn(
                "HubSpot counts {} more {} with ids {} to {} than it gives by any route; they are read again as changes",
                missing,
                objectType,
                ids.from(),
                ids.to());
    }
}
