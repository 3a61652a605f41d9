package io.hubflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.report.Departures;
import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.fault.FaultRule;
import io.hubflow.simulator.fault.Trigger;
import io.hubflow.simulator.index.IdOrder;
import io.hubflow.simulator.index.IndexDelay;
import io.hubflow.simulator.mutation.ChangeSettings.Bump;
import io.hubflow.simulator.mutation.MergeMode;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that leave HubSpot and come back: found by counts where nothing is refreshed, and by refresh passes. */
final class AbsenceIT {
    @ParameterizedTest
    @CsvSource({"150,NEVER", "900,NEVER", "3000,NEVER", "150,ALWAYS", "900,ALWAYS", "3000,ALWAYS"})
    void everyWayToLeaveIsFoundByTheNextRun(int records, RefreshPolicy refresh) {
        try (var bench = new Bench(Bench.portal("companies", records), "companies")
                .withFewColumns()
                .refreshing(refresh)) {
            bench.syncWell();
            bench.hubSpot.mutate(new Mutation.Archive("companies", Target.random(7, 1)));
            bench.hubSpot.mutate(new Mutation.GdprDelete("companies", Target.random(5, 2)));
            bench.hubSpot.mutate(new Mutation.Merge("companies", Target.random(3, 3), Optional.of(MergeMode.NEW_ID)));
            bench.hubSpot.mutate(
                    new Mutation.Merge("companies", Target.random(2, 4), Optional.of(MergeMode.PRESERVE_PRIMARY_ID)));

            var report = bench.syncWell();

            bench.requireDepartures("companies");
            assertThat(report.departures()).satisfies(found -> {
                assertThat(found.archived()).isEqualTo(7);
                assertThat(found.deleted()).isEqualTo(5);
                assertThat(found.merged()).isEqualTo(8);
            });
            var idle = bench.syncWell();
            assertThat(idle.departures().isEmpty()).as("%s", idle.departures()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = RefreshPolicy.class,
            names = {"NEVER", "ALWAYS"})
    void restoredRecordsComeBack(RefreshPolicy refresh) {
        try (var bench = new Bench(Bench.portal("companies", 1_200), "companies")
                .withFewColumns()
                .refreshing(refresh)) {
            bench.syncWell();
            var archived = bench.hubSpot
                    .mutate(new Mutation.Archive("companies", Target.random(9, 1)))
                    .ids();
            bench.syncWell();
            bench.requireDepartures("companies");
            bench.hubSpot.mutate(new Mutation.Restore("companies", new Target.Ids(archived.subList(0, 4))));

            bench.syncWell();

            bench.requireDepartures("companies");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = RefreshPolicy.class,
            names = {"NEVER", "ALWAYS"})
    void aRecordThatWasRestoredAndArchivedAgainGetsItsNewTime(RefreshPolicy refresh) {
        try (var bench = new Bench(Bench.portal("companies", 300), "companies")
                .withFewColumns()
                .refreshing(refresh)) {
            bench.syncWell();
            var archived = new Target.Ids(bench.hubSpot
                    .mutate(new Mutation.Archive("companies", Target.random(3, 1)))
                    .ids());
            bench.syncWell();
            bench.hubSpot.advance(Duration.ofMinutes(1));
            bench.hubSpot.mutate(new Mutation.Restore("companies", archived));
            bench.hubSpot.mutate(new Mutation.Archive("companies", archived));

            bench.syncWell();

            bench.requireDepartures("companies");
        }
    }

    @Test
    void aRecordThatLeavesWhileAnotherComesBackIsFoundInARunThatReadSomething() {
        try (var bench = new Bench(Bench.portal("companies", 900), "companies")
                .withFewColumns()
                .refreshing(RefreshPolicy.NEVER)) {
            bench.syncWell();
            var archived = bench.hubSpot
                    .mutate(new Mutation.Archive("companies", Target.random(1, 1)))
                    .ids();
            bench.syncWell();
            bench.hubSpot.mutate(new Mutation.Restore("companies", new Target.Ids(archived)));
            bench.hubSpot.mutate(new Mutation.GdprDelete("companies", Target.random(1, 9)));
            bench.hubSpot.mutate(new Mutation.Update("companies", Target.random(1, 5), List.of(), Map.of()));

            bench.syncWell();

            bench.requireDepartures("companies");
        }
    }

    @ParameterizedTest
    @Tag("thorough")
    @EnumSource(
            value = DeleteMode.class,
            names = {"SOFT", "HARD"})
    void aRecordThatLeavesWhileAnotherComesBackIsFoundByTheSecondIdleRunOfALargeTable(DeleteMode deletes) {
        try (var bench = new Bench(Bench.portal("companies", 1_300), "companies")
                .withFewColumns()
                .refreshing(RefreshPolicy.NEVER)
                .deleting(deletes)) {
            bench.syncWell();
            var archived = bench.hubSpot
                    .mutate(new Mutation.Archive("companies", Target.random(3, 1)))
                    .ids();
            bench.syncWell();
            bench.hubSpot.mutate(new Mutation.Restore("companies", new Target.Ids(archived.subList(0, 1))));
            bench.hubSpot.mutate(new Mutation.Archive("companies", Target.random(1, 9)));

            bench.syncWell();
            bench.syncWell();

            var live = bench.hubSpot.records("companies").stream()
                    .filter(row -> !row.archived())
                    .map(row -> row.id())
                    .collect(Collectors.toSet());
            assertThat(bench.table.liveIds("companies").ids(0, Long.MAX_VALUE))
                    .toIterable()
                    .containsExactlyInAnyOrderElementsOf(live);
        }
    }

    @ParameterizedTest
    @Tag("thorough")
    @ValueSource(ints = {150, 1_300})
    void purgedRecordsAreFoundByTheSecondIdleRun(int records) {
        try (var bench = new Bench(Bench.portal("companies", records), "companies")
                .withFewColumns()
                .refreshing(RefreshPolicy.NEVER)) {
            bench.syncWell();
            var archived = bench.hubSpot
                    .mutate(new Mutation.Archive("companies", Target.random(5, 1)))
                    .ids();
            bench.syncWell();
            bench.hubSpot.mutate(new Mutation.Purge("companies", new Target.Ids(archived.subList(1, 4))));

            var found = bench.syncWell().departures().deleted()
                    + bench.syncWell().departures().deleted();

            bench.requireDepartures("companies");
            assertThat(found).isEqualTo(3);
            var idle = bench.syncWell();
            assertThat(idle.departures().isEmpty()).as("%s", idle.departures()).isTrue();
        }
    }

    @ParameterizedTest
    @Tag("thorough")
    @CsvSource({"150,SOFT", "1300,SOFT", "1300,HARD"})
    void recordsThatComeBackWithoutANewModificationTimeAreFoundByTheNextIdleRun(int records, DeleteMode deletes) {
        var options = Bench.portal("companies", records).withOnRestore(Bump.NOTHING);
        try (var bench = new Bench(options, "companies")
                .withFewColumns()
                .refreshing(RefreshPolicy.NEVER)
                .deleting(deletes)) {
            bench.syncWell();
            var archived = bench.hubSpot
                    .mutate(new Mutation.Archive("companies", Target.random(3, 1)))
                    .ids();
            for (var runs = 0; runs < 3; runs++) {
                bench.syncWell();
                var back = List.of(archived.get(runs));
                bench.hubSpot.mutate(new Mutation.Restore("companies", new Target.Ids(back)));
                bench.syncWell();
                assertThat(bench.table.liveIds("companies").ids(0, Long.MAX_VALUE))
                        .toIterable()
                        .containsAll(back);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(MergeMode.class)
    void chainsOfMergesEndAtTheLastSurvivor(MergeMode mode) {
        try (var bench = new Bench(Bench.portal("contacts", 60), "contacts")
                .withFewColumns()
                .refreshing(RefreshPolicy.NEVER)) {
            bench.syncWell();
            var ids = bench.hubSpot.records("contacts").stream()
                    .map(row -> row.id())
                    .toList();
            var first = merge(bench, mode, ids.get(3), ids.get(10));
            bench.syncWell();
            var second = merge(bench, mode, ids.get(20), first);
            merge(bench, mode, second, ids.get(40));

            bench.syncWell();

            bench.requireDepartures("contacts");
        }
    }

    @ParameterizedTest
    @EnumSource(MergeMode.class)
    void aMergeOfARecordThatTheTableNeverHeldIsATombstone(MergeMode mode) {
        try (var bench = new Bench(Bench.portal("contacts", 60), "contacts")
                .withFewColumns()
                .refreshing(RefreshPolicy.NEVER)) {
            bench.syncWell();
            var born = bench.hubSpot
                    .mutate(new Mutation.Create("contacts", 1, Map.of()))
                    .ids()
                    .getFirst();
            var known = bench.hubSpot.records("contacts").getFirst().id();
            var survivor = merge(bench, mode, known, born);

            bench.syncWell();

            bench.requireDepartures("contacts");
            var buried = Objects.requireNonNull(bench.table.rows("contacts").get(born));
            assertThat(Objects.requireNonNull(buried.tombstone()).mergedInto()).isEqualTo(survivor);
        }
    }

    @Test
    void mergedIdsAreReadWhicheverPropertiesAreWantedAndMakeNoColumn() {
        try (var bench = new Bench(Bench.portal("contacts", 60), "contacts")
                .selecting("email", "city")
                .refreshing(RefreshPolicy.NEVER)) {
            bench.syncWell();
            bench.hubSpot.mutate(new Mutation.Merge("contacts", Target.random(3, 3), Optional.empty()));

            bench.syncWell();

            bench.requireDepartures("contacts");
            var columns = bench.table.rows("contacts").values().iterator().next().schema().columns().stream()
                    .map(column -> column.name())
                    .collect(Collectors.toSet());
            assertThat(columns).isEqualTo(Set.of("email", "city"));
        }
    }

    @Test
    void hardRemovesRowsAndMakesNoneOfIdsThatWereNeverHeld() {
        try (var bench = new Bench(Bench.portal("companies", 400), "companies")
                .withFewColumns()
                .deleting(DeleteMode.HARD)
                .refreshing(RefreshPolicy.NEVER)) {
            bench.syncWell();
            leaveInEveryWay(bench);

            bench.syncWell();

            var live = bench.hubSpot.records("companies").stream()
                    .filter(row -> !row.archived())
                    .map(row -> row.id())
                    .collect(Collectors.toSet());
            assertThat(bench.table.rows("companies").keySet()).isEqualTo(live);
        }
    }

    @Test
    void ignoreMarksNothingButRecordsThatAreGoneForGood() {
        try (var bench = new Bench(Bench.portal("companies", 400), "companies")
                .withFewColumns()
                .deleting(DeleteMode.IGNORE)
                .refreshing(RefreshPolicy.NEVER)) {
            bench.syncWell();
            var before = bench.table.rows("companies").keySet();
            leaveInEveryWay(bench);

            var report = bench.syncWell();

            var found = report.departures();
            assertThat(found).isEqualTo(new Departures(0, found.deleted(), 0, 0, 0, found.calls()));
            assertThat(bench.table.rows("companies").values().stream().filter(row -> !row.isAlive()))
                    .hasSize((int) found.deleted());
            assertThat(bench.table.rows("companies").keySet()).containsAll(before);
        }
    }

    @Test
    void whatAnEarlierRunIgnoredIsFoundOnceDeletesAreWanted() {
        try (var bench = new Bench(Bench.portal("companies", 700), "companies")
                .withFewColumns()
                .deleting(DeleteMode.IGNORE)
                .refreshing(RefreshPolicy.NEVER)) {
            bench.syncWell();
            bench.hubSpot.mutate(new Mutation.Archive("companies", Target.random(6, 1)));
            bench.syncWell();

            bench.deleting(DeleteMode.SOFT).syncWell();

            bench.requireDepartures("companies");
        }
    }

    @ParameterizedTest
    @Tag("thorough")
    @EnumSource(Fault.OmitRows.Report.class)
    void aRecordThatAnswersLeaveOutIsNeverMarked(Fault.OmitRows.Report report) {
        try (var bench = new Bench(Bench.portal("companies", 700), "companies")
                .withFewColumns()
                .refreshing(RefreshPolicy.NEVER)) {
            bench.syncWell();
            var hidden = bench.hubSpot.records("companies").stream()
                    .skip(300)
                    .limit(3)
                    .map(row -> Long.toString(row.id()))
                    .collect(Collectors.toSet());
            bench.hubSpot.addFault(
                    FaultRule.always(new Fault.OmitRows(hidden, 0, report)).on("batch_read"));
            bench.hubSpot.addFault(FaultRule.always(new Fault.OmitRows(hidden, 0, Fault.OmitRows.Report.SILENT))
                    .on("list"));
            bench.hubSpot.addFault(FaultRule.always(new Fault.WrongTotal(OptionalLong.empty(), -3, Long.MAX_VALUE))
                    .on("search"));

            bench.refreshing(RefreshPolicy.ALWAYS).sync();
            bench.refreshing(RefreshPolicy.NEVER).sync();

            bench.requireDepartures("companies");
        }
    }

    /** Its row is emptied, because HubSpot says in every way that it is gone; so the next run asks once more. */
    @ParameterizedTest
    @EnumSource(
            value = DeleteMode.class,
            names = {"SOFT", "HARD"})
    void anArchivedRecordThatARunTookForGoneGetsItsValuesBack(DeleteMode deletes) {
        try (var bench = new Bench(Bench.portal("companies", 300), "companies")
                .withFewColumns()
                .refreshing(RefreshPolicy.NEVER)
                .deleting(deletes)) {
            bench.syncWell();
            var archived = bench.hubSpot
                    .mutate(new Mutation.Archive("companies", Target.random(3, 1)))
                    .ids();
            var hidden = archived.stream().limit(2).map(id -> Long.toString(id)).collect(Collectors.toSet());
            bench.hubSpot.addFault(FaultRule.always(new Fault.OmitRows(hidden, 0, Fault.OmitRows.Report.NOT_FOUND))
                    .on("batch_read"));
            assertThat(bench.syncWell().departures().deleted()).isEqualTo(2);
            bench.hubSpot.clearFaults();

            bench.syncWell();

            bench.requireDepartures("companies");
            var rows = bench.table.rows("companies");
            if (deletes == DeleteMode.SOFT) {
                assertThat(archived)
                        .allSatisfy(id -> assertThat(
                                        Objects.requireNonNull(rows.get(id)).value("name"))
                                .isNotNull());
            } else {
                assertThat(rows).doesNotContainKeys(archived.toArray(Long[]::new));
            }
            var before = bench.calls("batch_read");
            bench.syncWell();
            assertThat(bench.calls("batch_read") - before).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void aRecordThatHubSpotDoesNotNameAsNotFoundIsGoneWithTheSecondRun() {
        try (var bench = new Bench(Bench.portal("companies", 300), "companies")
                .withFewColumns()
                .refreshing(RefreshPolicy.NEVER)) {
            bench.syncWell();
            var archived = bench.hubSpot
                    .mutate(new Mutation.Archive("companies", Target.random(3, 1)))
                    .ids();
            var hidden = archived.stream().map(id -> Long.toString(id)).collect(Collectors.toSet());
            bench.hubSpot.addFault(FaultRule.always(new Fault.OmitRows(hidden, 0, Fault.OmitRows.Report.SILENT))
                    .on("batch_read"));

            assertThat(bench.syncWell().departures().deleted()).isZero();
            assertThat(bench.syncWell().departures().deleted()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {120, 900, 1_500})
    void aRecordThatLagsInTheIndexIsNeverMarked(int records) {
        var options = Bench.portal("companies", records)
                .withIndexDelay(IndexDelay.between(Duration.ofHours(1), Duration.ofHours(2)));
        try (var bench = new Bench(options, "companies")
                .withFewColumns()
                .settling(Duration.ZERO)
                .refreshing(RefreshPolicy.NEVER)) {
            bench.syncWell();
            bench.hubSpot.mutate(new Mutation.Create("companies", 20, Map.of()));

            for (var run = 0; run < 3; run++) {
                var report = bench.syncWell();
                assertThat(report.departures().isEmpty())
                        .as("%s", report.departures())
                        .isTrue();
            }

            assertThat(bench.table.rows("companies"))
                    .allSatisfy((id, row) -> assertThat(row.isAlive()).isTrue());
        }
    }

    @Test
    void whatAFailureHidesIsNeverMarked() {
        try (var bench = new Bench(Bench.portal("companies", 700), "companies")
                .withFewColumns()
                .refreshing(RefreshPolicy.NEVER)) {
            bench.maxTries = 1;
            bench.syncWell();
            bench.hubSpot.mutate(new Mutation.Archive("companies", Target.random(2, 1)));
            bench.hubSpot.mutate(new Mutation.Update("companies", Target.random(2, 7), List.of(), Map.of()));
            bench.hubSpot.addFault(FaultRule.always(new Fault.PartialBatch()).on("batch_read"));
            bench.sync();
            assertThat(bench.table.rows("companies").values().stream().filter(row -> !row.isAlive()))
                    .isEmpty();
            bench.hubSpot.clearFaults();

            bench.syncWell();

            bench.requireDepartures("companies");
        }
    }

    @ParameterizedTest
    @Tag("thorough")
    @ValueSource(longs = {-5, 3, 1_000_000})
    void aWrongTotalMarksNothingAndEnds(long added) {
        try (var bench = new Bench(Bench.portal("companies", 2_500), "companies")
                .withFewColumns()
                .refreshing(RefreshPolicy.NEVER)) {
            bench.syncWell();
            bench.hubSpot.addFault(FaultRule.always(new Fault.WrongTotal(OptionalLong.empty(), added, Long.MAX_VALUE))
                    .on("search"));

            var report = bench.sync().objects().getFirst();

            bench.requireDepartures("companies");
            assertThat(report.departures().isEmpty()).isTrue();
            assertThat(report.departures().calls()).isLessThan(200);
        }
    }

    @ParameterizedTest
    @Tag("thorough")
    @EnumSource(IdOrder.class)
    void whereTotalsAreCappedDeletesAreStillFound(IdOrder order) {
        var options = Bench.portal("tasks", 12_500).withIdOrder(order);
        try (var bench = new Bench(options, "tasks").withFewColumns().refreshing(RefreshPolicy.NEVER)) {
            bench.hubSpot.addFault(FaultRule.always(new Fault.WrongTotal(OptionalLong.empty(), 0, 10_000))
                    .on("search"));
            bench.syncWell();
            bench.hubSpot.mutate(new Mutation.Archive("tasks", Target.random(4, 1)));

            bench.syncWell();

            bench.requireDepartures("tasks");
        }
    }

    @Test
    void recordsOutsideTheSelectionByTimeAreNotMissed() {
        try (var bench = new Bench(Bench.portal("companies", 900), "companies")
                .withFewColumns()
                .updatedAfter(Instant.parse("2022-01-01T00:00:00Z"))
                .refreshing(RefreshPolicy.NEVER)) {
            bench.syncWell();
            var held = bench.table.rows("companies").keySet().stream().toList();
            assertThat(held).hasSizeBetween(100, 800);
            bench.hubSpot.mutate(new Mutation.Archive("companies", new Target.Ids(held.subList(50, 55))));

            var report = bench.syncWell();

            assertThat(report.departures().archived()).isEqualTo(5);
            assertThat(report.departures().restored()).isZero();
            assertThat(bench.table.rows("companies")).hasSize(held.size());
        }
    }

    @Test
    void whereTheCreationTimeCannotBeSearchedEverythingIsCounted() {
        try (var bench = new Bench(Bench.portal("companies", 1_500), "companies")
                .withFewColumns()
                .refreshing(RefreshPolicy.NEVER)) {
            bench.syncWell();
            bench.hubSpot.mutate(new Mutation.Archive("companies", Target.random(4, 1)));
            // The first search of a run asks for changes, the second one counts.
            bench.hubSpot.addFault(FaultRule.always(new Fault.Refuse(400, Fault.Body.JSON, OptionalInt.empty()))
                    .on("search")
                    .when(new Trigger.Calls(Set.of(2L))));

            bench.syncWell();

            bench.requireDepartures("companies");
        }
    }

    @Test
    void typesThatCannotBeSearchedAreComparedWithTheirList() {
        var options = SimulatorOptions.defaults().withRecords("communications", 300);
        try (var bench = new Bench(options, "communications").withFewColumns()) {
            bench.syncWell();
            bench.hubSpot.mutate(new Mutation.Archive("communications", Target.random(4, 1)));
            bench.hubSpot.mutate(new Mutation.GdprDelete("communications", Target.random(3, 2)));

            bench.syncWell();

            bench.requireDepartures("communications");
        }
    }

    @Test
    void aRestoredRecordThatTheSearchShowsAsItWasIsReadById() {
        try (var bench = new Bench(Bench.portal("companies", 150), "companies")
                .withFewColumns()
                .refreshing(RefreshPolicy.NEVER)) {
            bench.syncWell();
            var born = bench.hubSpot
                    .mutate(new Mutation.Create("companies", 1, Map.of()))
                    .ids();
            bench.syncWell();
            bench.hubSpot.mutate(new Mutation.Archive("companies", new Target.Ids(born)));
            bench.syncWell();
            bench.hubSpot.mutate(new Mutation.Restore("companies", new Target.Ids(born)));

            bench.syncWell();

            bench.requireDepartures("companies");
        }
    }

    @Test
    void aWarehouseThatMustBeAskedIsAskedOnlyByRunsThatReadSomething() {
        try (var bench = new Bench(Bench.portal("companies", 1_500), "companies")
                .withFewColumns()
                .refreshing(RefreshPolicy.NEVER)) {
            bench.table.countingCosts();
            bench.syncWell();
            bench.hubSpot.mutate(new Mutation.Archive("companies", Target.random(5, 1)));

            assertThat(bench.syncWell().departures()).isEqualTo(Departures.NONE);
            bench.hubSpot.mutate(new Mutation.Update("companies", Target.random(1, 7), List.of(), Map.of()));
            bench.syncWell();

            bench.requireDepartures("companies");
        }
    }

    @ParameterizedTest
    @CsvSource({"150,130", "150,3", "2500,130", "2500,3"})
    void anIdleRunCostsAtMostThreeCalls(int records, int archived) {
        try (var bench = new Bench(Bench.portal("companies", records), "companies")
                .withFewColumns()
                .refreshing(RefreshPolicy.NEVER)) {
            bench.syncWell();
            bench.hubSpot.mutate(new Mutation.Archive("companies", Target.random(archived, 1)));
            bench.syncWell();

            for (var run = 0; run < 3; run++) {
                var idle = bench.syncWell().apiCalls();

                assertThat(idle.list() + idle.search() + idle.batchRead())
                        .as("%s", idle)
                        .isLessThanOrEqualTo(3);
            }
        }
    }

    private static void leaveInEveryWay(Bench bench) {
        bench.hubSpot.mutate(new Mutation.Archive("companies", Target.random(7, 1)));
        bench.hubSpot.mutate(new Mutation.GdprDelete("companies", Target.random(5, 2)));
        bench.hubSpot.mutate(new Mutation.Merge("companies", Target.random(3, 3), Optional.empty()));
        bench.hubSpot.mutate(new Mutation.Create("companies", 2, Map.of()));
        bench.hubSpot.mutate(new Mutation.Merge("companies", Target.random(3, 8), Optional.empty()));
    }

    private static long merge(Bench bench, MergeMode mode, long primary, long other) {
        return bench.hubSpot
                .mutate(new Mutation.Merge("contacts", new Target.Ids(List.of(primary, other)), Optional.of(mode)))
                .ids()
                .getFirst();
    }
}
