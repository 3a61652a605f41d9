package io.hubflow.nifi.service;

import io.hubflow.hubspot.AccessTokens;
import io.hubflow.hubspot.ApiDialect;
import io.hubflow.hubspot.HubSpotSettings;
import io.hubflow.hubspot.NetworkRoute;
import io.hubflow.hubspot.quota.QuotaSettings;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.controller.ConfigurationContext;
import org.apache.nifi.proxy.ProxyConfiguration;
import org.apache.nifi.proxy.ProxyConfigurationService;
import org.apache.nifi.ssl.SSLContextProvider;

/** The client's settings as an administrator wrote them into the service's properties. */
final class ServiceSettings {
    /** An access token lives 1,800 s (reference §4); renewing a minute early keeps a slow call valid. */
    private static final Duration RENEW_BEFORE = Duration.ofMinutes(1);

    private static final int VERIFICATION_TRIES = 2;

    private ServiceSettings() {}

    /** @throws IllegalArgumentException with a sentence, for what no validator could see: an expression's value, a proxy's kind */
    static HubSpotSettings of(ConfigurationContext context) {
        var url = text(context, HubSpotProperties.API_URL);
        HubSpotProperties.urlProblem(url).ifPresent(problem -> {
            throw new IllegalArgumentException("HubSpot API URL " + url + ": " + problem);
        });
        var defaults = HubSpotSettings.of(URI.create(url.strip().replaceAll("/$", "")), tokens(context));
        var quota = new QuotaSettings(
                Double.parseDouble(text(context, HubSpotProperties.QUOTA_SHARE)),
                Double.parseDouble(text(context, HubSpotProperties.DAILY_RESERVE)),
                QuotaSettings.DEFAULT.burstPerTenSeconds(),
                QuotaSettings.DEFAULT.searchPerSecond());
        return new HubSpotSettings(
                defaults.baseUrl(),
                dialect(context),
                defaults.tokens(),
                quota,
                defaults.connectTimeout(),
                defaults.requestTimeout(),
                defaults.maxTries(),
                defaults.maxUrlBytes(),
                route(context));
    }

    /** For a person who waits for the verification: an outage is told after a few seconds, not after minutes. */
    static HubSpotSettings forVerification(ConfigurationContext context) {
        var patient = of(context);
        return new HubSpotSettings(
                patient.baseUrl(),
                patient.dialect(),
                patient.tokens(),
                patient.quota(),
                patient.connectTimeout(),
                patient.requestTimeout(),
                VERIFICATION_TRIES,
                patient.maxUrlBytes(),
                patient.route());
    }

    /** How many nodes share the quota, if the administrator says so. */
    static OptionalInt nodes(ConfigurationContext context) {
        var nodes = context.getProperty(HubSpotProperties.QUOTA_NODES);
        return nodes.isSet()
                ? OptionalInt.of(nodes.evaluateAttributeExpressions().asInteger())
                : OptionalInt.empty();
    }

    private static AccessTokens tokens(ConfigurationContext context) {
        var strategy =
                context.getProperty(HubSpotProperties.AUTHENTICATION_STRATEGY).getValue();
        if (HubSpotProperties.OAUTH_STRATEGY.getValue().equals(strategy)) {
            return new AccessTokens.OAuthRefresh(
                    text(context, HubSpotProperties.OAUTH_CLIENT_ID),
                    context.getProperty(HubSpotProperties.OAUTH_CLIENT_SECRET).getValue(),
                    context.getProperty(HubSpotProperties.OAUTH_REFRESH_TOKEN).getValue(),
                    RENEW_BEFORE);
        }
        return new AccessTokens.Static(
                context.getProperty(HubSpotProperties.ACCESS_TOKEN).getValue().strip());
    }

    private static ApiDialect dialect(ConfigurationContext context) {
        var version = context.getProperty(HubSpotProperties.API_VERSION).getValue();
        return Arrays.stream(ApiDialect.values())
                .filter(dialect -> dialect.version().equals(version))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("HubSpot API Version " + version + " is not known"));
    }

    private static NetworkRoute route(ConfigurationContext context) {
        var proxy = context.getProperty(HubSpotProperties.PROXY).asControllerService(ProxyConfigurationService.class);
        var tls = context.getProperty(HubSpotProperties.SSL_CONTEXT).asControllerService(SSLContextProvider.class);
        return new NetworkRoute(
                proxy == null ? Optional.empty() : proxy(proxy.getConfiguration()),
                tls == null ? Optional.empty() : Optional.of(tls.createContext()));
    }

    private static Optional<NetworkRoute.HttpProxy> proxy(ProxyConfiguration configuration) {
        if (configuration.getProxyType() == Proxy.Type.DIRECT) {
            return Optional.empty();
        }
        if (configuration.getProxyType() == Proxy.Type.SOCKS) {
            throw new IllegalArgumentException(
                    "The proxy is a SOCKS proxy, through which HubSpot cannot be called. Choose an HTTP proxy.");
        }
        if (configuration.getProxyServerHost() == null || configuration.getProxyServerPort() == null) {
            throw new IllegalArgumentException(
                    "The proxy configuration names no host and port. Fill in both, or choose the type DIRECT.");
        }
        return Optional.of(new NetworkRoute.HttpProxy(
                configuration.getProxyServerHost(),
                configuration.getProxyServerPort(),
                configuration.hasCredential()
                        ? Optional.of(new NetworkRoute.Login(
                                configuration.getProxyUserName(), configuration.getProxyUserPassword()))
                        : Optional.empty()));
    }

    private static String text(ConfigurationContext context, PropertyDescriptor property) {
        return context.getProperty(property).evaluateAttributeExpressions().getValue();
    }
}
