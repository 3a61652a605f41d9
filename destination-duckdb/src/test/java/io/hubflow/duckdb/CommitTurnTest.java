package io.hubflow.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class CommitTurnTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    private final List<String> events = Collections.synchronizedList(new ArrayList<>());

    @Test
    void aCommitWaitsForTheOneOfAnotherFile() throws Exception {
        var turn = new CommitTurn(LONG);
        var began = new CountDownLatch(1);
        var mayEnd = new CountDownLatch(1);
        try (var threads = Executors.newCachedThreadPool()) {
            var first = threads.submit(() -> turn.take(() -> {
                began.countDown();
                await(mayEnd);
                return events.add("first ended");
            }));
            began.await();
            var second = threads.submit(() -> turn.take(() -> events.add("second began")));
            mayEnd.countDown();
            first.get();
            second.get();
        }

        assertThat(events).containsExactly("first ended", "second began");
    }

    @Test
    void aCommitThatHangsDoesNotStopTheOthersForEver() throws Exception {
        var turn = new CommitTurn(Duration.ofMillis(1));
        var began = new CountDownLatch(1);
        var mayEnd = new CountDownLatch(1);
        try (var threads = Executors.newCachedThreadPool()) {
            var hanging = threads.submit(() -> turn.take(() -> {
                began.countDown();
                await(mayEnd);
                return events.add("first ended");
            }));
            began.await();
            threads.submit(() -> turn.take(() -> events.add("second ended"))).get();
            mayEnd.countDown();
            hanging.get();
        }

        assertThat(events).containsExactly("second ended", "first ended");
    }

    @Test
    void aCommitThatFailsGivesItsTurnBack() throws Exception {
        var turn = new CommitTurn(LONG);
        assertThatThrownBy(() -> turn.take(() -> {
                    throw new SQLException("full");
                }))
                .hasMessage("full");

        try (var thread = Executors.newSingleThreadExecutor()) {
            assertThat(thread.submit(() -> turn.take(() -> events.add("next"))).get())
                    .isTrue();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
