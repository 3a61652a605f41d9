package io.hubflow.hubspot;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.hubspot.quota.ManualTimeline;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.quota.Tier;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Saturated callers in real time, with the simulator's own count as the judge. */
final class QuotaIT {
    /** Two of HubSpot's ten-second windows and the seconds between them. */
    private static final Duration LOAD = Duration.ofSeconds(24);

    /** More than HubSpot allows in ten seconds. */
    private static final int CALLS = 200;

    private static final Duration PATIENCE = Duration.ofMinutes(6);

    /** In real time. QuotaGovernorTest proves on a manual clock that no call is sent early; the benchmark measures the rate. */
    @Test
    @Tag("stress")
    void aProfessionalPortalIsSharedFairlyAndHardlyEverRefusesACall() throws Exception {
        var options = SimulatorOptions.defaults()
                .withRecords(Map.of("contacts", 500L, "deals", 500L))
                .withTier(Tier.PROFESSIONAL)
                .withLatency(Map.of("list", Duration.ofMillis(250), "search", Duration.ofMillis(450)));
        try (var simulator = Simulator.start(options);
                var client = HubSpotClient.open(
                        HubSpotSettings.of(simulator.url(), new AccessTokens.Static(simulator.token())))) {
            var end = System.nanoTime() + LOAD.toNanos();
            saturate(client, () -> System.nanoTime() < end);

            var stats = simulator.stats();
            // On a busy machine a delayed call may reach HubSpot together with the next one, which is then refused and
            // repeated.
            assertThat(stats.withStatus(429)).isLessThanOrEqualTo(stats.total() / 10);
            var contacts = client.callCounts("contacts").search();
            var deals = client.callCounts("deals").search();
            assertThat((double) contacts / deals).isBetween(0.7, 1.4);
        }
    }

    /** The client's clock moves only while it waits. */
    @Test
    void aPortalWithoutLimitsIsNotSlowedDown() throws IOException {
        var options = SimulatorOptions.defaults().withRecords(Map.of("contacts", 5L));
        var timeline = new ManualTimeline();
        try (var simulator = Simulator.start(options);
                var client = HubSpotClient.open(
                        HubSpotSettings.of(simulator.url(), new AccessTokens.Static(simulator.token())),
                        new JdkTransport(Clients.PATIENCE, NetworkRoute.DIRECT, 1_000_000),
                        timeline,
                        new Random(7))) {
            client.listRecords(Clients.contacts());

            for (var i = 0; i < CALLS; i++) {
                client.listRecords(Clients.contacts());
                client.searchRecords(search("contacts"));
            }

            assertThat(timeline.sleeps()).isEmpty();
            assertThat(client.quota().burstLimit()).isEqualTo(Integer.MAX_VALUE);
        }
    }

    /** Six lists at once; four callers search contacts, three deals. */
    private static void saturate(HubSpotClient client, BooleanSupplier going) throws InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var lane = 0; lane < 6; lane++) {
                threads.submit(() -> {
                    while (going.getAsBoolean()) {
                        client.listRecords(Clients.contacts());
                    }
                });
            }
            for (var objectType : List.of("contacts", "contacts", "contacts", "contacts", "deals", "deals", "deals")) {
                threads.submit(() -> {
                    while (going.getAsBoolean()) {
                        client.searchRecords(search(objectType));
                    }
                });
            }
            threads.shutdown();
            assertThat(threads.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        }
    }

    private static SearchRequest search(String objectType) {
        return new SearchRequest(
                objectType, List.of(), Optional.empty(), PropertySelection.none(), Optional.empty(), 200);
    }
}
