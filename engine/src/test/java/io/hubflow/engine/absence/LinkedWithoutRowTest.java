package io.hubflow.engine.absence;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.SnapshotProgress;
import io.hubflow.engine.fact.LinkEnd;
import io.hubflow.engine.fact.LinkPair;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class LinkedWithoutRowTest {
    private static final long WRITTEN_TO = 5_000;

    private final ObjectState state = ObjectState.fresh(7, "deals", SnapshotProgress.starting(10, 0, Long.MAX_VALUE));

    @Test
    void tablesAreComparedOnceAfterLinksMayHaveBeenWritten() {
        var linked = linked(true);

        assertThat(linked.isDue(state, false)).isTrue();
        assertThat(linked.isDue(linked.compared(state), false)).isFalse();
        assertThat(linked.isDue(state.linksComparedTo(WRITTEN_TO - 1), false)).isTrue();
    }

    @Test
    void aWarehouseIsNotWokenToCompareThem() {
        assertThat(linked(false).isDue(state, false)).isFalse();
        assertThat(linked(false).isDue(state, true)).isTrue();
    }

    /** Its last records may have left; no run would ever write a row of it then. */
    @Test
    void aTableThatIsGoneIsComparedOnceWhateverIsWritten() {
        var linked = linked(false, false);

        assertThat(linked.isDue(state, false)).isTrue();
        assertThat(linked.isDue(linked.compared(state), false)).isFalse();
    }

    @Test
    void everyIdIsAskedForOnceInOrder() {
        assertThat(linked(true).find()).containsExactly(3L, 9L);
    }

    private static LinkedWithoutRow linked(boolean free) {
        return linked(free, true);
    }

    private static LinkedWithoutRow linked(boolean free, boolean hasTable) {
        var pair = new LinkPair(type("deals"), type("deals"));
        var ends = List.of(
                new LinkEnd(pair.factTable(), LinkPair.FROM, new AtomicBoolean(), () -> 0),
                new LinkEnd(pair.factTable(), LinkPair.TO, new AtomicBoolean(), () -> 0));
        return new LinkedWithoutRow(
                ends,
                WRITTEN_TO,
                free,
                () -> hasTable,
                end -> end.column().equals(LinkPair.FROM) ? List.of(9L) : List.of(3L, 9L));
    }

    private static ObjectType type(String name) {
        return new ObjectType(name, name, "", ObjectType.MODIFIED, name, false, List.of());
    }
}
