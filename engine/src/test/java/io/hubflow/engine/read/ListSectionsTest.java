package io.hubflow.engine.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubflow.engine.checkpoint.PortalFacts.IdOrder;
import io.hubflow.engine.range.IdIntervals;
import io.hubflow.engine.range.IdRange;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A list that a test gives page by page, and searches that tell what it should have given. */
final class ListSectionsTest {
    private static final int PAGE = 100;

    private static ListSections sections(FakeSearches portal, IdOrder order, long compareUpTo, OptionalLong counted) {
        return sections(portal, order, compareUpTo, counted, 0);
    }

    private static ListSections sections(
            FakeSearches portal, IdOrder order, long compareUpTo, OptionalLong counted, long from) {
        var delivery = portal.delivery();
        return ListSections.checked(portal, portal.check(delivery), delivery, order, compareUpTo, counted, from);
    }

    private static ListSections sections(FakeSearches portal) {
        return sections(portal, IdOrder.NUMERIC, 0, OptionalLong.empty());
    }

    /** The ids in the order of the list, to its end. */
    private static void readAll(ListSections sections, Collection<Long> given) {
        readSome(sections, given);
        sections.closeLast();
    }

    private static void readSome(ListSections sections, Collection<Long> given) {
        var ids = new ArrayList<>(given);
        for (var start = 0; start < ids.size(); start += PAGE) {
            var page = ids.subList(start, Math.min(ids.size(), start + PAGE));
            var next = page.getLast() + 1;
            sections.add(Set.copyOf(page));
            sections.goesOn(Long.toString(next), next);
            sections.closeBy(next);
        }
    }

    private static List<Long> without(FakeSearches portal, long... ids) {
        var others = new ArrayList<>(portal.ids);
        for (var id : ids) {
            others.remove(id);
        }
        return others;
    }

    @Test
    void eachSectionCostsOneSearch() {
        var portal = FakeSearches.of(1, 2_500, 1);

        readAll(sections(portal), portal.ids);

        assertThat(portal.covered).isEqualTo(IdIntervals.of(IdRange.ALL));
        assertThat(portal.calls).isEqualTo(3);
        assertThat(portal.delivered).as("read by id").isEmpty();
    }

    @Test
    void aSectionIsCoveredOnceAllOfItIsReadAndNotBefore() {
        var portal = FakeSearches.of(1, 2_500, 1);
        var sections = sections(portal);

        readSome(sections, portal.ids.headSet(901L));
        assertThat(portal.covered.isEmpty()).isTrue();

        readSome(sections, portal.ids.subSet(901L, 1_301L));
        assertThat(portal.covered).isEqualTo(IdIntervals.of(new IdRange(0, 1_001)));
    }

    @Test
    void onePageMayEndManySections() {
        var portal = FakeSearches.of(1, 5_000, 1);
        var sections = sections(portal);
        sections.add(portal.ids);

        sections.closeBy(4_500);

        assertThat(portal.covered).isEqualTo(IdIntervals.of(new IdRange(0, 4_001)));
    }

    @Test
    void recordsThatTheListLeavesOutAreReadById() {
        var portal = FakeSearches.of(1, 2_500, 1);

        readAll(sections(portal), without(portal, 1, 1_000, 1_001, 1_500, 2_500));

        assertThat(portal.delivered).containsExactlyInAnyOrder(1L, 1_000L, 1_001L, 1_500L, 2_500L);
        assertThat(portal.covered).isEqualTo(IdIntervals.of(IdRange.ALL));
    }

    @Test
    void aRecordThatIsNeverGivenIsReportedAndOnlyTheRestIsCovered() {
        var portal = FakeSearches.of(1, 2_500, 1);
        portal.hiddenFromSearch.add(1_500L);
        portal.hiddenFromList.add(1_500L);

        readAll(sections(portal), without(portal, 1_500));

        portal.requireHonest(Set.of(1_500L));
        assertThat(portal.missing).isEqualTo(1);
        assertThat(portal.covered.contains(500)).isTrue();
        assertThat(portal.covered.contains(2_400)).isTrue();
    }

    @Test
    void aSmallTypeThatWasJustCountedNeedsNoSearch() {
        var portal = FakeSearches.of(1, 300, 1);

        readAll(sections(portal, IdOrder.NUMERIC, 0, OptionalLong.of(300)), portal.ids);

        assertThat(portal.covered).isEqualTo(IdIntervals.of(IdRange.ALL));
        assertThat(portal.calls).isZero();
    }

    @Test
    void aSmallTypeIsComparedIdByIdSoThatAnArrivalHidesNoOmission() {
        var portal = FakeSearches.of(1, 300, 1);
        var sections = sections(portal, IdOrder.NUMERIC, 500, OptionalLong.of(300));
        portal.ids.add(301L);

        readAll(sections, without(portal, 17));

        assertThat(portal.delivered).containsExactly(17L);
        assertThat(portal.covered).isEqualTo(IdIntervals.of(IdRange.ALL));
    }

