package io.hubflow.engine;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.catalog.PropertyFilter;
import io.hubflow.engine.commit.Streams;
import io.hubflow.engine.identity.TypeNames;
import io.hubflow.engine.report.SyncListener;
import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.Pipeline;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutorService;

/** Asks HubSpot what each requested object type has: its properties and pipelines. One that cannot be asked has its problem. */
final class TypeDiscovery {
    private final HubSpotClient client;
    private final SyncListener listener;

    TypeDiscovery(HubSpotClient client, SyncListener listener) {
        this.client = client;
        this.listener = listener;
    }

    /** Resolved side by side, named in the order of the request, then discovered side by side. */
    List<DiscoveredType> discover(RequestedTypes.Resolved requested, TypeNames names, ExecutorService threads) {
        var byName = new LinkedHashMap<String, DiscoveredType>();
        for (var found : requested.types()) {
            var resolved = found.named(names::bind);
            byName.putIfAbsent(resolved.name(), resolved);
        }
        var discovering = byName.values().stream()
                .map(resolved -> threads.submit(() -> discover(resolved)))
                .toList();
        return discovering.stream().map(SyncEngine::await).toList();
    }

    private DiscoveredType discover(DiscoveredType resolved) {
        if (resolved.type().isEmpty()) {
            return resolved;
        }
        var type = resolved.type().get();
        try {
            listener.phaseStarted(type.name(), SyncListener.Phase.DISCOVER, OptionalLong.empty());
            var properties = client.fetchPropertyCatalog(type.apiName());
            var pipelines = type.hasPipelines() ? findPipelines(type) : Optional.<List<Pipeline>>empty();
            return new DiscoveredType(resolved.written(), resolved.type(), properties, pipelines, Optional.empty());
        } catch (ConnectorException e) {
            return DiscoveredType.failed(resolved.written(), resolved.type(), e);
        }
    }

    private Optional<List<Pipeline>> findPipelines(ObjectType type) {
        try {
            return Optional.of(client.fetchPipelines(type.apiName()));
        } catch (ConnectorException e) {
            if (ObjectSyncs.endsRun(e.code())) {
                throw e;
            }
            listener.notice(type.name(), "The pipelines were not read; the records are. " + e.getMessage());
            return Optional.empty();
        }
    }

    /** A property that was there once may be named: it is the business of its object type alone. */
    static void requireKnownProperties(PropertyFilter filter, List<DiscoveredType> found, Streams streams) {
        var known = new LinkedHashMap<ObjectType, Set<String>>();
        for (var one : found) {
            if (one.problem().isEmpty()) {
                var type = one.type().orElseThrow();
                var names = new HashSet<String>();
                one.properties().properties().forEach(property -> names.add(property.name()));
                ObjectPlan.storedCatalog(streams, type).properties().forEach(property -> names.add(property.name()));
                known.put(type, names);
            }
        }
        filter.requireKnown(known, known.size() == found.size());
    }
}
