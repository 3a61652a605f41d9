package io.hubflow.engine;

import io.hubflow.engine.catalog.Catalog;
import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.catalog.ReadableTypes;
import io.hubflow.engine.catalog.ReadableTypes.LeftOut;
import io.hubflow.engine.checkpoint.TypeBinding;
import io.hubflow.engine.commit.Streams;
import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.HubSpotClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/**
 * Finds the object types that a user asked for. The word {@code all} means every type whose records the token may read; one
 * that has been loaded before always belongs to it, so that a lost scope fails loudly instead of leaving a table behind.
 */
public final class RequestedTypes {
    private final Catalog catalog;
    private final ReadableTypes readable;
    private final List<TypeBinding> bindings;
    private final Streams streams;

    /** @param streams what was loaded before */
    public RequestedTypes(HubSpotClient client, List<TypeBinding> bindings, Streams streams) {
        this.catalog = new Catalog(client, bindings);
        this.readable = new ReadableTypes(client);
        this.bindings = List.copyOf(bindings);
        this.streams = streams;
    }

    /** @param types in the order of the request; a type that could not be found is there with its problem */
    record Resolved(List<DiscoveredType> types, List<LeftOut> leftOut) {}

    /**
     * What {@code all} means.
     *
     * @param types those that the token may read, and those that were loaded before
     * @param leftOut those that another scope would add
     */
    public record All(List<ObjectType> types, List<LeftOut> leftOut) {
        public All {
            types = List.copyOf(types);
            leftOut = List.copyOf(leftOut);
        }
    }

    /** Calls are made side by side. */
    Resolved find(List<String> written, ExecutorService threads) {
        var types = new ArrayList<Future<DiscoveredType>>();
        var leftOut = new ArrayList<LeftOut>();
        for (var name : written) {
            if (ReadableTypes.isAll(name)) {
                var all = findAll(threads);
                leftOut.addAll(all.leftOut());
                for (var type : all.types()) {
                    types.add(threads.submit(() -> DiscoveredType.resolved(type.name(), type)));
                }
            } else {
                types.add(threads.submit(() -> resolve(name)));
            }
        }
        return new Resolved(types.stream().map(SyncEngine::await).toList(), List.copyOf(leftOut));
    }

    private DiscoveredType resolve(String written) {
        try {
            return DiscoveredType.resolved(written, catalog.resolve(written));
        } catch (ConnectorException e) {
            return DiscoveredType.failed(written, Optional.empty(), e);
        }
    }

    /**
     * One call an object type that was not loaded before, side by side.
     *
     * @throws ConnectorException what concerns more than one type, such as a rejected token
     */
    public All findAll(ExecutorService threads) {
        var leftOut = new ArrayList<LeftOut>();
        var types = new ArrayList<>(catalog.fetchObjectTypes());
        var refused = readable.customTypesRefused();
        refused.ifPresent(leftOut::add);
        if (refused.isPresent()) {
            var listed = types.stream().map(ObjectType::typeId).collect(Collectors.toSet());
            bindings.stream()
                    .filter(binding -> !binding.typeId().isEmpty() && !listed.contains(binding.typeId()))
                    .map(binding -> catalog.resolve(binding.typeId()))
                    .forEach(types::add);
        }
        var answers = types.stream()
                .map(type -> threads.submit(() -> isLoaded(type) ? ReadableTypes.Answer.YES : readable.ask(type)))
                .toList();
        var readables = new ArrayList<ObjectType>();
        for (var i = 0; i < answers.size(); i++) {
            var type = types.get(i);
            var answer = SyncEngine.await(answers.get(i));
            if (answer.access() == ReadableTypes.Access.READABLE) {
                readables.add(type);
            }
            answer.refusal().ifPresent(refusal -> leftOut.add(new LeftOut(type.name(), refusal)));
        }
        return new All(readables, leftOut);
    }

    private boolean isLoaded(ObjectType type) {
        return streams.find(type.name()).isPresent()
                || bindings.stream()
                        .filter(binding ->
                                !binding.typeId().isEmpty() && binding.typeId().equals(type.typeId()))
                        .anyMatch(binding -> streams.find(binding.name()).isPresent());
    }
}
