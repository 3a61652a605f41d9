package io.hubflow.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
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
    void isMadeAnewAfterAChange() {
        assertThat(answer.current()).isEqualTo(1);

        answer.forget();

        assertThat(answer.current()).isEqualTo(2);
    }
}
