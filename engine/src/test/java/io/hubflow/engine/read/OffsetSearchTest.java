package io.hubflow.engine.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.checkpoint.PortalFacts.IdOrder;
import io.hubflow.engine.range.IdIntervals;
import io.hubflow.engine.range.IdRange;
import io.hubflow.hubspot.SearchRequest;
import java.util.ArrayList;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows that are paged by offsets, in whatever order. */
final class OffsetSearchTest {
    private static void read(FakeSearches portal, IdRange range) {
        var delivery = portal.delivery();
        new OffsetSearch(portal, SearchQuery.EVERYTHING, delivery, portal.check(delivery), portal).read(range);
    }

    private static FakeSearches textual(int count) {
        var portal = FakeSearches.of(1, count, 1);
        portal.sortsAsText = true;
        return portal;
    }

    @Test
    void oneWindowIsReadPageByPageAndCoveredByItsOwnTotals() {
        var portal = textual(500);

        read(portal, IdRange.ALL);

        portal.requireWhole(IdRange.ALL, portal.ids);
        assertThat(portal.delivered).doesNotHaveDuplicates();
        assertThat(portal.offsets).containsExactly(0L, 199L, 398L);
        assertThat(portal.calls).as("a count, and three pages").isEqualTo(4);
        assertThat(portal.orders).isEmpty();
    }

    @Test
    void whatIsMoreThanAWindowIsHalvedUntilEachPartFits() {
        var portal = textual(25_000);

        read(portal, new IdRange(0, 30_000));

        portal.requireWhole(new IdRange(0, 30_000), portal.ids);
        assertThat(portal.delivered).doesNotHaveDuplicates();
        assertThat(portal.offsets).allMatch(offset -> offset < SearchRequest.MAX_WINDOW);
    }

    @Test
    void anOpenEndIsCutByDigits() {
        var portal = textual(12_000);

        read(portal, IdRange.ALL);

        portal.requireWhole(IdRange.ALL, portal.ids);
        assertThat(portal.calls)
                .as("halves from the greatest id would take as many more")
                .isLessThan(200);
    }

    @Test
    void aRecordThatLeavesAndOneThatComesDoNotHideTheOneThatMoved() {
        var portal = FakeSearches.of(1, 600, 2);
        portal.sortsAsText = true;
        portal.beforeCall = call -> {
            if (call == 3) { // the first page of 200 was read
                portal.ids.remove(1L);
                portal.ids.add(9_998L);
            }
        };
        var always = new ArrayList<>(portal.ids);
        always.remove(1L);

        read(portal, IdRange.ALL);

        portal.requireWhole(IdRange.ALL, always);
    }

    @Test
    void anotherTotalOnALaterPageHasTheIdsCompared() {
        var portal = FakeSearches.of(1, 400, 1);
        portal.spoil = (call, page) -> call == 2
                ? FakeSearches.page(
                        page.records().stream()
                                .map(record -> record.id())
                                .filter(id -> id != 150)
                                .toList(),
                        page.nextAfter(),
                        OptionalLong.of(399))
                : page;

        read(portal, IdRange.ALL);

        portal.requireWhole(IdRange.ALL, portal.ids);
    }

    @Test
    void aPageSortedAsNumbersAloneIsToldOf() {
        var portal = FakeSearches.of(5, 20, 1);

        read(portal, IdRange.ALL);

        assertThat(portal.orders).containsOnly(IdOrder.NUMERIC);
    }

    @Test
    void anEmptyRangeIsCovered() {
        var portal = FakeSearches.of(5);

        read(portal, new IdRange(10, 20));

        assertThat(portal.covered).isEqualTo(IdIntervals.of(new IdRange(10, 20)));
        assertThat(portal.delivered).isEmpty();
    }

    @Test
    void pagesOfOneRecordGoOnBehindIt() {
        var portal = textual(12);
        portal.longestPage = 1;

        read(portal, IdRange.ALL);

        portal.requireWhole(IdRange.ALL, portal.ids);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void nothingThatWasThereAllTheTimeIsMissingWhereItIsCalledCovered(long seed) {
        var random = new Random(seed);
        var portal = new FakeSearches();
        for (var i = 0; i < 1_200; i++) {
            portal.ids.add((long) random.nextInt(4_000));
        }
        portal.sortsAsText = random.nextBoolean();
        portal.longestPage = random.nextBoolean() ? 200 : 2 + random.nextInt(60);
        var always = new ArrayList<>(portal.ids);
        portal.beforeCall = call -> {
            if (call < 30 && random.nextInt(2) == 0) {
                var gone = portal.ids.ceiling((long) random.nextInt(3_000));
                portal.ids.remove(gone);
                always.remove(gone);
                portal.ids.add((long) random.nextInt(4_000));
            }
        };

        read(portal, IdRange.ALL);

        portal.requireHonest(Set.copyOf(always));
    }
}
