package io.hubflow.hubspot;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Refuses settings that cannot work or would give the token away; all problems at once. */
final class SettingsCheck {
    private SettingsCheck() {}

    /** @throws ConnectorException {@code CONFIGURATION_INVALID} */
    static void require(HubSpotSettings settings) {
        var problems = new ArrayList<>(addressProblems(settings.baseUrl()));
        settings.route().proxy().ifPresent(proxy -> problems.addAll(proxyProblems(proxy, settings.baseUrl())));
        problems.addAll(TokenForm.problems(settings.tokens()));
        if (!settings.connectTimeout().isPositive()
                || !settings.requestTimeout().isPositive()) {
            problems.add("a timeout is not positive");
        }
        if (settings.maxTries() < 1) {
            problems.add("the number of tries is below 1");
        }
        if (settings.maxUrlBytes() < 1_000) {
            problems.add("the longest URL is below 1,000 bytes");
        }
        if (settings.quota().searchPerSecond() < 1) {
            problems.add("the searches per second are below 1");
        }
        if (settings.quota().burstPerTenSeconds().orElse(1) < 1) {
            problems.add("the calls per 10 seconds are below 1");
        }
        if (!problems.isEmpty()) {
            throw new ConnectorException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "HubSpot cannot be called with these settings: " + String.join("; ", problems) + ".",
                    "Nothing was sent.",
                    "Correct them and run again.");
        }
    }

    private static List<String> addressProblems(URI url) {
        var scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if ((!scheme.equals("https") && !scheme.equals("http")) || url.getHost() == null) {
            return List.of("the base URL is not of the form https://host");
        }
        var problems = new ArrayList<String>();
        var path = url.getRawPath();
        if ((path != null && !path.isEmpty() && !path.equals("/"))
                || url.getRawQuery() != null
                || url.getRawFragment() != null) {
            problems.add("the base URL has a path, a query or a fragment; give scheme and host alone");
        }
        if (url.getRawUserInfo() != null) {
            problems.add("the base URL has a user name in it");
        }
        if (scheme.equals("http") && !isLoopback(url.getHost())) {
            problems.add(
                    "the base URL is http, which would send the token in clear; use https (http is for this machine alone)");
        }
        return problems;
    }

    private static List<String> proxyProblems(NetworkRoute.HttpProxy proxy, URI url) {
        var problems = new ArrayList<String>();
        if (proxy.host().isBlank() || proxy.port() < 1 || proxy.port() > 65_535) {
            problems.add("the proxy needs a host and a port between 1 and 65535");
        }
        if ("http".equalsIgnoreCase(url.getScheme()) && !isLoopback(proxy.host())) {
            problems.add("the base URL is http, and the proxy, which is another machine, would see the token in clear;"
                    + " leave the proxy out or use https");
        }
        return problems;
    }

    /** By its spelling: asking the DNS would let a stranger's server pass as ours. */
    static boolean isLoopback(String host) {
        var name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost") || name.equals("[::1]") || name.matches("127(\\.[0-9]{1,3}){3}");
    }
}
