package io.hubflow.nifi.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.nifi.testbed.NiFiHome.Role;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import io.hubflow.simulator.quota.Tier;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes load one portal under one quota; then the primary node dies. */
@Tag("stress")
class ClusterFailOverIT {
    private static final Duration LIMIT = Duration.ofMinutes(20);
    /** HubSpot's limits for a professional portal: calls in ten seconds, searches in one. */
    private static final int BURST = 190;

    private static final int SEARCHES = 5;

    @TempDir
    Path directory;

    @Test
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void bothNodesFetchWithinOneQuotaAndTheSurvivorGoesOn() throws IOException {
        var zooKeeper = NiFiPorts.ZooKeeperPorts.free();
        var key = NiFiHome.randomKey();
        var first = home("first", NiFiPorts.free(zooKeeper), Role.FIRST_NODE, key);
        var second = home("second", NiFiPorts.free(zooKeeper).on("127.0.0.2"), Role.FURTHER_NODE, key);
        var options = SimulatorOptions.defaults()
                .withRecords(Map.of("contacts", 8_000L))
                .withTier(Tier.PROFESSIONAL)
                .withLatency(Map.of("list", Duration.ofMillis(50), "search", Duration.ofMillis(100)));
        try (var simulator = Simulator.start(options);
                var one = HubSpotFlow.startNiFi(first);
                var two = HubSpotFlow.startNiFi(second)) {
            var story = new Story();
            one.awaitReady();
            two.awaitReady();
            Await.until("both nodes are connected", LIMIT, () -> one.cluster().connectedNodes() == 2);
            story.tell("two nodes started");
            var flow =
                    HubSpotFlow.toDuckDb(one.api(), simulator, "contacts", "0.95", directory.resolve("hubspot.duckdb"));
            flow.setProperty("ListHubSpotObjects", "Records Per Slice", "1000");
            flow.start();
            story.tell("imported");
            flow.awaitEqual("the load", LIMIT, simulator, "contacts");
            story.tell("loaded");
            var fetched = one.cluster()
                    .tasksByNode(flow.processor("FetchHubSpotObjects").id());
            assertThat(fetched)
                    .hasSize(2)
                    .allSatisfy((port, flowFiles) -> assertThat(flowFiles).isPositive());
            assertThat(simulator.stats().peakBurstAcceptedIn10s()).isLessThanOrEqualTo(BURST);
            assertThat(simulator.stats().peakSearchesAcceptedIn1s()).isLessThanOrEqualTo(SEARCHES);

            // The first node runs ZooKeeper, so the second one has to be the primary that dies.
            makePrimary(two, one);
            story.tell("second node is primary");
            two.kill();
            Await.until(
                    "the cluster knows of the death", LIMIT, () -> one.cluster().connectedNodes() == 1);
            Await.until(
                    "the survivor is primary",
                    LIMIT,
                    () -> one.cluster().portOfRole("Primary Node")
                            == first.ports().http());
            story.tell("survivor is primary");
            simulator.mutate(new Mutation.Update("contacts", Target.random(200, 1), List.of(), Map.of()));
            flow.awaitEqual("the mutations", LIMIT, simulator, "contacts");
            story.tell("mutations");
        }
    }

    /** Takes the other node out of the cluster until this one has its roles, and back in. */
    private static void makePrimary(NiFiProcess wanted, NiFiProcess other) {
        var port = wanted.home().ports().http();
        if (wanted.cluster().portOfRole("Primary Node") == port) {
            return;
        }
        var otherPort = other.home().ports().http();
        wanted.cluster().requestStatus(otherPort, "DISCONNECTING");
        Await.until("the second node is primary", LIMIT, () -> wanted.cluster().portOfRole("Primary Node") == port);
        wanted.cluster().requestStatus(otherPort, "CONNECTING");
        Await.until(
                "both nodes are connected again", LIMIT, () -> wanted.cluster().connectedNodes() == 2);
    }

    private NiFiHome home(String name, NiFiPorts ports, Role role, String key) {
        return NiFiHome.create(
                directory.resolve(name),
                HubSpotFlow.LIB,
                ports,
                role,
                key,
                List.of(HubSpotFlow.NAR, HubSpotFlow.DUCKDB_NAR));
    }
}
