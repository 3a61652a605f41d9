package io.hubflow.engine.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubflow.engine.checkpoint.PortalFacts.IdOrder;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.read.Delivered;
import io.hubflow.engine.read.Slice;
import io.hubflow.engine.read.SliceSink;
import io.hubflow.engine.settings.EngineSettings;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.ListRequest;
import io.hubflow.hubspot.MemoryPortal;
import io.hubflow.hubspot.PortalRecords;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ranges that are read by searches and lists at once, and handed to one thread. */
final class RangeReadingTest {
    private static final int RECORDS = 6_000;

    /** Above the first stretch that is left to lists. */
    private static final long MIDDLE = 1_000 + 3 * 1_000;

    private final MemoryPortal portal = MemoryPortal.of(1_000, RECORDS, 3);
    private final Delivered told = new Delivered();
    private final AtomicInteger onItsWay = new AtomicInteger();

    private RangeReading reading(int searches, int lists) {
        return reading(portal, searches, lists);
    }

    private RangeReading reading(PortalRecords of, int searches, int lists) {
        return new RangeReading(
                told.readerOf(of, IdOrder.NUMERIC),
                new EngineSettings.Lanes(searches, lists, 1),
                () -> told.orders.contains(IdOrder.TEXTUAL),
                onItsWay::incrementAndGet);
    }

    private static Slice.Snapshot slice(IdRange ids) {
        return new Slice.Snapshot("things", ids, 0, Long.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 200, RECORDS, 50_000})
    void aRangeIsReadWholeByBothWhateverNumberIsExpected(long rows) {
        var left =
                reading(2, 3).read(slice(IdRange.ALL), rows == 0 ? OptionalLong.empty() : OptionalLong.of(rows), told);

        assertThat(left).isEmpty();
        told.requireWhole(IdRange.ALL, portal.live.keySet());
        assertThat(portal.searches).hasSizeGreaterThan(3);
        assertThat(portal.lists).hasSizeGreaterThan(10);
        assertThat(onItsWay).as("told once").hasValue(1);
    }

    @Test
    void onlyTheIdsOfTheRangeAreRead() {
        var ids = new IdRange(4_000, 13_000);

        var left = reading(1, 4).read(slice(ids), OptionalLong.of(3_000), told);

        assertThat(left).isEmpty();
        told.requireWhole(ids, portal.live.subMap(4_000L, 13_000L).keySet());
        assertThat(told.delivered).allMatch(ids::contains);
    }

