package io.hubflow.engine;

import io.hubflow.engine.catalog.Catalog;
import io.hubflow.engine.commit.Streams;
import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.fact.LinkPair;
import io.hubflow.engine.fact.LinkProblems;
import io.hubflow.engine.feed.AssociationTypes;
import io.hubflow.engine.identity.PortalGuard;
import io.hubflow.engine.identity.TypeNames;
import io.hubflow.engine.report.SyncListener;
import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.HubSpotClient;
import java.util.ArrayList;
import java.util.List;
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
     * A pair that the token may not read.
     *
     * @param sentence what a sync would say of it
     * @param leftOut whether a sync does without it
     */
    public record RefusedPair(String name, String sentence, boolean leftOut) {}

    /**
     * Names of properties, histories, filters, and pairs, those of {@code all} too. Costs some calls an object type and one or two
     * a pair.
     *
     * @param checkpoints all that the destination holds
     * @throws ConnectorException what would end a sync before it reads
     */
    public List<RefusedPair> findRefusedPairs(SyncRequest request, List<Checkpoint> checkpoints) {
        var streams = Streams.of(checkpoints);
        var names = new TypeNames(PortalGuard.stored(checkpoints).types(), checkpoints, sentence -> {});
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var requested = new RequestedTypes(client, names.bindings(), streams).find(request.objectTypes(), threads);
            var found = new TypeDiscovery(client, new SyncListener() {}).discover(requested, names, threads);
            TypeDiscovery.requireKnownProperties(request.propertyFilter(), found, streams);
            TypeDiscovery.requireKnownProperties(request.privacy().named(), found, streams);
            RequestedFilters.find(request, found, streams);
            RequestedHistories.find(request.history(), request.privacy(), found, streams);
            var types = AssociationTypes.of(
                    client.associations(),
                    Streams.of(List.of()), // what is known may be of another token, and is not asked for again
                    false,
                    client.serverTime().earliest().toEpochMilli());
            var pairs = new RequestedPairs(new Catalog(client, names.bindings()), names, types)
                    .find(request.associations(), found, threads);
            var refused = new ArrayList<RefusedPair>();
            var problems = LeftOutPairs.of(
                    pairs,
                    checkpoints,
                    RunFacts.problems((pair, sentence) -> refused.add(new RefusedPair(pair.name(), sentence, false))));
            pairs.pairs().stream().filter(LinkPair::isDealSplits).forEach(pair -> tryDealSplits(pair, problems));
            problems.all()
                    .forEach(pair -> refused.add(
                            new RefusedPair(pair.name(), pair.reason().what(), true)));
            return refused;
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
