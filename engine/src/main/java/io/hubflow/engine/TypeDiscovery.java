package io.hubflow.engine;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.catalog.PropertyFilter;
import io.hubflow.engine.checkpoint.CatalogState;
import io.hubflow.engine.commit.Streams;
import io.hubflow.engine.identity.TypeNames;
import io.hubflow.engine.report.SyncListener;
import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.Pipeline;
import io.hubflow.hubspot.PropertyCatalog;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;

/** Asks HubSpot what each requested object type has: its properties and pipelines. One that cannot be asked has its problem. */
final class TypeDiscovery {
    private final HubSpotClient client;
    private final SyncListener listener;
    private final Properties properties;

    /** Asks for the properties of a type. */
    private interface Properties {
        PropertyCatalog of(ObjectType type);
    }

    /** One that asks for every property. */
    TypeDiscovery(HubSpotClient client, SyncListener listener) {
        this.client = client;
        this.listener = listener;
        this.properties = type -> client.fetchPropertyCatalog(type.apiName());
    }

    /**
     * One that asks for what a run needs.
     *
     * @param stored what is known of a type
     */
    TypeDiscovery(
            HubSpotClient client,
            SyncListener listener,
            SyncRequest request,
            Function<ObjectType, CatalogState> stored) {
        this.client = client;
        this.listener = listener;
        var classes = SensitiveClasses.of(client, request);
        this.properties = type -> classes.fetch(type, stored.apply(type));
    }

    /** Resolved side by side, named in the order of the request, then discovered side by side. */
    List<DiscoveredType> discover(RequestedTypes.Resolved requested, TypeNames names, ExecutorService threads) {
        var byName = new LinkedHashMap<String, DiscoveredType>();
        for (var found : requested.types()) {
            var resolved = found.named(names::bind);
            byName.putIfAbsent(resolved.name(), resolved);
        }
        var discovering = byName.values().stream()
                .map(resolved -> threads.submit(() -> discover(resolved, threads)))
                .toList();
        return discovering.stream().map(SyncEngine::await).toList();
    }

    private DiscoveredType discover(DiscoveredType resolved, ExecutorService threads) {
        if (resolved.type().isEmpty()) {
            return resolved;
        }
        var type = resolved.type().get();
        try {
            listener.phaseStarted(type.name(), SyncListener.Phase.DISCOVER, OptionalLong.empty());
            var pipelines =
                    threads.submit(() -> type.hasPipelines() ? findPipelines(type) : Optional.<List<Pipeline>>empty());
            var found = properties.of(type);
            return new DiscoveredType(
                    resolved.written(), resolved.type(), found, SyncEngine.await(pipelines), Optional.empty());
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
