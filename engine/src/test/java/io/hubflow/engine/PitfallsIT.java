package io.hubflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.simulator.api.Endpoint;
import io.hubflow.simulator.api.ListCursor;
import io.hubflow.simulator.index.IdOrder;
import io.hubflow.simulator.index.IndexDelay;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The pitfalls of HubSpot's API (reference §10), each against the simulator. A search answers at most 10,000 records, so the
 * portals that show what lies beyond are just larger. Few properties, for speed.
 */
final class PitfallsIT {
    private static final String[] FEW = {"email", "hs_object_id", "lastmodifieddate", "lifecyclestage", "city"};

    @Test
    void moreContactsInOneMillisecondThanASearchAnswers() {
        try (var bench = new Bench(Bench.portal("contacts", 1_000), "contacts")
                .selecting(FEW)
                .refreshing(RefreshPolicy.NEVER)) {
            bench.syncWell();
            bench.hubSpot.mutate(new Mutation.BulkImport("contacts", 11_000, Optional.empty()));

            bench.syncWell();

            bench.requireEqual("contacts");
        }
    }

    @Test
    void halfOfASurrogatePairComesThroughExactly() {
        try (var bench = new Bench(Bench.portal("contacts", 20), "contacts").selecting(FEW)) {
            var created = bench.hubSpot.mutate(new Mutation.Create("contacts", 1, Map.of("city", "Krak\uD83Dw")));

            bench.syncWell();

            var rows = bench.table.rows("contacts");
            var row = Objects.requireNonNull(rows.get(created.ids().getFirst()));
            assertThat(row.row().unparsedJson()).contains("\"city\":\"\\\"Krak\\\\uD83Dw\\\"\"");
        }
    }

    @Test
    void shortAndEmptyPagesLoseNothing() {
        var options = Bench.portal("tasks", 6_000).withShortPages(0.3);
        try (var bench = new Bench(options, "tasks").withFewColumns().refreshing(RefreshPolicy.NEVER)) {
            bench.syncWell();
            bench.requireEqual("tasks");
            bench.hubSpot.mutate(new Mutation.Update("tasks", Target.random(3_000, 4), List.of(), Map.of()));

            bench.syncWell();

            bench.requireEqual("tasks");
            assertThat(bench.notices).isEmpty();
        }
    }

    @Test
    @Tag("thorough")
    void idsSortedAsTextLoseNothing() {
        var options = Bench.portal("tasks", 4_000).withIdOrder(IdOrder.STRING);
        try (var bench = new Bench(options, "tasks").withFewColumns().refreshing(RefreshPolicy.NEVER)) {
            bench.syncWell();
            bench.requireEqual("tasks");
            bench.hubSpot.mutate(new Mutation.BulkImport("tasks", 11_000, Optional.empty()));
            bench.hubSpot.mutate(new Mutation.Update("tasks", Target.random(2_000, 4), List.of(), Map.of()));

            bench.syncWell();

            bench.requireEqual("tasks");
            assertThat(bench.notices).anyMatch(notice -> notice.contains("sorts ids as text"));
        }
    }

    @ParameterizedTest
    @Tag("thorough")
    @EnumSource(ListCursor.class)
    void everyKindOfListCursorIsFollowed(ListCursor cursor) {
        var options = Bench.portal("tasks", 6_000).withListCursor(cursor);
        try (var bench = new Bench(options, "tasks").withFewColumns()) {
            bench.syncWell();
            bench.requireEqual("tasks");
            bench.hubSpot.mutate(new Mutation.Recalculate("tasks", Target.random(500, 4), List.of(), Map.of()));
            bench.hubSpot.mutate(new Mutation.Create("tasks", 50, Map.of()));

            bench.syncWell();

            bench.requireEqual("tasks");
        }
    }

    @Test
    @Tag("thorough")
    void moreThanASearchAnswersChangedWhilePagingAreInTheTableAfterTheNextRun() {
        try (var bench = new Bench(Bench.portal("tasks", 11_000), "tasks")
                .withFewColumns()
                .refreshing(RefreshPolicy.NEVER)) {
            bench.syncWell();
            bench.hubSpot.mutate(new Mutation.Update("tasks", Target.random(3_000, 4), List.of(), Map.of()));
            bench.hubSpot.beforePage(
                    6,
                    Endpoint.SEARCH,
                    "tasks",
                    () -> bench.hubSpot.mutate(
                            new Mutation.Update("tasks", Target.random(11_000, 9), List.of(), Map.of())));
            bench.syncWell();

            bench.syncWell();

            assertThat(bench.hubSpot.pendingHooks()).isZero();
            bench.requireEqual("tasks");
        }
    }

