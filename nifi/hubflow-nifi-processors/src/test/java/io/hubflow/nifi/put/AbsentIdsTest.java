package io.hubflow.nifi.put;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.engine.plan.Landing;
import io.hubflow.engine.plan.Purpose;
import io.hubflow.engine.range.IdIntervals;
import io.hubflow.engine.range.IdRange;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Only a list that was read whole tells who is absent, and only of the ids that it was read for. */
class AbsentIdsTest {
    private static final IdRange RANGE = new IdRange(10, 20);

    private final MockFlowFile flowFile = new MockFlowFile(1);
    private Destination destination;

    @BeforeEach
    void load() {
        destination = new MemoryDestination().openDestination().destination();
        var stage = destination.openStage(new TableSchema("deals", "deals", List.of()), Set.of(), DeleteMode.SOFT);
        stage.append(rows(5, 12, 15, 19, 25));
        destination.commit(new Commit(List.of(stage), List.of(), List.of(), List.of(), List.of()));
    }

    @AfterEach
    void close() {
        destination.close();
    }

    @Test
    void idsOfTheTableThatAWholeListDidNotShowAreSuspects() {
        assertThat(absent(landing().ofWholeList())).containsExactly(12L, 19L);
    }

    @Test
    void aReadingThatIsNoListTellsNothing() {
        assertThat(absent(landing())).isEmpty();
    }

    @Test
    void aFirstLoadIsNotCompared() {
        var first = Landing.of(new Purpose.Snapshot(1), PortalFacts.UNKNOWN, 1, Duration.ZERO, 0);

        assertThat(absent(first.covering(IdIntervals.of(RANGE)).ofWholeList())).isEmpty();
    }

    /** The rows of the FlowFile are 15 and 16. */
    private List<Long> absent(Landing landing) {
        var absent = new AbsentIds(destination);
        var watch = absent.watch(flowFile, Optional.of(landing));
        watch.met(rows(15));
        watch.met(rows(16));
        watch.end("deals");
        return absent.of(flowFile);
    }

    private static Landing landing() {
        return Landing.of(new Purpose.Refresh(0), PortalFacts.UNKNOWN, 1, Duration.ZERO, 0)
                .covering(IdIntervals.of(RANGE));
    }

    private static List<Row> rows(long... ids) {
        return LongStream.of(ids)
                .mapToObj(id -> new Row(id, 1, 2, false, Row.NO_TIME, 3, 4, null, new Object[0]))
                .toList();
    }
}
