package io.hubflow.engine.forecast;

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
}
