package io.hubflow.engine;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.Pipeline;
import io.hubflow.hubspot.PropertyCatalog;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A requested object type, and what HubSpot says of it.
 *
 * @param properties what HubSpot lists, by class
 * @param pipelines absent when it has none or they could not be read
 * @param problem why it cannot be read; the type may then be absent
 */
record DiscoveredType(
        String written,
        Optional<ObjectType> type,
        PropertyCatalog properties,
        Optional<List<Pipeline>> pipelines,
        Optional<ConnectorException> problem) {
    static DiscoveredType resolved(String written, ObjectType type) {
        return new DiscoveredType(
                written, Optional.of(type), PropertyCatalog.EMPTY, Optional.empty(), Optional.empty());
    }

    /** One that cannot be read for this reason, unless it ends the run. */
    static DiscoveredType failed(String written, Optional<ObjectType> type, ConnectorException e) {
        if (ObjectSyncs.endsRun(e.code())) {
            throw e;
        }
        return new DiscoveredType(written, type, PropertyCatalog.EMPTY, Optional.empty(), Optional.of(e));
    }

    /** Under the name that its object type has in the destination. */
    DiscoveredType named(UnaryOperator<ObjectType> name) {
        return new DiscoveredType(written, type.map(name), properties, pipelines, problem);
    }

    String name() {
        return type.map(ObjectType::name).orElse(written);
    }
}
