package io.hubflow.engine.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.EncodedRows;
import io.hubflow.engine.destination.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rows are encoded before they wait, each kind for the stage that takes it. */
class PreparedRowsTest {
    private final List<List<Long>> encoded = new ArrayList<>();

    @Test
    void rowsAreEncodedOnceByWhatTheyLack() {
        var prepared = prepare(row(1), Row.tombstone(2, 5, Row.NOT_MERGED, 5), row(3).hiding(Set.of("city")), row(4));

        assertThat(encoded).containsExactly(List.of(1L, 4L), List.of(2L), List.of(3L));
        assertThat(prepared.parts())
                .extracting(PreparedRows.Part::lacking)
                .containsExactly(
                        PreparedRows.Lacking.NOTHING,
                        PreparedRows.Lacking.EVERYTHING,
                        new PreparedRows.Lacking(false, Set.of("city")));
    }

    @Test
    void archivedRowsAndTombstonesHaveDepartedAndTombstonesAloneWereNotRead() {
        var archived = new Row(1, 0, 0, true, 7, 0, 0, null, new Object[] {"text"});
        var prepared = prepare(archived, Row.tombstone(2, 5, Row.NOT_MERGED, 5), row(3));

        assertThat(prepared.departed()).extracting(Row::id).containsExactly(1L, 2L);
        assertThat(prepared.count()).isEqualTo(3);
        assertThat(prepared.read()).isEqualTo(2);
    }

    @Test
    void noRowsNeedNoStage() {
        assertThat(prepare()).isSameAs(PreparedRows.NONE);
        assertThat(encoded).isEmpty();
    }

    private PreparedRows prepare(Row... rows) {
        return PreparedRows.of(List.of(rows), some -> {
            encoded.add(some.stream().map(Row::id).toList());
            return new EncodedRows.Plain(some);
        });
    }

    private static Row row(long id) {
        return new Row(id, 0, 0, false, Row.NO_TIME, 0, 0, null, new Object[] {"text"});
    }
}