    @Test
    void rowsAreTakenByTheThreadThatReads() {
        var threads = new HashSet<Thread>();
        SliceSink sink = batch -> {
            threads.add(Thread.currentThread());
            return told.accept(batch);
        };

        reading(2, 3).read(slice(IdRange.ALL), OptionalLong.of(RECORDS), sink);

        assertThat(threads).containsExactly(Thread.currentThread());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 700, 2_500, 5_900})
    void aSinkThatIsFullGetsWhatIsUnderWayAndTheRestIsReadInTheSameWay(int most) {
        Optional<RangeReading.Left> left = Optional.of(new RangeReading.Left(IdRange.ALL, true));
        var readings = 0;
        while (left.isPresent()) {
            readings++;
            var before = told.delivered.size();
            SliceSink sink = batch -> {
                told.accept(batch);
                return told.delivered.size() - before >= most ? 0 : IdRange.END;
            };
            assertThat(left.get().interleaved()).isTrue();
            var ids = left.get().ids();

            left = reading(2, 3).read(slice(ids), OptionalLong.of(RECORDS - before), sink);

            var end = left.map(rest -> rest.ids().from()).orElse(IdRange.END);
            assertThat(told.covered.gapsIn(new IdRange(0, end)).isEmpty())
                    .as("all below what is left is covered")
                    .isTrue();
            assertThat(left.map(rest -> rest.ids().to()).orElse(IdRange.END)).isEqualTo(IdRange.END);
        }
        told.requireWhole(IdRange.ALL, portal.live.keySet());
        assertThat(told.delivered.size()).as("nothing but page ends twice").isLessThan(RECORDS + 500);
        assertThat(readings).isGreaterThan(most < 5_000 ? 1 : 0);
    }

    @Test
    void aListThatDoesNotGoOnFromAnIdLeavesWhatItDidNotCover() {
        portal.listAlwaysBegins = true;

        var left = reading(listedInTheMiddleBeforeTheFourthSearch(), 1, 3)
                .read(slice(IdRange.ALL), OptionalLong.of(RECORDS), told);

        assertThat(left).hasValueSatisfying(rest -> {
            assertThat(rest.interleaved()).isFalse();
            assertThat(rest.ids().to()).isEqualTo(IdRange.END);
            assertThat(told.covered.gapsIn(new IdRange(0, rest.ids().from())).isEmpty())
                    .isTrue();
        });
        told.requireCoveredDelivered(portal.live.keySet());
        told.readerOf(portal, IdOrder.NUMERIC).read(slice(left.orElseThrow().ids()), told);
        told.requireWhole(IdRange.ALL, portal.live.keySet());
    }

    /** Otherwise searches, which take no time here, could read everything before a list is entered. */
    private PortalRecords listedInTheMiddleBeforeTheFourthSearch() {
        var listed = new CountDownLatch(1);
        var searches = new AtomicInteger();
        return (PortalRecords) Proxy.newProxyInstance(
                PortalRecords.class.getClassLoader(),
                new Class<?>[] {PortalRecords.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("searchRecords") && searches.incrementAndGet() > 3) {
                        assertThat(listed.await(1, TimeUnit.MINUTES))
                                .as("a list was entered")
                                .isTrue();
                    }
                    if (method.getName().equals("listRecords")
                            && ((ListRequest) arguments[0])
                                            .after()
                                            .map(Long::parseLong)
                                            .orElse(0L)
                                    > MIDDLE) {
                        listed.countDown();
                    }
                    try {
                        return method.invoke(portal, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void idsThatSortAsTextHaveNoRanks() {
        portal.sortsAsText = true;

        var left = reading(2, 3).read(slice(IdRange.ALL), OptionalLong.of(RECORDS), told);

        assertThat(left)
                .hasValueSatisfying(rest -> assertThat(rest.interleaved()).isFalse());
        told.requireCoveredDelivered(portal.live.keySet());
    }

    @Test
    void recordsThatGoWhileTheRangeIsReadHideNoOthers() {
        var ids = new ArrayList<>(portal.live.keySet());
        portal.beforeCall = call -> {
            if (call.number() > 1 && call.number() % 2 == 0 && call.number() * 50 < RECORDS) {
                var gone = ids.get(call.number() * 50);
                if (portal.live.containsKey(gone)) {
                    portal.archive(gone);
                }
            }
        };

        var left = reading(3, 3).read(slice(IdRange.ALL), OptionalLong.of(RECORDS), told);

        assertThat(left).isEmpty();
        assertThat(portal.archived).hasSizeGreaterThan(10);
        told.requireWhole(IdRange.ALL, portal.live.keySet());
    }

    @Test
    void whatHubSpotCountsAndDoesNotShowIsReportedAndNotCovered() {
        long hidden = portal.live.keySet().stream().skip(3_333).findFirst().orElseThrow();
        portal.hiddenFromSearch.add(hidden);
        portal.hiddenFromList.add(hidden);
        portal.hiddenFromBatches.add(hidden);

        var left = reading(2, 3).read(slice(IdRange.ALL), OptionalLong.of(RECORDS), told);

        assertThat(left)
                .as("the rest of the state's owing is not this reading's")
                .isEmpty();
        assertThat(told.delivered).hasSizeGreaterThanOrEqualTo(RECORDS - 1).doesNotContain(hidden);
        told.requireHonest(portal.live.keySet());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 20})
    void aCallThatFailsEndsTheReading(int number) {
        portal.failAt(number);

        assertThatThrownBy(() -> reading(2, 3).read(slice(IdRange.ALL), OptionalLong.of(RECORDS), told))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("HubSpot is down");

        told.requireCoveredDelivered(portal.live.keySet());
    }

    @Test
    void aSinkThatFailsEndsTheLanes() {
        SliceSink full = batch -> {
            throw new IllegalStateException("the disk is full");
        };

        assertThatThrownBy(() -> reading(2, 3).read(slice(IdRange.ALL), OptionalLong.of(RECORDS), full))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the disk is full");

        var calls = portal.calls();
        assertThat(portal.searches.size() + portal.lists.size())
                .as("no lane goes on")
                .isEqualTo(calls);
    }

    @Test
    void aReaderThatIsInterruptedSaysSo() {
        SliceSink sink = batch -> {
            Thread.currentThread().interrupt();
            return IdRange.END;
        };

        assertThatThrownBy(() -> reading(1, 1).read(slice(IdRange.ALL), OptionalLong.of(RECORDS), sink))
                .isInstanceOfSatisfying(
                        ConnectorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERRUPTED));

        assertThat(Thread.interrupted()).as("the interruption is not swallowed").isTrue();
    }
}
