package io.hubflow.engine.fact;

import java.util.List;

/**
 * Records that were read just now and whose facts are wanted.
 *
 * @param ids all of them, each once
 * @param changed those among them that were read because they changed, as opposed to those that a first load or a refresh met
 */
public record FactRequest(List<Long> ids, List<Long> changed) {
    public static final FactRequest NONE = new FactRequest(List.of(), List.of());

    public FactRequest {
        ids = List.copyOf(ids);
        changed = List.copyOf(changed);
    }
}
