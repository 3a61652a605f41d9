package io.hubflow.nifi.list;

import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.read.ReadNotices;

/** Planning only counts; what reading teaches is told where slices are read. */
final class SilentNotices implements ReadNotices {
    @Override
    public void idOrderIs(PortalFacts.IdOrder order) {}

    @Override
    public void incomplete(IdRange ids, long missing) {}
}
