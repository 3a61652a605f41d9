package io.hubflow.engine.slice;

import io.hubflow.engine.checkpoint.PortalFacts;

/** Hears what reading teaches about a portal. Called from many threads. */
public interface ReadNotices {
    /** A search has given ids out of numeric order: from now on windows are read by offset. */
    void idOrderIs(PortalFacts.IdOrder order);

    /** HubSpot counts more records in a range than it gives, whatever the route. */
    void incomplete(IdRange ids, long missing);
}
