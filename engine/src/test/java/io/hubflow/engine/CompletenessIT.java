package io.hubflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.report.RunReport;
import io.hubflow.engine.report.RunWarning;
import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.api.Endpoint;
import io.hubflow.simulator.api.ListCursor;
import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.fault.FaultRule;
import io.hubflow.simulator.fault.Trigger;
import io.hubflow.simulator.index.IdOrder;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever way records are read, what HubSpot leaves out is found by another way, or reported and read again later. */
final class CompletenessIT {
    @ParameterizedTest
    @Tag("thorough")
    @CsvSource({"400, NEXT_ID", "400, OPAQUE", "2600, NEXT_ID", "2600, OPAQUE"})
    void recordsThatTheListLeavesOutAreSearched(long records, ListCursor cursor) {
        try (var bench = loading(Bench.portal("tasks", records).withListCursor(cursor))) {
            omit(bench, everyNth(bench, 11), "list");

            var report = bench.syncWell();

            assertThat(report.warnings()).isEmpty();
            bench.requireEqual("tasks");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {400, 2_600})
    void listPagesThatAreCutShortOrEmptyLoseNothing(long records) {
        try (var bench = loading(Bench.portal("tasks", records))) {
            bench.hubSpot.addFault(
                    FaultRule.always(new Fault.KeepRows(60)).on("list").when(new Trigger.Calls(Set.of(2L, 5L))));
            bench.hubSpot.addFault(FaultRule.always(new Fault.Empty(Fault.Empty.Kind.RESULTS))
                    .on("list")
                    .when(new Trigger.Calls(Set.of(3L))));

            var report = bench.syncWell();

            assertThat(report.warnings()).isEmpty();
            bench.requireEqual("tasks");
        }
    }

    @Test
    void aRecordThatLeavesDoesNotHideOneThatTheListLeavesOut() {
        try (var bench = loading(Bench.portal("tasks", 400))) {
            var ids = ids(bench);
            omit(bench, Set.of(ids.get(250).toString()), "list");
            bench.hubSpot.beforePage(
                    4,
                    Endpoint.LIST,
                    "tasks",
                    () -> bench.hubSpot.mutate(new Mutation.Archive("tasks", Target.id(ids.get(20)))));

            var report = bench.syncWell();

            assertThat(report.warnings()).isEmpty();
            bench.requireEqual("tasks");
        }
    }

    @ParameterizedTest
    @EnumSource(IdOrder.class)
    void recordsThatASearchLeavesOutAreListed(IdOrder order) {
        try (var bench = loading(Bench.portal("tasks", 1_500).withIdOrder(order))) {
            omit(bench, everyNth(bench, 90), "search");

            var report = bench.syncWell();

            assertThat(report.warnings()).isEmpty();
            bench.requireEqual("tasks");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {400, 1_500})
    void aRecordThatHubSpotOnlyCountsIsReportedAndReadByALaterRun(long records) {
        try (var bench = loading(Bench.portal("tasks", records))) {
            var id = ids(bench).get(300);
            omit(bench, Set.of(id.toString()), "list", "search", "batch_read");

            var first = bench.syncWell();
            var second = bench.syncWell();
            bench.hubSpot.clearFaults();
            var third = bench.syncWell();

            assertThat(first.warnings())
                    .singleElement()
                    .satisfies(warning -> assertThat(warning.code()).isEqualTo(RunWarning.Code.HUBSPOT_INCOMPLETE));
            assertThat(second.warnings()).hasSize(1);
            assertThat(bench.table.runs().get(0).status()).isEqualTo("incomplete");
            assertThat(third.warnings()).isEmpty();
            bench.requireEqual("tasks");
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.OmitRows.Report.class)
    void aRecordThatABatchReadLeavesOutIsReportedAndReadByALaterRun(Fault.OmitRows.Report report) {
        try (var bench = new Bench(Bench.portal("contacts", 400), "contacts").refreshing(RefreshPolicy.NEVER)) {
            bench.maxUrlBytes = 1_000;
            var id = bench.hubSpot.records("contacts").get(300).id();
            bench.hubSpot.addFault(FaultRule.always(new Fault.OmitRows(Set.of(Long.toString(id)), 0, report))
                    .on("batch_read"));

            var first = bench.syncWell();
            bench.hubSpot.clearFaults();
            var second = bench.syncWell();

            assertThat(first.rowsRead()).isEqualTo(399);
            assertThat(first.warnings())
                    .singleElement()
                    .satisfies(warning -> assertThat(warning.sentence()).contains("1 record", "id " + id));
            assertThat(second.warnings()).isEmpty();
            bench.requireEqual("contacts");
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.OmitRows.Report.class)
    void recordsThatOneBatchReadLeavesOutAreAskedForAgain(Fault.OmitRows.Report report) {
        try (var bench = new Bench(Bench.portal("contacts", 400), "contacts").refreshing(RefreshPolicy.NEVER)) {
            bench.maxUrlBytes = 1_000;
            bench.hubSpot.addFault(FaultRule.always(new Fault.OmitRows(Set.of(), 7, report))
                    .on("batch_read")
                    .when(new Trigger.Calls(Set.of(1L))));

            var first = bench.syncWell();

            assertThat(first.warnings()).isEmpty();
            bench.requireEqual("contacts");
        }
    }

    @Test
    void recordsThatGoForGoodBetweenListAndBatchReadAreNoShortfall() {
        try (var bench = new Bench(Bench.portal("contacts", 400), "contacts").refreshing(RefreshPolicy.NEVER)) {
            bench.maxUrlBytes = 1_000;
            bench.hubSpot.beforePage(2, Endpoint.BATCH_READ, "contacts", () -> {
                bench.hubSpot.mutate(new Mutation.Archive("contacts", Target.random(20, 2)));
                bench.vanished.addAll(bench.hubSpot
                        .mutate(new Mutation.GdprDelete("contacts", Target.random(20, 3)))
                        .ids());
            });

            var first = bench.syncWell();

            assertThat(bench.hubSpot.pendingHooks()).isZero();
            assertThat(first.warnings()).isEmpty();
            bench.requireEqual("contacts");
        }
    }

    @Test
    void aChangeThatASearchLeavesOutKeepsTheCursorUntilItIsRead() {
        try (var bench = loading(Bench.portal("tasks", 1_500))) {
            bench.syncWell();
            var changed = bench.hubSpot
                    .mutate(new Mutation.Update("tasks", Target.random(300, 3), List.of(), Map.of()))
                    .ids();
            omit(bench, Set.of(changed.get(40).toString()), "search");

            var first = bench.syncWell();
            bench.hubSpot.clearFaults();
            var second = bench.syncWell();

            assertThat(first.warnings()).hasSize(1);
            assertThat(second.warnings()).isEmpty();
            bench.requireEqual("tasks");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-3, 3})
    void aTotalThatIsWrongLosesNothing(long added) {
        try (var bench = loading(Bench.portal("tasks", 700))) {
            bench.hubSpot.addFault(FaultRule.always(new Fault.WrongTotal(OptionalLong.empty(), added, Long.MAX_VALUE))
                    .on("search"));

            var report = bench.syncWell();

            assertThat(report.warnings()).hasSize(added > 0 ? 1 : 0);
            bench.requireEqual("tasks");
        }
    }

    @Test
    @Tag("thorough")
    void aTotalThatIsCappedLosesNothing() {
        try (var bench = loading(Bench.portal("tasks", 12_000))) {
            bench.hubSpot.addFault(FaultRule.always(new Fault.WrongTotal(OptionalLong.empty(), 0, 10_000))
                    .on("search"));

            var report = bench.syncWell();

            assertThat(report.warnings()).isEmpty();
            bench.requireEqual("tasks");
        }
    }

    @ParameterizedTest
    @CsvSource({"400, NUMERIC", "1500, NUMERIC", "1500, STRING"})
    void aQuarantinedRecordIsCountedOnceAndMissedByNobody(long records, IdOrder order) {
        try (var bench = loading(Bench.portal("tasks", records).withIdOrder(order))) {
            var id = ids(bench).get(300).toString();
            bench.hubSpot.addFault(FaultRule.always(new Fault.UndatedRows(Set.of(id))));

            var report = bench.syncWell();

            assertThat(report.warnings()).isEmpty();
            assertThat(report.quarantined()).isEqualTo(1);
            assertThat(bench.table.quarantined()).hasSize(1);
            assertThat(bench.table.rows("tasks")).hasSize((int) records - 1);
            assertThat(bench.calls("search")).isLessThan(40);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {40, 900})
    void aTypeWhoseRecordsAreAllQuarantinedIsNoSuccess(long records) {
        try (var bench = loading(Bench.portal("tasks", records))) {
            bench.hubSpot.addFault(FaultRule.always(new Fault.UndatedRows(Set.of())));

            var report = bench.sync();

            assertThat(report.status()).isEqualTo(RunReport.Status.INCOMPLETE);
            assertThat(report.objects().get(0).quarantined()).isEqualTo(records);
            assertThat(report.objects().get(0).warnings())
                    .extracting(RunWarning::code)
                    .containsExactly(RunWarning.Code.ALL_RECORDS_QUARANTINED);
        }
    }

    private static Bench loading(SimulatorOptions options) {
        return new Bench(options, "tasks").withFewColumns().refreshing(RefreshPolicy.NEVER);
    }

    private static void omit(Bench bench, Set<String> ids, String... endpoints) {
        bench.hubSpot.addFault(FaultRule.always(new Fault.OmitRows(ids, 0, Fault.OmitRows.Report.SILENT))
                .on(endpoints));
    }

    private static List<Long> ids(Bench bench) {
        return bench.hubSpot.records("tasks").stream().map(row -> row.id()).toList();
    }

    private static Set<String> everyNth(Bench bench, int n) {
        var ids = ids(bench);
        return ids.stream()
                .filter(id -> ids.indexOf(id) % n == 5)
                .map(String::valueOf)
                .collect(Collectors.toSet());
    }
}
