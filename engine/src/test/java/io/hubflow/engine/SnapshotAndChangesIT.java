package io.hubflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.report.ObjectReport;
import io.hubflow.engine.report.SyncListener;
import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.simulator.api.Endpoint;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class SnapshotAndChangesIT {
    private static final int SEARCH_PAGE = 200;

    @Test
    void loadsEveryPropertyOfASmallPortal() {
        try (var bench = new Bench(Bench.portal("contacts", 300), "contacts").withFewColumns()) {
            var report = bench.syncWell();

            assertThat(report.mode()).isEqualTo(ObjectReport.Mode.SNAPSHOT);
            assertThat(report.rowsWritten()).isEqualTo(300);
            bench.requireEqual("contacts");
        }
    }

    @Test
    void listAndSearchLanesTogetherLoadEveryRecord() {
        loadByBothLanes(8_000);
    }

    @Test
    @Tag("stress")
    void listAndSearchLanesTogetherLoadEveryRecordOfALargerPortal() {
        loadByBothLanes(20_000);
    }

    private static void loadByBothLanes(long records) {
        try (var bench = new Bench(Bench.portal("companies", records), "companies").withFewColumns()) {
            // Searches alone would load everything on a machine that lets no other lane run: half of them wait for
            // lists.
            var searches = records / SEARCH_PAGE;
            for (var call = (int) searches / 2; call < searches; call++) {
                bench.hubSpot.beforePage(
                        call, Endpoint.SEARCH, "companies", () -> Await.until(() -> bench.calls("list") > 0));
            }

            var report = bench.syncWell();

            assertThat(report.apiCalls().list()).isPositive();
            assertThat(report.apiCalls().search()).isPositive();
            bench.requireEqual("companies");
        }
    }

    @Test
    void whatWasReadIsCommittedWhileListsReadTheRest() {
        try (var bench = new Bench(Bench.portal("companies", 8_000), "companies").selecting("name")) {
            bench.table.flushEarly(500);
            bench.hubSpot.beforePage(
                    10,
                    Endpoint.LIST,
                    "companies",
                    () -> Await.until(() -> !bench.table.rows("companies").isEmpty()));

            bench.syncWell();

            bench.requireEqual("companies");
        }
    }

    @Test
    void changesAreSearchedWhileTheFirstLoadIsBeingCommitted() {
        try (var bench = new Bench(Bench.portal("deals", 700), "deals")
                .selecting("dealname")
                .refreshing(RefreshPolicy.NEVER)) {
            var searchesBeforeChanges = new AtomicLong(-1);
            bench.onPhase = (objectType, phase) -> {
                if (phase == SyncListener.Phase.CHANGES) {
                    searchesBeforeChanges.set(bench.calls("search"));
                }
            };
            var held = new AtomicBoolean();
            bench.table.beforeCommit(commit -> {
                if (bench.calls("list") > 0 && held.compareAndSet(false, true)) {
                    Await.until(() ->
                            searchesBeforeChanges.get() >= 0 && bench.calls("search") > searchesBeforeChanges.get());
                }
            });

            bench.syncWell();

            assertThat(held).isTrue();
            bench.requireEqual("deals");
        }
    }

    @Test
    void mergesWhatChanged() {
        try (var bench = new Bench(Bench.portal("deals", 3_000), "deals")
                .withFewColumns()
                .refreshing(RefreshPolicy.NEVER)) {
            bench.syncWell();
            bench.hubSpot.mutate(new Mutation.Create("deals", 700, Map.of()));
            bench.hubSpot.mutate(new Mutation.Update("deals", Target.random(900, 1), List.of(), Map.of()));
            bench.hubSpot.mutate(new Mutation.BulkImport("deals", 1_500, Optional.empty()));

            var report = bench.syncWell();

            assertThat(report.mode()).isEqualTo(ObjectReport.Mode.CHANGES);
            bench.requireEqual("deals");
        }
    }

    @Test
    void aRunThatFindsNothingCostsThreeCalls() {
        try (var bench = new Bench(Bench.portal("contacts", 2_000), "contacts")
                .selecting("email", "hs_*")
                .refreshing(RefreshPolicy.NEVER)) {
            bench.syncWell();
            bench.table.takeRewritten();

            var report = bench.syncWell();

            assertThat(report.apiCalls().list()
                            + report.apiCalls().search()
                            + report.apiCalls().batchRead())
                    .isLessThanOrEqualTo(3);
            assertThat(bench.table.takeRewritten()).isZero();
        }
    }

    @Test
    void theRefreshFindsCalculatedValues() {
        try (var bench = new Bench(Bench.portal("contacts", 2_000), "contacts")) {
            bench.syncWell();
            bench.hubSpot.mutate(new Mutation.Recalculate("contacts", Target.random(300, 5), List.of(), Map.of()));
            bench.table.takeRewritten();

            bench.syncWell();

            bench.requireEqual("contacts");
            assertThat(bench.table.takeRewritten()).isBetween(1L, 300L);
        }
    }
}
