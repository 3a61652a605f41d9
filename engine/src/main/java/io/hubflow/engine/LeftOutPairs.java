package io.hubflow.engine;

import io.hubflow.engine.catalog.ReadableTypes.LeftOut;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.StateCodec;
import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.fact.LinkPair;
import io.hubflow.engine.fact.LinkProblems;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Pairs that nobody named and whose links the token may not read: they are left out, as object types are that {@code all} would
 * mean if the token had another scope. A pair that was loaded before is told of as a problem, so that a lost scope does not leave
 * a table behind unnoticed; so is a pair that was named. Thread-safe.
 */
final class LeftOutPairs implements LinkProblems {
    private final LinkProblems problems;
    private final Set<LinkPair> optional;
    private final Map<LinkPair, ConnectorException> leftOut = new LinkedHashMap<>();

    private LeftOutPairs(LinkProblems problems, Set<LinkPair> optional) {
        this.problems = problems;
        this.optional = optional;
    }

    /**
     * With those that were refused already.
     *
     * @param checkpoints all that the destination holds
     * @param problems hears of the pairs that have to be there
     */
    static LeftOutPairs of(RequestedPairs.Resolved pairs, List<Checkpoint> checkpoints, LinkProblems problems) {
        var states = checkpoints.stream()
                .filter(ObjectState::isIn)
                .map(one -> StateCodec.read(one, ObjectState.class))
                .toList();
        var optional = pairs.byDefault().stream()
                .filter(pair -> !isLoaded(pair, states)
                        && !isLoaded(new LinkPair(pair.to(), pair.from()), states)) // it may have been turned
                .collect(Collectors.toSet());
        var found = new LeftOutPairs(problems, optional);
        pairs.refused().forEach(found::lost);
        return found;
    }

    private static boolean isLoaded(LinkPair pair, List<ObjectState> states) {
        return states.stream().anyMatch(state -> state.hasLoadedFacts(pair.table()));
    }

    @Override
    public void lost(LinkPair pair, ConnectorException refusal) {
        if (refusal.code() == ErrorCode.HUBSPOT_SCOPE_MISSING && optional.contains(pair)) {
            synchronized (leftOut) {
                leftOut.putIfAbsent(pair, refusal);
            }
        } else {
            problems.lost(pair, refusal);
        }
    }

    @Override
    public void unanswered(LinkPair pair, int records) {
        problems.unanswered(pair, records);
    }

    /** So far. */
    List<LeftOut> all() {
        synchronized (leftOut) {
            return leftOut.entrySet().stream()
                    .map(one -> new LeftOut(one.getKey().name(), one.getValue()))
                    .toList();
        }
    }
}
