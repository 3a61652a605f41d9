package io.hubflow.hubspot;

import io.hubflow.hubspot.quota.QuotaSettings;
import java.net.URI;
import java.time.Duration;

/**
 * How to reach one portal.
 *
 * @param baseUrl scheme and host, without a path; {@link #DEFAULT_BASE_URL} serves every region
 * @param requestTimeout from sending a request to the last byte of its answer
 * @param maxTries sends of one request, the first included, before the failure is final
 * @param maxUrlBytes the longest URL that is tried: HubSpot answers 414 at a size it does not document; 15,000 are sent by
 *     another connector, and where HubSpot refuses that, shorter ones are used
 * @param route the proxy and the certificates, if not the JDK's own
 */
public record HubSpotSettings(
        URI baseUrl,
        ApiDialect dialect,
        AccessTokens tokens,
        QuotaSettings quota,
        Duration connectTimeout,
        Duration requestTimeout,
        int maxTries,
        int maxUrlBytes,
        NetworkRoute route) {
    public static final URI DEFAULT_BASE_URL = URI.create("https://api.hubapi.com");

    /** Called directly. */
    public HubSpotSettings(
            URI baseUrl,
            ApiDialect dialect,
            AccessTokens tokens,
            QuotaSettings quota,
            Duration connectTimeout,
            Duration requestTimeout,
            int maxTries,
            int maxUrlBytes) {
        this(
                baseUrl,
                dialect,
                tokens,
                quota,
                connectTimeout,
                requestTimeout,
                maxTries,
                maxUrlBytes,
                NetworkRoute.DIRECT);
    }

    /** Everything but the token at its default. */
    public static HubSpotSettings of(URI baseUrl, AccessTokens tokens) {
        return new HubSpotSettings(
                baseUrl,
                ApiDialect.V2026_09,
                tokens,
                QuotaSettings.DEFAULT,
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                8,
                15_000);
    }
}
