package io.hubflow.engine.forecast;

import io.hubflow.hubspot.ListRequest;
import java.util.List;

/**
 * What a run does with one object type, in order.
 *
 * @param columns of its table, properties of the records
 * @param linkPairs pairs whose links are read with these records
 * @param reversePairs pairs in which changed records of this type stand second: their links are looked for from there
 * @param dealSplits whether the splits of deals are read with them
 * @param histories whether the earlier values of some properties are read with them
 */
public record TypeWork(
        String objectType,
        List<Step> steps,
        int columns,
        int linkPairs,
        int reversePairs,
        boolean dealSplits,
        boolean histories) {
    public TypeWork {
        steps = List.copyOf(steps);
    }

    /** Records that the largest of its steps reads. */
    long mostRecords() {
        return steps.stream().mapToLong(TypeWork::records).max().orElse(0);
    }

    private static long records(Step step) {
        return switch (step) {
            case Step.FirstLoad load -> load.portal().rows();
            case Step.FilteredLoad load -> load.rows();
            // Few or many: those of several pages are rare, and they wait for HubSpot's searches alone.
            case Step.Changes changes -> 0;
            case Step.Newest newest -> 0;
            case Step.Backfill backfill -> backfill.rows();
            case Step.ListPass pass -> (long) Math.min(pass.rows(), pass.pages() * (double) ListRequest.MAX_LIMIT);
            case Step.SearchPass pass -> (long) Math.min(pass.rows(), pass.calls() * (double) ListRequest.MAX_LIMIT);
            case Step.Departures departures -> 0;
            case Step.LookUp looked -> 0;
            case Step.LoadLinks load -> load.rows();
            case Step.LoadSplits load -> load.rows();
            case Step.LoadHistories load -> load.rows();
        };
    }
}
