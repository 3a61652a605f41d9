package io.hubflow.simulator.admin;

import io.hubflow.simulator.portal.Portal;

/** Everything that the portal holds at this moment, whatever its API shows and whatever faults do to answers. */
public record Truths(
        Truth records, LinkTruth links, TombstoneTruth tombstones, HistoryTruth history, ReferenceTruth reference) {
    /** The truths of a portal. */
    public static Truths of(Portal portal) {
        return new Truths(
                new Truth(portal),
                new LinkTruth(portal),
                new TombstoneTruth(portal),
                new HistoryTruth(portal),
                new ReferenceTruth(portal));
    }
}
