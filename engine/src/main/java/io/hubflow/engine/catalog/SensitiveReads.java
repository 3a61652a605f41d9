package io.hubflow.engine.catalog;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.ListRequest;
import io.hubflow.hubspot.PropertySelection;
import io.hubflow.hubspot.RecordState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds the sensitive properties that HubSpot lists but does not let this token read: then it refuses every call that names
 * one of them with 403 and the scope (airbytehq/airbyte pull request 74032, read 2026-11-28).
 */
public final class SensitiveReads {
    private final HubSpotClient client;
    private final ObjectType type;

    public SensitiveReads(HubSpotClient client, ObjectType type) {
        this.client = client;
        this.type = type;
    }

    /**
     * One call when all of them may be read, about two for each that may not.
     *
     * @return the properties that may not be read, each with HubSpot's refusal
     * @throws ConnectorException {@code HUBSPOT_SCOPE_MISSING} when records may not be read at all
     */
    public Map<String, ConnectorException> findRefused(List<String> properties) {
        var refused = new TreeMap<String, ConnectorException>();
        if (!properties.isEmpty()) {
            find(properties, refused);
            if (refused.size() == properties.size()) {
                read(List.of()).ifPresent(whole -> {
                    throw whole;
                });
            }
        }
        return refused;
    }

    /** What a person is told of such a property. */
    public static String sentence(ObjectType type, String property, ConnectorException refusal) {
        return "HubSpot lists the property " + property + " of " + type.name()
                + " but does not let this token read it: "
                + refusal.what() + " It is left out, stored values stay; everything else is read. " + refusal.action()
                + " Or exclude " + type.name() + "." + property + ".";
    }

    private void find(List<String> properties, Map<String, ConnectorException> refused) {
        var refusal = read(properties);
        if (refusal.isEmpty()) {
            return;
        }
        if (properties.size() == 1) {
            refused.put(properties.getFirst(), refusal.get());
            return;
        }
        var half = properties.size() / 2;
        find(properties.subList(0, half), refused);
        find(properties.subList(half, properties.size()), refused);
    }

    private Optional<ConnectorException> read(List<String> properties) {
        try {
            client.listRecords(new ListRequest(
                    type.apiName(), PropertySelection.of(properties), Optional.empty(), 1, RecordState.LIVE));
            return Optional.empty();
        } catch (ConnectorException e) {
            if (e.code() != ErrorCode.HUBSPOT_SCOPE_MISSING && e.code() != ErrorCode.HUBSPOT_URL_TOO_LONG) {
                throw e;
            }
            return Optional.of(e);
        }
    }
}
