package io.hubflow.engine.read;

import io.hubflow.engine.range.IdRange;

/** Takes what a {@link SliceReader} reads, in order; called by one thread at a time for one slice. */
@FunctionalInterface
public interface SliceSink {
    /**
     * @return the id to stop at: ids from there on may be left to others. {@link IdRange#END} reads the whole slice
     */
    long accept(Batch batch);
}
