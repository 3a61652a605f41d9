package io.hubflow.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.service.page.Pages;
import io.hubflow.service.portal.PortalPlan;
import io.hubflow.service.schedule.LagBound;
import io.hubflow.service.schedule.Never;
import io.hubflow.service.schedule.Schedule;
import io.hubflow.service.schedule.ScheduleRules;
import io.hubflow.service.status.PortalStatus;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Two portals of which one may be loaded at a time. */
class ManyPortalsTest {
    private final FakePortal first = new FakePortal("first");
    private final FakePortal second = new FakePortal("second");
    private final Map<String, BlockingQueue<PortalStatus>> told = new ConcurrentHashMap<>();

    @Test
    void aPortalThatIsDueWaitsForItsTurnAndThePageSaysSo() throws InterruptedException {
        var running = new CountDownLatch(1);
        var mayEnd = new CountDownLatch(1);
        first.during(running::countDown);
        first.hold(mayEnd);
        try (var service = service()) {
            service.start();
            awaitNews("first");
            awaitNews("second");
            service.find("first").orElseThrow().runNow("");
            running.await();
            service.find("second").orElseThrow().runNow("");

            var waiting = service.find("second").orElseThrow().status();

            assertThat(waiting.nextRunReason()).isEqualTo(PortalStatus.TURN);
            assertThat(waiting.nextRun()).contains(FakePortal.SETTLED);
            assertThat(new Pages().live(service.status()))
                    .contains(
                            "2 portals", "<a href=\"#portal-second\">second</a>", "running now", "waits for its turn");
            assertThat(second.runs()).isZero();

            mayEnd.countDown();
            awaitNews("first");
            awaitNews("second");
            assertThat(second.runs()).isEqualTo(1);
        }
    }

    @Test
    void manyFailedPortalsAreCountedAsPortals() throws InterruptedException {
        var service = new HubflowService("1.0", () -> FakePortal.SETTLED, 1);
        for (var i = 0; i < 4; i++) {
            var portal = new FakePortal("portal-" + i);
            portal.failWith(new ConnectorException(ErrorCode.HUBSPOT_TOKEN_REJECTED, "Refused.", "", ""));
            service.add(portal, plan());
        }
        service.listen(status ->
                status.problem().ifPresent(problem -> of(status.name()).add(status)));
        try (service) {
            service.start();
            service.portals().forEach(portal -> portal.runNow(""));
            for (var i = 0; i < 4; i++) {
                awaitNews("portal-" + i);
            }

            assertThat(new Pages().live(service.status())).contains("4 portals failed");
        }
    }

    private void awaitNews(String portal) throws InterruptedException {
        assertThat(of(portal).poll(60, TimeUnit.SECONDS))
                .as("news of " + portal)
                .isNotNull();
    }

    private BlockingQueue<PortalStatus> of(String portal) {
        return told.computeIfAbsent(portal, name -> new LinkedBlockingQueue<>());
    }

    private HubflowService service() {
        var service = new HubflowService("1.0", () -> FakePortal.SETTLED, 1);
        service.add(first, plan());
        service.add(second, plan());
        service.listen(status -> of(status.name()).add(status));
        return service;
    }

    private static PortalPlan plan() {
        var job = new PortalPlan.Job("sync", List.of(), Schedule.parse("1 day", ZoneOffset.UTC));
        return new PortalPlan(List.of(job), new Never(), ScheduleRules.DEFAULT, new LagBound.Fixed(Duration.ofDays(1)));
    }
}
