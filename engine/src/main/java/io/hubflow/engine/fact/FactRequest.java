package io.hubflow.engine.fact;

import java.util.List;

/**
 * Records that were read just now and whose facts are wanted.
 *
 * @param ids all of them, each once
 * @param changed those among them that were read because they changed, as opposed to those that a first load or a refresh met
 */
public record FactRequest(List<Long> ids, List<Long> changed) {
    /** HubSpot's largest batch of associations: rows are collected to groups of as many, whose facts are read together. */
    public static final int MOST_IDS = 1_000;

    /** Groups whose facts are under way: hides a second of latency at 3,000 rows a second, as fast as HubSpot lets anybody read. */
    public static final int MOST_GROUPS = 4;

    public static final FactRequest NONE = new FactRequest(List.of(), List.of());

    public FactRequest {
        ids = List.copyOf(ids);
        changed = List.copyOf(changed);
    }
}
