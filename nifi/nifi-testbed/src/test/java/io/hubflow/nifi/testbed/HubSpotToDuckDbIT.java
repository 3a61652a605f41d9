package io.hubflow.nifi.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole story in one NiFi, because starting one costs more than anything else here. */
class HubSpotToDuckDbIT {
    private static final int CONTACTS = 12_000;
    private static final int DEALS = 3_000;
    private static final Duration LOAD_LIMIT = Duration.ofSeconds(240);

    @TempDir
    Path directory;

    @Test
    void loadsSurvivesAKillKeepsUpAndTakesANewObjectType() throws IOException {
        var options = SimulatorOptions.defaults()
                .withRecords(Map.of("contacts", (long) CONTACTS, "deals", (long) DEALS, "companies", 500L))
                .withLatency(Map.of("list", Duration.ofMillis(40), "batch", Duration.ofMillis(40)));
        var home = NiFiHome.create(
                directory.resolve("nifi"),
                DuckDbFlow.LIB,
                NiFiPorts.free(NiFiPorts.ZooKeeperPorts.free()),
                NiFiHome.Role.STANDALONE,
                NiFiHome.randomKey(),
                DuckDbFlow.NARS);
        try (var simulator = Simulator.start(options)) {
            DuckDbFlow flow;
            try (var first = NiFiProcess.start(home, DuckDbFlow.HEAP).awaitReady()) {
                flow = DuckDbFlow.importInto(
                        first.api(), simulator, "contacts,deals", directory.resolve("hubspot.duckdb"));
                everyVerificationSucceeds(flow);
                flow.start();
                Await.until("the snapshot is under way", LOAD_LIMIT, () -> served(simulator) > CONTACTS / 4);
                first.kill();
            }
            try (var second = NiFiProcess.start(home, DuckDbFlow.HEAP).awaitReady()) {
                var again = flow.on(second.api());
                awaitEqual("the killed load", again, simulator, "contacts", "deals");

                simulator.mutate(new Mutation.Update("contacts", Target.random(600, 1), List.of(), Map.of()));
                simulator.mutate(new Mutation.Update("deals", Target.random(200, 2), List.of(), Map.of()));
                simulator.mutate(new Mutation.Create("contacts", 200, Map.of()));
                awaitEqual("the mutations", again, simulator, "contacts", "deals");

                var before = again.api()
                        .clusterState(again.processor("ListHubSpotObjects").id());
                again.api()
                        .setParameters(
                                "HubSpot Ingestion Parameters", Map.of("Object Types", "contacts,deals,companies"));
                awaitEqual("the new object type", again, simulator, "contacts", "deals", "companies");
                assertThat(before).containsKeys("contacts", "deals");
                assertThat(again.query("SELECT count(*) FROM hubspot_properties WHERE object_type = 'contacts'"))
                        .isGreaterThan(300);
                assertThat(again.api().bulletins()).noneMatch(bulletin -> bulletin.contains(simulator.token()));
                again.api().stop(again.group());
            }
        }
    }

    private static void everyVerificationSucceeds(DuckDbFlow flow) {
        var steps = new ArrayList<String>();
        flow.api()
                .services(flow.group())
                .forEach(service -> steps.addAll(flow.api().verify(service)));
        flow.api().enableServices(flow.group());
        assertThat(flow.api().invalidProcessors(flow.group())).isEmpty();
        steps.addAll(flow.api().verify(flow.processor("ListHubSpotObjects")));
        steps.addAll(flow.api().verify(flow.processor("PutHubSpotTable")));
        assertThat(steps).hasSizeGreaterThan(8).allMatch(step -> step.startsWith("SUCCESSFUL"));
    }

    private static long served(Simulator simulator) {
        return simulator.stats().rows().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private static void awaitEqual(String what, DuckDbFlow flow, Simulator simulator, String... types) {
        var last = new ArrayList<String>();
        try {
            Await.until(what + " is in the tables", LOAD_LIMIT, () -> {
                last.clear();
                last.addAll(flow.differences(simulator, types));
                return last.isEmpty();
            });
        } catch (IllegalStateException e) {
            throw new AssertionError(
                    e.getMessage() + "; " + last + "; bulletins " + flow.api().bulletins(), e);
        }
    }
}
