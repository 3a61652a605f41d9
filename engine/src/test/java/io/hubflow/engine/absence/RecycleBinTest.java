package io.hubflow.engine.absence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

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
}
