package io.hubflow.engine.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubflow.engine.MemoryRuns;
import io.hubflow.engine.checkpoint.PortalFacts.IdOrder;
import io.hubflow.engine.checkpoint.PortalFacts.ListJump;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.range.IdIntervals;
import io.hubflow.engine.range.IdRange;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.HubSpotRecord;
import io.hubflow.hubspot.MemoryPortal;
import io.hubflow.hubspot.RecordPage;
import io.hubflow.hubspot.SearchRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Slices of a portal that does not always tell the truth. */
final class SliceReaderTest {
    private final MemoryPortal portal = MemoryPortal.of(1, 1_000, 1);
    private final Delivered told = new Delivered();

    private SliceReader reader() {
        return told.readerOf(portal, IdOrder.NUMERIC);
    }

    private static Slice snapshot(IdRange ids) {
        return new Slice.Snapshot("things", ids, 0, Long.MAX_VALUE);
    }

    private static Slice snapshot() {
        return snapshot(IdRange.ALL);
    }

    private static Slice.Refresh listed(IdRange ids) {
        return new Slice.Refresh("things", ids, 0);
    }

    private void spoilSearch(int number, UnaryOperator<RecordPage> change) {
        portal.spoilSearch = page -> portal.searches.size() == number ? change.apply(page) : page;
    }

    private static RecordPage reversed(RecordPage page) {
        return MemoryPortal.with(page, page.records().reversed());
    }

    private static RecordPage empty(RecordPage page) {
        return MemoryPortal.with(page, List.of());
    }

    private static RecordPage without(RecordPage page, long id) {
        return MemoryPortal.with(
                page,
                page.records().stream().filter(record -> record.id() != id).toList());
    }

    @Test
    void aSearchSliceHoldsItsIdsAloneAndCoversThem() {
        reader().read(snapshot(new IdRange(300, 700)), told);

        assertThat(told.delivered)
                .containsExactlyElementsOf(portal.live.subMap(300L, 700L).keySet());
        assertThat(told.covered).isEqualTo(IdIntervals.of(new IdRange(300, 700)));
    }

    @Test
    void aSliceOfChangesHoldsWhatWasModifiedThenAlone() {
        for (var id : List.of(10L, 20L, 30L)) {
            portal.live.compute(id, (key, record) -> record.updatedAt(MemoryPortal.LONG_AGO + key));
        }

        reader().read(
                        new Slice.Changes(
                                "things", IdRange.ALL, MemoryPortal.LONG_AGO + 10, MemoryPortal.LONG_AGO + 20, false),
                        told);

        assertThat(told.delivered).containsExactly(10L, 20L);
    }

    @Test
    void aSearchThatShowsTextualOrderIsToldOnceAndTheNextSliceIsReadSo() {
        portal.sortsAsText = true;
        var reader = reader();

        reader.read(snapshot(), told);
        told.requireWhole(IdRange.ALL, portal.live.keySet());
        reader.read(snapshot(), told);

        assertThat(told.orders).containsExactly(IdOrder.TEXTUAL);
        assertThat(told.delivered).hasSizeGreaterThanOrEqualTo(2_000);
    }

    @Test
    void aPortalThatSortsAsNumbersAgainIsReadByIdsAgain() {
        told.readerOf(portal, IdOrder.TEXTUAL).read(snapshot(), told);

        told.requireWhole(IdRange.ALL, portal.live.keySet());
        assertThat(told.orders).containsExactly(IdOrder.NUMERIC);
        assertThat(portal.searches)
                .filteredOn(search -> search.limit() == SearchRequest.MAX_LIMIT)
                .hasSize(5)
                .allMatch(search -> search.after().isEmpty());
    }

    @Test
    void recordsByIdAreThoseThatAreThere() {
        portal.live.remove(5L);
        portal.archive(6);

        reader().read(new Slice.Ids("things", List.of(4L, 5L, 6L, 7L)), told);

        assertThat(told.delivered).containsExactly(4L, 7L);
        assertThat(told.incomplete).as("what is gone is not missing").isEmpty();
    }

