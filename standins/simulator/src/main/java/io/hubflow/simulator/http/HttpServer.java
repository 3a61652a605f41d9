package io.hubflow.simulator.http;

import io.hubflow.simulator.time.SimulatorClock;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An HTTP/1.1 server on 127.0.0.1 with one virtual thread a connection, keep-alive and TCP_NODELAY.
 *
 * <p>The JDK's own server is not used because it sets the {@code Date} header itself and gives no way to reset a
 * connection; both belong to what is simulated here.
 */
public final class HttpServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(HttpServer.class.getName());
    private static final int BACKLOG = 1_024;

    private final ServerSocket listener;
    private final Handler handler;
    private final AnswerWriter writer;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

    /** Answers requests; called by many threads at once. */
    @FunctionalInterface
    public interface Handler {
        /** Answers one request. */
        Response handle(Request request) throws InterruptedException;
    }

    private HttpServer(ServerSocket listener, Handler handler, AnswerWriter writer) {
        this.listener = listener;
        this.handler = handler;
        this.writer = writer;
    }

    /** Listens on a port of 127.0.0.1; 0 takes any free one. */
    public static HttpServer start(int port, Handler handler, SimulatorClock clock, Compression compression)
            throws IOException {
        var listener = new ServerSocket();
        listener.setReuseAddress(true);
        try {
            listener.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), BACKLOG);
        } catch (IOException taken) {
            listener.close();
            throw taken;
        }
        var server = new HttpServer(listener, handler, new AnswerWriter(clock, compression));
        Thread.ofVirtual().name("simulator-accept").start(server::accept);
        return server;
    }

    /** The port. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Stops listening and closes every connection. */
    @Override
    public void close() {
        closeQuietly(listener);
        connections.forEach(HttpServer::closeQuietly);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var socket = listener.accept();
                connections.add(socket);
                Thread.ofVirtual().name("simulator-connection").start(() -> serve(socket));
            } catch (SocketException closed) {
                return;
            } catch (IOException failedConnection) {
                continue; // the client was gone before it was accepted
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var out = socket.getOutputStream();
            var reader = new RequestReader(socket.getInputStream(), out);
            for (var request = reader.next(); request.isPresent(); request = reader.next()) {
                boolean keepAlive = !"close"
                        .equalsIgnoreCase(request.get().header("Connection").orElse(""));
                var response = handled(request.get());
                if (!deliver(socket, out, request.get(), response, keepAlive) || !keepAlive) {
                    return;
                }
            }
        } catch (IOException clientGone) {
            return; // the client closed, or the server is closing
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            connections.remove(socket);
        }
    }

    /** A fault of the simulator itself is told, so that nobody takes it for a broken connection. */
    private Response handled(Request request) throws InterruptedException {
        try {
            return handler.handle(request);
        } catch (RuntimeException own) {
            LOG.log(System.Logger.Level.ERROR, "The simulator failed to answer " + request.target(), own);
            byte[] body = ("The simulator itself failed: " + own).getBytes(StandardCharsets.UTF_8);
            return Response.of(500, "text/plain; charset=utf-8", body, body.length);
        }
    }

    /** Whether the connection can go on. */
    private boolean deliver(Socket socket, OutputStream out, Request request, Response response, boolean keepAlive)
            throws IOException {
        switch (response.delivery()) {
            case WHOLE -> {
                writer.write(out, request, response, keepAlive);
                return true;
            }
            case CUT_SHORT, DAMAGED -> {
                writer.write(out, request, response, false);
                return false;
            }
            case RESET -> {
                socket.setSoLinger(true, 0); // close() then sends RST instead of FIN
                return false;
            }
            case STALLED -> {
                awaitEnd(socket);
                return false;
            }
        }
        throw new IllegalStateException("No such delivery: " + response.delivery());
    }

    private static void awaitEnd(Socket socket) throws IOException {
        var in = socket.getInputStream();
        while (in.read() >= 0) {
            continue; // whatever comes is ignored; the end comes from the client or from close()
        }
    }

    /** An instant as the {@code Date} header writes it. */
    public static String dateText(Instant instant) {
        return AnswerWriter.dateText(instant);
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception alreadyClosed) {
            return; // closing is all that was wanted
        }
    }
}
