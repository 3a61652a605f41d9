package io.hubflow.engine;

import io.hubflow.engine.catalog.Catalog;
import io.hubflow.engine.commit.Streams;
import io.hubflow.engine.fact.LinkPair;
import io.hubflow.engine.fact.LinkProblems;
import io.hubflow.engine.feed.AssociationTypes;
import io.hubflow.engine.identity.TypeNames;
import io.hubflow.engine.report.SyncListener;
import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.HubSpotClient;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;

/**
 * Finds what a sync of a request would refuse before it reads anything, and pairs that it would leave out, without a destination.
 * The rules and words are those of {@link SyncEngine}.
 */
public final class RequestCheck {
    /** Every portal answers for a deal that does not exist; only the scope matters. */
    private static final List<Long> ANY_DEAL = List.of(1L);

    private final HubSpotClient client;

    public RequestCheck(HubSpotClient client) {
        this.client = client;
    }

    /**
     * Names of properties, histories, filters, and pairs, those of {@code all} too. Costs some calls an object type and one or two
     * a pair.
     *
     * @return what a sync would say of each pair that the token may not read, by the pair's name
     * @throws ConnectorException what would end a sync before it reads
     */
    public Map<String, String> findRefusedPairs(SyncRequest request) {
        var streams = Streams.of(List.of());
        var names = new TypeNames(List.of(), List.of(), sentence -> {});
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var requested = new RequestedTypes(client, names.bindings(), streams).find(request.objectTypes(), threads);
            var found = new TypeDiscovery(client, new SyncListener() {}).discover(requested, names, threads);
            TypeDiscovery.requireKnownProperties(request.propertyFilter(), found, streams);
            TypeDiscovery.requireKnownProperties(request.privacy().named(), found, streams);
            RequestedFilters.find(request, found, streams);
            RequestedHistories.find(request.history(), request.privacy(), found, streams);
            var types = AssociationTypes.of(
                    client.associations(),
                    streams,
                    false,
                    client.serverTime().earliest().toEpochMilli());
            var pairs = new RequestedPairs(new Catalog(client, names.bindings()), names, types)
                    .find(request.associations(), found, threads);
            var sentences = new LinkedHashMap<String, String>();
            var problems = RunFacts.problems((pair, sentence) -> sentences.put(pair.name(), sentence));
            pairs.refused().forEach(problems::lost);
            pairs.pairs().stream().filter(LinkPair::isDealSplits).forEach(pair -> tryDealSplits(pair, problems));
            return sentences;
        }
    }

    private void tryDealSplits(LinkPair pair, LinkProblems problems) {
        try {
            client.fetchDealSplits(ANY_DEAL);
        } catch (ConnectorException e) {
            if (!LinkProblems.isAboutPair(e)) {
                throw e;
            }
            problems.lost(pair, e);
        }
    }
}
