package io.hubflow.engine.destination;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.MergeChains.Link;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MergeChainsTest {
    @Test
    void aRowPointsToTheEndOfItsChain() {
        // 1 was merged into 2, 2 into 3, 3 into 4; the row of 4 is not marked.
        var rows = MergeChains.shortened(
                List.of(new Link(1, Row.NO_TIME, 2, 3, 500), new Link(2, Row.NO_TIME, 3, 4, 600)));

        assertThat(rows).extracting(Row::id, Row::mergedInto).containsExactly(tuple(1), tuple(2));
        assertThat(rows).extracting(Row::readAtMillis).containsExactly(500L, 600L);
        assertThat(rows)
                .extracting(Row::contentHash)
                .containsExactly(
                        Row.tombstone(1, Row.NO_TIME, 4, 1).contentHash(),
                        Row.tombstone(2, Row.NO_TIME, 4, 1).contentHash());
    }

    @Test
    void aRowThatIsAlsoMarkedAsDeletedKeepsThatMark() {
        assertThat(MergeChains.shortened(List.of(new Link(1, 99, 2, 3, 500))))
                .singleElement()
                .satisfies(row -> assertThat(row.deletedAtMillis()).isEqualTo(99));
    }

    @Test
    void rowsThatLeadInACircleStay() {
        assertThat(MergeChains.shortened(List.of(
                        new Link(1, Row.NO_TIME, 2, 3, 1),
                        new Link(2, Row.NO_TIME, 3, 1, 1),
                        new Link(3, Row.NO_TIME, 1, 2, 1),
                        new Link(9, Row.NO_TIME, 1, 2, 1))))
                .isEmpty();
    }

    private static org.assertj.core.groups.Tuple tuple(long id) {
        return org.assertj.core.groups.Tuple.tuple(id, 4L);
    }
}
