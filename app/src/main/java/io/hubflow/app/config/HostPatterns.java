package io.hubflow.app.config;

import java.net.URI;
import java.util.List;
import java.util.Locale;

/**
 * Hosts that no proxy is used for, as NO_PROXY lists them: {@code *}, {@code example.com} (and everything below it),
 * {@code .example.com}, {@code *.example.com}, an address, each with or without a port.
 */
record HostPatterns(List<String> patterns) {
    boolean match(URI target) {
        var host = plain(target.getHost());
        var port = target.getPort() >= 0 ? target.getPort() : "http".equalsIgnoreCase(target.getScheme()) ? 80 : 443;
        return patterns.stream().anyMatch(pattern -> matches(plain(pattern), host, port));
    }

    private static boolean matches(String pattern, String host, int port) {
        var colon = pattern.lastIndexOf(':');
        var hasPort = colon > 0 && pattern.indexOf(':') == colon;
        if (hasPort && !pattern.substring(colon + 1).equals(String.valueOf(port))) {
            return false;
        }
        var name = (hasPort ? pattern.substring(0, colon) : pattern).replaceFirst("^\\*?\\.", "");
        return name.equals("*") || host.equals(name) || (!name.isEmpty() && host.endsWith("." + name));
    }

    private static String plain(String host) {
        return host.strip().toLowerCase(Locale.ROOT).replaceAll("^\\[|]$", "");
    }

    /** As the Snowflake driver wants them. */
    String joinedForDriver() {
        return String.join(
                "|",
                patterns.stream()
                        .map(HostPatterns::plain)
                        .flatMap(pattern -> pattern.startsWith("*")
                                ? List.of(pattern).stream()
                                : pattern.startsWith(".")
                                        ? List.of("*" + pattern).stream()
                                        : List.of(pattern, "*." + pattern).stream())
                        .toList());
    }
}
