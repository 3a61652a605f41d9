package io.hubflow.engine.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.checkpoint.PortalFacts.IdOrder;
import io.hubflow.engine.range.IdIntervals;
import io.hubflow.engine.range.IdRange;
import io.hubflow.hubspot.HubSpotRecord;
import io.hubflow.hubspot.RecordPage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ids in order, page by page, in a portal that does not always tell the truth. */
final class KeysetSearchTest {
    private static void read(FakeSearches portal, IdRange range) {
        new KeysetSearch(portal, SearchQuery.EVERYTHING, portal.delivery(), portal, range).read();
    }

    @Test
    void readsARangeInPagesWithoutACallMore() {
        var portal = FakeSearches.of(1, 1_000, 1);

        read(portal, IdRange.ALL);

        portal.requireWhole(IdRange.ALL, portal.ids);
        assertThat(portal.delivered).doesNotHaveDuplicates().isSorted();
        assertThat(portal.calls).isEqualTo(5);
        assertThat(portal.offsets).containsOnly(0L);
        assertThat(portal.remaining)
                .containsExactly(
                        OptionalLong.of(800),
                        OptionalLong.of(600),
                        OptionalLong.of(400),
                        OptionalLong.of(200),
                        OptionalLong.of(0));
    }

    @Test
    void readsJustTheIdsOfItsRange() {
        var portal = FakeSearches.of(9, 10, 11, 19, 20);

        read(portal, new IdRange(10, 20));

        assertThat(portal.delivered).containsExactly(10L, 11L, 19L);
        assertThat(portal.covered).isEqualTo(IdIntervals.of(new IdRange(10, 20)));
        assertThat(portal.calls).isEqualTo(1);
    }

    @Test
    void aRangeWithoutRecordsIsCoveredByOneCall() {
        var portal = FakeSearches.of(5);

        read(portal, new IdRange(10, 20));

        assertThat(portal.covered).isEqualTo(IdIntervals.of(new IdRange(10, 20)));
        assertThat(portal.calls).isEqualTo(1);
    }

    @Test
    void moreThanTenThousandRecordsAreNoWall() {
        var portal = FakeSearches.of(7, 12_345, 3);

        read(portal, IdRange.ALL);

        portal.requireWhole(IdRange.ALL, portal.ids);
        assertThat(portal.calls).isEqualTo(62);
    }

    @ParameterizedTest
    @CsvSource({"500, 2, 250", "150, 1, 150"})
    void aRecordThatAPageLeavesOutIsReadById(int records, int pageNumber, long leftOut) {
        var portal = FakeSearches.of(1, records, 1);
        portal.spoil = (call, page) -> call == pageNumber ? without(page, leftOut) : page;

        read(portal, IdRange.ALL);

        portal.requireWhole(IdRange.ALL, portal.ids);
    }

    @Test
    void aRecordThatIsNeverGivenIsReportedAndItsIdsAreNotCovered() {
        var portal = FakeSearches.of(1, 500, 1);
        portal.hiddenFromSearch.add(250L);
        portal.hiddenFromList.add(250L);

        read(portal, IdRange.ALL);

        portal.requireHonest(portal.ids);
        assertThat(portal.missing).isEqualTo(1);
        assertThat(portal.covered.contains(100)).isTrue();
        assertThat(portal.covered.contains(450)).isTrue();
    }

    @Test
    void aRecordThatComesBelowThePositionIsFound() {
        var portal = FakeSearches.of(1, 600, 2);
        portal.beforeCall = call -> {
            if (call == 3) {
                portal.ids.add(500L);
            }
        };

        read(portal, IdRange.ALL);

        portal.requireWhole(IdRange.ALL, portal.ids.headSet(500L));
        assertThat(portal.covered.gapsIn(IdRange.ALL).isEmpty()).isTrue();
    }

    @Test
    void anArrivalThatHidesADepartureIsFound() {
        var portal = FakeSearches.of(1, 600, 2);
        portal.beforeCall = call -> {
            if (call == 2) {
                portal.ids.remove(401L); // on the page that comes
                portal.ids.add(200L); // on the page that was read
            }
        };

        read(portal, IdRange.ALL);

        portal.requireWhole(
                IdRange.ALL, portal.ids.stream().filter(id -> id != 200).toList());
    }

    @Test
    void anEmptyPageInTheMiddleIsAskedForAgain() {
        var portal = FakeSearches.of(1, 300, 1);
        portal.spoil = (call, page) ->
                call == 1 || call == 2 ? FakeSearches.page(List.of(), Optional.of("200"), OptionalLong.of(300)) : page;

        read(portal, IdRange.ALL);

        portal.requireWhole(IdRange.ALL, portal.ids);
        assertThat(portal.calls).isEqualTo(4);
    }

    @Test
    void whereAPageStaysEmptyItsCursorIsFollowedAndTheRestIsCheckedById() {
        var portal = FakeSearches.of(1, 300, 1);
        portal.spoil = (call, page) ->
                call <= 3 ? FakeSearches.page(List.of(), Optional.of("200"), OptionalLong.of(300)) : page;

        read(portal, IdRange.ALL);

        portal.requireWhole(IdRange.ALL, portal.ids);
        assertThat(portal.offsets.get(3)).isEqualTo(200);
    }

