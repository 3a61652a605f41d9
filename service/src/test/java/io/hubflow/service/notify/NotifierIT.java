package io.hubflow.service.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.NetworkRoute;
import io.hubflow.service.FakePortal;
import io.hubflow.service.HubflowService;
import io.hubflow.service.PortalRunner;
import io.hubflow.service.portal.PortalPlan;
import io.hubflow.service.schedule.LagBound;
import io.hubflow.service.schedule.Never;
import io.hubflow.service.schedule.ScheduleRules;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is posted to a webhook, by a service whose one portal does what the test says. */
class NotifierIT {
    private static final Duration LAG_BOUND = Duration.ofHours(1);

    private final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());
    private final LinkedBlockingQueue<Integer> ended = new LinkedBlockingQueue<>();
    private final FakePortal portal = new FakePortal("main");
    private volatile Instant now = FakePortal.SETTLED;
    private Receiver receiver;
    private HubflowService service;
    private Notifier notifier;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        receiver = new Receiver();
        service = new HubflowService("1.0", () -> now, 1);
        var job = new PortalPlan.Job("sync", List.of(), new Never());
        service.add(
                portal,
                new PortalPlan(List.of(job), new Never(), ScheduleRules.DEFAULT, new LagBound.Fixed(LAG_BOUND)));
        var webhook = new Webhook(
                receiver.address(),
                WebhookFormat.JSON,
                NetworkRoute.DIRECT,
                text -> text.replace("pat-na1-secret", "[hidden]"),
                pauses::add);
        notifier = new Notifier(webhook, () -> now, () -> service.status().portals(), Duration.ofMillis(20));
        service.listen(notifier);
        service.listen(status -> ended.add(portal.runs()));
        notifier.start();
        service.start();
        awaitEnd();
    }

    @AfterEach
    void stop() {
        service.close();
        notifier.close();
        receiver.close();
    }

    /** Until a run has ended, or the tables were first looked at. */
    private void awaitEnd() throws InterruptedException {
        assertThat(ended.poll(3, TimeUnit.MINUTES))
                .as("a run within three minutes")
                .isNotNull();
    }

    private void run(String job) throws InterruptedException {
        runner().runNow(job);
        awaitEnd();
    }

    private PortalRunner runner() {
        return service.find("main").orElseThrow();
    }

    private static ConnectorException failure(String what) {
        return new ConnectorException(ErrorCode.HUBSPOT_UNREACHABLE, what, "Nothing was read.", "Check the network.");
    }

    @Test
    void aFailureIsToldOnceAndThenItsRecovery() throws InterruptedException {
        portal.failWith(failure("HubSpot does not answer with pat-na1-secret."));
        run("sync");
        run("sync");
        portal.failWith(null);
        run("sync");

        var told = receiver.accepted();
        var over = receiver.accepted();

        assertThat(told.get("event").asText()).isEqualTo("failure");
        assertThat(told.get("portal").asText()).isEqualTo("main");
        assertThat(told.get("code").asText()).isEqualTo("HUBSPOT_UNREACHABLE");
        assertThat(told.get("title").asText()).isEqualTo("The last run of main failed");
        assertThat(told.get("text").asText())
                .isEqualTo("HubSpot does not answer with [hidden]. Nothing was read. Check the network.");
        assertThat(over.get("event").asText()).isEqualTo("recovery");
        assertThat(over.get("title").asText()).isEqualTo("Over: The last run of main failed");
        assertThat(receiver.isEmpty()).isTrue();
    }

    @Test
    void aLagPastTheBoundIsToldWithoutARun() throws InterruptedException {
        now = FakePortal.SETTLED.plus(LAG_BOUND).plusSeconds(61);

        var told = receiver.accepted();

        assertThat(told.get("event").asText()).isEqualTo("lag");
        assertThat(told.get("object_type").asText()).isEqualTo("contacts");
        assertThat(told.get("text").asText()).contains("2026-11-28 10:00:00 UTC", "1 h 1 min ago");

        now = FakePortal.SETTLED.plusSeconds(10);
        assertThat(receiver.accepted().get("event").asText()).isEqualTo("recovery");
    }

    @Test
    void aProofThatFailsIsToldInWords() throws InterruptedException {
        portal.differ(2);
        run("verify");
        portal.differ(0);
        run("verify");

        var told = receiver.accepted();

        assertThat(told.get("event").asText()).isEqualTo("proof_failed");
        assertThat(told.get("title").asText()).isEqualTo("contacts of main differs from HubSpot");
        assertThat(told.get("text").asText()).contains("2 records of contacts are not what HubSpot has.", "--repair");
        assertThat(receiver.accepted().get("event").asText()).isEqualTo("recovery");
    }

    @Test
    void aSchemaChangeIsToldWhenItIsNew() throws InterruptedException {
        run("sync");
        portal.label("Another label");
        run("sync");

        var told = receiver.accepted();

        assertThat(told.get("event").asText()).isEqualTo("schema_change");
        assertThat(told.get("object_type").asText()).isEqualTo("contacts");
        assertThat(told.get("text").asText()).isEqualTo("added loyalty (string).");
        assertThat(receiver.isEmpty()).isTrue();
    }

    @Test
    void aReceiverThatIsAwayIsTriedAFewTimesWhileRunsGoOn() throws InterruptedException {
        var hold = new CountDownLatch(1);
        receiver.hold(hold);
        receiver.answer(500, 429, 503, 502);
        portal.failWith(failure("HubSpot does not answer."));
        run("sync");
        portal.failWith(null);
        run("sync");
        run("sync");
        assertThat(receiver.isEmpty()).isTrue();
        hold.countDown();

        for (var status : List.of(500, 429, 503, 502)) {
            assertThat(receiver.next().get("status").asInt()).isEqualTo(status);
        }
        // The failure was given up; the recovery is the next one.
        assertThat(receiver.accepted().get("event").asText()).isEqualTo("recovery");
        assertThat(pauses).isEqualTo(Webhook.PAUSES);
    }

    @Test
    void aReceiverThatRefusesOrRedirectsIsNotAskedAgain() throws InterruptedException {
        receiver.answer(404, 302);
        portal.failWith(failure("HubSpot does not answer."));
        run("sync");
        portal.failWith(null);
        run("sync");
        portal.failWith(failure("HubSpot does not answer."));
        run("sync");

        assertThat(receiver.next().get("status").asInt()).isEqualTo(404);
        assertThat(receiver.next().get("status").asInt()).isEqualTo(302);
        assertThat(receiver.accepted().get("event").asText()).isEqualTo("failure");
        assertThat(pauses).isEmpty();
    }

    @Test
    void whatWaitsIsSentBeforeTheEnd() throws InterruptedException {
        portal.failWith(failure("HubSpot does not answer."));
        run("sync");

        notifier.close();

        assertThat(receiver.accepted().get("event").asText()).isEqualTo("failure");
    }
}
