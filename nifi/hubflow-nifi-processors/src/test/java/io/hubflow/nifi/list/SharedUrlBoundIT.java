package io.hubflow.nifi.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hubflow.nifi.SourceFlow;
import io.hubflow.nifi.service.StandardHubSpotClientService;
import io.hubflow.simulator.SimulatorOptions;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.nifi.reporting.InitializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long a URL the portal takes is learned once for everybody who loads its tables, and tried again after 30 days. */
class SharedUrlBoundIT {
    private SourceFlow flow;

    /** The names of all properties of the stand-in's contacts take 9,144 bytes. */
    @BeforeEach
    void start() throws IOException, InitializationException {
        flow = SourceFlow.start(
                SimulatorOptions.defaults()
                        .withRecords(Map.of("contacts", 150L))
                        .withMaxUrlBytes(9_000)
                        .withVirtualClock(Instant.parse("2026-06-01T08:00:00Z")),
                "contacts");
        flow.shareService();
        SourceFlow.adoptPortalClock(flow.list());
    }

    @AfterEach
    void stop() {
        flow.close();
    }

    @Test
    void whatWasLearnedIsKeptBesideTheRowsAndTakenUpByAnotherProcess() throws InitializationException {
        flow.load(flow.plan());
        assertThat(refusedUrls()).isPositive();
        pass(10);
        assertThat(flow.warehouse().portal().urlBytes()).isEqualTo(7_500);

        flow.shareService();
        var before = refusedUrls();
        flow.list().setProperty("Refresh Policy", "ALWAYS");
        pass(10);

        assertThat(flow.warehouse().ids("contacts")).isEqualTo(flow.truth("contacts"));
        assertThat(refusedUrls()).isEqualTo(before);
    }

    @Test
    void longerUrlsAreTriedAgainAfterThirtyDays() {
        flow.load(flow.plan());
        pass(10);
        flow.list().setProperty("Refresh Policy", "ALWAYS");

        var before = refusedUrls();
        pass(31 * 24 * 60);
        pass(10);

        assertThat(refusedUrls()).isGreaterThan(before);
        assertThat(flow.warehouse().portal().urlBytes()).isEqualTo(7_500);
    }

    @Test
    void theRefreshBudgetPaysForBothCallsOfAPageWhoseNamesTakeTwoUrls() {
        flow.load(flow.plan());
        pass(10);
        var service = (StandardHubSpotClientService) flow.list().getControllerService("hubspot");
        var ledger = RefreshLedgers.of(service.portal());
        var daily = RefreshPlan.dailyCalls(service.client());
        flow.list().setProperty("Refresh Policy", "AUTO");
        flow.simulator().advance(Duration.ofMinutes(10));
        var now = flow.simulator().now().toEpochMilli();
        var before = ledger.tokens(now, daily);

        assertThat(DealsFlow.kinds(flow.plan())).contains("REFRESH");

        // 150 contacts are two pages.
        assertThat(before - ledger.tokens(now, daily)).isCloseTo(2 * 2, within(0.5));
    }

    private long refusedUrls() {
        return flow.simulator().stats().calls().values().stream()
                .mapToLong(statuses -> statuses.getOrDefault(414, 0L))
                .sum();
    }

    private void pass(long minutes) {
        flow.simulator().advance(Duration.ofMinutes(minutes));
        flow.load(flow.plan());
    }
}
