package io.hubflow.hubspot;

import io.hubflow.hubspot.quota.QuotaSettings;
import io.hubflow.hubspot.quota.Timeline;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;

/** Clients and requests for the tests of this package. */
final class Clients {
    /** So long that a busy machine does not look like a server that stalls. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    static final String TOKEN = "pat-na1-0a1b2c3d-secret";

    private Clients() {}

    static HubSpotClient over(Transport transport, Timeline timeline) {
        return over(transport, timeline, ApiDialect.V2026_09, new AccessTokens.Static(TOKEN));
    }

    static HubSpotClient over(Transport transport, Timeline timeline, ApiDialect dialect, AccessTokens tokens) {
        return HubSpotClient.open(
                settings(URI.create("https://api.example.test"), dialect, tokens), transport, timeline, new Random(7));
    }

    static HubSpotClient over(Transport transport, Timeline timeline, URI baseUrl) {
        var settings = settings(baseUrl, ApiDialect.V2026_09, new AccessTokens.Static(TOKEN));
        return HubSpotClient.open(settings, transport, timeline, new Random(7));
    }

    static HubSpotSettings settings(URI baseUrl, ApiDialect dialect, AccessTokens tokens) {
        return settings(baseUrl, dialect, tokens, PATIENCE);
    }

    /** @param patience for a connection, and for an answer */
    static HubSpotSettings settings(URI baseUrl, ApiDialect dialect, AccessTokens tokens, Duration patience) {
        return new HubSpotSettings(baseUrl, dialect, tokens, QuotaSettings.DEFAULT, patience, patience, 4, 8_000);
    }

    static ListRequest contacts() {
        return new ListRequest("contacts", PropertySelection.none(), Optional.empty(), 100, RecordState.LIVE);
    }
}
