package io.hubflow.engine.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.MemoryRuns;
import io.hubflow.engine.checkpoint.ListPosition;
import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.checkpoint.RefreshProgress;
import io.hubflow.engine.range.IdIntervals;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.settings.EngineSettings;
import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.MemoryPortal;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Passes over a list that are cut off, lied to, and taken up by the next run. */
final class RefreshLoadTest {
    private static final int RECORDS = 2_500;

    /** Ways of reading the list. */
    enum Way {
        PAGE_AFTER_PAGE(PortalFacts.ListJump.REFUSED),
        IN_LANES(PortalFacts.ListJump.ALLOWED);

        private final PortalFacts.ListJump jump;

        Way(PortalFacts.ListJump jump) {
            this.jump = jump;
        }

        MemoryRuns loaded() {
            var runs = MemoryRuns.loaded(MemoryPortal.of(1, RECORDS, 1));
            runs.settings = runs.settings.with(RefreshPolicy.ALWAYS);
            runs.edit(state -> state.mapFacts(facts -> facts.with(jump)));
            return runs;
        }
    }

    /** What the pass has met and called whole. */
    private final TreeSet<Long> met = new TreeSet<>();

    private IdIntervals covered = IdIntervals.NONE;

    private void pass(MemoryRuns runs) {
        runs.portal.forgetCalls();
        runs.run(load -> new RefreshLoad(load, batch -> {
                    synchronized (met) {
                        batch.rows().forEach(row -> met.add(row.id()));
                        batch.covered().ifPresent(range -> covered = covered.plus(range));
                    }
                })
                .run());
    }

    private static void renameAll(MemoryRuns runs, String name) {
        List.copyOf(runs.portal.live.keySet()).forEach(id -> runs.rename(id, name));
    }

    private static void requireNames(MemoryRuns runs, String name) {
        assertThat(runs.rows().values()).allMatch(row -> name.equals(row.value("name")));
        assertThat(runs.alive()).isEqualTo(new TreeSet<>(runs.portal.live.keySet()));
    }

    private static EngineSettings.Refresh most(int calls) {
        return new EngineSettings.Refresh(RefreshPolicy.AUTO, 1, calls);
    }

    private static void spendAtMost(MemoryRuns runs, int calls) {
        var all = runs.settings;
        runs.settings = new EngineSettings(all.settleLag(), all.overlap(), most(calls), all.lanes(), all.deletes());
    }

    @ParameterizedTest
    @EnumSource
    void aPassSeesWhatNoSearchDoesAndIsOver(Way way) {
        var runs = way.loaded();
        renameAll(runs, "calculated");
        runs.portal.add(9_000);
        runs.rename(9_000, "calculated");

        pass(runs);

        requireNames(runs, "calculated");
        assertThat(covered).isEqualTo(IdIntervals.of(IdRange.ALL));
        var refresh = runs.state().refresh();
        assertThat(refresh.pass()).isEqualTo(1);
        assertThat(refresh.wholeSinceMillis()).isEqualTo(runs.portal.nowMillis);
        assertThat(refresh.covered().isEmpty()).isTrue();
        assertThat(refresh.list()).isEqualTo(ListPosition.START);
    }

    @ParameterizedTest
    @EnumSource
    void aPassThatMayReadFewPagesIsTakenUpByTheNextRunUntilItIsWhole(Way way) {
        var runs = way.loaded();
        renameAll(runs, "calculated");
        spendAtMost(runs, 6);

        for (var run = 0; runs.state().refresh().pass() == 0; run++) {
            assertThat(run).as("runs").isLessThan(10);
            pass(runs);
            assertThat(runs.portal.lists).as("pages of run %d", run).hasSizeLessThan(25);
        }

        requireNames(runs, "calculated");
        assertThat(covered).isEqualTo(IdIntervals.of(IdRange.ALL));
    }