    @Test
    void aRecordThatOneBatchReadLeavesOutIsAskedForOnceMore() {
        portal.hiddenFromBatches.add(5L);
        portal.beforeCall = call -> {
            if (call.number() == 2) {
                portal.hiddenFromBatches.clear();
            }
        };

        reader().read(new Slice.Ids("things", List.of(4L, 5L)), told);

        assertThat(told.delivered).containsExactly(4L, 5L);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRecordThatHubSpotShowsAndDoesNotGiveIsReported(boolean byList) {
        portal.hiddenFromBatches.add(5L);
        portal.listCanBeEntered = byList;

        reader().read(new Slice.Ids("things", List.of(4L, 5L)), told);

        assertThat(told.delivered).containsExactly(4L);
        assertThat(told.incomplete).containsExactly(new IdRange(5, 6));
    }

    @Test
    void archivedRecordsAreReadByIdAndByList() {
        portal.archive(5);
        portal.archive(6);

        reader().readArchived(List.of(4L, 5L), told);
        assertThat(told.delivered).containsExactly(5L);

        reader().read(new Slice.Archived("things"), told);
        assertThat(told.delivered).containsExactly(5L, 5L, 6L);
        assertThat(told.rows).allMatch(Row::archived);
    }

    @Test
    void aReaderByIdAsksForTheWantedIdsAloneAndItsRowsCountAsReadById() {
        reader().byId(ids -> ids.stream().filter(id -> id % 2 == 0).toList()).read(snapshot(), told);

        assertThat(told.delivered).hasSize(500).allMatch(id -> id % 2 == 0);
        assertThat(told.rows).allMatch(Row::isReadById);
        assertThat(told.covered).isEqualTo(IdIntervals.of(IdRange.ALL));
    }

    @Test
    void aRangeOfTheListIsComparedWithTheSearch() {
        portal.hiddenFromList.add(450L);

        reader().readList(listed(new IdRange(300, 700)), OptionalLong.of(400), told);

        assertThat(told.delivered)
                .containsExactlyInAnyOrderElementsOf(portal.live.subMap(300L, 701L).keySet().stream()
                        .filter(id -> id < 700)
                        .toList());
        assertThat(told.covered).isEqualTo(IdIntervals.of(new IdRange(300, 700)));
    }

    @Test
    void aListThatBeginsElsewhereIsNotReadOn() {
        portal.listAlwaysBegins = true;

        assertThatThrownBy(() -> reader().readList(listed(new IdRange(300, 700)), OptionalLong.empty(), told))
                .isInstanceOf(ListOrderBroken.class);

        assertThat(told.delivered).isEmpty();
        assertThat(told.covered.isEmpty()).isTrue();
    }

    @Test
    void onePageOfTheListThatIsOutOfOrderIsAskedForAgain() {
        portal.spoilList = page -> portal.lists.size() == 2 ? reversed(page) : page;

        reader().readList(listed(new IdRange(300, 700)), OptionalLong.empty(), told);

        told.requireWhole(new IdRange(300, 700), portal.live.subMap(300L, 700L).keySet());
    }

    @Test
    void theListsCursorMustMoveOn() {
        portal.spoilList = page -> new RecordPage(
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.of("300"),
                OptionalLong.empty(),
                page.serverTime());

        assertThatThrownBy(() -> reader().readList(listed(new IdRange(300, 700)), OptionalLong.empty(), told))
                .isInstanceOfSatisfying(
                        ConnectorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.HUBSPOT_ANSWER_BROKEN));
        assertThat(told.covered.isEmpty()).isTrue();
    }

    @Test
    void olderRecordsOfAListAreDroppedAndTheRangeIsCovered() {
        portal.live.compute(7L, (id, record) -> record.updatedAt(MemoryPortal.LONG_AGO + 1));

        reader().readList(
                        new Slice.Refresh("things", IdRange.ALL, MemoryPortal.LONG_AGO + 1),
                        OptionalLong.of(1_000),
                        told);

        assertThat(told.delivered).containsExactly(7L);
        assertThat(told.covered).isEqualTo(IdIntervals.of(IdRange.ALL));
    }

