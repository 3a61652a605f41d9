package io.hubflow.hubspot;

import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How calls leave this machine: through which proxy, and whose certificates count. With neither, directly and with the JDK's
 * own trust. Only HTTP proxies: {@code java.net.http} speaks no SOCKS.
 */
public record NetworkRoute(Optional<HttpProxy> proxy, Optional<SSLContext> sslContext) {
    /** Without a proxy, trusting what the JDK trusts. */
    public static final NetworkRoute DIRECT = new NetworkRoute(Optional.empty(), Optional.empty());

    /** Carries https through a tunnel ({@code CONNECT}), so it sees neither token nor records. */
    public record HttpProxy(String host, int port, Optional<Login> login) {}

    /**
     * Sent to the proxy alone, as Basic. The JDK withholds Basic from tunnels unless it was started with
     * {@code -Djdk.http.auth.tunneling.disabledSchemes=} (source: Javadoc of {@code java.net.http}, networking properties).
     */
    public record Login(String user, String password) {
        @Override
        public String toString() {
            return "Login[hidden]";
        }
    }
}