    @Test
    void callsThatAreLeftGoRoundFromTheStart() {
        var runs = Way.PAGE_AFTER_PAGE.loaded();
        renameAll(runs, "first");
        spendAtMost(runs, 20);
        pass(runs);
        renameAll(runs, "second");

        pass(runs);

        assertThat(runs.state().refresh().pass()).isEqualTo(1);
        assertThat(runs.name(2_500)).as("the rest of the pass").isEqualTo("second");
        assertThat(runs.name(1)).as("the start of the next one").isEqualTo("second");
    }

    @ParameterizedTest
    @EnumSource
    void afterACallThatFailsThePassIsTakenUpWithoutALoss(Way way) {
        for (var failing = 1; failing <= 28; failing += 6) {
            var test = new RefreshLoadTest();
            var runs = way.loaded();
            renameAll(runs, "calculated");
            runs.portal.hiddenFromList.add(1_700L);
            runs.portal.failAt(failing);
            try {
                test.pass(runs);
            } catch (ConnectorException e) {
                assertThat(runs.state().refresh().pass()).as("call %d", failing).isZero();
            }
            runs.portal.beforeCall = call -> {};

            test.pass(runs);

            requireNames(runs, "calculated");
            assertThat(test.met).containsAll(runs.portal.live.keySet());
            assertThat(test.covered).isEqualTo(IdIntervals.of(IdRange.ALL));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRecordThatNothingGivesIsReportedAndNoRangeAroundItIsCalledWhole(Way way) {
        var runs = way.loaded();
        runs.portal.hiddenFromList.add(1_700L);
        runs.portal.hiddenFromSearch.add(1_700L);
        runs.portal.hiddenFromBatches.add(1_700L);

        pass(runs);

        assertThat(covered.contains(1_700)).isFalse();
        assertThat(covered.contains(100)).isTrue();
        assertThat(runs.uncovered.sentence())
                .hasValueSatisfying(
                        sentence -> assertThat(sentence).startsWith("HubSpot has 1 record that it did not give"));
        assertThat(runs.alive()).contains(1_700L);
    }

    @Test
    void aListThatNoLongerGoesOnFromAnIdIsReadFromItsStart() {
        var runs = Way.IN_LANES.loaded();
        renameAll(runs, "calculated");
        runs.portal.listAlwaysBegins = true;
        runs.portal.listCursor = id -> "p" + id;

        pass(runs);

        requireNames(runs, "calculated");
        assertThat(runs.state().facts().listJump()).isEqualTo(PortalFacts.ListJump.REFUSED);
        assertThat(runs.state().refresh().pass()).isEqualTo(1);
        assertThat(runs.sentences).singleElement().asString().contains("no longer goes on from an id");
    }

    @Test
    void withoutRefreshesOnlyADemandedPassIsMadeWhateverItCosts() {
        var runs = Way.PAGE_AFTER_PAGE.loaded();
        spendAtMost(runs, 1);
        runs.settings = runs.settings.with(RefreshPolicy.NEVER);
        renameAll(runs, "calculated");

        pass(runs);
        assertThat(runs.portal.calls()).isZero();

        runs.edit(state -> state.mapRefresh(RefreshProgress::demanded));
        pass(runs);

        requireNames(runs, "calculated");
        assertThat(runs.state().refresh().required()).isFalse();
    }

    @Test
    void aTypeThatCannotBeSearchedIsReadByItsListAlone() {
        var runs = Way.PAGE_AFTER_PAGE.loaded();
        runs.edit(state -> state.mapFacts(facts -> facts.with(PortalFacts.Search.MISSING)));
        runs.portal.searchRefusal = MemoryPortal.REFUSED;
        renameAll(runs, "calculated");

        pass(runs);

        requireNames(runs, "calculated");
        assertThat(runs.portal.searches).isEmpty();
        assertThat(covered).isEqualTo(IdIntervals.of(IdRange.ALL));
    }
}
