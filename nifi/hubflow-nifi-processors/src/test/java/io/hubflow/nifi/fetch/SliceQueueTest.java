package io.hubflow.nifi.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.nifi.HubSpotAttributes;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Searches must not take all the tasks: that halved a long load under HubSpot's limits. */
class SliceQueueTest {
    private final TestRunner runner = TestRunners.newTestRunner(FetchHubSpotObjects.class);
    private final SliceQueue queue = new SliceQueue();

    @Test
    void aListIsTakenFromBehindTheSearchesThatHaveToWait() {
        enqueue("SNAPSHOT", 5);
        enqueue("REFRESH", 1);

        var searches = IntStream.range(0, 3).mapToObj(i -> queue.turn(8)).toList();
        assertThat(searches)
                .allSatisfy(turn -> assertThat(kind(turn.take(session()))).isEqualTo("SNAPSHOT"));
        try (var list = queue.turn(8)) {
            assertThat(kind(list.take(session()))).isEqualTo("REFRESH");
        }
        try (var none = queue.turn(8)) {
            assertThat(none.take(session())).isNull();
            assertThat(none.heldBack()).isTrue();
        }

        searches.get(0).close();
        try (var next = queue.turn(8)) {
            assertThat(kind(next.take(session()))).isEqualTo("SNAPSHOT");
            assertThat(next.heldBack()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1", "2,1", "3,2", "4,2", "8,3", "16,6"})
    void searchesTakeThreeTasksInEightAndAtLeastOne(int tasks, int most) {
        enqueue("CHANGES", tasks + 1);

        var taken = IntStream.range(0, tasks)
                .filter(i -> queue.turn(tasks).take(session()) != null)
                .count();

        assertThat(taken).isEqualTo(most);
    }

    @ParameterizedTest
    @ValueSource(strings = {"REFRESH", "ARCHIVED", "IDS", ""})
    void whatIsNotSearchedIsNeverHeldBack(String kind) {
        enqueue(kind, 8);

        assertThat(IntStream.range(0, 8).mapToObj(i -> queue.turn(8).take(session())))
                .doesNotContainNull();
    }

    @Test
    void theNextSliceThatUsesBothLimitsIsTakenOnceTheOneBeforeIsWellUnderWay() {
        enqueue("INTERLEAVED", 3);
        enqueue("CHANGES", 1);

        var first = queue.turn(8);
        assertThat(kind(first.take(session()))).isEqualTo("INTERLEAVED");
        try (var other = queue.turn(8)) {
            assertThat(kind(other.take(session()))).isEqualTo("CHANGES");
        }
        try (var none = queue.turn(8)) {
            assertThat(none.take(session())).isNull();
            assertThat(none.heldBack()).isTrue();
        }

        first.giveWay();
        var second = queue.turn(8);
        assertThat(kind(second.take(session()))).isEqualTo("INTERLEAVED");
        first.close();
        try (var none = queue.turn(8)) {
            assertThat(none.take(session())).as("a place is given back once").isNull();
        }
        second.close();
        try (var third = queue.turn(8)) {
            assertThat(kind(third.take(session()))).isEqualTo("INTERLEAVED");
        }
    }

    @Test
    void anEmptyQueueHoldsNothingBack() {
        try (var turn = queue.turn(8)) {
            assertThat(turn.take(session())).isNull();
            assertThat(turn.heldBack()).isFalse();
        }
    }

    private void enqueue(String kind, int count) {
        for (var i = 0; i < count; i++) {
            runner.enqueue("{}", Map.of(HubSpotAttributes.SLICE_KIND, kind));
        }
    }

    private ProcessSession session() {
        return runner.getProcessSessionFactory().createSession();
    }

    private static String kind(@Nullable FlowFile flowFile) {
        return flowFile == null ? "nothing" : flowFile.getAttribute(HubSpotAttributes.SLICE_KIND);
    }
}
