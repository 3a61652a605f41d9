package io.hubflow.engine.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.MemoryRuns;
import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.checkpoint.WindowProgress;
import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.MemoryPortal;
import io.hubflow.hubspot.MemoryPortal.Kind;
import io.hubflow.hubspot.SearchRequest;
import io.hubflow.hubspot.SearchSort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows of changes that are read by searches alone: how many searches they take, and what moves or fails meanwhile. */
final class ChangesLoadTest {
    private static final int RECORDS = 3_000;

    private final MemoryRuns runs = MemoryRuns.loaded(MemoryPortal.of(7, RECORDS, 3));
    private final MemoryPortal portal = runs.portal;

    /** Gives the records another name, a minute after the last run. */
    private void change(List<Long> ids, String name) {
        change(ids, name, portal.nowMillis + 60_000);
    }

    private void change(List<Long> ids, String name, long millis) {
        ids.forEach(id -> portal.live.computeIfPresent(
                id, (key, record) -> record.with("name", name).updatedAt(millis)));
    }

    private List<Long> lowest(int count) {
        return portal.live.keySet().stream().limit(count).toList();
    }

    private void run() {
        portal.forgetCalls();
        runs.run(load -> new ChangesLoad(load).run());
    }

    private void requireNames(List<Long> ids, String name) {
        assertThat(ids).allSatisfy(id -> assertThat(runs.name(id)).isEqualTo(name));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 199, 200, 201, 399, 400, 401, 1_000, 1_799, 2_600, 3_000})
    void eachSearchBringsRows(int count) {
        var changed = lowest(count);
        change(changed, "new");

        run();

        requireNames(changed, "new");
        assertThat(runs.state().window()).isNull();
        assertThat(portal.searches).hasSize(Math.max(1, (count + 199) / 200));
    }

    /** @return the cursors that work beside the reading was given */
    private List<Long> runByLatest() {
        var given = new ArrayList<Long>();
        portal.forgetCalls();
        runs.run(load -> new ChangesLoad(load).runByLatest(given::add));
        return given;
    }

    /** Changed a second before the next run. */
    private long justNow() {
        return portal.nowMillis + Duration.ofHours(1).toMillis() - 1_000;
    }

    private List<SearchRequest> searchesForLatest() {
        return portal.searches.stream()
                .filter(search -> search.sort()
                        .filter(sort -> sort.direction() == SearchSort.Direction.DESCENDING)
                        .isPresent())
                .toList();
    }

    @Test
    void nobodyAsksWhetherAnythingChangedWhereAnEarlierRunHasReadAChangeOfTheWindow() {
        change(lowest(500), "new", justNow());
        runByLatest();
        assertThat(searchesForLatest()).hasSize(1);
        assertThat(portal.searches).hasSize(4);
        // A minute later, so that what changed before is younger than the settle lag.
        portal.nowMillis += 60_000 - Duration.ofHours(1).toMillis();
        var more = lowest(700);
        change(more, "newer", justNow());

        runByLatest();

        assertThat(searchesForLatest()).isEmpty();
        assertThat(portal.searches).hasSize(4);
        requireNames(more, "newer");
    }

    @Test
    void itIsAskedAgainOnceTheKnownChangeHasSettled() {
        change(lowest(500), "new", justNow());
        runByLatest();
        // Reads them again, because they were younger than the settle lag.
        runByLatest();
        assertThat(portal.searches).hasSize(3);

        runByLatest();

        assertThat(searchesForLatest()).hasSize(1);
    }

    @Test
    void aKnownChangeWhoseRecordHasGoneCostsOneEmptySearch() {
        change(List.of(7L), "new", justNow());
        runByLatest();
        portal.nowMillis += 60_000 - Duration.ofHours(1).toMillis();
        portal.archive(7);

        runByLatest();

        assertThat(portal.searches).hasSize(1);
        assertThat(runs.state().window()).isNull();
    }

    @Test
    void workBesideAReadingOfChangesIsGivenTheCursorThatTheyEndWith() {
        assertThat(runByLatest()).as("nothing changed").isEmpty();
        change(lowest(500), "new", justNow());

        assertThat(runByLatest()).containsExactly(runs.state().cursorMillis());

        portal.nowMillis += 60_000 - Duration.ofHours(1).toMillis();
        assertThat(runByLatest())
                .as("a known change")
                .containsExactly(runs.state().cursorMillis());
    }

    @Test
    void recordsThatLeaveTheWindowHideNoOthers() {
        for (var many : List.of(1, 2, 7)) {
            var test = new ChangesLoadTest();
            var changed = test.lowest(2_000);
            test.change(changed, "first");
            var left = new ArrayList<Long>();
            test.portal.beforeCall = call -> {
                if (call.kind() == Kind.SEARCH && call.number() > 1 && left.size() + many <= changed.size()) {
                    // Modified once more, after the window's end: of the part that was read already, mostly.
                    var some = changed.subList(left.size(), left.size() + many);
                    left.addAll(some);
                    test.change(some, "second", test.portal.nowMillis + 1_000);
                }
            };

            test.run();

            test.portal.beforeCall = call -> {};
            assertThat(left).as("records that left").hasSizeGreaterThan(8);
            test.requireNames(changed.subList(left.size(), changed.size()), "first");
            test.run();
            test.requireNames(left, "second");
        }
    }

    @Test
    void recordsThatGoWhileTheWindowIsReadHideNoOthers() {
        var changed = lowest(2_000);
        change(changed, "new");
        var next = new int[1];
        portal.beforeCall = call -> {
            for (var i = 0; i < 3 && call.number() > 1 && next[0] < 60; i++) {
                portal.archive(changed.get(next[0]++ * 30));
            }
        };

        run();

        assertThat(next[0]).isGreaterThan(20);
        requireNames(changed.stream().filter(portal.live::containsKey).toList(), "new");
    }

    @Test
    void aRunThatFailsAtAnyCallLeavesNothingOutOfTheNext() {
        for (var failing : List.of(1, 2, 5, 8)) {
            var test = new ChangesLoadTest();
            var changed = test.lowest(1_500);
            test.change(changed, "new");
            test.portal.failAt(failing);
            try {
                test.run();
            } catch (ConnectorException e) {
                assertThat(e).hasMessageContaining("HubSpot is down");
            }
            test.portal.beforeCall = call -> {};

            test.run();

            test.requireNames(changed, "new");
            assertThat(test.runs.state().window()).isNull();
        }
    }

    @Test
    void whatHubSpotCountsAndDoesNotShowKeepsTheWindowOpen() {
        var changed = lowest(700);
        change(changed, "new");
        var hidden = changed.get(450);
        portal.hiddenFromSearch.add(hidden);
        var cursor = runs.state().cursorMillis();

        run();

        assertThat(runs.state().cursorMillis()).isEqualTo(cursor);
        assertThat(runs.state().window()).isNotNull();
        portal.hiddenFromSearch.clear();
        run();
        requireNames(changed, "new");
        assertThat(runs.state().cursorMillis()).isGreaterThan(cursor);
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 150})
    void shortPagesLeaveNothingOut(int longest) {
        portal.longestSearchPage = longest;
        var changed = lowest(900);
        change(changed, "new");

        run();

        requireNames(changed, "new");
        assertThat(runs.state().window()).isNull();
    }

    @Test
    void moreThanSearchesCanCountAreReadAll() {
        var test = MemoryRuns.loaded(MemoryPortal.of(1, 10_600, 1));
        test.portal.capsTotals = true;
        test.portal.live.replaceAll(
                (id, record) -> record.with("name", "new").updatedAt(test.portal.nowMillis + 60_000));

        test.run(load -> new ChangesLoad(load).run());

        assertThat(test.rows().values()).allMatch(row -> "new".equals(row.value("name")));
        assertThat(test.state().window()).isNull();
    }

    @Test
    void idsThatSortAsTextAreReadByOffset() {
        portal.sortsAsText = true;
        var changed = lowest(900);
        change(changed, "new");

        run();

        requireNames(changed, "new");
        assertThat(runs.state().facts().idOrder()).isEqualTo(PortalFacts.IdOrder.TEXTUAL);
    }

    @Test
    void aRestOfAWindowIsReadByItself() {
        var changed = lowest(1_500);
        change(changed, "new");
        portal.failAt(6);
        try {
            run();
        } catch (ConnectorException e) {
            assertThat(e).hasMessageContaining("HubSpot is down");
        }
        portal.beforeCall = call -> {};
        var begun = Objects.requireNonNull(runs.state().window());
        assertThat(begun.covered().isEmpty()).isFalse();

        run();

        requireNames(changed, "new");
        assertThat(portal.searches).hasSizeLessThan(8);
    }

    private static MemoryRuns withUnknownFilter() {
        var unknown = MemoryRuns.loaded(MemoryPortal.of(7, 700, 3));
        unknown.run(load -> load.commits()
                .update(state -> state.mapFacts(facts -> facts.with(PortalFacts.ModifiedFilter.UNKNOWN))));
        unknown.portal.forgetCalls();
        return unknown;
    }

    @Test
    void oneSearchTellsThatChangesAreFoundAndThatThereAreNone() {
        var test = withUnknownFilter();
        var cursor = test.state().cursorMillis();

        test.run(load -> new ChangesLoad(load).run());

        assertThat(test.portal.searches).hasSize(1);
        assertThat(test.state().facts().modifiedFilter()).isEqualTo(PortalFacts.ModifiedFilter.WORKS);
        assertThat(test.state().window()).isNull();
        assertThat(test.state().cursorMillis()).isGreaterThan(cursor);
    }

    @Test
    void changesAreReadWhereTheFirstWindowHoldsSome() {
        for (var changed : List.of("lowest", "highest")) {
            var test = withUnknownFilter();
            var ids = List.copyOf(test.portal.live.keySet());
            var id = changed.equals("lowest") ? ids.getFirst() : ids.getLast();
            var millis = test.portal.nowMillis + 60_000;
            test.portal.live.computeIfPresent(
                    id, (key, record) -> record.with("name", "new").updatedAt(millis));

            test.run(load -> new ChangesLoad(load).run());

            assertThat(test.name(id)).as(changed).isEqualTo("new");
            assertThat(test.portal.searches).hasSize(2);
            assertThat(test.state().facts().modifiedFilter()).isEqualTo(PortalFacts.ModifiedFilter.WORKS);
        }
    }

    @Test
    void aPortalThatFindsNothingByModificationTimeIsNotTakenForAQuietOne() {
        var test = withUnknownFilter();
        test.portal.findsNothingByModification = true;
        var cursor = test.state().cursorMillis();

        test.run(load -> new ChangesLoad(load).run());

        assertThat(test.state().facts().modifiedFilter()).isEqualTo(PortalFacts.ModifiedFilter.EMPTY);
        assertThat(test.state().window()).isNull();
        assertThat(test.state().cursorMillis()).isEqualTo(cursor);
        assertThat(test.state().refresh().required()).isFalse();
        assertThat(test.sentences).anyMatch(sentence -> sentence.contains("every run reads the whole list"));
        test.run(load -> new ChangesLoad(load).runByLatest(beside -> {}));
        assertThat(test.state().refresh().required()).isTrue();
    }

    @Test
    void aWindowThatWasLeftOpenIsGivenUpWhereChangesCannotBeSearched() {
        var test = withUnknownFilter();
        test.portal.findsNothingByModification = true;
        test.run(load -> load.commits()
                .update(state -> state.withWindow(WindowProgress.since(
                        state.cursorMillis(),
                        load.settings().overlap(),
                        load.client().serverTime()))));

        test.run(load -> new ChangesLoad(load).runByLatest(beside -> {}));

        assertThat(test.state().window()).isNull();
        assertThat(test.state().refresh().required()).isTrue();
    }

    @Test
    void withoutTheHighestRecordItIsAskedOnceMore() {
        var test = withUnknownFilter();
        test.portal.archive(test.portal.live.lastKey());

        test.run(load -> new ChangesLoad(load).run());

        assertThat(test.state().facts().modifiedFilter()).isEqualTo(PortalFacts.ModifiedFilter.WORKS);
        assertThat(test.state().window()).isNull();
    }

    @Test
    void aTypeWithoutRecordsTeachesNothing() {
        var test = withUnknownFilter();
        List.copyOf(test.portal.live.keySet()).forEach(test.portal::archive);

        test.run(load -> new ChangesLoad(load).run());

        assertThat(test.state().facts().modifiedFilter()).isEqualTo(PortalFacts.ModifiedFilter.UNKNOWN);
        assertThat(test.state().window()).isNull();
    }
}
