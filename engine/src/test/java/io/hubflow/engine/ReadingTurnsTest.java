package io.hubflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.load.ReadingTurn;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waits are never timed: what must not wait goes on while the others hold their turns, and what must wait is seen to come later. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class ReadingTurnsTest {
    private static final long MANY = ReadingTurn.FEW_RECORDS + 1;

    @Test
    void typesWithFewRecordsDoNotWaitForThoseWithMany() {
        var turns = new ReadingTurns(2);
        for (var i = 0; i < 2; i++) {
            begin(turns, true).await(MANY);
        }

        begin(turns, true).await(ReadingTurn.FEW_RECORDS);
        begin(turns, false).await(1);
    }

    @Test
    void typesWithManyRecordsWaitUntilAnotherHasReadItsOwn() throws Exception {
        var turns = new ReadingTurns(1 + 1);
        var first = begin(turns, true);
        first.await(MANY);
        begin(turns, true).await(MANY);
        var third = begin(turns, true);
        var order = new ArrayList<String>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var reading = threads.submit(() -> {
                third.await(MANY);
                order.add("third");
            });
            // No turn is free, so nothing but this lets it on.
            order.add("given back");
            first.giveBack();
            reading.get();
        }

        assertThat(order).containsExactly("given back", "third");
    }

    @Test
    void typesWithManyRecordsComeInTheirOrderWhicheverThreadIsFirst() throws Exception {
        var turns = new ReadingTurns(4);
        var inOrder = List.of(begin(turns, true), begin(turns, true), begin(turns, true));
        var order = new ArrayList<Integer>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var readings = new ArrayList<Future<?>>();
            for (var i = inOrder.size() - 1; i >= 0; i--) {
                var number = i;
                var started = new CountDownLatch(1);
                readings.add(threads.submit(() -> {
                    started.countDown();
                    inOrder.get(number).await(MANY);
                    synchronized (order) {
                        order.add(number);
                    }
                }));
                started.await();
                if (number > 0) {
                    synchronized (order) {
                        assertThat(order).isEmpty();
                    }
                }
            }
            for (var reading : readings) {
                reading.get();
            }
        }

        assertThat(order).containsExactlyInAnyOrder(0, 1, 2);
    }

    @Test
    void withOneAtATimeTheNextBeginsWhenTheOneBeforeHasRead() throws Exception {
        var turns = new ReadingTurns(1);
        var first = begin(turns, false);
        var second = turns.next();
        var order = new ArrayList<String>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var reading = threads.submit(() -> {
                second.begin(false);
                order.add("second");
            });
            order.add("given back");
            first.giveBack();
            reading.get();
        }

        assertThat(order).containsExactly("given back", "second");
    }

    private static ReadingTurns.Turn begin(ReadingTurns turns, boolean loadsFirst) {
        var turn = turns.next();
        turn.begin(loadsFirst);
        return turn;
    }
}