    @Test
    void recordsArchivedAndMergedWhileLoadingDoNoHarm() {
        try (var bench = new Bench(Bench.portal("tasks", 8_000), "tasks").withFewColumns()) {
            bench.hubSpot.beforePage(5, Endpoint.SEARCH, "tasks", () -> {
                bench.hubSpot.mutate(new Mutation.Archive("tasks", Target.random(300, 2)));
                bench.vanished.addAll(bench.hubSpot
                        .mutate(new Mutation.GdprDelete("tasks", Target.random(200, 3)))
                        .ids());
                bench.vanished.addAll(bench.hubSpot
                        .mutate(new Mutation.Merge("tasks", Target.random(50, 6), Optional.empty()))
                        .absorbedIds());
            });
            bench.syncWell();
            bench.syncWell();

            assertThat(bench.hubSpot.pendingHooks()).isZero();
            bench.requireEqual("tasks");
        }
    }

    @Test
    void aLateIndexThatShowsChangesOutOfOrderLosesNothing() {
        var options = Bench.portal("tasks", 3_000)
                .withIndexDelay(IndexDelay.between(Duration.ZERO, Duration.ofMillis(2_500)));
        try (var bench = new Bench(options, "tasks").withFewColumns().refreshing(RefreshPolicy.NEVER)) {
            bench.syncWell();
            for (var round = 0; round < 4; round++) {
                bench.hubSpot.mutate(new Mutation.Update("tasks", Target.random(400, round), List.of(), Map.of()));
                bench.hubSpot.mutate(new Mutation.Create("tasks", 100, Map.of()));
                bench.syncWell();
            }
            Await.until(() -> bench.hubSpot.waitingForIndex("tasks") == 0);

            bench.syncWell();

            bench.requireEqual("tasks");
        }
    }

    @Test
    void aLateIndexDoesNotMatterWhereTheRefreshReachesEveryRecord() {
        var options = Bench.portal("tasks", 3_000).withIndexDelay(IndexDelay.fixed(Duration.ofHours(1)));
        try (var bench = new Bench(options, "tasks").withFewColumns()) {
            bench.syncWell();
            bench.hubSpot.mutate(new Mutation.Update("tasks", Target.random(400, 1), List.of(), Map.of()));
            bench.hubSpot.mutate(new Mutation.Create("tasks", 100, Map.of()));

            bench.syncWell();

            bench.requireEqual("tasks");
        }
    }

    @Test
    void aPropertyListTooLongForAUrlIsReadByBatches() {
        try (var bench = new Bench(Bench.portal("contacts", 700), "contacts")) {
            bench.maxUrlBytes = 1_000;
            var report = bench.syncWell();
            bench.hubSpot.mutate(new Mutation.Recalculate("contacts", Target.random(300, 4), List.of(), Map.of()));
            bench.syncWell();

            assertThat(report.apiCalls().batchRead()).isPositive();
            bench.requireEqual("contacts");
        }
    }

    @Test
    void aPropertyListThatTakesTwoUrlsIsReadByHalves() {
        try (var bench = new Bench(Bench.portal("contacts", 700), "contacts").excluding("health_condition")) {
            bench.maxUrlBytes = 6_000;
            // Changes between the halves of a page.
            for (var call = 1; call < 8; call++) {
                var seed = call;
                bench.hubSpot.beforePage(
                        call,
                        Endpoint.LIST,
                        "contacts",
                        () -> bench.hubSpot.mutate(new Mutation.Update(
                                "contacts", Target.random(60, seed), List.of("city", "email"), Map.of())));
            }
            var report = bench.syncWell();
            var batches = report.apiCalls().batchRead();
            bench.hubSpot.mutate(new Mutation.Recalculate("contacts", Target.random(300, 4), List.of(), Map.of()));
            bench.syncWell();

            assertThat(report.route().orElseThrow()).contains("half of the properties each");
            assertThat(report.apiCalls().list()).isGreaterThan(batches);
            bench.requireEqual("contacts");
        }
    }

    @Test
    void aUrlThatHubSpotRefusesIsTriedOnceAPortal() {
        try (var bench = new Bench(Bench.portal("contacts", 700).withMaxUrlBytes(9_000), "contacts")) {
            bench.maxUrlBytes = 15_000;
            bench.refreshing(RefreshPolicy.ALWAYS);
            bench.syncWell();

            var refused = bench.hubSpot.stats().withStatus(414);
            assertThat(refused)
                    .isPositive()
                    .isLessThanOrEqualTo(bench.settings.lanes().list());
            bench.hubSpot.mutate(new Mutation.Update("contacts", Target.random(5, 3), List.of("city"), Map.of()));
            bench.syncWell();
            assertThat(bench.hubSpot.stats().withStatus(414)).isEqualTo(refused);
            bench.requireEqual("contacts");
        }
    }
}
