package io.hubflow.engine.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubflow.engine.range.IdIntervals;
import io.hubflow.engine.range.IdRange;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.SearchFilter;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every way of reading ends with. */
final class RangeCheckTest {
    private static final IdRange RANGE = new IdRange(0, 100_000);

    private static void settle(FakeSearches portal, Set<Long> read, OptionalLong before) {
        portal.check(portal.delivery()).settle(RANGE, read, before);
    }

    private static void prove(FakeSearches portal, Set<Long> read) {
        portal.check(portal.delivery()).prove(RANGE, read);
    }

    private static void requireCovered(FakeSearches portal) {
        assertThat(portal.covered).isEqualTo(IdIntervals.of(RANGE));
        assertThat(portal.incomplete).isEmpty();
    }

    @Test
    void aCountFromBeforeTheReadingThatAgreesNeedsNoCall() {
        var portal = FakeSearches.of(1, 3, 1);

        settle(portal, Set.of(1L, 2L, 3L), OptionalLong.of(3));

        requireCovered(portal);
        assertThat(portal.calls).isZero();
    }

    @Test
    void otherwiseHubSpotIsAskedForItsCount() {
        var portal = FakeSearches.of(1, 3, 1);

        settle(portal, Set.of(1L, 2L, 3L), OptionalLong.empty());

        requireCovered(portal);
        assertThat(portal.calls).isEqualTo(1);
    }

    @Test
    void aListThatGoesOnByAnythingButIdsHasItsIdsCompared() {
        var portal = FakeSearches.of(1, 3, 1);
        var check = portal.check(portal.delivery());
        check.goesOn("2", 2);
        check.settle(RANGE, Set.of(1L, 2L, 3L), OptionalLong.of(3));
        assertThat(portal.calls).isZero();

        check.goesOn("2", 3);
        check.settle(RANGE, Set.of(1L, 3L, 4L), OptionalLong.of(3));

        requireCovered(portal);
        assertThat(portal.delivered).containsExactly(2L);
    }

    @Test
    void anOpaqueCursorHasTheIdsComparedToo() {
        var portal = FakeSearches.of(1, 3, 1);
        var check = portal.check(portal.delivery());
        check.goesOn("bmV4dA", 3);

        check.settle(RANGE, Set.of(1L, 3L, 4L), OptionalLong.of(3));

        requireCovered(portal);
        assertThat(portal.delivered).containsExactly(2L);
    }

    @Test
    void aCountThatDiffersHasTheMissingRecordRead() {
        var portal = FakeSearches.of(1, 3, 1);

        settle(portal, Set.of(1L, 3L), OptionalLong.of(3));

        requireCovered(portal);
        assertThat(portal.delivered).containsExactly(2L);
    }

    @Test
    void aCountAfterTheReadingThatDiffersHasTheMissingRecordRead() {
        var portal = FakeSearches.of(1, 3, 1);

        settle(portal, Set.of(1L, 3L), OptionalLong.empty());

        requireCovered(portal);
        assertThat(portal.delivered).containsExactly(2L);
    }

    @ParameterizedTest
    @EnumSource(
            value = ErrorCode.class,
            names = {"HUBSPOT_REQUEST_REFUSED", "HUBSPOT_NOT_FOUND"})
    void aTypeThatCannotBeSearchedHasNoSecondWitness(ErrorCode refusal) {
        var portal = FakeSearches.of(1, 3, 1);
        portal.refusal = refusal;

        settle(portal, Set.of(1L), OptionalLong.empty());

        requireCovered(portal);
    }

    @Test
    void anyOtherFailureCoversNothing() {
        var portal = FakeSearches.of(1, 3, 1);
        portal.refusal = ErrorCode.HUBSPOT_UNAVAILABLE;

        assertThatThrownBy(() -> settle(portal, Set.of(1L), OptionalLong.empty()))
                .isInstanceOf(ConnectorException.class);

        assertThat(portal.covered.isEmpty()).isTrue();
    }

    @Test
    void whatWasReadAndHasLeftIsNotAskedForAgain() {
        var portal = FakeSearches.of(1, 3, 1);

        prove(portal, Set.of(1L, 2L, 3L, 4L));

        requireCovered(portal);
        assertThat(portal.delivered).isEmpty();
        assertThat(portal.calls).isEqualTo(1);
    }

    @Test
    void aRangeOfManyPagesIsHalvedWhereItsRecordsAre() {
        var portal = FakeSearches.of(1, 5_000, 7);
        var read = new TreeSet<>(portal.ids);
        read.remove(7L * 17 + 1);
        read.remove(7L * 4_321 + 1);

        prove(portal, read);

        requireCovered(portal);
        assertThat(portal.delivered).containsExactlyInAnyOrder(7L * 17 + 1, 7L * 4_321 + 1);
        assertThat(portal.calls)
                .as("a page for each 180 records, and two batch reads")
                .isEqualTo(28 + 2);
    }

    @Test
    void aRangeOfWhichNothingWasReadIsHalvedByWhatHubSpotShows() {
        var portal = FakeSearches.of(50_000, 3_000, 1);

        prove(portal, Set.of());

        requireCovered(portal);
        assertThat(portal.delivered).containsExactlyInAnyOrderElementsOf(portal.ids);
        assertThat(portal.calls).isLessThan(120);
    }

