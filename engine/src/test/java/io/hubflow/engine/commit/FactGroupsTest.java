package io.hubflow.engine.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.FactSet;
import io.hubflow.engine.destination.FactTable;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.fact.FactReader;
import io.hubflow.engine.fact.FactRequest;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
final class FactGroupsTest {
    private static final FactTable LINKS = new FactTable(
            "contacts_deals",
            List.of(new Column("from_id", ColumnType.BIGINT), new Column("to_id", ColumnType.BIGINT)),
            List.of("from_id", "to_id"),
            "from_id",
            FactTable.Keep.CURRENT);

    private final List<FactGroups.Group<List<Row>>> handedOn = Collections.synchronizedList(new ArrayList<>());

    @Test
    void asksForAThousandRecordsAtOnceAndForTheRestAtTheEnd() {
        var asked = Collections.synchronizedList(new ArrayList<Integer>());
        try (var groups = groups(request -> {
            asked.add(request.ids().size());
            return sets(request);
        })) {
            for (var page = 0; page < 23; page++) {
                add(groups, page * 100L, 100);
            }
            groups.drain();
        }

        assertThat(asked).containsExactlyInAnyOrder(1_000, 1_000, 300);
        assertThat(handedOnIds()).isEqualTo(LongStream.range(0, 2_300).boxed().toList());
        assertThat(handedOn.getFirst().facts().getFirst().sets()).hasSize(1_000);
    }

    @Test
    void handsGroupsOnInTheirOrderThoughTheFactsOfLaterOnesComeFirst() throws InterruptedException {
        var secondRead = new CountDownLatch(1);
        try (var groups = groups(request -> {
            if (request.ids().contains(0L)) {
                await(secondRead);
                assertThat(handedOn).isEmpty();
            } else {
                secondRead.countDown();
            }
            return sets(request);
        })) {
            add(groups, 0, 1_000);
            add(groups, 1_000, 1_000);
            groups.drain();
        }

        assertThat(handedOnIds()).isEqualTo(LongStream.range(0, 2_000).boxed().toList());
    }

    @Test
    void readsFourGroupsAtOnceAndNoMore() {
        var together = new CyclicBarrier(FactRequest.MOST_GROUPS);
        var reading = new AtomicInteger();
        var most = new AtomicInteger();
        try (var groups = groups(request -> {
            most.accumulateAndGet(reading.incrementAndGet(), Math::max);
            await(together);
            reading.decrementAndGet();
            return sets(request);
        })) {
            for (var group = 0; group < 3 * FactRequest.MOST_GROUPS; group++) {
                add(groups, group * 1_000L, 1_000);
            }
            groups.drain();
        }

        assertThat(most).hasValue(FactRequest.MOST_GROUPS);
        assertThat(handedOn).hasSize(3 * FactRequest.MOST_GROUPS);
    }

    @Test
    void aGroupWhoseFactsFailAndAllBehindItAreNeverHandedOn() {
        var firstHandedOn = new CountDownLatch(1);
        var groups = new FactGroups<>(
                List.of(reader(request -> {
                    if (request.ids().contains(1_000L)) {
                        await(firstHandedOn);
                        throw new ConnectorException(ErrorCode.HUBSPOT_INCOMPLETE, "no links", "", "");
                    }
                    return sets(request);
                })),
                List.<Row>of(),
                List::size,
                group -> {
                    handedOn.add(group);
                    firstHandedOn.countDown();
                });
        try (groups) {
            add(groups, 0, 1_000);
            add(groups, 1_000, 1_000);
            assertThatThrownBy(() -> {
                        add(groups, 2_000, 1_000);
                        groups.drain();
                    })
                    .isInstanceOf(ConnectorException.class)
                    .hasMessageContaining("no links");
            groups.abandon();
            add(groups, 9_000, 0);
            groups.drain();
        }

        assertThat(handedOnIds()).isEqualTo(LongStream.range(0, 1_000).boxed().toList());
        assertThat(handedOn)
                .as("the group that came through, and what was added afterwards")
                .hasSize(2);
    }

    @Test
    void progressWithoutRecordsStaysBehindTheRowsBeforeIt() {
        var release = new CountDownLatch(1);
        try (var groups = groups(request -> {
            await(release);
            return sets(request);
        })) {
            add(groups, 0, 1_000);
            add(groups, 5_000, 0);
            assertThat(handedOn).isEmpty();
            release.countDown();
            groups.drain();
        }

        assertThat(handedOn).hasSize(2);
        assertThat(handedOn.getLast().taken().getFirst().rows()).isEmpty();
    }

    @Test
    void anInterruptEndsTheWaitForRoom() throws InterruptedException {
        var never = new CountDownLatch(1);
        var failure = new ArrayList<RuntimeException>();
        try (var groups = groups(request -> {
            await(never);
            return sets(request);
        })) {
            var adder = Thread.ofVirtual().start(() -> {
                try {
                    for (var group = 0; group < 10; group++) {
                        add(groups, group * 1_000L, 1_000);
                    }
                } catch (RuntimeException e) {
                    failure.add(e);
                }
            });
            adder.interrupt();
            adder.join();
        }

        assertThat(failure)
                .singleElement()
                .isInstanceOfSatisfying(
                        ConnectorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERRUPTED));
    }

    private FactGroups<List<Row>> groups(Function<FactRequest, List<FactSet>> read) {
        return new FactGroups<>(List.of(reader(read)), List.of(), List::size, handedOn::add);
    }

    private static FactReader reader(Function<FactRequest, List<FactSet>> read) {
        return new FactReader() {
            @Override
            public FactTable table() {
                return LINKS;
            }

            @Override
            public List<FactSet> read(FactRequest request) {
                return read.apply(request);
            }
        };
    }

    private static List<FactSet> sets(FactRequest request) {
        return request.ids().stream().map(id -> new FactSet(id, 1, List.of())).toList();
    }

    private static void add(FactGroups<List<Row>> groups, long firstId, int count) {
        var rows = LongStream.range(firstId, firstId + count)
                .mapToObj(id -> new Row(id, 1, 1, false, Row.NO_TIME, 1, 1, null, new Object[0]))
                .toList();
        var ids = rows.stream().map(Row::id).toList();
        groups.add(new FactGroups.Taken<>(rows, List.of(), state -> state), new FactRequest(ids, List.of()));
    }

    private List<Long> handedOnIds() {
        return handedOn.stream()
                .flatMap(group -> group.taken().stream())
                .flatMap(taken -> taken.rows().stream())
                .map(Row::id)
                .toList();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new ConnectorException(ErrorCode.INTERRUPTED, "interrupted", "", "");
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
