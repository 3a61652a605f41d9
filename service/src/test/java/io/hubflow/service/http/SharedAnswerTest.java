package io.hubflow.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SharedAnswerTest {
    private final AtomicInteger made = new AtomicInteger();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
    private final SharedAnswer<Integer> answer = new SharedAnswer<>(made::incrementAndGet, nanos::get);

    @Test
    void isMadeOnceForAllWhoAskWithinAQuarterOfASecond() {
        assertThat(answer.current()).isEqualTo(1);
        nanos.addAndGet(249_000_000);
        assertThat(answer.current()).isEqualTo(1);

        nanos.addAndGet(1_000_000);

        assertThat(answer.current()).isEqualTo(2);
    }

    @Test
    void nobodyWaitsWhileANewOneIsMade() {
        var during = new ArrayList<Integer>();
        var asking = new AtomicReference<Runnable>(() -> {});
        var slow = new SharedAnswer<>(
                () -> {
                    asking.getAndSet(() -> {}).run();
                    return made.incrementAndGet();
                },
                nanos::get);
        slow.current();
        nanos.addAndGet(250_000_000);
        asking.set(() -> during.add(askAsAnother(slow)));

        assertThat(slow.current()).isEqualTo(2);
        assertThat(during).containsExactly(1);
    }

    private static int askAsAnother(SharedAnswer<Integer> answer) {
        return CompletableFuture.supplyAsync(answer::current).join();
    }

    @Test
    void isMadeAnewAfterAChange() {
        assertThat(answer.current()).isEqualTo(1);

        answer.forget();

        assertThat(answer.current()).isEqualTo(2);
    }
}
