package io.hubflow.engine;

import io.hubflow.engine.catalog.Catalog;
import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.commit.Streams;
import io.hubflow.engine.fact.AssociationChoice;
import io.hubflow.engine.fact.FactClock;
import io.hubflow.engine.fact.LinkPair;
import io.hubflow.engine.fact.LinkProblems;
import io.hubflow.engine.feed.AssociationTypes;
import io.hubflow.engine.identity.TypeNames;
import io.hubflow.engine.privacy.PrivacyRules;
import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.PropertyCatalog;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;

/**
 * Which facts are read beside the records of some object types, found by the same rules as in a run: for those who plan and
 * read in different places.
 */
public final class RequestedFacts {
    private final RequestedPairs.Resolved pairs;
    private final Map<ObjectType, List<String>> histories;
    private final AssociationTypes types;
    private final PrivacyRules privacy;

    private RequestedFacts(
            RequestedPairs.Resolved pairs,
            Map<ObjectType, List<String>> histories,
            AssociationTypes types,
            PrivacyRules privacy) {
        this.pairs = pairs;
        this.histories = histories;
        this.types = types;
        this.privacy = privacy;
    }

    /**
     * Costs nothing while the types of links of these pairs are known.
     *
     * @param typesTableExists whether the destination has {@link AssociationTypes#TABLE}
     * @param history properties whose histories are loaded, as a user writes them; empty = none
     * @param privacy how values are stored
     * @param chosen the object types under the names that they have in the destination
     * @throws ConnectorException {@code CONFIGURATION_INVALID}, {@code PROPERTY_UNKNOWN} with everything that is wrong
     */
    public static RequestedFacts find(
            HubSpotClient client,
            Streams streams,
            TypeNames names,
            boolean typesTableExists,
            AssociationChoice associations,
            List<String> history,
            PrivacyRules privacy,
            Map<ObjectType, PropertyCatalog> chosen) {
        var found = chosen.entrySet().stream()
                .map(one -> new DiscoveredType(
                        one.getKey().name(),
                        Optional.of(one.getKey()),
                        one.getValue(),
                        Optional.empty(),
                        Optional.empty()))
                .toList();
        var types = AssociationTypes.of(
                client.associations(),
                streams,
                typesTableExists,
                client.serverTime().earliest().toEpochMilli());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var pairs = new RequestedPairs(new Catalog(client, names.bindings()), names, types)
                    .find(associations, found, threads);
            return new RequestedFacts(pairs, RequestedHistories.find(history, privacy, found, streams), types, privacy);
        }
    }

    /** The pairs in which records of the type stand on one side. */
    public List<LinkPair> pairsOf(ObjectType type) {
        return pairs.pairs().stream().filter(pair -> pair.concerns(type)).toList();
    }

    /** Properties of the type whose histories are loaded. */
    public List<String> historyOf(ObjectType type) {
        return histories.getOrDefault(type, List.of());
    }

    /** Tells of the pairs that the token may not read. */
    public void tellOfRefused(LinkProblems problems) {
        pairs.refused().forEach(problems::lost);
    }

    /** What is known of the types of links. */
    public AssociationTypes types() {
        return types;
    }

    /** The readers of these facts. */
    public RunFacts reading(HubSpotClient client, FactClock clock, LinkProblems problems) {
        return RunFacts.of(
                client,
                clock,
                problems,
                pairs.pairs(),
                List.copyOf(pairs.refused().keySet()),
                types,
                histories,
                privacy);
    }
}
