package io.hubflow.app.command;

import io.hubflow.app.config.Configuration;
import io.hubflow.hubspot.AccessTokens;
import io.hubflow.hubspot.AccountDetails;
import io.hubflow.hubspot.HubSpotClient;
import java.net.URI;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The HubSpot clients of a service. They live as long as the service, so that what they know of the quota outlives a run.
 * Portals with one token share a client, and with it the whole quota; clients of one account, once it is known, take equal
 * parts of its limits. Thread-safe.
 */
final class PortalClients {
    private final Map<Key, HubSpotClient> clients = new HashMap<>();
    private final Map<HubSpotClient, Integer> users = new HashMap<>();
    private final Map<Long, Set<HubSpotClient>> accounts = new HashMap<>();

    private record Key(URI baseUrl, AccessTokens tokens) {}

    /** Give it back by {@link #release}. */
    synchronized HubSpotClient of(Configuration configuration) {
        var settings = configuration.hubSpotSettings();
        var client = clients.computeIfAbsent(
                new Key(settings.baseUrl(), settings.tokens()), key -> HubSpotClient.open(settings));
        users.merge(client, 1, Integer::sum);
        return client;
    }

    /** The client has called this account: all clients of the account share its quota from now on. */
    synchronized void learn(HubSpotClient client, AccountDetails account) {
        var sharing = accounts.computeIfAbsent(account.portalId(), id -> new HashSet<>());
        if (sharing.add(client)) {
            sharing.forEach(one -> one.shareQuotaAmong(sharing.size()));
        }
    }

    synchronized void release(HubSpotClient client) {
        if (users.merge(client, -1, Integer::sum) == 0) {
            client.close();
        }
    }
}
