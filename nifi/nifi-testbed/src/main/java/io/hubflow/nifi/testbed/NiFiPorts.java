package io.hubflow.nifi.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The loopback ports of one NiFi.
 *
 * @param host a loopback address; nodes of a cluster are told apart by it, as on machines of their own
 * @param zooKeeper the ensemble, which a cluster's nodes share; it is on 127.0.0.1
 */
public record NiFiPorts(
        String host, int http, int management, int clusterProtocol, int loadBalance, ZooKeeperPorts zooKeeper) {
    private static final int LOWEST = 21_000;
    private static final int HIGHEST = 32_000;
    private static final int BLOCK = 8;
    /** The first port of each block in use; open until this process ends. */
    private static final List<ServerSocket> GUARDS = new ArrayList<>();

    /** The one embedded ZooKeeper of a cluster. */
    public record ZooKeeperPorts(int client, int quorum, int election) {
        /** Ports that nobody uses, and no other testbed takes while this process lives. */
        public static ZooKeeperPorts free() {
            var free = freePorts(3);
            return new ZooKeeperPorts(free[0], free[1], free[2]);
        }
    }

    /** Ports that nobody uses, and no other testbed takes while this process lives. */
    public static NiFiPorts free(ZooKeeperPorts zooKeeper) {
        var free = freePorts(4);
        return new NiFiPorts("127.0.0.1", free[0], free[1], free[2], free[3], zooKeeper);
    }

    /** The same on another loopback address, such as 127.0.0.2. */
    public NiFiPorts on(String address) {
        return new NiFiPorts(address, http, management, clusterProtocol, loadBalance, zooKeeper);
    }

    /**
     * So many ports of a block that nobody uses. NiFi cannot be told to choose its own and say which, so they are picked before
     * it binds them. They lie below the ports that the system gives to connections and to listeners on port 0 (32768 and
     * higher on Linux, 49152 on macOS), and the first port of the block stays bound by this process, so that no other testbed
     * picks from the same block.
     */
    private static synchronized int[] freePorts(int count) {
        for (var first = LOWEST; first < HIGHEST; first += BLOCK) {
            var guard = bind(first);
            if (guard.isEmpty()) {
                continue;
            }
            if (IntStream.rangeClosed(first + 1, first + count).allMatch(NiFiPorts::isFree)) {
                GUARDS.add(guard.get());
                return IntStream.rangeClosed(first + 1, first + count).toArray();
            }
            closeQuietly(guard.get());
        }
        throw new IllegalStateException("no " + count + " free ports in a row from " + LOWEST + " to " + HIGHEST);
    }

    private static boolean isFree(int port) {
        var socket = bind(port);
        socket.ifPresent(NiFiPorts::closeQuietly);
        return socket.isPresent();
    }

    private static Optional<ServerSocket> bind(int port) {
        try {
            return Optional.of(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
        } catch (IOException taken) {
            return Optional.empty();
        }
    }

    private static void closeQuietly(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
