package io.hubflow.engine.absence;

import static io.hubflow.engine.absence.AbsenceRuns.LARGE;
import static io.hubflow.engine.absence.AbsenceRuns.SMALL;
import static io.hubflow.engine.absence.AbsenceRuns.isArchived;
import static io.hubflow.engine.absence.AbsenceRuns.loaded;
import static io.hubflow.engine.absence.AbsenceRuns.look;
import static io.hubflow.engine.absence.AbsenceRuns.mark;
import static io.hubflow.engine.absence.AbsenceRuns.settledAfter;
import static io.hubflow.engine.absence.AbsenceRuns.uncounted;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archived records of the table that leave the recycle bin. */
final class ArchivedRecordsTest {
    @ParameterizedTest
    @ValueSource(ints = {SMALL, LARGE})
    void archivedRecordsThatArePurgedOrComeBackAreFoundByIdleRuns(int records) {
        var runs = loaded(records);
        LongStream.of(10, 20, 30).forEach(runs.portal::archive);
        look(runs);
        runs.portal.archived.remove(10L);
        runs.portal.restore(20);
        look(runs);

        settledAfter(runs, portal -> {});

        assertThat(mark(runs, 10).isMerged()).isFalse();
        assertThat(isArchived(runs, 30)).isTrue();
    }

    @Test
    void theRecycleBinAloneTellsOfThoseThatCameBack() {
        var runs = uncounted();
        runs.edit(state -> state.suspecting(List.of(10L, 20L)));
        settledAfter(runs, portal -> LongStream.of(10, 20).forEach(portal::archive));

        var found = settledAfter(runs, portal -> portal.restore(20));

        assertThat(found.restored()).isEqualTo(1);
    }
}
