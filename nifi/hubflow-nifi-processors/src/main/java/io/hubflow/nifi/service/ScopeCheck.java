package io.hubflow.nifi.service;

import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.ListRequest;
import io.hubflow.hubspot.PropertySelection;
import io.hubflow.hubspot.RecordState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;

/**
 * Asks for one record and the properties of each of the four core object types, to say before the first load which scopes
 * the token lacks: reading needs both. A token that can read none is useless; one that can read some may be all that the
 * user wants.
 */
final class ScopeCheck {
    private static final List<String> CORE_TYPES = List.of("contacts", "companies", "deals", "tickets");
    private static final String STEP = "Read one record and the properties of each core object type";

    private ScopeCheck() {}

    static ConfigVerificationResult of(HubSpotClient client) {
        var readable = new ArrayList<String>();
        var problems = new ArrayList<String>();
        for (var type : CORE_TYPES) {
            try {
                client.listRecords(
                        new ListRequest(type, PropertySelection.none(), Optional.empty(), 1, RecordState.LIVE));
                client.fetchProperties(type);
                readable.add(type);
            } catch (ConnectorException e) {
                problems.add(type + ": " + e.what() + " " + e.action());
            }
        }
        var explanation = (readable.isEmpty() ? "No core object type" : String.join(", ", readable)) + " can be read."
                + (problems.isEmpty() ? "" : " " + String.join(" ", problems));
        return StandardHubSpotClientService.result(
                STEP, readable.isEmpty() ? Outcome.FAILED : Outcome.SUCCESSFUL, explanation);
    }
}
