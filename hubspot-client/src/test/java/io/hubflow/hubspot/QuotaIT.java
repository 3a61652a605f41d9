package io.hubflow.hubspot;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.quota.Tier;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Saturated callers in real time, with the simulator's own count as the judge. */
final class QuotaIT {
    /** Two of HubSpot's ten-second windows and the seconds between them. */
    private static final Duration LOAD = Duration.ofSeconds(24);

    /** Three times HubSpot's limit. */
    private static final int UNLIMITED_SEARCHES_IN_1S = 15;
    /** A busy machine may need some time until it has a quick second. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

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

    @Test
    void aPortalWithoutLimitsIsNotSlowedDown() throws Exception {
        var options = SimulatorOptions.defaults().withRecords(Map.of("contacts", 500L, "deals", 500L));
        try (var simulator = Simulator.start(options);
                var client = HubSpotClient.open(
                        HubSpotSettings.of(simulator.url(), new AccessTokens.Static(simulator.token())))) {
            client.listRecords(Clients.contacts());
            var end = System.nanoTime() + PATIENCE.toNanos();

            saturate(
                    client,
                    () -> simulator.stats().peakSearchesAcceptedIn1s() < UNLIMITED_SEARCHES_IN_1S
                            && System.nanoTime() < end);

            assertThat(simulator.stats().peakSearchesAcceptedIn1s()).isGreaterThanOrEqualTo(UNLIMITED_SEARCHES_IN_1S);
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
                        client.searchRecords(new SearchRequest(
                                objectType,
                                List.of(),
                                Optional.empty(),
                                PropertySelection.none(),
                                Optional.empty(),
                                200));
                    }
                });
            }
            threads.shutdown();
            assertThat(threads.awaitTermination(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        }
    }
}
