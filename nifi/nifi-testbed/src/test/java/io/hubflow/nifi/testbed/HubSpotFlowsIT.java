package io.hubflow.nifi.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.index.IndexDelay;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Both flows from import to a new object type, on one NiFi side by side: starting one costs more than anything else here.
 */
class HubSpotFlowsIT {
    /** Two flows on one portal: each is told to leave the other its half. */
    private static final String SHARE = "0.47";
    /** Which flows; the whole story at the size that a portal has: -Dnifi.flows=snowflake -Dnifi.contacts=50000 -Dnifi.deals=10000. */
    private static final String FLOWS = System.getProperty("nifi.flows", "duckdb,snowflake");

    @TempDir
    Path directory;

    private int contacts;
    private int deals;
    /** For each step: only for what hangs. */
    private Duration limit = Duration.ofMinutes(20);

    @Test
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void loadKeepUpAndTakeANewObjectType() throws Exception {
        size(1_200, 400);
        tell(false);
    }

    @Test
    @Tag("stress")
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void surviveARestartAndAKillInTheMiddleOfTheFirstLoad() throws Exception {
        size(Integer.getInteger("nifi.contacts", 6_000), Integer.getInteger("nifi.deals", 1_500));
        tell(true);
    }

    private void size(int ofContacts, int ofDeals) {
        contacts = ofContacts;
        deals = ofDeals;
        limit = limit.plusSeconds((contacts + deals) / 100);
    }

    private void tell(boolean interrupted) throws Exception {
        var story = new Story();
        var options = SimulatorOptions.defaults()
                .withRecords(Map.of("contacts", (long) contacts, "deals", (long) deals, "companies", 300L))
                .withIndexDelay(IndexDelay.between(Duration.ZERO, Duration.ofSeconds(3)))
                .withLatency(Map.of("list", Duration.ofMillis(80), "batch", Duration.ofMillis(40)));
        var home = NiFiHome.create(
                directory.resolve("nifi"),
                HubSpotFlow.LIB,
                NiFiPorts.free(NiFiPorts.ZooKeeperPorts.free()),
                NiFiHome.Role.STANDALONE,
                NiFiHome.randomKey(),
                List.of(HubSpotFlow.NAR, HubSpotFlow.DUCKDB_NAR, HubSpotFlow.SNOWFLAKE_NAR));
        try (var simulator = Simulator.start(options);
                var snowflake = new EmulatedSnowflake()) {
            var flows = new ArrayList<HubSpotFlow>();
            try (var first = HubSpotFlow.startNiFi(home).awaitReady()) {
                story.tell("started");
                importInto(first, flows, simulator, snowflake);
                story.tell("imported and verified");
                if (!interrupted) {
                    flows.forEach(HubSpotFlow::start);
                    keepUp(first, flows, simulator, snowflake, story);
                    return;
                }
                // A stopping NiFi lets a portion end; in smaller ones it stops within the load.
                flows.forEach(
                        flow -> flow.setProperty("FetchHubSpotObjects", "Records Per FlowFile", contacts / 6 + ""));
                flows.forEach(HubSpotFlow::start);
                awaitAtWork(flows, simulator, contacts / 4);
            }
            var beforeRestart = served(simulator);
            story.tell("stopped in good order after " + beforeRestart + " records");
            try (var again = HubSpotFlow.startNiFi(home).awaitReady()) {
                flows.replaceAll(flow -> flow.on(again.api()));
                awaitAtWork(flows, simulator, beforeRestart + contacts / 4);
                again.kill();
                story.tell("killed after " + served(simulator) + " records");
            }
            try (var second = HubSpotFlow.startNiFi(home).awaitReady()) {
                flows.replaceAll(flow -> flow.on(second.api()));
                story.tell("started again");
                keepUp(second, flows, simulator, snowflake, story);
            }
        }
    }

    private void importInto(
            NiFiProcess nifi, List<HubSpotFlow> flows, Simulator simulator, EmulatedSnowflake snowflake) {
        var types = "contacts,deals";
        if (FLOWS.contains("duckdb")) {
            flows.add(HubSpotFlow.toDuckDb(nifi.api(), simulator, types, SHARE, directory.resolve("hubspot.duckdb")));
        }
        if (FLOWS.contains("snowflake")) {
            flows.add(HubSpotFlow.toSnowflake(nifi.api(), simulator, types, SHARE, snowflake));
        }
        for (var flow : flows) {
            assertThat(flow.verifyAll()).hasSizeGreaterThan(8).allMatch(step -> step.startsWith("SUCCESSFUL"));
        }
    }

    /** The end of the first load, mutations, another pool, and a new object type. */
    private void keepUp(
            NiFiProcess nifi, List<HubSpotFlow> flows, Simulator simulator, EmulatedSnowflake snowflake, Story story)
            throws Exception {
        awaitEqual("the first load", flows, simulator, "contacts", "deals");
        story.tell("loaded, with " + snowflake.statements("MERGE") + " merges in Snowflake");

        mutate(simulator);
        awaitEqual("the mutations", flows, simulator, "contacts", "deals");
        story.tell("mutations");

        // What is new from here on goes into Snowflake through a pool of one's own.
        if (FLOWS.contains("snowflake")) {
            flows.get(flows.size() - 1).usePool(snowflake.poolProperties());
        }
        mutate(simulator);
        nifi.api().setParameters("HubSpot Ingestion Parameters", Map.of("Object Types", "contacts,deals,companies"));
        awaitEqual("the new object type and more mutations", flows, simulator, "contacts", "deals", "companies");
        story.tell("a pool of one's own, a new object type, and more mutations");
        for (var flow : flows) {
            assertThat(flow.count("hubspot_properties", "object_type = 'contacts'"))
                    .isGreaterThan(300);
        }
        assertThat(nifi.api().bulletins()).noneMatch(bulletin -> bulletin.contains(simulator.token()));
        flows.forEach(flow -> flow.api().stop(flow.group()));
    }

    private void awaitAtWork(List<HubSpotFlow> flows, Simulator simulator, long records) {
        Await.until(
                "the snapshots are under way",
                limit,
                () -> served(simulator) > records && flows.stream().allMatch(HubSpotFlow::isAtWork));
    }

    private void mutate(Simulator simulator) {
        simulator.mutate(new Mutation.Update("contacts", Target.random(contacts / 10, 1), List.of(), Map.of()));
        simulator.mutate(new Mutation.Update("deals", Target.random(deals / 10, 2), List.of(), Map.of()));
        simulator.mutate(new Mutation.Create("contacts", contacts / 30, Map.of()));
        simulator.mutate(new Mutation.GdprDelete("deals", Target.random(3, 3)));
        simulator.mutate(new Mutation.Archive("contacts", Target.random(5, 4)));
        simulator.mutate(new Mutation.Merge("contacts", Target.random(2, 5), Optional.empty()));
    }

    private static long served(Simulator simulator) {
        return simulator.stats().rows().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private void awaitEqual(String what, List<HubSpotFlow> flows, Simulator simulator, String... types) {
        flows.forEach(flow -> flow.awaitEqual(what, limit, simulator, types));
    }
}
