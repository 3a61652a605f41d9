package io.hubflow.hubspot;

import java.util.Map;

/**
 * A person's share of a deal. Archived splits are left out by HubSpot.
 *
 * @param properties every property that HubSpot gives, as text on the wire; those without a value are left out
 */
public record DealSplit(
        long id, long dealId, long createdAtMillis, long updatedAtMillis, Map<String, String> properties) {
    public DealSplit {
        properties = Map.copyOf(properties);
    }
}