    @Test
    void aRecordThatSearchesCountAndTheListShowsIsRead() {
        var portal = FakeSearches.of(1, 300, 1);
        portal.hiddenFromSearch.add(120L);
        var read = new TreeSet<>(portal.ids);
        read.remove(120L);

        prove(portal, read);

        requireCovered(portal);
        assertThat(portal.delivered).containsExactly(120L);
    }

    @Test
    void aRecordThatNothingShowsIsReportedWithTheRangeInWhichItLies() {
        var portal = FakeSearches.of(1, 300, 1);
        portal.hiddenFromSearch.add(120L);
        portal.hiddenFromList.add(120L);
        var read = new TreeSet<>(portal.ids);
        read.remove(120L);

        prove(portal, read);

        assertThat(portal.missing).isEqualTo(1);
        portal.requireHonest(portal.ids.headSet(120L, true).tailSet(120L, true));
        assertThat(portal.covered.contains(299)).isTrue();
    }

    /** Whatever call it happens before. */
    @ParameterizedTest
    @MethodSource("changesOfCount")
    void aRecordThatComesOrLeavesMeanwhileDoesNotMakeUpForOneThatIsNeverShown(Consumer<Set<Long>> change) {
        for (var changesAt = 1; changesAt <= 12; changesAt++) {
            var portal = FakeSearches.of(1, 5, 1);
            portal.hiddenFromSearch.add(3L);
            portal.hiddenFromList.add(3L);
            var at = changesAt;
            portal.beforeCall = call -> {
                if (call == at) {
                    change.accept(portal.ids);
                }
            };

            prove(portal, Set.of(1L, 2L, 4L, 5L));

            portal.requireHonest(Set.of(3L));
        }
    }

    static Stream<Named<Consumer<Set<Long>>>> changesOfCount() {
        return Stream.of(Named.of("it leaves", ids -> ids.remove(5L)), Named.of("it comes", ids -> ids.add(6L)));
    }

    @Test
    void whereTheListCannotBeEnteredItIsNoWitness() {
        var portal = FakeSearches.of(50_000, 3, 1);
        portal.listCanBeEntered = false;
        portal.hiddenFromSearch.add(50_001L);
        var range = new IdRange(40_000, 60_000);

        portal.check(portal.delivery()).prove(range, Set.of(50_000L, 50_002L));

        assertThat(portal.missing).isEqualTo(1);
        assertThat(portal.incomplete).containsExactly(range);
        assertThat(portal.covered.isEmpty()).isTrue();
    }

    @Test
    void aListThatIsEnteredElsewhereIsNoWitness() {
        var portal = FakeSearches.of(1, 3, 1);
        portal.ids.add(50_001L);
        portal.hiddenFromSearch.add(50_001L);
        portal.listAlwaysBegins = true;
        var range = new IdRange(40_000, 60_000);

        portal.check(portal.delivery()).prove(range, Set.of());

        assertThat(portal.incomplete).containsExactly(range);
    }

    @Test
    void ofAFilterTheListSaysNothing() {
        var portal = FakeSearches.of(1, 3, 1);
        portal.hiddenFromSearch.add(2L);
        var query = new SearchQuery(List.of(SearchFilter.hasProperty("email")), false);
        var delivery = portal.delivery();

        new RangeCheck(portal, query, delivery, portal).prove(RANGE, Set.of(1L, 3L));

        assertThat(portal.missing).isEqualTo(1);
        assertThat(portal.delivered).isEmpty();
    }

    @Test
    void ofTheUsersFilterTheListSaysNothingEither() {
        var portal = FakeSearches.of(1, 3, 1);
        portal.everything = false;
        portal.hiddenFromSearch.add(2L);

        prove(portal, Set.of(1L, 3L));

        assertThat(portal.missing).isEqualTo(1);
        assertThat(portal.delivered).isEmpty();
    }

    @Test
    void aMomentInWhichThePageLacksWhatItCountsPasses() {
        var portal = FakeSearches.of(1, 10, 1);
        portal.beforeCall = call -> {
            if (call == 1) {
                portal.hiddenFromSearch.add(5L);
            } else {
                portal.hiddenFromSearch.clear();
            }
        };

        prove(portal, Set.of(1L));

        requireCovered(portal);
        assertThat(portal.delivered).hasSize(9);
        assertThat(portal.calls).as("two pages and a batch read").isEqualTo(3);
    }

    @Test
    void pagesThatAreAlwaysShortAreHalvedToo() {
        var portal = FakeSearches.of(1, 90, 1_000);
        portal.longestPage = 4;

        prove(portal, Set.of());

        requireCovered(portal);
        assertThat(portal.delivered).containsExactlyInAnyOrderElementsOf(portal.ids);
    }

    @Test
    void aProofEndsWhereRecordsComeAsFastAsRangesAreProven() {
        var portal = FakeSearches.of(1, 400, 10);
        portal.beforeCall = call -> {
            var last = portal.ids.last();
            for (var i = 1; i <= 300 && last + i < RANGE.to(); i++) {
                portal.ids.add(last + i);
            }
        };
        var always = new TreeSet<>(portal.ids);

        prove(portal, Set.of());

        portal.requireHonest(always);
    }
}
