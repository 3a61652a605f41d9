package io.hubflow.service.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.RunRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunHistoryTest {
    private static final Instant START = Instant.parse("2026-11-28T10:00:00Z");

    @Test
    void twoRunsThatFollowEachOtherAreNoPace() {
        assertThat(pace(START.plusSeconds(70), run("2", START.plusSeconds(60), 20), run("1", START, 5_000)))
                .isEmpty();
    }

    @Test
    void thePaceIsThatOfTheRunsAfterTheFirst() {
        var quarter = Duration.ofMinutes(15);

        var pace = pace(
                START.plus(quarter.multipliedBy(3)),
                run("3", START.plus(quarter.multipliedBy(2)), 20),
                run("2", START.plus(quarter), 25),
                run("1", START, 5_000));

        // 45 calls in the three quarters of an hour since the first run ended, which took ten seconds.
        assertThat(pace).contains(45 * 86_400L / (45 * 60 - 10));
    }

    private static Optional<Long> pace(Instant now, RunRecord... newestFirst) {
        return RunHistory.callsPerDay(RunHistory.of(List.of(newestFirst), false), now);
    }

    private static RunRecord run(String id, Instant at, int calls) {
        return new RunRecord(
                id,
                "contacts",
                at,
                Optional.of(at.plusSeconds(10)),
                "succeeded",
                0,
                0,
                0,
                "{\"search_calls\":" + calls + "}");
    }
}
