package io.hubflow.engine.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubflow.engine.checkpoint.ListPosition;
import io.hubflow.engine.checkpoint.PortalFacts.IdOrder;
import io.hubflow.engine.range.IdIntervals;
import io.hubflow.engine.range.IdRange;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.HubSpotRecord;
import io.hubflow.hubspot.MemoryPortal;
import io.hubflow.hubspot.RecordPage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The list of a portal that does not always tell the truth, taken up wherever it was left. */
final class SerialListTest {
    private static final int RECORDS = 2_500;

    private final MemoryPortal portal = MemoryPortal.of(1, RECORDS, 1);
    private final Delivered told = new Delivered();
    private ListPosition position = ListPosition.START;
    private int batches;

    private void read() {
        read(new SerialList(told.readerOf(portal, IdOrder.NUMERIC), 6), batch -> true);
    }

    private void read(SerialList list, IntPredicate goesOn) {
        list.read(position, new Slice.Refresh("things", IdRange.ALL, 0), (batch, next) -> {
            told.accept(batch);
            position = next;
            return goesOn.test(++batches);
        });
    }

    private void spoilPage(int number, UnaryOperator<RecordPage> change) {
        portal.spoilList = page -> portal.lists.size() == number ? change.apply(page) : page;
    }

    private static RecordPage withNext(RecordPage page, String cursor) {
        return new RecordPage(
                page.records(),
                page.malformed(),
                page.missingIds(),
                page.notFoundIds(),
                Optional.of(cursor),
                page.total(),
                page.serverTime());
    }

    @Test
    void readsEveryRecordOnceAndInOrder() {
        read();

        assertThat(told.delivered).containsExactlyElementsOf(portal.live.keySet());
        told.requireWhole(IdRange.ALL, portal.live.keySet());
        assertThat(portal.lists).hasSize(25);
        assertThat(portal.searches).as("one for each section").hasSize(3);
        assertThat(position).isEqualTo(ListPosition.START);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void afterACallThatFailsItIsTakenUpWithoutALoss(boolean opaqueCursors) {
        for (var failing = 1; failing <= 28; failing += 3) {
            var run = new SerialListTest();
            if (opaqueCursors) {
                run.portal.listCursor = id -> "p" + Long.toString(id, 36);
            }
            run.portal.failAt(failing);

            assertThatThrownBy(run::read)
                    .isInstanceOfSatisfying(
                            ConnectorException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.HUBSPOT_UNAVAILABLE));
            run.told.requireCoveredDelivered(run.portal.live.keySet());
            assertThat(run.told
                            .covered
                            .gapsIn(IdRange.ALL)
                            .lowest()
                            .orElseThrow()
                            .from())
                    .as("the position after call %d leaves nothing out", failing)
                    .isGreaterThanOrEqualTo(run.position.nextId());

            run.portal.beforeCall = call -> {};
            run.read();
            run.told.requireWhole(IdRange.ALL, run.portal.live.keySet());
        }
    }

