package io.hubflow.hubspot.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.hubspot.quota.FairTurns.Waiter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class FairTurnsTest {
    private final ReentrantLock lock = new ReentrantLock();
    private final FairTurns turns = new FairTurns();
    private final List<Waiter> waiters = new ArrayList<>();

    @BeforeEach
    void lock() {
        lock.lock();
    }

    @AfterEach
    void unlock() {
        lock.unlock();
    }

    @Test
    void typesTakeTurnsAndCallersOfATypeKeepTheirOrder() {
        enter("contacts", "contacts", "contacts", "deals", "contacts", "tickets", "deals");

        assertThat(serveAll())
                .containsExactly("contacts0", "deals3", "tickets5", "contacts1", "deals6", "contacts2", "contacts4");
    }

    @Test
    void aCallerThatGivesUpIsSkipped() {
        enter("contacts", "deals", "deals", "tickets");
        turns.leave(waiters.get(1));
        turns.leave(waiters.get(3));

        assertThat(serveAll()).containsExactly("contacts0", "deals2");
    }

    @Test
    void aCallerThatGivesUpAtItsTurnPassesItOn() {
        enter("contacts", "deals");
        turns.leave(waiters.getFirst());

        assertThat(turns.isTurnOf(waiters.get(1))).isTrue();
    }

    @Test
    void aCallerThatGivesUpTwiceTakesNoTurn() {
        enter("contacts", "deals", "tickets");
        turns.leave(waiters.get(1));
        turns.leave(waiters.get(1));

        assertThat(serveAll()).containsExactly("contacts0", "tickets2");
    }

    @Test
    void aLateCallerGetsTheTurnOfAnEmptyQueue() {
        enter("contacts");
        turns.leave(waiters.getFirst());
        enter("deals");

        assertThat(turns.isTurnOf(waiters.get(1))).isTrue();
    }

    private void enter(String... types) {
        for (var type : types) {
            var waiter = new Waiter(type, lock.newCondition());
            waiters.add(waiter);
            turns.enter(waiter);
        }
    }

    private List<String> serveAll() {
        var served = new ArrayList<String>();
        while (true) {
            var current = waiters.stream().filter(turns::isTurnOf).findFirst();
            if (current.isEmpty()) {
                return served;
            }
            served.add(current.get().objectType() + waiters.indexOf(current.get()));
            turns.leave(current.get());
        }
    }
}
