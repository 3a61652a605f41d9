package io.hubflow.engine.catalog;

import io.hubflow.engine.checkpoint.TypeBinding;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.ListRequest;
import io.hubflow.hubspot.PropertyDefinition;
import io.hubflow.hubspot.PropertySelection;
import io.hubflow.hubspot.RecordState;
import io.hubflow.hubspot.SearchRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What a portal holds and what the token may read of it, for people; reads no records. Thread-safe. */
public final class Discovery {
    private final HubSpotClient client;
    private final Catalog catalog;

    public Discovery(HubSpotClient client) {
        this(client, List.of());
    }

    /** @param bindings the names under which types were loaded before */
    public Discovery(HubSpotClient client, List<TypeBinding> bindings) {
        this.client = client;
        this.catalog = new Catalog(client, bindings);
    }

    /** A property and the column that it becomes. */
    public record DescribedProperty(PropertyDefinition definition, ColumnType columnType) {}

    /**
     * An object type in full.
     *
     * @param properties in HubSpot's order; empty when they may not be read
     * @param records HubSpot's count of live records; absent when the type cannot be searched
     * @param problem why it cannot be synced (a missing scope, named); absent when it can
     */
    public record Description(
            ObjectType type,
            List<DescribedProperty> properties,
            OptionalLong records,
            Optional<ConnectorException> problem) {
        public Description {
            properties = List.copyOf(properties);
        }
    }

    /** Standard types, then the portal's custom ones. Not every standard type is activated in every portal. One call. */
    public List<ObjectType> fetchObjectTypes() {
        return catalog.fetchObjectTypes();
    }

    /** @throws ConnectorException {@code OBJECT_TYPE_UNKNOWN}, with the nearest names */
    public ObjectType resolve(String written) {
        return catalog.resolve(written);
    }

    /**
     * Three to five calls.
     *
     * @throws ConnectorException what concerns more than this object type: {@code OBJECT_TYPE_UNKNOWN}, a rejected token, an
     *     unreachable host
     */
    public Description describe(String written) {
        var type = resolve(written);
        var problem = check(type);
        if (problem.isPresent()) {
            return new Description(type, List.of(), OptionalLong.empty(), problem);
        }
        var properties = client.fetchProperties(type.apiName()).stream()
                .map(property -> new DescribedProperty(property, ColumnTypes.of(property)))
                .toList();
        return new Description(type, properties, count(type), Optional.empty());
    }

    /**
     * Whether this type's records may be read: the failure that a sync would report, with the missing scope. One call.
     *
     * @throws ConnectorException what concerns more than this object type
     */
    public Optional<ConnectorException> check(ObjectType type) {
        try {
            client.listRecords(
                    new ListRequest(type.apiName(), PropertySelection.none(), Optional.empty(), 1, RecordState.LIVE));
            return Optional.empty();
        } catch (ConnectorException e) {
            return Optional.of(onlyThisType(e));
        }
    }

    /**
     * What a sync of these properties would warn of, a sentence each: sensitivity classes that HubSpot does not list for this
     * token, and properties that it lists and does not let the token read. Four calls, or some more if there are any.
     *
     * @throws ConnectorException when records of this type may not be read at all
     */
    public List<String> findUnreadable(ObjectType type, PropertyFilter filter) {
        var visible = VisibleProperties.of(
                type,
                client.fetchPropertyCatalog(type.apiName()),
                List.of(),
                client.serverNow().toEpochMilli());
        var sentences = new ArrayList<>(visible.warnings());
        var sensitive = filter.select(type, visible.defined()).stream()
                .filter(property -> property.dataSensitivity() != PropertyDefinition.DataSensitivity.NON_SENSITIVE)
                .map(PropertyDefinition::name)
                .toList();
        new SensitiveReads(client, type)
                .findRefused(sensitive)
                .forEach((property, refusal) -> sentences.add(SensitiveReads.sentence(type, property, refusal)));
        return sentences;
    }

    /**
     * HubSpot's count of live records, absent when the type cannot be searched. One call.
     *
     * @throws ConnectorException what concerns more than this object type
     */
    public OptionalLong count(ObjectType type) {
        try {
            return client.searchRecords(new SearchRequest(
                            type.apiName(), List.of(), Optional.empty(), PropertySelection.none(), Optional.empty(), 1))
                    .total();
        } catch (ConnectorException e) {
            onlyThisType(e);
            return OptionalLong.empty();
        }
    }

    private static ConnectorException onlyThisType(ConnectorException e) {
        return switch (e.code()) {
            case HUBSPOT_SCOPE_MISSING, HUBSPOT_NOT_FOUND, HUBSPOT_REQUEST_REFUSED, OBJECT_TYPE_UNKNOWN -> e;
            default -> throw e;
        };
    }
}