    @Test
    void aCountOfAllRecordsSaysNothingOfAListThatIsTakenUpLater() {
        var portal = FakeSearches.of(1, 1_000, 1);
        var rest = new ArrayList<>(portal.ids.tailSet(501L));
        rest.remove(600L);

        readAll(sections(portal, IdOrder.NUMERIC, 0, OptionalLong.of(rest.size()), 501), rest);

        assertThat(portal.delivered).containsExactly(600L);
        assertThat(portal.covered).isEqualTo(IdIntervals.of(new IdRange(501, IdRange.END)));
    }

    @Test
    void aCursorThatIsNoIdHasTheIdsCompared() {
        var portal = FakeSearches.of(1, 2_000, 2);
        var sections = sections(portal);
        portal.ids.add(700L);
        sections.add(Set.copyOf(without(portal, 801)));
        sections.goesOn("bmV4dA", 4_000);

        sections.closeLast();

        assertThat(portal.delivered).containsExactly(801L);
    }

    @Test
    void aListThatStopsInASectionHasWhatWasReadOfItCompared() {
        var portal = FakeSearches.of(1, 2_500, 1);
        var sections = sections(portal);
        readSome(sections, portal.ids.headSet(1_401L));
        sections.add(Set.copyOf(without(portal, 1_450).subList(1_400, 1_499)));

        sections.closeAt(1_501);

        assertThat(portal.delivered).containsExactly(1_450L);
        assertThat(portal.covered).isEqualTo(IdIntervals.of(new IdRange(0, 1_501)));
    }

    @Test
    void whereIdsSortAsTextASectionIsCountedByItself() {
        var portal = FakeSearches.of(1, 2_500, 1);
        portal.sortsAsText = true;

        readAll(sections(portal, IdOrder.TEXTUAL, 0, OptionalLong.empty()), without(portal, 2_000));

        assertThat(portal.delivered).containsExactly(2_000L);
        assertThat(portal.covered).isEqualTo(IdIntervals.of(IdRange.ALL));
    }

    @Test
    void anElementWithoutAnIdCountsAsRead() {
        var portal = FakeSearches.of(1, 1_500, 1);
        var sections = sections(portal);
        sections.add(Set.of(Long.MIN_VALUE | 77));

        readAll(sections, without(portal, 400));

        assertThat(portal.covered).isEqualTo(IdIntervals.of(IdRange.ALL));
        assertThat(portal.calls).isEqualTo(2);
    }

    @Test
    void aSearchThatPointsBelowASectionDoesNotHoldItUp() {
        var portal = FakeSearches.of(501, 10, 1);
        portal.spoil = (call, page) ->
                page.records().isEmpty() ? FakeSearches.page(List.of(1L), page.nextAfter(), page.total()) : page;

        readAll(sections(portal, IdOrder.NUMERIC, 0, OptionalLong.empty(), 501), without(portal, 505));

        portal.requireWhole(new IdRange(501, IdRange.END), Set.of(505L));
    }

    @Test
    void withoutASecondWitnessEverythingThatWasReadIsCovered() {
        var portal = FakeSearches.of(1, 2_500, 1);
        var delivery = portal.delivery();
        var sections = ListSections.unchecked(portal, portal.check(delivery), delivery, 0);

        readSome(sections, portal.ids.headSet(301L));
        assertThat(portal.covered).isEqualTo(IdIntervals.of(new IdRange(0, 301)));

        readAll(sections, portal.ids.tailSet(301L));
        assertThat(portal.covered).isEqualTo(IdIntervals.of(IdRange.ALL));
        assertThat(portal.calls).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = ErrorCode.class,
            names = {"HUBSPOT_REQUEST_REFUSED", "HUBSPOT_NOT_FOUND"})
    void aTypeThatCannotBeSearchedHasNoSecondWitness(ErrorCode refusal) {
        var portal = FakeSearches.of(1, 2_500, 1);
        portal.refusal = refusal;

        readAll(sections(portal), portal.ids);

        assertThat(portal.covered).isEqualTo(IdIntervals.of(IdRange.ALL));
        assertThat(portal.calls).isEqualTo(1);
    }

    @Test
    void anyOtherFailureEndsTheReading() {
        var portal = FakeSearches.of(1, 2_500, 1);
        var sections = sections(portal);
        portal.refusal = ErrorCode.HUBSPOT_UNAVAILABLE;

        assertThatThrownBy(() -> readAll(sections, portal.ids)).isInstanceOf(ConnectorException.class);

        assertThat(portal.covered.contains(1_001)).isFalse();
        portal.requireHonest(Set.of());
        assertThat(new TreeSet<>(portal.delivered)).isEmpty();
    }
}
