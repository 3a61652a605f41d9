package io.hubflow.engine.absence;

import static io.hubflow.engine.absence.AbsenceRuns.LARGE;
import static io.hubflow.engine.absence.AbsenceRuns.SMALL;
import static io.hubflow.engine.absence.AbsenceRuns.loaded;
import static io.hubflow.engine.absence.AbsenceRuns.settledAfter;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ids of ranges that are compared, in a small table or where counts differ. */
final class IdComparisonTest {
    @ParameterizedTest
    @ValueSource(ints = {SMALL, LARGE})
    void recordsThatTheTableLacksAreRead(int records) {
        var runs = loaded(records);

        var found = settledAfter(runs, portal -> portal.add(5_000, 5_001));

        assertThat(found.restored()).isEqualTo(2);
    }

    @Test
    void inASmallTableOneThatCameDoesNotHideOneThatLeft() {
        var runs = loaded(SMALL);

        settledAfter(runs, portal -> {
            portal.live.remove(20L);
            portal.add(5_000);
        });
    }

    @Test
    void aRangeWhosePagesAreTooShortIsReadAnew() {
        var runs = loaded(SMALL);

        var found = settledAfter(runs, portal -> {
            portal.longestSearchPage = 10;
            portal.live.remove(20L);
            portal.add(5_000);
        });

        assertThat(found.deleted()).isEqualTo(1);
    }
}