    @Test
    void aCursorThatDoesNotMoveOnEndsTheReading() {
        portal.spoilList = page -> portal.lists.size() >= 13 ? withNext(page, "1201") : page;

        assertThatThrownBy(this::read).isInstanceOfSatisfying(ConnectorException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.HUBSPOT_ANSWER_BROKEN);
            assertThat(e.getMessage()).contains("the cursor 1201 twice in a row");
        });

        told.requireCoveredDelivered(portal.live.keySet());
        assertThat(position.nextId()).isLessThanOrEqualTo(1_201);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 99})
    void shortPagesChangeNothing(int longest) {
        var short300 = new SerialListTest();
        short300.portal.live.tailMap(301L).clear();
        short300.portal.longestListPage = longest;

        short300.read();

        assertThat(short300.told.delivered).containsExactlyElementsOf(short300.portal.live.keySet());
        short300.told.requireWhole(IdRange.ALL, short300.portal.live.keySet());
    }

    @Test
    void anEmptyPageWithACursorIsNotTheEnd() {
        spoilPage(3, page -> MemoryPortal.with(page, List.of()));

        read();

        assertThat(told.delivered).doesNotHaveDuplicates();
        told.requireWhole(IdRange.ALL, portal.live.keySet());
    }

    @Test
    void aRecordThatTheListLeavesOutIsReadById() {
        portal.hiddenFromList.addAll(List.of(1L, 1_234L, 2_500L));

        read();

        assertThat(told.delivered).doesNotHaveDuplicates();
        told.requireWhole(IdRange.ALL, portal.live.keySet());
    }

    @Test
    void aRecordThatNothingShowsIsReportedAndStaysToBeRead() {
        portal.hiddenFromList.add(1_234L);
        portal.hiddenFromSearch.add(1_234L);
        portal.hiddenFromBatches.add(1_234L);

        read();

        told.requireHonest(portal.live.keySet());
        assertThat(told.missing).isEqualTo(1);
        assertThat(told.covered.contains(500)).isTrue();
        assertThat(told.covered.contains(2_400)).isTrue();
    }

    @Test
    void afterAPageOutOfOrderNothingIsCoveredUntilTheListEnds() {
        spoilPage(5, page -> MemoryPortal.with(page, page.records().reversed()));
        portal.hiddenFromList.add(450L);
        var list = new SerialList(told.readerOf(portal, IdOrder.NUMERIC), 6);

        read(list, batch -> {
            if (batch <= 25) {
                assertThat(told.covered.isEmpty()).as("batch %d", batch).isTrue();
                assertThat(position).isEqualTo(ListPosition.START);
            }
            return true;
        });

        assertThat(batches).isGreaterThan(25);
        told.requireWhole(IdRange.ALL, portal.live.keySet());
    }

    @Test
    void aPageThatBeginsWithRowsOfTheOneBeforeIsInOrder() {
        var before = new ArrayList<HubSpotRecord>();
        portal.spoilList = page -> {
            var records = new ArrayList<>(before);
            records.addAll(page.records());
            before.clear();
            before.add(page.records().getLast());
            return MemoryPortal.with(page, records);
        };
        var list = new SerialList(told.readerOf(portal, IdOrder.NUMERIC), 6);

        read(list, batch -> batch < 15);

        assertThat(told.covered.contains(1_000)).isTrue();
        assertThat(position.nextId()).isGreaterThan(1_000);
    }

    @Test
    void aSinkThatStopsGetsNoFurtherRowsAndIsToldWhereToGoOn() {
        var list = new SerialList(told.readerOf(portal, IdOrder.NUMERIC), 6);

        read(list, batch -> batch < 5);

        assertThat(told.delivered)
                .containsExactlyElementsOf(portal.live.headMap(501L).keySet());
        assertThat(told.covered).isEqualTo(IdIntervals.of(new IdRange(0, 501)));
        assertThat(position).isEqualTo(new ListPosition(501, "501"));
        assertThat(portal.lists).as("those that were under way").hasSizeLessThan(15);

        read();
        assertThat(told.delivered).containsExactlyElementsOf(portal.live.keySet());
        told.requireWhole(IdRange.ALL, portal.live.keySet());
    }

    @Test
    void whatTheSinkThrowsEndsTheReading() {
        var list = new SerialList(told.readerOf(portal, IdOrder.NUMERIC), 1);

        assertThatThrownBy(() -> read(list, batch -> {
                    throw new IllegalStateException("the disk is full");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the disk is full");
    }

    @Test
    void recordsThatFitIntoNoUrlAreReadById() {
        portal.urlsFit = false;
        portal.beforeCall = call -> {
            if (call.kind() == MemoryPortal.Kind.BATCH) {
                portal.live.remove(777L);
            }
        };

        read();

        assertThat(told.delivered).containsExactlyInAnyOrderElementsOf(portal.live.keySet());
        told.requireWhole(IdRange.ALL, portal.live.keySet());
    }

    @Test
    void aRecordThatIsListedAndNotGivenByIdIsReported() {
        portal.urlsFit = false;
        portal.hiddenFromBatches.add(777L);

        read();

        assertThat(told.incomplete).containsExactly(new IdRange(777, 778));
        assertThat(told.covered).isEqualTo(IdIntervals.of(new IdRange(0, 777)).plus(new IdRange(778, IdRange.END)));
    }

    @Test
    void aTypeThatCannotBeSearchedIsCoveredByItsListAlone() {
        read(SerialList.unchecked(told.readerOf(portal, IdOrder.NUMERIC), 6), batch -> true);

        told.requireWhole(IdRange.ALL, portal.live.keySet());
        assertThat(portal.searches).isEmpty();
    }

    @Test
    void archivedRecordsAreReadWithoutASearch() {
        for (var id = 1L; id <= RECORDS; id += 2) {
            portal.archive(id);
        }

        new SerialList(told.readerOf(portal, IdOrder.NUMERIC), 6).readArchived(position, (batch, next) -> {
            told.accept(batch);
            return true;
        });

        assertThat(told.delivered).containsExactlyElementsOf(portal.archived.keySet());
        assertThat(told.rows).allMatch(row -> row.archived());
        assertThat(told.covered).isEqualTo(IdIntervals.of(IdRange.ALL));
        assertThat(portal.searches).isEmpty();
    }

    /** Whatever happens between the calls. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void nothingThatWasThereAllTheTimeIsMissingWhereItIsCalledCovered(long seed) {
        var random = new Random(seed);
        portal.live.clear();
        for (var i = 0; i < 3_000; i++) {
            portal.add(random.nextInt(12_000));
        }
        portal.longestListPage = random.nextBoolean() ? 100 : 20 + random.nextInt(80);
        if (random.nextBoolean()) {
            portal.listCursor = id -> "p" + id;
        }
        if (random.nextBoolean()) {
            var number = 1 + random.nextInt(30);
            spoilPage(number, page -> MemoryPortal.with(page, page.records().reversed()));
        }
        var always = new TreeSet<>(portal.live.keySet());
        portal.beforeCall = call -> {
            if (random.nextInt(3) == 0) {
                var gone = portal.live.ceilingKey((long) random.nextInt(10_000));
                portal.live.remove(gone);
                always.remove(gone);
                portal.add(12_000 + random.nextInt(3_000));
            }
        };

        read();

        told.requireHonest(Set.copyOf(always));
        assertThat(told.delivered.stream().filter(always::contains)).doesNotHaveDuplicates();
    }
}