    @Test
    void boundsAreTheCountAndTheGreatestId() {
        assertThat(reader().fetchBounds(snapshot())).isEqualTo(new IdBounds(1_000, 1_000));
        assertThat(portal.calls()).isEqualTo(1);

        portal.live.clear();
        assertThat(reader().fetchBounds(snapshot())).isEqualTo(new IdBounds(0, 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {10_000, 10_001, 25_000})
    void aTotalAtTheWallOfTheSearchIsCountedInRanges(int records) {
        var large = MemoryPortal.of(1, records, 3);
        large.capsTotals = true;

        assertThat(told.readerOf(large, IdOrder.NUMERIC).fetchBounds(snapshot()))
                .isEqualTo(new IdBounds(records, 3L * records - 2));
        assertThat(large.calls()).isLessThan(10);
    }

    @Test
    void anIdIsFoundByItsRankFromEitherEnd() {
        var ids = new IdRange(100, 900);

        assertThat(reader().fetchIdFromBottom(snapshot(), ids, 200)).hasValue(300);
        assertThat(reader().fetchIdFromTop(snapshot(), ids, 200)).hasValue(700);
        assertThat(reader().fetchIdFromBottom(snapshot(), ids, 800)).isEmpty();
        assertThat(reader().fetchIdFromTop(snapshot(), ids, 801)).isEmpty();
    }

    @Test
    void anEmptyPageWithACursorIsNoRankAndIsAskedForAgain() {
        spoilSearch(1, SliceReaderTest::empty);

        assertThat(reader().fetchIdFromBottom(snapshot(), IdRange.ALL, 200)).hasValue(201);
    }

    @Test
    void anIdOutsideTheRangeIsNoRank() {
        portal.spoilSearch = page -> MemoryPortal.with(page, List.of(record(950)));

        assertThat(reader().fetchIdFromBottom(snapshot(), new IdRange(100, 900), 200))
                .isEmpty();
        assertThat(portal.calls()).as("tries").isEqualTo(4);
    }

    private static HubSpotRecord record(long id) {
        return new HubSpotRecord(id, 1, 1, false, HubSpotRecord.NOT_ARCHIVED, new String[0]);
    }

    @Test
    void aPageByRankHandsItsRowsOnAndCoversNothingByItself() {
        var page = reader().readAt(snapshot(), new IdRange(100, 900), 200, false, told)
                .orElseThrow();

        assertThat(told.delivered)
                .containsExactlyElementsOf(portal.live.subMap(300L, 500L).keySet());
        assertThat(page.firstId()).isEqualTo(300);
        assertThat(page.lastId()).isEqualTo(499);
        assertThat(page.records()).isEqualTo(200);
        assertThat(page.total()).hasValue(800);
        assertThat(told.covered.isEmpty()).isTrue();
    }

    @Test
    void theFirstRecordOfAPageMayBeLeftToSomebodyElse() {
        var page = reader().readAt(snapshot(), IdRange.ALL, 200, true, told).orElseThrow();

        assertThat(page.firstId()).isEqualTo(201);
        assertThat(page.records()).isEqualTo(200);
        assertThat(told.delivered)
                .containsExactlyElementsOf(portal.live.subMap(202L, 401L).keySet());
    }

    @Test
    void aPageThatLeavesOneOutDoesNotProveItsRange() {
        spoilSearch(1, page -> without(page, 350));
        var page = reader().readAt(snapshot(), new IdRange(300, 400), 0, false, told)
                .orElseThrow();

        page.prove(new IdRange(300, 400));

        told.requireWhole(new IdRange(300, 400), portal.live.subMap(300L, 400L).keySet());
        assertThat(told.delivered).doesNotHaveDuplicates();
    }

    @Test
    void behindTheLastRecordThereIsNoPage() {
        assertThat(reader().readAt(snapshot(), IdRange.ALL, 1_000, false, told)).isEmpty();
        assertThat(told.delivered).isEmpty();
        assertThat(portal.calls()).isEqualTo(1);
    }

    @Test
    void onePageByRankThatIsOutOfOrderIsAskedForAgain() {
        spoilSearch(1, SliceReaderTest::reversed);

        assertThat(reader().readAt(snapshot(), IdRange.ALL, 200, false, told)).isPresent();

        assertThat(told.delivered)
                .containsExactlyElementsOf(portal.live.subMap(201L, 401L).keySet());
        assertThat(told.orders).isEmpty();
    }

    @Test
    void pagesByRankThatAreNeverInOrderHandNothingOn() {
        portal.spoilSearch = SliceReaderTest::reversed;

        assertThat(reader().readAt(snapshot(), IdRange.ALL, 200, false, told)).isEmpty();

        assertThat(told.delivered).isEmpty();
        assertThat(told.orders).as("no order at all is no textual one").isEmpty();
    }

    @Test
    void aPageIsFullWhereItShowsAsMuchAsTheMemoryLetsItAskFor() {
        portal.fitting = 50;
        var small = reader().readAt(snapshot(), IdRange.ALL, 200, false, told).orElseThrow();

        assertThat(small.records()).isEqualTo(50);
        assertThat(small.isFull()).isTrue();

        portal.spoilSearch = page -> without(page, 210);
        var lacking = reader().readAt(snapshot(), IdRange.ALL, 200, false, told).orElseThrow();

        assertThat(lacking.records()).isEqualTo(49);
        assertThat(lacking.isFull()).isFalse();
    }

    @Test
    void whereIdsSortAsTextThereAreNoRanks() {
        portal.sortsAsText = true;
        var reader = reader();

        assertThat(reader.readAt(snapshot(), IdRange.ALL, 0, false, told)).isEmpty();
        assertThat(reader.readAt(snapshot(), IdRange.ALL, 200, false, told)).isEmpty();

        assertThat(told.delivered).isEmpty();
        assertThat(told.orders).as("told once").containsExactly(IdOrder.TEXTUAL);
    }

    @Test
    void aListThatGoesOnFromAnyIdMayBeEntered() {
        assertThat(reader().probeListJump(1_000)).isTrue();
        assertThat(portal.calls()).isEqualTo(2);
    }

    @Test
    void idsThatASearchHasShownTellByOneCallWhetherTheListMayBeEntered() {
        var shown = LongStream.range(101, 301).toArray();

        assertThat(reader().probeListJump(shown)).isTrue();
        assertThat(portal.calls()).isEqualTo(1);

        portal.listAlwaysBegins = true;
        assertThat(reader().probeListJump(shown)).as("begins anew").isFalse();

        portal.listAlwaysBegins = false;
        portal.hiddenFromList.add(230L);
        assertThat(reader().probeListJump(shown)).as("lacks a record").isFalse();
    }

    @Test
    void oneIdDoesNotTell() {
        assertThat(reader().probeListJump(new long[] {500})).isFalse();
        assertThat(portal.calls()).isZero();
    }

    @Test
    void aRecordThatLeavesBetweenASearchAndTheListIsNotTakenForAListThatMayNotBeEntered() {
        var reader = reader();
        var page = reader.readAt(snapshot(), IdRange.ALL, 0, false, told).orElseThrow();
        portal.live.remove(150L);
        var probe = new PortalProbe(reader, MemoryRuns.THINGS, sentence -> {});
        var bounds = new IdBounds(1_000, 1_000);

        assertThat(probe.listJump(bounds, ListJump.UNKNOWN, page)).isEqualTo(ListJump.ALLOWED);
        assertThat(probe.listJump(bounds, ListJump.REFUSED, page))
                .as("what is known is not asked")
                .isEqualTo(ListJump.REFUSED);
        assertThat(portal.calls()).isEqualTo(4);
    }

    @Test
    void whereIdsSortAsTextTheListMayBeEnteredAllTheSame() {
        portal.sortsAsText = true;

        assertThat(reader().probeListJump(1_000)).isTrue();
    }

    @Test
    void aListThatMayNotBeEnteredIsFoundOut() {
        portal.listAlwaysBegins = true;
        assertThat(reader().probeListJump(1_000)).as("begins anew").isFalse();

        portal.listAlwaysBegins = false;
        portal.listCanBeEntered = false;
        assertThat(reader().probeListJump(1_000)).as("refuses").isFalse();

        portal.listCanBeEntered = true;
        portal.listCursor = id -> "p" + id;
        assertThat(reader().probeListJump(1_000))
                .as("goes on by another cursor")
                .isFalse();
    }

    @Test
    void aListIsNotEnteredWhereItDoesNotHoldWhatASearchFindsOrHasNoOrder() {
        portal.hiddenFromList.add(530L);
        assertThat(reader().probeListJump(1_000)).as("lacks a record").isFalse();

        portal.hiddenFromList.clear();
        portal.spoilList = SliceReaderTest::reversed;
        assertThat(reader().probeListJump(1_000)).as("descends").isFalse();

        portal.spoilList = SliceReaderTest::empty;
        assertThat(reader().probeListJump(1_000)).as("shows nothing").isFalse();
    }

    @Test
    void aListOfNothingProvesNothing() {
        portal.live.clear();

        assertThat(reader().probeListJump(0)).isFalse();
        assertThat(reader().probeListJump(1_000)).as("they left").isFalse();
    }

    @Test
    void aProbeThatFailsForAnotherReasonSaysNothingOfTheList() {
        portal.failAt(2);

        assertThatThrownBy(() -> reader().probeListJump(1_000)).isInstanceOf(ConnectorException.class);
    }

    @ParameterizedTest
    @EnumSource(MemoryPortal.Kind.class)
    void whatWasCoveredBeforeACallFailsStaysValid(MemoryPortal.Kind kind) {
        portal.hiddenFromList.add(650L);
        portal.spoilSearch = page -> without(page, 350);
        var slices = new ArrayList<Runnable>();
        slices.add(() -> reader().read(snapshot(), told));
        slices.add(() -> reader().readList(listed(IdRange.ALL), OptionalLong.empty(), told));
        portal.beforeCall = call -> {
            if (call.kind() == kind && call.number() > 4) {
                throw MemoryPortal.unavailable();
            }
        };

        for (var slice : slices) {
            try {
                slice.run();
            } catch (ConnectorException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.HUBSPOT_UNAVAILABLE);
            }
        }

        told.requireCoveredDelivered(Set.copyOf(portal.live.keySet()));
    }
}