    @Test
    void onePageOutOfOrderIsAskedForAgain() {
        var portal = FakeSearches.of(8, 9, 10, 11);
        portal.spoil = (call, page) ->
                call <= 2 ? FakeSearches.page(List.of(10L, 11L, 8L, 9L), Optional.empty(), OptionalLong.of(4)) : page;

        read(portal, IdRange.ALL);

        portal.requireWhole(IdRange.ALL, portal.ids);
        assertThat(portal.orders).isEmpty();
        assertThat(portal.calls).isEqualTo(3);
    }

    @Test
    void aPortalThatSortsAsTextIsToldOfAndReadByOffset() {
        var portal = FakeSearches.of(1, 1_000, 1);
        portal.sortsAsText = true;

        read(portal, IdRange.ALL);

        portal.requireWhole(IdRange.ALL, portal.ids);
        assertThat(portal.orders).containsExactly(IdOrder.TEXTUAL);
    }

    @Test
    void threePagesInNoOrderAtAllProveNoOrder() {
        var portal = FakeSearches.of(8, 9, 10, 11);
        portal.spoil = (call, page) ->
                call <= 3 ? FakeSearches.page(List.of(11L, 8L, 10L, 9L), Optional.empty(), OptionalLong.of(4)) : page;

        read(portal, IdRange.ALL);

        portal.requireWhole(IdRange.ALL, portal.ids);
        assertThat(portal.orders).doesNotContain(IdOrder.TEXTUAL);
    }

    @Test
    void textThatBeginsLikeNumbersShowsWhereTheRangeEnds() {
        // As text: 1, 10, 11, 2 … and the first page of two ascends as numbers too.
        var portal = FakeSearches.of(1, 20, 1);
        portal.sortsAsText = true;
        portal.longestPage = 2;

        read(portal, new IdRange(0, 15));

        portal.requireWhole(new IdRange(0, 15), portal.ids.headSet(15L));
    }

    @Test
    void stopsWhereTheSinkSaysAndCoversNoMore() {
        var portal = FakeSearches.of(1, 1_000, 1);
        portal.stopAt = 301;

        read(portal, IdRange.ALL);

        assertThat(portal.delivered).contains(300L).doesNotContain(401L);
        assertThat(portal.covered.contains(300)).isTrue();
        assertThat(portal.covered.contains(401)).isFalse();
    }

    @Test
    void aPageWithoutATotalIsCheckedById() {
        var portal = FakeSearches.of(1, 400, 1);
        portal.spoil = (call, page) -> call == 1 ? withoutTotal(without(page, 77)) : page;

        read(portal, IdRange.ALL);

        portal.requireWhole(IdRange.ALL, portal.ids);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100})
    void shortPagesChangeNothing(int longest) {
        var portal = FakeSearches.of(3, 300, 5);
        portal.longestPage = longest;

        read(portal, IdRange.ALL);

        portal.requireWhole(IdRange.ALL, portal.ids);
    }

    /** Whatever happens between the calls, no record that was there all the time is missing in what is called covered. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void nothingThatWasThereAllTheTimeIsMissingWhereItIsCalledCovered(long seed) {
        var random = new Random(seed);
        var portal = new FakeSearches();
        for (var i = 0; i < 1_500; i++) {
            portal.ids.add((long) random.nextInt(6_000));
        }
        portal.sortsAsText = random.nextInt(3) == 0;
        portal.longestPage = random.nextBoolean() ? 200 : 1 + random.nextInt(60);
        portal.listCanBeEntered = random.nextBoolean();
        var hides = random.nextBoolean();
        if (hides) {
            var hidden = (long) portal.ids.ceiling(3_000L);
            portal.hiddenFromSearch.add(hidden);
            portal.hiddenFromList.add(hidden);
        }
        var always = new ArrayList<>(portal.ids);
        portal.beforeCall = call -> {
            if (call < 40 && random.nextInt(3) == 0) {
                var gone = portal.ids.ceiling((long) random.nextInt(5_000));
                if (gone != null) {
                    portal.ids.remove(gone);
                    always.remove(gone);
                }
                if (!hides) { // else it may come in the very moment in which another one is left out
                    portal.ids.add((long) random.nextInt(6_000));
                }
            }
        };

        read(portal, IdRange.ALL);

        portal.requireHonest(Set.copyOf(always));
    }

    private static RecordPage without(RecordPage page, long id) {
        var others = page.records().stream()
                .map(HubSpotRecord::id)
                .filter(other -> other != id)
                .toList();
        return FakeSearches.page(others, page.nextAfter(), page.total());
    }

    private static RecordPage withoutTotal(RecordPage page) {
        return FakeSearches.page(
                page.records().stream().map(HubSpotRecord::id).toList(), page.nextAfter(), OptionalLong.empty());
    }
}
