package io.hubflow.nifi;

import io.hubflow.engine.RunFacts;
import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.fact.FactClock;
import io.hubflow.engine.fact.HistoryReader;
import io.hubflow.engine.fact.LinkPair;
import io.hubflow.engine.fact.LinkProblems;
import io.hubflow.engine.privacy.PrivacyRules;
import io.hubflow.hubspot.HubSpotClient;
import java.util.List;
import java.util.Map;

/**
 * The facts that are read beside the records of one object type, as they travel with a slice.
 *
 * @param pairs those in which records of the type stand on one side
 * @param history properties whose histories are loaded, sorted
 */
public record FactPlan(List<LinkPair> pairs, List<String> history) {
    public static final FactPlan NONE = new FactPlan(List.of(), List.of());

    public FactPlan {
        pairs = pairs == null ? List.of() : List.copyOf(pairs);
        history = history == null ? List.of() : List.copyOf(history);
    }

    public boolean isEmpty() {
        return pairs.isEmpty() && history.isEmpty();
    }

    /** How many calls the facts of each record of the type cost where many are read; its own pairs alone are read then. */
    public double callsPerRecord(ObjectType type) {
        var links = pairs.stream()
                .filter(pair -> pair.from().name().equals(type.name()))
                .mapToDouble(LinkPair::callsPerRecord)
                .sum();
        return history.isEmpty() ? links : links + HistoryReader.CALLS_PER_RECORD;
    }

    /**
     * @param newestMillis the newest time of reading of earlier plans
     * @param privacy how values are stored
     */
    public RunFacts reading(
            ObjectType type, HubSpotClient client, long newestMillis, LinkProblems problems, PrivacyRules privacy) {
        return RunFacts.of(
                client,
                FactClock.after(newestMillis, client),
                problems,
                pairs,
                List.of(),
                (pair, link) -> {},
                history.isEmpty() ? Map.of() : Map.of(type, history),
                privacy);
    }
}
