package io.hubflow.nifi.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A NiFi home directory: configuration, extensions, and in time its repositories. It outlives the process, as a real
 * installation does, so a killed NiFi can be started again on what it left behind.
 *
 * @param lib the directory with NiFi's own jars and NARs, shared between homes and only read
 */
public record NiFiHome(Path directory, Path lib, NiFiPorts ports) {
    private static final List<String> TEMPLATES =
            List.of("nifi.properties", "state-management.xml", "zookeeper.properties", "logback.xml");

    /** A node's part in a cluster. */
    public enum Role {
        STANDALONE,
        /** Also runs the cluster's ZooKeeper. */
        FIRST_NODE,
        FURTHER_NODE
    }

    /** Lays out a new home and copies the NARs to where NiFi loads them from. */
    public static NiFiHome create(
            Path directory, Path lib, NiFiPorts ports, Role role, String sensitiveKey, List<Path> nars) {
        var home = new NiFiHome(directory.toAbsolutePath(), lib.toAbsolutePath(), ports);
        try {
            for (var part : List.of("conf", "extensions", "logs", "state/zookeeper", "work")) {
                Files.createDirectories(home.directory.resolve(part));
            }
            var values = home.values(role, sensitiveKey);
            for (var template : TEMPLATES) {
                Files.writeString(home.directory.resolve("conf").resolve(template), filled(template, values));
            }
            Files.writeString(home.directory.resolve("state/zookeeper/myid"), "1\n");
            home.installNars(nars);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return home;
    }

    /** Replaces the NARs in {@code extensions/}; a running NiFi sees a changed NAR only when it is started again. */
    public void installNars(List<Path> nars) {
        try {
            for (var nar : nars) {
                Files.copy(
                        nar,
                        directory
                                .resolve("extensions")
                                .resolve(nar.getFileName().toString()),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path log() {
        return directory.resolve("logs/nifi-app.log");
    }

    private Map<String, String> values(Role role, String sensitiveKey) {
        var zooKeeper = ports.zooKeeper();
        return Map.ofEntries(
                Map.entry("lib", lib.toString()),
                Map.entry("host", ports.host()),
                Map.entry("httpPort", Integer.toString(ports.http())),
                Map.entry("sensitiveKey", sensitiveKey),
                Map.entry("clustered", Boolean.toString(role != Role.STANDALONE)),
                Map.entry("embeddedZooKeeper", Boolean.toString(role == Role.FIRST_NODE)),
                Map.entry("clusterProtocolPort", Integer.toString(ports.clusterProtocol())),
                Map.entry("loadBalancePort", Integer.toString(ports.loadBalance())),
                Map.entry("zooKeeper", "127.0.0.1:" + zooKeeper.client()),
                Map.entry("zooKeeperPort", Integer.toString(zooKeeper.client())),
                Map.entry("zooKeeperQuorumPort", Integer.toString(zooKeeper.quorum())),
                Map.entry("zooKeeperElectionPort", Integer.toString(zooKeeper.election())));
    }

    /** A new {@code nifi.sensitive.props.key}; all nodes of a cluster need the same one. */
    public static String randomKey() {
        var bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static String filled(String template, Map<String, String> values) throws IOException {
        try (var in = NiFiHome.class.getResourceAsStream(template)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + template + " is not in the testbed's jar");
            }
            var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (var value : values.entrySet()) {
                text = text.replace("@" + value.getKey() + "@", value.getValue());
            }
            return text;
        }
    }
}
