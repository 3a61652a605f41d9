package io.hubflow.engine.absence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubflow.engine.MemoryRuns;
import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.checkpoint.SnapshotProgress;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.destination.QuarantinedRow;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.load.ChangesLoad;
import io.hubflow.engine.load.ObjectLoad;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.read.Batch;
import io.hubflow.engine.read.Slice;
import io.hubflow.engine.report.Departures;
import io.hubflow.engine.settings.EngineSettings;
import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.MemoryPortal;
import io.hubflow.hubspot.RecordPage;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows whose records have left, or seem to have, in a portal that does not always tell the truth. */
final class AbsenceLoadTest {
    /** Ids are compared. */
    private static final int SMALL = 150;
    /** Counts are compared. */
    private static final int LARGE = 1_500;

    private Departures found = Departures.NONE;

    private static MemoryRuns loaded(int records) {
        return MemoryRuns.loaded(MemoryPortal.of(1, records, 1));
    }

    private void look(MemoryRuns runs) {
        look(runs, absence -> {});
    }

    /** @param pass what the run's refresh pass has met */
    private void look(MemoryRuns runs, Consumer<AbsenceLoad> pass) {
        runs.portal.forgetCalls();
        runs.run(load -> {
            var linked = LinkedWithoutRow.of(runs.table, MemoryRuns.THINGS.table(), List.of(), 0);
            var absence = new AbsenceLoad(load, Optional.of("createdate"), AbsenceLoad.Turns.BY_STATE, linked);
            pass.accept(absence);
            absence.run();
            load.commits().flush();
            found = absence.departures(load.commits().totals().buried());
        });
    }

    /** After one look at what a change has done, the rows of live records are alive, and no others. */
    private MemoryRuns settledAfter(int records, Consumer<MemoryPortal> change) {
        return settledAfter(loaded(records), change);
    }

    private MemoryRuns settledAfter(MemoryRuns runs, Consumer<MemoryPortal> change) {
        change.accept(runs.portal);
        look(runs);
        assertThat(runs.alive()).isEqualTo(all(runs));
        return runs;
    }

    /** A run that reads changes, and has the records counted meanwhile. */
    private void readChanges(MemoryRuns runs) {
        runs.settings = EngineSettings.DEFAULT.with(RefreshPolicy.NEVER);
        runs.portal.forgetCalls();
        runs.run(load -> {
            var linked = LinkedWithoutRow.of(runs.table, MemoryRuns.THINGS.table(), List.of(), 0);
            var absence = new AbsenceLoad(load, Optional.of("createdate"), AbsenceLoad.Turns.BY_STATE, linked);
            new ChangesLoad(load).runByLatest(absence::countAhead);
            absence.run();
            load.commits().flush();
        });
    }

    /** Just before the next run. */
    private static void change(MemoryPortal portal, int count) {
        var millis = portal.nowMillis + Duration.ofHours(1).toMillis() - 1_000;
        List.copyOf(portal.live.keySet())
                .subList(0, count)
                .forEach(id -> portal.live.computeIfPresent(
                        id, (key, record) -> record.with("name", "new").updatedAt(millis)));
    }

    private static long counts(MemoryPortal portal) {
        return portal.searches.stream().filter(search -> search.limit() == 1).count();
    }

    private static void leaveInEachWay(MemoryPortal portal) {
        portal.archive(10);
        portal.live.remove(20L);
        portal.merge(30, 40);
    }

    /** Record 10, from these ways to read it. */
    @SafeVarargs
    private static void hide(Set<Long>... from) {
        List.of(from).forEach(ids -> ids.add(10L));
    }

    private static Set<Long> all(MemoryRuns runs) {
        return new TreeSet<>(runs.portal.live.keySet());
    }

    private static Row mark(MemoryRuns runs, long id) {
        return Objects.requireNonNull(
                Objects.requireNonNull(runs.rows().get(id)).tombstone());
    }

    private static boolean isArchived(MemoryRuns runs, long id) {
        var row = Objects.requireNonNull(runs.rows().get(id));
        return row.tombstone() == null && row.row().archived();
    }

