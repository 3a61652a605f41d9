package io.hubflow.simulator.mutation;

import java.util.List;

/**
 * What a mutation did.
 *
 * @param objectType plural name; empty when it concerns no type
 * @param ids the records it made or changed, survivors of merges
 * @param absorbedIds the records that merges absorbed
 * @param atMillis the simulator's time when it was done, epoch milliseconds
 */
public record MutationResult(
        String operation, String objectType, List<Long> ids, List<Long> absorbedIds, long atMillis) {
    /** Copies the ids. */
    public MutationResult {
        ids = List.copyOf(ids);
        absorbedIds = List.copyOf(absorbedIds);
    }
}
