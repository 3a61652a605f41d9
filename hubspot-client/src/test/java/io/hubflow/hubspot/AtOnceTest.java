package io.hubflow.hubspot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.quota.Timeline;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that do not wait for one another. */
@Timeout(60)
final class AtOnceTest {
    private static final FakeTransport.Step PROPERTIES =
            FakeTransport.ok("{\"results\":[{\"name\":\"hs_object_id\",\"type\":\"number\"}]}");

    @Test
    void everySensitivityClassIsAskedForBeforeTheFirstOneIsAnswered() {
        var allThere = new CyclicBarrier(3);
        var transport = FakeTransport.answering(request -> {
            await(allThere);
            return PROPERTIES.answer(request);
        });

        var catalog = Clients.over(transport, Timeline.system()).fetchPropertyCatalog("contacts");

        assertThat(catalog.isComplete()).isTrue();
        assertThat(transport.requests()).hasSize(3);
    }

    @Test
    void theAccountIsAskedForWithoutWaitingAndOnlyOnce() throws InterruptedException {
        var asked = new CountDownLatch(1);
        var transport = FakeTransport.answering(request -> {
            asked.countDown();
            return FakeTransport.ok("{\"portalId\":77}").answer(request);
        });
        var client = Clients.over(transport, Timeline.system());

        client.askForAccount();
        asked.await();

        assertThat(client.fetchAccount().portalId()).isEqualTo(77);
        assertThat(transport.requests()).hasSize(1);
        assertThat(client.fetchAccount().portalId()).isEqualTo(77);
        assertThat(transport.requests()).hasSize(2);
    }

    @Test
    void aRefusalOfTheAccountIsToldToTheOneThatNeedsIt() {
        var client = Clients.over(
                FakeTransport.answering(FakeTransport.answer(403, "{\"category\":\"MISSING_SCOPES\"}")),
                Timeline.system());

        client.askForAccount();

        assertThatThrownBy(client::fetchAccount)
                .isInstanceOfSatisfying(
                        ConnectorException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.HUBSPOT_SCOPE_MISSING));
    }

    private static void await(CyclicBarrier barrier) throws InterruptedException {
        try {
            barrier.await();
        } catch (BrokenBarrierException e) {
            throw new AssertionError("a call was given up", e);
        }
    }
}