    /** After one pass over the list, without another read of the records. */
    private void lookAfterPass(MemoryRuns runs, Consumer<MemoryPortal> meanwhile) {
        runs.run(load -> {
            load.reader().read(new Slice.Refresh(MemoryRuns.THINGS.name(), IdRange.ALL, 0), batch -> {
                load.keep(batch, ObjectLoad.Progress.NONE);
                return IdRange.END;
            });
            meanwhile.accept(runs.portal);
            runs.portal.forgetCalls();
            var latest = new ChangesLoad(load).runAfterPass();
            var linked = LinkedWithoutRow.of(runs.table, MemoryRuns.THINGS.table(), List.of(), 0);
            var absence = new AbsenceLoad(load, Optional.of("createdate"), AbsenceLoad.Turns.BY_STATE, linked);
            latest.ifPresent(absence::sawAfterPass);
            absence.run();
            load.commits().flush();
        });
    }

    /** Modified at different times, so that a search by time shows its order. */
    private static MemoryRuns modifiedOneAfterTheOther(int records) {
        var portal = MemoryPortal.of(1, records, 1);
        portal.live.replaceAll((id, record) -> record.updatedAt(MemoryPortal.LONG_AGO + id));
        return MemoryRuns.loaded(portal);
    }

    @ParameterizedTest
    @ValueSource(ints = {SMALL, 900})
    void afterAPassOneSearchTellsThatNothingHasChangedOrLeft(int records) {
        var runs = modifiedOneAfterTheOther(records);

        lookAfterPass(runs, portal -> {});

        assertThat(runs.portal.calls()).isEqualTo(1);
        assertThat(runs.alive()).isEqualTo(all(runs));
    }

    @ParameterizedTest
    @ValueSource(ints = {SMALL, 900})
    void whatLeavesAfterAPassIsFound(int records) {
        var runs = modifiedOneAfterTheOther(records);

        lookAfterPass(runs, AbsenceLoadTest::leaveInEachWay);

        assertThat(runs.alive()).isEqualTo(all(runs));
    }

    @Test
    void whereSomethingChangesAfterAPassIdsAreCompared() {
        var runs = modifiedOneAfterTheOther(900);
        runs.portal.archive(50);

        // One leaves and another comes back: their number is what it was.
        lookAfterPass(runs, portal -> {
            portal.archive(10);
            portal.restore(50);
            portal.live.computeIfPresent(60L, (id, record) -> record.updatedAt(portal.nowMillis));
        });

        assertThat(runs.alive()).isEqualTo(all(runs));
    }

