package io.hubflow.app.config;

import io.hubflow.app.config.ValueType.InvalidValue;
import io.hubflow.hubspot.NetworkRoute;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads {@code http://user:password@proxy.example:3128}, as it stands in HTTPS_PROXY; scheme, login and port may be missing. */
final class ProxyAddress {
    private static final int USUAL_PORT = 80;

    private ProxyAddress() {}

    /** The sentences of failures do not repeat the text, which may hold a password. */
    static NetworkRoute.HttpProxy read(String text) throws InvalidValue {
        var stripped = text.strip();
        var address = stripped.contains("://") ? stripped : "http://" + stripped;
        URI uri;
        try {
            uri = new URI(address);
        } catch (URISyntaxException e) {
            throw new InvalidValue(
                    "must be the URL of a proxy, such as http://proxy.example:3128 (the text is not shown)");
        }
        if (!"http".equalsIgnoreCase(uri.getScheme())) {
            throw new InvalidValue(
                    "must begin with http://: hubflow speaks to HTTP proxies, which carry https in a tunnel, but not"
                            + " to SOCKS or https proxies");
        }
        if (uri.getHost() == null) {
            throw new InvalidValue("must name a host, as http://proxy.example:3128 does (the text is not shown)");
        }
        return new NetworkRoute.HttpProxy(uri.getHost(), uri.getPort() < 0 ? USUAL_PORT : uri.getPort(), login(uri));
    }

    private static Optional<NetworkRoute.Login> login(URI uri) {
        var info = uri.getRawUserInfo();
        if (info == null || info.isEmpty()) {
            return Optional.empty();
        }
        var colon = info.indexOf(':');
        return Optional.of(
                colon < 0
                        ? new NetworkRoute.Login(decoded(info), "")
                        : new NetworkRoute.Login(
                                decoded(info.substring(0, colon)), decoded(info.substring(colon + 1))));
    }

    /** A plus sign is itself in this part of a URL. */
    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
