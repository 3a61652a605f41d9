package io.hubflow.service.http;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.service.HubflowService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import org.eclipse.jetty.server.ConnectionLimit;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Jetty on virtual threads, with limits: on headers, bodies, idle time and the number of connections. */
public final class StatusServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatusServer.class);

    /** A connection that moves no byte for this long is closed. */
    static final Duration IDLE = Duration.ofSeconds(30);

    static final int MOST_HEADER_BYTES = 8 * 1024;
    private static final int MOST_CONNECTIONS = 4_000;

    /** A body that comes more slowly is an attack or a broken network. */
    private static final long LEAST_BYTES_PER_SECOND = 100;

    /** Answers that are under way may end. */
    private static final Duration STOP = Duration.ofSeconds(2);

    private final Server server;
    private final ServerConnector connector;
    private final HttpSettings settings;

    private StatusServer(Server server, ServerConnector connector, HttpSettings settings) {
        this.server = server;
        this.connector = connector;
        this.settings = settings;
    }

    /**
     * @throws ConnectorException {@code CONFIGURATION_INVALID} when the port is taken, the address is not one of this machine,
     *     or other machines could come in without a password or token
     */
    public static StatusServer start(HubflowService service, HttpSettings settings, InstantSource clock) {
        requireProtection(settings);
        // Each open page holds one.
        var threads = new VirtualThreadPool(MOST_CONNECTIONS);
        threads.setName("http");
        var server = new Server(threads);
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendDateHeader(true);
        http.setRequestHeaderSize(MOST_HEADER_BYTES);
        http.setMinRequestDataRate(LEAST_BYTES_PER_SECOND);
        var connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setIdleTimeout(IDLE.toMillis());
        server.addConnector(connector);
        server.addBean(new ConnectionLimit(MOST_CONNECTIONS, connector));
        server.setHandler(new Router(service, settings, new SignIn(settings, clock)));
        // What Jetty itself refuses (malformed requests, headers too long) gets its status and no explanation of
        // internals.
        server.setErrorHandler((request, response, callback) -> {
            response.getHeaders().put("Content-Type", "text/plain; charset=utf-8");
            response.getHeaders().put("X-Content-Type-Options", "nosniff");
            response.write(
                    true,
                    ByteBuffer.wrap("This request cannot be answered.\n".getBytes(StandardCharsets.UTF_8)),
                    callback);
            return true;
        });
        server.setStopTimeout(STOP.toMillis());
        try {
            server.start();
        } catch (Exception e) {
            stop(server);
            throw refused(settings, e);
        }
        return new StatusServer(server, connector, settings);
    }

    private static void requireProtection(HttpSettings settings) {
        if (settings.isProtected() || isLoopback(settings.host())) {
            return;
        }
        throw new ConnectorException(
                ErrorCode.CONFIGURATION_INVALID,
                "The page would be served on " + settings.host()
                        + ", where other machines can reach it, without a password.",
                "The service was not started.",
                "Run `hubflow service hash-password` and set service.password-hash (for people) or service.token-hash (for"
                        + " programs), or leave service.host at 127.0.0.1.");
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false; // binding to it fails with a clear message
        }
    }

    private static ConnectorException refused(HttpSettings settings, Exception e) {
        var cause = e instanceof IOException && e.getCause() != null ? e.getCause() : e;
        return new ConnectorException(
                ErrorCode.CONFIGURATION_INVALID,
                "Port " + settings.port() + " of " + settings.host() + " is not available (" + cause.getMessage()
                        + ").",
                "The service was not started; another program, perhaps another hubflow service, uses the port.",
                "Stop it, or choose another port with --port or service.port; 0 takes any free one.",
                e);
    }

    /** Where the page is, such as {@code http://127.0.0.1:8089/}. */
    public URI address() {
        var host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
        return URI.create("http://" + host + ":" + connector.getLocalPort() + "/");
    }

    private static void stop(Server server) {
        try {
            server.stop();
        } catch (Exception e) {
            LOG.debug("The HTTP server did not stop cleanly", e);
        }
    }

    @Override
    public void close() {
        stop(server);
    }
}
