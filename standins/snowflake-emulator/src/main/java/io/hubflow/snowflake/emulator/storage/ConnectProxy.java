package io.hubflow.snowflake.emulator.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * An HTTP proxy on 127.0.0.1 that leads every CONNECT to the store, whatever host it names, and speaks TLS in its place: the driver builds
 * the host of an Azure account by itself, on port 443, so that no other way leads it here. Thread-safe.
 */
final class ConnectProxy implements AutoCloseable {
    private final ServerSocket server;
    private final int target;
    private final SSLContext tls;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** @param target the store's port, where it listens without TLS */
    ConnectProxy(int target, SSLContext tls) throws IOException {
        this.target = target;
        this.tls = tls;
        this.server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        thread("emulator-proxy", this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private static void thread(String name, Runnable work) {
        Thread.ofPlatform().daemon().name(name).start(work);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                open.add(client);
                thread("emulator-proxy-client", () -> lead(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void lead(Socket client) {
        try (client) {
            String request = head(client.getInputStream());
            if (!request.startsWith("CONNECT ")) {
                client.getOutputStream()
                        .write("HTTP/1.1 405 Method Not Allowed\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                return;
            }
            try (Socket store = new Socket(InetAddress.getByName("127.0.0.1"), target)) {
                open.add(store);
                client.getOutputStream()
                        .write("HTTP/1.1 200 Connection established\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                try (Socket secure = secured(client)) {
                    thread("emulator-proxy-back", () -> back(store, secure));
                    secure.getInputStream().transferTo(store.getOutputStream());
                }
            }
        } catch (IOException e) {
            // either side is gone: the other learns of it by the closed connection
        } finally {
            open.remove(client);
        }
    }

    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int c = in.read();
            if (c < 0) {
                break;
            }
            head.append((char) c);
        }
        return head.toString();
    }

    private SSLSocket secured(Socket client) throws IOException {
        var secure = (SSLSocket) tls.getSocketFactory().createSocket(client, "localhost", client.getPort(), true);
        secure.setUseClientMode(false);
        secure.startHandshake();
        return secure;
    }

    private static void back(Socket store, Socket client) {
        try {
            store.getInputStream().transferTo(new AzureHeaderCase(client.getOutputStream()));
            client.close();
        } catch (IOException e) {
            // the connection is over
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The proxy did not close", e);
        }
    }
}
