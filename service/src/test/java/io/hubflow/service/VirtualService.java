package io.hubflow.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.service.portal.PortalPlan;
import io.hubflow.service.schedule.LagBound;
import io.hubflow.service.schedule.Never;
import io.hubflow.service.schedule.Schedule;
import io.hubflow.service.schedule.ScheduleRules;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/**
 * A service of one fake portal on a clock that jumps to the next moment for which the service waits. It stands still after so many
 * runs and verifications as the test wants.
 */
final class VirtualService {
    /** The last run that {@link FakePortal} has recorded began at its moment {@code SETTLED}. */
    static final Instant START = FakePortal.SETTLED;

    final FakePortal portal = new FakePortal("main");
    private final List<Instant> starts = new ArrayList<>();
    private final CountDownLatch enough = new CountDownLatch(1);
    private volatile Instant now = START;
    private int wanted;

    VirtualService() {
        portal.during(() -> starts.add(now));
    }

    Instant now() {
        return now;
    }

    void sleep(Duration time) {
        now = now.plus(time);
    }

    /** Serves until so many runs and verifications have ended. @return when each run began */
    List<Instant> serve(int jobs, String every, String verifyEvery, PortalNews afterEach) throws InterruptedException {
        wanted = jobs;
        var service = new HubflowService("1.0", () -> now, this::await, 1);
        var job = new PortalPlan.Job("sync", List.of(), Schedule.parse(every, ZoneOffset.UTC));
        var verification = verifyEvery.equals(Never.TEXT) ? new Never() : Schedule.parse(verifyEvery, ZoneOffset.UTC);
        service.add(
                portal,
                new PortalPlan(
                        List.of(job), verification, ScheduleRules.DEFAULT, new LagBound.Fixed(Duration.ofDays(1))));
        var first = new boolean[] {true};
        service.listen(status -> {
            // The first news come from looking at the warehouse.
            if (first[0]) {
                first[0] = false;
                return;
            }
            wanted--;
            afterEach.ran(status);
            if (wanted == 0) {
                enough.countDown();
            }
        });
        try (service) {
            service.start();
            assertThat(enough.await(5, TimeUnit.MINUTES)).as("the runs ended").isTrue();
        }
        assertThat(service.stop(Duration.ofMinutes(1))).isTrue();
        return starts;
    }

    /** In the portal's thread. */
    private void await(Condition woken, Duration left) throws InterruptedException {
        if (wanted <= 0) {
            woken.await();
        } else {
            now = now.plus(left);
        }
    }
}
