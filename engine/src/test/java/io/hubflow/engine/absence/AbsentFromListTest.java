package io.hubflow.engine.absence;

import static io.hubflow.engine.absence.AbsenceRuns.look;
import static io.hubflow.engine.absence.AbsenceRuns.uncounted;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.QuarantinedRow;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.read.Batch;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What a pass over the list says of records that it did not meet, where counts say nothing. */
final class AbsentFromListTest {
    @Test
    void aRangeThatAPassDidNotReadWholeSaysNothing() {
        var runs = uncounted();
        runs.portal.live.keySet().removeAll(Set.of(50L, 120L));

        var found = look(runs, absence -> {
            LongStream.range(1, 50).forEach(absence::met);
            absence.watcher().accept(covering(40, 60));
        });

        assertThat(runs.alive()).contains(120L).doesNotContain(50L);
        assertThat(runs.portal.batches.stream().flatMap(Collection::stream).distinct())
                .containsExactlyInAnyOrder(50L, 51L, 52L, 53L, 54L, 55L, 56L, 57L, 58L, 59L);
        assertThat(found.deleted()).isEqualTo(1);
    }

    @Test
    void aRecordThatAPassReadsButCannotTypeIsThere() {
        var runs = uncounted();
        var unreadable = new QuarantinedRow("things", "50", "no time", "{}", Instant.EPOCH);

        look(runs, absence -> {
            absence.watcher()
                    .accept(new Batch(
                            List.of(), List.of(), List.of(unreadable), Optional.empty(), OptionalLong.empty()));
            absence.watcher().accept(covering(50, 51));
        });

        assertThat(runs.portal.batches).isEmpty();
    }

    private static Batch covering(long from, long to) {
        return new Batch(List.of(), List.of(), List.of(), Optional.of(new IdRange(from, to)), OptionalLong.empty());
    }
}
