package io.hubflow.hubspot;

import io.hubflow.hubspot.quota.QuotaGovernor;
import io.hubflow.hubspot.quota.Timeline;
import java.util.random.RandomGenerator;

/**
 * What the clients of one portal share, whatever run they serve: the way to HubSpot, the quota, HubSpot's clock, the account, how
 * large pages are, and the memory for them.
 */
record PortalConnection(
        HubSpotSettings settings,
        Transport transport,
        Timeline timeline,
        RandomGenerator random,
        ApiPaths paths,
        QuotaGovernor governor,
        ServerClock clock,
        KnownAccount account,
        PageSizes pageSizes,
        PageMemory pageMemory) {
    static PortalConnection of(
            HubSpotSettings settings,
            Transport transport,
            Timeline timeline,
            RandomGenerator random,
            PageSizes pageSizes,
            PageMemory pageMemory) {
        return new PortalConnection(
                settings,
                transport,
                timeline,
                random,
                new ApiPaths(settings.dialect()),
                new QuotaGovernor(settings.quota(), timeline),
                new ServerClock(timeline),
                new KnownAccount(),
                pageSizes,
                pageMemory);
    }

    /** Sends calls that count in these counters alone. */
    Exchange exchange(CallCounters counters, LatencyMeter meter) {
        return new Exchange(settings, transport, governor, new Backoff(random), counters, meter, clock, timeline);
    }

    /** @param exchange fetches new tokens where they expire */
    BearerTokens tokens(Exchange exchange) {
        return switch (settings.tokens()) {
            case AccessTokens.Static fixed -> BearerTokens.fixed(fixed.token());
            case AccessTokens.OAuthRefresh refresh -> new RefreshedTokens(refresh, exchange, paths.token(), timeline);
        };
    }
}
