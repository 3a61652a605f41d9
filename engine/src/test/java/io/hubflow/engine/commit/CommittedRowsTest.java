package io.hubflow.engine.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.CommitResult;
import io.hubflow.engine.destination.CommitResult.TableResult;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommittedRowsTest {
    private static final CommitResult RESULT = new CommitResult(
            List.of(new TableResult("contacts", 0, 3, 40, 2), new TableResult("contacts", 10, 20, 30, 0)), List.of());

    @Test
    void removedRowsCountAsUpdated() {
        assertThat(CommittedRows.of(RESULT, -1)).isEqualTo(new CommittedRows(10, 25, 70, 0));
    }

    @Test
    void tombstonesThatChangeNothingDoNotCountAsUnchanged() {
        assertThat(CommittedRows.of(RESULT, 0)).isEqualTo(new CommittedRows(10, 25, 30, 5));
    }

    @Test
    void allRowsOfACommitWithoutCountsCountAsUpdated() {
        assertThat(RowTotals.NOTHING.reading(9, 0).plus(CommittedRows.uncounted(9)))
                .isEqualTo(new RowTotals(9, 9, 0, 0, 0));
    }
}