    @ParameterizedTest
    @ValueSource(ints = {SMALL, LARGE})
    void whereNothingHasLeftOneSearchTellsIt(int records) {
        var runs = settledAfter(records, portal -> {});

        assertThat(runs.portal.calls()).isEqualTo(1);
        assertThat(found.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {SMALL, LARGE})
    void eachWayToLeaveIsToldFromTheOthers(int records) {
        var runs = settledAfter(records, AbsenceLoadTest::leaveInEachWay);

        assertThat(isArchived(runs, 10)).isTrue();
        assertThat(mark(runs, 20).isMerged()).isFalse();
        assertThat(mark(runs, 30).mergedInto()).isEqualTo(40);
        assertThat(found).isEqualTo(new Departures(1, 1, 1, 0, 0, found.calls()));
    }

    @Test
    void recordsAreCountedWhileChangesAreReadAndNotOnceMore() {
        var runs = loaded(LARGE);
        change(runs.portal, 500);

        readChanges(runs);

        assertThat(counts(runs.portal)).isEqualTo(1);
        assertThat(runs.portal.searches).as("the latest, three pages, a count").hasSize(5);
    }

    @Test
    void aCountMadeMeanwhileFindsWhatHasLeft() {
        var runs = loaded(LARGE);
        change(runs.portal, 500);
        leaveInEachWay(runs.portal);

        readChanges(runs);

        assertThat(runs.alive()).isEqualTo(all(runs));
    }

    @Test
    void whatLeavesAfterTheCountIsFoundByTheNextRun() {
        var runs = loaded(LARGE);
        change(runs.portal, 1_300);
        runs.portal.beforeCall = call -> {
            if (counts(runs.portal) > 0 && runs.portal.live.containsKey(1_400L)) {
                runs.portal.archive(1_400);
            }
        };
        readChanges(runs);
        assertThat(runs.portal.live).doesNotContainKey(1_400L);
        runs.portal.beforeCall = call -> {};

        change(runs.portal, 1);
        readChanges(runs);

        assertThat(runs.alive()).isEqualTo(all(runs));
    }

    @Test
    void aCountForACursorThatTheWindowDidNotReachIsNotCompared() {
        var runs = loaded(LARGE);
        change(runs.portal, 500);
        runs.portal.hiddenFromSearch.add(450L);

        readChanges(runs);

        assertThat(runs.state().window()).isNotNull();
        assertThat(counts(runs.portal)).isGreaterThan(1);
        assertThat(runs.alive()).isEqualTo(all(runs));
    }

    @Test
    void recordsThatLeftFarApartAreAllFound() {
        var gone = Set.of(1L, 200L, 201L, 777L, 778L, 779L, 1_500L);

        settledAfter(LARGE, portal -> portal.live.keySet().removeAll(gone));

        assertThat(found.deleted()).isEqualTo(gone.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {SMALL, LARGE})
    void recordsThatTheTableLacksAreRead(int records) {
        settledAfter(records, portal -> portal.add(5_000, 5_001));

        assertThat(found.restored()).isEqualTo(2);
    }

    @Test
    void inASmallTableOneThatCameDoesNotHideOneThatLeft() {
        settledAfter(SMALL, portal -> {
            portal.live.remove(20L);
            portal.add(5_000);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {SMALL, LARGE})
    void aRecordThatTheIndexDoesNotHoldYetStaysAlive(int records) {
        var runs = settledAfter(records, portal -> hide(portal.notIndexed));

        assertThat(runs.portal.batches).as("it was asked for").isNotEmpty();
        assertThat(found.isEmpty()).isTrue();
    }

    @Test
    void aRecordThatOneBatchReadLeavesOutStaysAlive() {
        settledAfter(SMALL, portal -> {
            hide(portal.notIndexed, portal.hiddenFromBatches);
            portal.beforeCall = call -> {
                if (portal.batches.size() == 3) {
                    portal.hiddenFromBatches.clear();
                }
            };
        });
    }

    @Test
    void aRecordThatTheListAloneShowsStaysAlive() {
        var runs = loaded(SMALL);
        runs.edit(state -> state.mapFacts(facts -> facts.with(PortalFacts.ListJump.ALLOWED)));

        settledAfter(runs, portal -> hide(portal.notIndexed, portal.hiddenFromBatches));
    }

    @Test
    void aRecordThatSearchesCountAndNothingShowsStaysAlive() {
        var runs = settledAfter(
                SMALL, portal -> hide(portal.hiddenFromSearch, portal.hiddenFromBatches, portal.hiddenFromList));

        assertThat(runs.portal.batches).as("it was asked for").isNotEmpty();
    }

    @Test
    void anAnswerThatIsNotWholeSaysNothingAndTheNextRunAsksAgain() {
        var runs = loaded(SMALL);
        runs.portal.live.keySet().removeAll(Set.of(20L, 40L));
        runs.portal.notAnswered.add(20L);
        var before = all(runs);
        LongStream.rangeClosed(41, 60).forEach(runs.portal.notIndexed::add);

        look(runs);
        before.add(20L);
        assertThat(runs.alive()).containsAll(before);

        settledAfter(runs, portal -> portal.notAnswered.clear());
    }

    @Test
    void aRecordThatLeftIsFoundOnceTheIndexKnows() {
        var runs = loaded(SMALL);
        runs.portal.archive(10);
        runs.portal.stillIndexed.add(10L);
        look(runs);
        assertThat(runs.alive()).contains(10L);

        settledAfter(runs, portal -> portal.stillIndexed.clear());
    }

    @Test
    void aTableThatIsNotLoadedYetIsNotCompared() {
        var runs = loaded(SMALL);
        runs.edit(state -> state.withSnapshot(SnapshotProgress.starting(runs.portal.nowMillis, 0, Long.MAX_VALUE)));
        runs.portal.live.remove(20L);

        look(runs);

        assertThat(runs.portal.calls()).isZero();
        assertThat(runs.alive()).contains(20L);
    }

    @Test
    void whereTheCreationTimeCannotBeSearchedAllRecordsAreCounted() {
        var runs = settledAfter(LARGE, portal -> {
            portal.live.remove(20L);
            portal.beforeCall = call -> {
                if (call.kind() == MemoryPortal.Kind.SEARCH
                        && portal.searches.getLast().filters().stream()
                                .anyMatch(filter -> filter.property().equals("createdate"))) {
                    throw new ConnectorException(MemoryPortal.REFUSED, "Not searchable.", "", "");
                }
            };
        });

        assertThat(runs.sentences).isEmpty();
    }

    @Test
    void aPortalThatCountsNothingIsToldOfAndNothingIsMarked() {
        var runs = loaded(LARGE);
        runs.portal.live.remove(20L);
        runs.portal.searchRefusal = MemoryPortal.REFUSED;

        look(runs);

        assertThat(runs.alive()).contains(20L);
        assertThat(runs.sentences)
                .containsExactly(
                        "HubSpot refused to count things, so deleted records are found by refresh passes alone.");
    }

    @ParameterizedTest
    @ValueSource(ints = {SMALL, LARGE})
    void afterACallThatFailsNothingIsMarkedWronglyAndTheNextRunFindsTheRest(int records) {
        for (var failing = 1; failing <= 16; failing += records == SMALL ? 1 : 3) {
            var runs = loaded(records);
            leaveInEachWay(runs.portal);
            runs.portal.notIndexed.add(50L);
            runs.portal.failAt(failing);
            try {
                look(runs);
            } catch (ConnectorException e) {
                assertThat(e).hasMessageContaining("HubSpot is down");
            }
            assertThat(runs.alive()).as("call %d", failing).containsAll(all(runs));

            runs.portal.beforeCall = call -> {};
            look(runs);
            assertThat(runs.alive()).as("call %d", failing).isEqualTo(all(runs));
        }
    }

    @Test
    void aFirstCallThatFailsEndsTheRun() {
        var runs = loaded(SMALL);
        runs.portal.failAt(1);

        assertThatThrownBy(() -> look(runs)).isInstanceOf(ConnectorException.class);
    }

    @Test
    void aRangeWhosePagesAreTooShortIsReadAnew() {
        settledAfter(SMALL, portal -> {
            portal.longestSearchPage = 10;
            portal.live.remove(20L);
            portal.add(5_000);
        });

        assertThat(found.deleted()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {-7, -1, 1, 7, 5_000})
    void aCountThatIsAlwaysWrongCostsCallsAndNoRow(long error) {
        var runs = settledAfter(
                LARGE,
                portal -> portal.spoilSearch = page -> new RecordPage(
                        page.records(),
                        page.malformed(),
                        page.missingIds(),
                        page.nextAfter(),
                        OptionalLong.of(Math.max(0, page.total().orElseThrow() + error)),
                        page.serverTime()));

        assertThat(runs.portal.calls()).isLessThan(100);
    }

    /** Where counts say nothing, so that the pass alone does. */
    private static MemoryRuns uncounted() {
        var runs = loaded(SMALL);
        runs.edit(state -> state.mapFacts(facts -> facts.with(PortalFacts.Search.MISSING)));
        runs.portal.searchRefusal = MemoryPortal.REFUSED;
        return runs;
    }

    private static Batch covering(long from, long to) {
        return new Batch(List.of(), List.of(), List.of(), Optional.of(new IdRange(from, to)), OptionalLong.empty());
    }

    @Test
    void aRangeThatAPassDidNotReadWholeSaysNothing() {
        var runs = uncounted();
        runs.portal.live.keySet().removeAll(Set.of(50L, 120L));

        look(runs, absence -> {
            LongStream.range(1, 50).forEach(absence::met);
            absence.watcher().accept(covering(40, 60));
        });

        assertThat(runs.alive()).contains(120L).doesNotContain(50L);
        assertThat(runs.portal.batches.stream().flatMap(Collection::stream).distinct())
                .containsExactlyInAnyOrder(50L, 51L, 52L, 53L, 54L, 55L, 56L, 57L, 58L, 59L);
        assertThat(found.deleted()).isEqualTo(1);
    }

    @Test
    void aRecordThatAPassReadsButCannotTypeIsThere() {
        var runs = uncounted();
        var unreadable = new QuarantinedRow("things", "50", "no time", "{}", Instant.EPOCH);

        look(runs, absence -> {
            absence.watcher()
                    .accept(new Batch(
                            List.of(), List.of(), List.of(unreadable), Optional.empty(), OptionalLong.empty()));
            absence.watcher().accept(covering(50, 51));
        });

        assertThat(runs.portal.batches).isEmpty();
    }

    @Test
    void suspectsOfAnEarlierRunAreSettledOnce() {
        var runs = uncounted();
        runs.edit(state -> state.suspecting(List.of(50L, 51L)));

        settledAfter(runs, portal -> portal.live.remove(50L));

        assertThat(runs.state().suspects()).isEmpty();
    }

    @Test
    void aRecordFoundGoneThatIsThereAfterAllGetsItsValuesBack() {
        var runs = uncounted();
        runs.rename(20, "twenty");
        var record = Objects.requireNonNull(runs.portal.live.remove(20L));
        runs.edit(state -> state.suspecting(List.of(20L)));
        look(runs);
        assertThat(runs.state().foundGone()).containsExactly(20L);
        assertThat(runs.alive()).doesNotContain(20L);
        runs.portal.live.put(20L, record);

        look(runs);

        assertThat(runs.alive()).contains(20L);
        assertThat(runs.name(20)).isEqualTo("twenty");
        assertThat(runs.state().foundGone()).isEmpty();
    }

    @Test
    void ignoredDeparturesLeaveTheirRowsButForThoseThatAreGoneForGood() {
        var runs = loaded(SMALL);
        runs.settings = runs.settings.with(DeleteMode.IGNORE);
        leaveInEachWay(runs.portal);

        look(runs);

        assertThat(runs.alive()).contains(10L, 30L).doesNotContain(20L);
    }

    @Test
    void hardDeletesRemoveTheRows() {
        var runs = loaded(SMALL);
        runs.settings = runs.settings.with(DeleteMode.HARD);

        settledAfter(runs, AbsenceLoadTest::leaveInEachWay);

        assertThat(runs.rows().keySet()).isEqualTo(all(runs));
        assertThat(runs.state().removesDeparted()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {SMALL, LARGE})
    void archivedRecordsThatArePurgedOrComeBackAreFoundByIdleRuns(int records) {
        var runs = loaded(records);
        LongStream.of(10, 20, 30).forEach(runs.portal::archive);
        look(runs);
        runs.portal.archived.remove(10L);
        runs.portal.restore(20);
        look(runs);

        settledAfter(runs, portal -> {});

        assertThat(mark(runs, 10).isMerged()).isFalse();
        assertThat(isArchived(runs, 30)).isTrue();
    }

    @Test
    void theRecycleBinAloneTellsOfThoseThatCameBack() {
        var runs = uncounted();
        runs.edit(state -> state.suspecting(List.of(10L, 20L)));
        settledAfter(runs, portal -> LongStream.of(10, 20).forEach(portal::archive));

        settledAfter(runs, portal -> portal.restore(20));

        assertThat(found.restored()).isEqualTo(1);
    }

    /** Whatever answers lack, as long as one way of reading shows a record. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void noLiveRecordIsMarkedAndOnceAnswersAreTrueTheTableIs(long seed) {
        var random = new Random(seed);
        var runs = loaded(random.nextBoolean() ? SMALL : LARGE);
        runs.edit(state -> state.mapFacts(facts -> facts.with(PortalFacts.ListJump.ALLOWED)));
        var portal = runs.portal;
        for (var id : List.copyOf(portal.live.keySet())) {
            switch (random.nextInt(40)) {
                case 0 -> portal.archive(id);
                case 1 -> portal.live.remove(id);
                case 2 -> portal.notIndexed.add(id);
                case 3 -> portal.hiddenFromSearch.add(id);
                case 4 -> portal.hiddenFromBatches.add(id);
                default -> {}
            }
        }
        portal.beforeCall = call -> {
            portal.notAnswered.clear();
            if (random.nextInt(4) == 0) {
                portal.notAnswered.add(portal.live.firstKey() + random.nextInt(50));
            }
        };
        for (var run = 0; run < 2; run++) {
            look(runs);
            assertThat(runs.alive()).as("seed %d", seed).containsAll(all(runs));
        }

        portal.beforeCall = call -> {};
        portal.notAnswered.clear();
        List.of(portal.notIndexed, portal.hiddenFromSearch, portal.hiddenFromBatches)
                .forEach(Set::clear);
        for (var run = 0; run < 3; run++) {
            look(runs);
        }

        assertThat(runs.alive()).as("seed %d", seed).isEqualTo(all(runs));
    }
}
