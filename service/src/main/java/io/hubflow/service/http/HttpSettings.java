package io.hubflow.service.http;

import java.util.Optional;
import java.util.Set;

/**
 * Where the service answers, and to whom.
 *
 * @param host name or address to bind to
 * @param port 0 = any free one
 * @param hostNames names by which browsers may address the service besides {@code localhost} and plain IP addresses
 * @param passwordHash what {@link Passwords#hash} made of the page's password
 * @param tokenHash likewise, of the API's token
 */
public record HttpSettings(
        String host, int port, Set<String> hostNames, Optional<String> passwordHash, Optional<String> tokenHash) {
    public HttpSettings {
        hostNames = Set.copyOf(hostNames);
    }

    /** On this machine alone, without a password. */
    public static HttpSettings loopback(int port) {
        return new HttpSettings("127.0.0.1", port, Set.of(), Optional.empty(), Optional.empty());
    }

    /** Whether nobody gets in without a password or token. */
    public boolean isProtected() {
        return passwordHash.isPresent() || tokenHash.isPresent();
    }

    @Override
    public String toString() {
        return "HttpSettings[" + host + ":" + port + (isProtected() ? ", protected]" : "]");
    }
}
