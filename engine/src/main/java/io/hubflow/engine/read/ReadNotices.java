package io.hubflow.engine.read;

import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.range.IdRange;

/** Hears what reading teaches about a portal. Called from many threads. */
public interface ReadNotices {
    /** Searches were seen to sort ids so, beyond doubt. As text: from now on windows are read by offset. */
    void idOrderIs(PortalFacts.IdOrder order);

    /**
     * HubSpot has more records in a range than it gives by any way of reading. The range is not covered; should it be covered
     * later, by another reading, then this is mended.
     */
    void incomplete(IdRange ids, long missing);
}
