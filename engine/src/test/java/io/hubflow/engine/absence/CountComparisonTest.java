package io.hubflow.engine.absence;

import static io.hubflow.engine.absence.AbsenceRuns.LARGE;
import static io.hubflow.engine.absence.AbsenceRuns.SMALL;
import static io.hubflow.engine.absence.AbsenceRuns.absence;
import static io.hubflow.engine.absence.AbsenceRuns.all;
import static io.hubflow.engine.absence.AbsenceRuns.leaveInEachWay;
import static io.hubflow.engine.absence.AbsenceRuns.loaded;
import static io.hubflow.engine.absence.AbsenceRuns.look;
import static io.hubflow.engine.absence.AbsenceRuns.settledAfter;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.MemoryRuns;
import io.hubflow.engine.load.ChangesLoad;
import io.hubflow.engine.load.ObjectLoad;
import io.hubflow.engine.load.SnapshotLoad;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.read.Slice;
import io.hubflow.engine.settings.EngineSettings;
import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.MemoryPortal;
import io.hubflow.hubspot.RecordPage;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When records are counted, how often, and what is found where the counts differ. */
final class CountComparisonTest {
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

        lookAfterPass(runs, AbsenceRuns::leaveInEachWay);

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
        var runs = loaded(records);

        var found = settledAfter(runs, portal -> {});

        assertThat(runs.portal.calls()).isEqualTo(1);
        assertThat(found.isEmpty()).isTrue();
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
    void aFirstLoadCountsItsRecordsWhileItLooksForChangesAndNotOnceMore() {
        var runs = firstLoad(portal -> {});

        assertThat(runs.portal.searches.stream()
                        .flatMap(search -> search.filters().stream())
                        .filter(filter -> filter.property().equals("createdate")))
                .hasSize(1);
        assertThat(runs.alive()).isEqualTo(all(runs));
    }

    @Test
    void whatLeftWhileAFirstLoadReadIsFoundByThatCount() {
        var runs = firstLoad(AbsenceRuns::leaveInEachWay);

        assertThat(runs.alive()).isEqualTo(all(runs));
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
        var runs = loaded(LARGE);

        var found = settledAfter(runs, portal -> portal.live.keySet().removeAll(gone));

        assertThat(found.deleted()).isEqualTo(gone.size());
    }

    @Test
    void whereTheCreationTimeCannotBeSearchedAllRecordsAreCounted() {
        var runs = loaded(LARGE);

        settledAfter(runs, portal -> {
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
    @ValueSource(longs = {-7, -1, 1, 7, 5_000})
    void aCountThatIsAlwaysWrongCostsCallsAndNoRow(long error) {
        var runs = loaded(LARGE);

        settledAfter(
                runs,
                portal -> portal.spoilSearch = page -> new RecordPage(
                        page.records(),
                        page.malformed(),
                        page.missingIds(),
                        page.notFoundIds(),
                        page.nextAfter(),
                        OptionalLong.of(Math.max(0, page.total().orElseThrow() + error)),
                        page.serverTime()));

        assertThat(runs.portal.calls()).isLessThan(100);
    }

    /** @param afterwards happens after all records were read */
    private static MemoryRuns firstLoad(Consumer<MemoryPortal> afterwards) {
        var runs = new MemoryRuns(MemoryPortal.of(1, LARGE, 1));
        runs.run(load -> {
            var absence = absence(runs, load);
            new SnapshotLoad(load).run();
            afterwards.accept(runs.portal);
            new ChangesLoad(load).run(absence::countAfterFirstLoad);
            absence.run();
            load.commits().flush();
        });
        return runs;
    }

    /** A run that reads changes, and has the records counted meanwhile. */
    private static void readChanges(MemoryRuns runs) {
        runs.settings = EngineSettings.DEFAULT.with(RefreshPolicy.NEVER);
        runs.portal.forgetCalls();
        runs.run(load -> {
            var absence = absence(runs, load);
            new ChangesLoad(load).runByLatest(absence::countAhead);
            absence.run();
            load.commits().flush();
        });
    }

    /** After one pass over the list, without another read of the records. */
    private static void lookAfterPass(MemoryRuns runs, Consumer<MemoryPortal> meanwhile) {
        runs.run(load -> {
            load.reader().read(new Slice.Refresh(MemoryRuns.THINGS.name(), IdRange.ALL, 0), batch -> {
                load.keep(batch, ObjectLoad.Progress.NONE);
                return IdRange.END;
            });
            meanwhile.accept(runs.portal);
            runs.portal.forgetCalls();
            var latest = new ChangesLoad(load).runAfterPass();
            var absence = absence(runs, load);
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
}
