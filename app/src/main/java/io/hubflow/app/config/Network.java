package io.hubflow.app.config;

import io.hubflow.hubspot.NetworkRoute;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How hubflow reaches HubSpot and Snowflake: directly or through a proxy, and whose certificates it trusts.
 *
 * @param configured the proxy of the setting, which is used for everything; stronger than those of the environment
 * @param forHttps the proxy of HTTPS_PROXY
 * @param forHttp the proxy of HTTP_PROXY; neither of the two is used for this machine itself
 * @param direct hosts that no proxy is used for
 */
record Network(
        NetworkRoute.@Nullable HttpProxy configured,
        NetworkRoute.@Nullable HttpProxy forHttps,
        NetworkRoute.@Nullable HttpProxy forHttp,
        HostPatterns direct,
        @Nullable CaBundle trusted) {
    private static final List<String> THIS_MACHINE = List.of("localhost", "127.0.0.1", "::1");

    NetworkRoute route(URI target) {
        return new NetworkRoute(proxy(target), Optional.ofNullable(trusted).map(CaBundle::sslContext));
    }

    Optional<NetworkRoute.HttpProxy> proxy(URI target) {
        if (target.getHost() == null || direct.match(target)) {
            return Optional.empty();
        }
        if (configured != null) {
            return Optional.of(configured);
        }
        if (new HostPatterns(THIS_MACHINE).match(target)) {
            return Optional.empty();
        }
        return Optional.ofNullable("http".equalsIgnoreCase(target.getScheme()) ? forHttp : forHttps);
    }

    /**
     * Properties of the Snowflake driver, which also loads through storage hosts of its cloud: those go the same way
     * (docs.snowflake.com, JDBC driver connection parameters: useProxy, proxyHost, proxyPort, proxyUser, proxyPassword,
     * nonProxyHosts).
     */
    Map<String, String> driverProperties(URI account) {
        var properties = new LinkedHashMap<String, String>();
        proxy(account).ifPresent(proxy -> {
            properties.put("useProxy", "true");
            properties.put("proxyHost", proxy.host());
            properties.put("proxyPort", String.valueOf(proxy.port()));
            properties.put("proxyProtocol", "http");
            proxy.login().ifPresent(login -> {
                properties.put("proxyUser", login.user());
                properties.put("proxyPassword", login.password());
            });
            if (!direct.patterns().isEmpty()) {
                properties.put("nonProxyHosts", direct.joinedForDriver());
            }
        });
        return properties;
    }

    /** For the Snowflake driver; does nothing where nothing more is trusted than the JDK trusts. */
    void trustInWholeJvm() {
        if (trusted != null) {
            trusted.trustInWholeJvm();
        }
    }
}
