package io.hubflow.engine.fact;

import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.destination.FactSet;
import io.hubflow.engine.destination.FactTable;
import java.util.List;

/**
 * Reads the links of a pair beside records of its second type that changed: those records tell which records of the first type
 * they are linked with, and the sets of those are read again. So a new deal's link to an old contact is seen when the deal is.
 */
public final class ReverseLinkReader implements FactReader {
    private final PairReader forward;
    private final boolean linksAreThere;

    /** @param linksAreThere whether an earlier run has loaded the pair */
    public ReverseLinkReader(PairReader forward, boolean linksAreThere) {
        this.forward = forward;
        this.linksAreThere = linksAreThere;
    }

    /** Links that name a record outside the filter are not in the table, and come with the record. */
    @Override
    public boolean wantsArrivals() {
        return linksAreThere && !forward.isLost();
    }

    @Override
    public FactTable table() {
        return forward.table();
    }

    @Override
    public ObjectState effect(ObjectState state) {
        return forward.effect(state);
    }

    @Override
    public List<FactSet> read(FactRequest request) {
        return forward.read(forward.findOwners(request.changed()));
    }
}
