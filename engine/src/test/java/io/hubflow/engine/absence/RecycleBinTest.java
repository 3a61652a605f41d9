package io.hubflow.engine.absence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RecycleBinTest {
    private static final long QUARTER_OF_AN_HOUR = 15 * 60_000L;

    @Test
    void aFewArchivedRecordsAreAskedForInEveryRun() {
        assertThat(RecycleBin.turn(List.of(1L, 2L, 3L), 100, 123_456)).containsExactly(1L, 2L, 3L);
        assertThat(RecycleBin.turn(List.of(), 100, 123_456)).isEmpty();
    }

    @Test
    void manyTakeTurnsAndNoneIsLeftOut() {
        var archived = LongStream.range(0, 250).boxed().toList();
        var asked = new HashSet<Long>();
        for (var turn = 7; turn < 10; turn++) {
            var part = RecycleBin.turn(archived, 100, turn * QUARTER_OF_AN_HOUR + 5);
            assertThat(part).hasSizeLessThanOrEqualTo(100);
            asked.addAll(part);
        }
        assertThat(asked).hasSize(250);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 6, 12, 24, 96})
    void runsInRegularIntervalsLeaveNoPartOut(int turnsBetweenRuns) {
        var archived = LongStream.range(0, 250).boxed().toList();
        var asked = new HashSet<Long>();
        for (var run = 0; run < 12; run++) {
            asked.addAll(RecycleBin.turn(archived, 100, QUARTER_OF_AN_HOUR * run * turnsBetweenRuns));
        }
        assertThat(asked).hasSize(250);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 96})
    void runsInRegularIntervalsHaveBothKindsOfTurns(int turnsBetweenRuns) {
        var turns = new HashSet<Boolean>();
        for (var run = 0; run < 6; run++) {
            turns.add(RecycleBin.isOddTurn(QUARTER_OF_AN_HOUR * run * turnsBetweenRuns));
        }
        assertThat(turns).hasSize(2);
    }
}
