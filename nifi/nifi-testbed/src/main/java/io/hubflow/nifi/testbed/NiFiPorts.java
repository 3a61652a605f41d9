package io.hubflow.nifi.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;

/**
 * The loopback ports of one NiFi.
 *
 * @param host a loopback address; nodes of a cluster are told apart by it, as on machines of their own
 * @param zooKeeper the ensemble, which a cluster's nodes share; it is on 127.0.0.1
 */
public record NiFiPorts(
        String host, int http, int management, int clusterProtocol, int loadBalance, ZooKeeperPorts zooKeeper) {
    /** The one embedded ZooKeeper of a cluster. */
    public record ZooKeeperPorts(int client, int quorum, int election) {
        /** Ports that nobody uses now. */
        public static ZooKeeperPorts free() {
            var free = freePorts(3);
            return new ZooKeeperPorts(free[0], free[1], free[2]);
        }
    }

    /** Ports that nobody uses now; NiFi cannot be told to choose its own and say which, so another process may be faster. */
    public static NiFiPorts free(ZooKeeperPorts zooKeeper) {
        var free = freePorts(4);
        return new NiFiPorts("127.0.0.1", free[0], free[1], free[2], free[3], zooKeeper);
    }

    /** The same on another loopback address, such as 127.0.0.2. */
    public NiFiPorts on(String address) {
        return new NiFiPorts(address, http, management, clusterProtocol, loadBalance, zooKeeper);
    }

    private static int[] freePorts(int count) {
        var sockets = new ArrayList<ServerSocket>();
        try {
            for (var i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return sockets.stream().mapToInt(ServerSocket::getLocalPort).toArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            for (var socket : sockets) {
                closeQuietly(socket);
            }
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
