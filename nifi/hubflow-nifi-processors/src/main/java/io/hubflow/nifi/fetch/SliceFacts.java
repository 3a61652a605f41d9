package io.hubflow.nifi.fetch;

import io.hubflow.engine.fact.FactReader;
import io.hubflow.engine.fact.LinkEnd;
import java.util.List;

/**
 * What is read beside the records of a slice.
 *
 * @param readers of the facts of records that are there
 * @param ends of tables from which the facts of departed records are removed
 */
record SliceFacts(List<FactReader> readers, List<LinkEnd> ends) {
    static final SliceFacts NONE = new SliceFacts(List.of(), List.of());

    SliceFacts {
        readers = List.copyOf(readers);
        ends = List.copyOf(ends);
    }
}
