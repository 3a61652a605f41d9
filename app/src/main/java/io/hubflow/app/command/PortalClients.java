package io.hubflow.app.command;

import io.hubflow.app.config.Configuration;
import io.hubflow.hubspot.AccessTokens;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.HubSpotSettings;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/**
 * The HubSpot clients of a service. They live as long as the service, so that what they know of the quota outlives a run.
 * Portals with one token share a client, and with it the whole quota. Clients with other tokens of the same account, once it is
 * known, share the searches and the day's calls, which HubSpot limits for the account; each keeps a burst limit of its own,
 * which HubSpot gives each app. Thread-safe.
 */
final class PortalClients {
    private final Map<Key, HubSpotClient> clients = new HashMap<>();
    private final Map<HubSpotClient, Integer> users = new HashMap<>();
    private final Map<Long, HubSpotClient> firstOfAccount = new HashMap<>();

    private record Key(URI baseUrl, AccessTokens tokens) {}

    /** Give it back by {@link #release}. */
    synchronized HubSpotClient of(Configuration configuration) {
        var settings = configuration.hubSpotSettings();
        var client = clients.computeIfAbsent(new Key(settings.baseUrl(), settings.tokens()), key -> open(settings));
        users.merge(client, 1, Integer::sum);
        return client;
    }

    private HubSpotClient open(HubSpotSettings settings) {
        var client = HubSpotClient.open(settings);
        client.watchAccount(account -> learn(client, account.portalId()));
        return client;
    }

    /** The client's token is one of this account: it shares its quota with the account's other clients from now on. */
    synchronized void learn(HubSpotClient client, long portalId) {
        var first = firstOfAccount.computeIfAbsent(portalId, id -> client);
        if (first != client) {
            client.shareAccountWith(first);
        }
    }

    synchronized void release(HubSpotClient client) {
        if (users.merge(client, -1, Integer::sum) == 0) {
            client.close();
        }
    }
}
