package io.hubflow.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.hubspot.ApiDialect;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.quota.Tier;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The limits of a subscription are kept, and used. In virtual time: how fast the machine is, and what else it does, changes
 * nothing. HubSpot's stand-in refuses every call beyond a limit in any rolling window, so no refusal means that none was passed.
 */
final class QuotaAdherenceIT {
    /** On its way a call is delayed by up to this; the governor keeps a distance for more. */
    private static final int LATENCY_MILLIS = 80;

    /** So many calls at least this load makes in ten seconds. */
    private static final int BURST_OF_THIS_PORTAL = 50;

    @BeforeAll
    static void logsAreKept() {
        LogCapture.install();
    }

    @Test
    void aFirstLoadUnderProfessionalLimitsPassesNoRollingWindowAndIsNeverRefused() {
        requireAdherence(Tier.PROFESSIONAL);
    }

    @Test
    @Tag("thorough")
    void aFirstLoadUnderTheLimitsOfAFreePortalPassesNoRollingWindowAndIsNeverRefused() {
        requireAdherence(Tier.FREE);
    }

    private static void requireAdherence(Tier tier) {
        var portal = SimulatorOptions.defaults()
                .withVirtualClock(ScenarioDraw.START)
                .withTier(tier)
                .withRecords(Map.of("contacts", 2_000L, "companies", 600L, "deals", 100L));
        try (var history = new History(scenario(portal))) {
            history.tell();

            var stats = history.callStats();
            assertThat(stats.withStatus(429)).isZero();
            assertThat(stats.peakBurstAcceptedIn10s()).isBetween(BURST_OF_THIS_PORTAL, tier.burst());
            assertThat(stats.peakSearchesAcceptedIn1s()).isBetween(3, 5);
        }
    }

    /** Two calm runs; the links of two pairs have a limit of their own. */
    private static Scenario scenario(SimulatorOptions portal) {
        return new Scenario(
                1,
                portal,
                ApiDialect.V2026_09,
                List.of("contacts", "companies", "deals"),
                List.of("hs_object_id", "email", "name", "dealname"),
                List.of("contacts:companies", "contacts:deals"),
                List.of("contacts.email", "companies.name"),
                Map.of(),
                Optional.empty(),
                DeleteMode.SOFT,
                RefreshPolicy.AUTO,
                Tables.MEMORY,
                0,
                LATENCY_MILLIS,
                2_000,
                List.of());
    }
}
