package io.hubflow.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.hubflow.service.portal.PortalPlan;
import io.hubflow.service.schedule.LagBound;
import io.hubflow.service.schedule.Never;
import io.hubflow.service.schedule.Schedule;
import io.hubflow.service.schedule.ScheduleRules;
import io.hubflow.service.status.Health;
import io.hubflow.service.status.ObjectStatus;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a service does first, a minute after the last run that is recorded began; its schedule is once a day. */
class ResumeTest {
    private final LinkedBlockingQueue<Integer> runs = new LinkedBlockingQueue<>();
    private final FakePortal portal = new FakePortal("main");

    @ParameterizedTest
    @ValueSource(strings = {"running", "killed", "interrupted"})
    void aRunThatWasNotFinishedGoesOnAtOnce(String status) throws InterruptedException {
        portal.lastRun(status);

        assertThat(runsAfterStart()).isEqualTo(1);
    }

    @Test
    void anObjectTypeThatLeftNoLineBeforeItsLoadWasKilledIsLoadedAtOnce() throws InterruptedException {
        portal.objectTypes("contacts", "deals");

        assertThat(runsAfterStart()).isEqualTo(1);
    }

    @Test
    void anObjectTypeThatTheConfigurationDoesNotNameAnyMoreIsNotShown() throws InterruptedException {
        portal.lastRun("killed");
        portal.objectTypes("deals");
        var shown = new LinkedBlockingQueue<List<ObjectStatus>>();
        try (var service = service()) {
            service.listen(status -> shown.add(status.objects()));
            service.start();
            next();

            assertThat(shown.poll(3, TimeUnit.MINUTES))
                    .extracting(ObjectStatus::objectType)
                    .containsExactly("deals");
        }
    }

    @Test
    void anObjectTypeThatWaitsForItsFirstLoadKeepsThePortalFromBeingFresh() throws InterruptedException {
        portal.objectTypes("contacts", "deals");
        portal.hold(new CountDownLatch(1));
        try (var service = service()) {
            service.start();
            next();

            var main = service.portals().getFirst().status();
            assertThat(main.objects())
                    .extracting(ObjectStatus::objectType, ObjectStatus::health)
                    .contains(tuple("contacts", Health.FRESH), tuple("deals", Health.WAITING));
            assertThat(main.health()).isEqualTo(Health.WAITING);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"succeeded", "failed", "incomplete"})
    void aRunThatEndedIsFollowedWhenTheScheduleSays(String status) throws InterruptedException {
        portal.lastRun(status);
        try (var service = service()) {
            service.start();
            next();

            var main = service.portals().getFirst().status();
            assertThat(main.nextRun()).contains(FakePortal.SETTLED.plus(Duration.ofDays(1)));
            assertThat(portal.runs()).isZero();
        }
    }

    /** The first thing that is heard comes from looking at the warehouse, the second from a run. */
    private int runsAfterStart() throws InterruptedException {
        try (var service = service()) {
            service.start();
            next();
            return next();
        }
    }

    private int next() throws InterruptedException {
        var next = runs.poll(3, TimeUnit.MINUTES);
        assertThat(next).as("a run within three minutes").isNotNull();
        return next;
    }

    private HubflowService service() {
        var service = new HubflowService("1.0", () -> FakePortal.SETTLED.plusSeconds(60), 1);
        var job = new PortalPlan.Job("sync", List.of(), Schedule.parse("1 day", ZoneOffset.UTC));
        service.add(
                portal,
                new PortalPlan(
                        List.of(job), new Never(), ScheduleRules.DEFAULT, new LagBound.Fixed(Duration.ofDays(1))));
        service.listen(status -> runs.add(portal.runs()));
        return service;
    }
}
