package io.hubflow.hubspot;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server that misbehaves byte by byte: the script gets the socket after each request's last byte. */
final class RawServer implements AutoCloseable {
    private final ServerSocket listener;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final Script script;

    interface Script {
        /** @param request number of the request, from 1, over all connections */
        void answer(int request, Socket socket) throws Exception;
    }

    RawServer(Script script) throws IOException {
        this.script = script;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.submit(this::accept);
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** Head and body of every request so far. */
    List<String> requests() {
        return requests;
    }

    int connections() {
        return sockets.size();
    }

    static void page(Socket socket, String body) throws IOException {
        write(socket, """
                HTTP/1.1 200 OK\r
                Content-Type: application/json\r
                X-HubSpot-RateLimit-Max: 190\r
                Content-Length: %d\r
                \r
                """.formatted(body.getBytes(StandardCharsets.UTF_8).length) + body);
    }

    static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private Void accept() throws IOException {
        while (!listener.isClosed()) {
            var socket = listener.accept();
            sockets.add(socket);
            threads.submit(() -> serve(socket));
        }
        return null;
    }

    private Void serve(Socket socket) throws Exception {
        try (socket) {
            var in = new BufferedInputStream(socket.getInputStream());
            while (!socket.isClosed()) {
                var request = read(in);
                if (request.isEmpty()) {
                    return null;
                }
                int number;
                synchronized (requests) {
                    requests.add(request);
                    number = requests.size();
                }
                script.answer(number, socket);
            }
        }
        return null;
    }

    private static String read(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            var b = in.read();
            if (b < 0) {
                return "";
            }
            head.write(b);
        }
        var text = head.toString(StandardCharsets.US_ASCII);
        var length = text.lines()
                .filter(line -> line.regionMatches(true, 0, "Content-Length:", 0, 15))
                .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                .findFirst()
                .orElse(0);
        return text + new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (var socket : sockets) {
            socket.close();
        }
        threads.shutdownNow();
    }
}
