package io.hubflow.engine.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.report.SyncListener;
import org.junit.jupiter.api.Test;

class UncoveredTest {
    private final Uncovered uncovered = new Uncovered();

    @Test
    void recordsThatTwoPhasesMissAreCountedOnce() {
        uncovered.begin(SyncListener.Phase.SNAPSHOT);
        uncovered.add(new IdRange(100, 5_000), 37);
        uncovered.begin(SyncListener.Phase.CHANGES);
        uncovered.add(IdRange.ALL, 5);

        assertThat(uncovered.sentence())
                .hasValueSatisfying(sentence -> assertThat(sentence)
                        .startsWith("HubSpot has 37 records that it did not give")
                        .contains("by id: ids 100 to 4999. ", "look at these ids"));
    }

    @Test
    void shortfallsOfIdsThatDoNotOverlapAreAddedUp() {
        uncovered.begin(SyncListener.Phase.SNAPSHOT);
        uncovered.add(new IdRange(100, 200), 3);
        uncovered.add(new IdRange(900, 901), 1);
        uncovered.begin(SyncListener.Phase.CHANGES);
        uncovered.add(new IdRange(400, 500), 2);

        assertThat(uncovered.sentence())
                .hasValueSatisfying(sentence -> assertThat(sentence)
                        .startsWith("HubSpot has 6 records")
                        .contains("ids 100 to 199", "ids 400 to 499", "id 900"));
    }

    @Test
    void saysSoWhereItIsNotKnownWhichRecordsAreMissing() {
        uncovered.begin(SyncListener.Phase.CHANGES);
        uncovered.add(IdRange.ALL, 2);

        assertThat(uncovered.sentence())
                .hasValueSatisfying(sentence -> assertThat(sentence)
                        .contains("by id: which ones is not known. ")
                        .endsWith("The next run asks again."));
    }

    @Test
    void namesFivePlacesAndCountsTheOthers() {
        uncovered.begin(SyncListener.Phase.BACKFILL);
        for (var id = 10L; id < 70; id += 10) {
            uncovered.add(new IdRange(id, id + 1), 1);
        }

        assertThat(uncovered.sentence())
                .hasValueSatisfying(sentence -> assertThat(sentence).contains("id 50, 1 more range. "));
    }
}
