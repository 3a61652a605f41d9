package io.hubflow.nifi.list;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.nifi.SourceFlow;
import io.hubflow.nifi.put.DuckDbWarehouse;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.admin.Truth;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.processor.VerifiableProcessor;
import org.apache.nifi.reporting.InitializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A flow that loads the records of a filter: what is loaded, what leaves and comes back, and another filter. */
@Tag("thorough")
class FiltersIT {
    private static final String LARGE = "deals: amount GTE 50000";

    @TempDir
    Path folder;

    private SourceFlow flow;
    private DuckDbWarehouse warehouse;

    @BeforeEach
    void start() throws IOException, InitializationException {
        flow = SourceFlow.start(
                SimulatorOptions.defaults()
                        .withRecords(Map.of("deals", 260L))
                        .withVirtualClock(Instant.parse("2026-06-01T08:00:00Z")),
                "deals");
        warehouse = flow.loadIntoFileOf(folder);
        flow.list().setProperty("Settle Lag", "1 min");
        flow.list().setProperty("Include Properties", "dealname,hs_object_id");
        flow.list().setProperty("Record Filters", LARGE);
    }

    @AfterEach
    void stop() {
        flow.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"NEVER", "ALWAYS"})
    void onlyRecordsOfTheFilterAreThereAndWhatLeavesIsMarkedUntilItComesBack(String refresh) {
        flow.list().setProperty("Refresh Policy", refresh);
        pass();
        assertThat(warehouse.ids("SELECT _id FROM deals")).isEqualTo(wanted(atLeast(50_000)));
        var leaving = some(wanted(atLeast(50_000)), 7);
        var entering = some(wanted(atLeast(50_000).negate()), 3);
        setAmount(leaving, "1");
        setAmount(entering, "90000");

        pass();
        pass();

        requireExactly(atLeast(50_000));
        assertThat(warehouse.ids("SELECT _id FROM deals WHERE _out_of_scope")).isEqualTo(leaving);
        setAmount(some(leaving, 2), "60000");
        pass();
        requireExactly(atLeast(50_000));
    }

    @Test
    void whatHubSpotDeletesForGoodAfterItLeftTheFilterIsErasedWithinADayOfTheNextPass() {
        flow.list().setProperty("Refresh Policy", "ALWAYS");
        pass();
        var leaving = some(wanted(atLeast(50_000)), 3);
        setAmount(leaving, "1");
        pass();
        pass();
        var deleted = some(leaving, 2);
        flow.simulator().mutate(new Mutation.GdprDelete("deals", new Target.Ids(List.copyOf(deleted))));

        flow.loadAfter(Duration.ofDays(1));
        pass();
        pass();

        assertThat(warehouse.ids("SELECT _id FROM deals WHERE _deleted_at IS NOT NULL AND dealname IS NULL"))
                .isEqualTo(deleted);
        leaving.removeAll(deleted);
        assertThat(warehouse.ids("SELECT _id FROM deals WHERE _out_of_scope AND dealname IS NOT NULL"))
                .isEqualTo(leaving);
    }

    @Test
    void whatLeavesTheFilterIsRemovedWhereDepartedRowsAre() {
        flow.list().setProperty("Deletes", "hard");
        flow.put().setProperty("Deletes", "hard");
        pass();
        setAmount(some(wanted(atLeast(50_000)), 4), "1");

        pass();

        assertThat(warehouse.ids("SELECT _id FROM deals")).isEqualTo(wanted(atLeast(50_000)));
    }

    @ParameterizedTest
    @EnumSource(Change.class)
    void anotherFilterBringsWhatIsMissingAndMarksWhatIsOut(Change change) {
        filter(change.before);
        pass();
        filter(change.after);

        pass();
        pass();

        requireExactly(change.wanted);
        filter(change.before);
        pass();
        pass();
        requireExactly(change.first);
    }

    enum Change {
        WIDER(LARGE, atLeast(50_000), "deals: amount GTE 20000", atLeast(20_000)),
        OTHER(LARGE, atLeast(50_000), "deals: amount LT 50000", below(50_000)),
        TAKEN_AWAY(LARGE, atLeast(50_000), "", row -> true);

        final String before;
        final Predicate<Truth.Row> first;
        final String after;
        final Predicate<Truth.Row> wanted;

        Change(String before, Predicate<Truth.Row> first, String after, Predicate<Truth.Row> wanted) {
            this.before = before;
            this.first = first;
            this.after = after;
            this.wanted = wanted;
        }
    }

    @Test
    void aLargeLoadIsCutIntoSlicesOfTheFilter() throws IOException, InitializationException {
        flow.close();
        flow = SourceFlow.start(SimulatorOptions.defaults().withRecords(Map.of("deals", 4_000L)), "deals");
        flow.loadInto(warehouse);
        flow.list().setProperty("Include Properties", "dealname,hs_object_id");
        flow.list().setProperty("Record Filters", "deals: amount GTE 5000 OR dealname HAS_PROPERTY");
        flow.list().setProperty("Records Per Slice", "1000");
        var slices = flow.plan();
        assertThat(slices)
                .hasSizeGreaterThan(2)
                .allMatch(slice -> slice.getContent().contains("SNAPSHOT"));

        flow.load(slices);

        requireExactly(row -> atLeast(5_000).test(row)
                || !row.properties().getOrDefault("dealname", "").isEmpty());
    }

    @Test
    void archivedRecordsOutsideOfTheFilterGetNoRow() throws InitializationException {
        pass();
        flow.simulator()
                .mutate(new Mutation.Archive("deals", new Target.Ids(List.copyOf(some(wanted(atLeast(50_000)), 2)))));
        flow.simulator()
                .mutate(new Mutation.Archive(
                        "deals",
                        new Target.Ids(List.copyOf(some(wanted(atLeast(50_000).negate()), 2)))));
        var before = warehouse.ids("SELECT _id FROM deals");
        var bin = flow.archived(warehouse, "deals");

        bin.run();
        flow.load(bin.getFlowFilesForRelationship(SourceFlow.SUCCESS));
        pass();

        requireExactly(atLeast(50_000));
        assertThat(warehouse.ids("SELECT _id FROM deals")).isEqualTo(before);
        assertThat(warehouse.ids("SELECT _id FROM deals WHERE _archived")).hasSize(2);
    }

    @Test
    void aWrongFilterIsRefusedBeforeARecordIsRead() {
        flow.list().setProperty("Record Filters", "deals: amount GTE");
        flow.list().assertNotValid();

        filter("deals: amout GTE 1");
        assertThat(flow.plan()).isEmpty();

        assertThat(flow.list().getLogger().getErrorMessages())
                .anySatisfy(message -> assertThat(message.getMsg())
                        .contains("HubSpot has no property amout. Did you mean amount?")
                        .doesNotContain("hubflow discover"));
        assertThat(flow.simulator().stats().rows()).isEmpty();
        assertThat(verified()).anySatisfy(step -> {
            assertThat(step.getVerificationStepName()).isEqualTo("Record Filters");
            assertThat(step.getOutcome()).isEqualTo(Outcome.FAILED);
            assertThat(step.getExplanation()).contains("amout");
        });
        filter(LARGE);
        assertThat(verified())
                .filteredOn(step -> step.getVerificationStepName().equals("Record Filters"))
                .extracting(ConfigVerificationResult::getOutcome)
                .containsExactly(Outcome.SUCCESSFUL);
    }

    private List<ConfigVerificationResult> verified() {
        var list = flow.list();
        return ((VerifiableProcessor) list.getProcessor()).verify(list.getProcessContext(), list.getLogger(), Map.of());
    }

    private void filter(String text) {
        if (text.isEmpty()) {
            flow.list().removeProperty("Record Filters");
        } else {
            flow.list().setProperty("Record Filters", text);
        }
    }

    private void pass() {
        flow.loadAfter(Duration.ofMinutes(10));
        // What was read now is compared by the next run.
        flow.loadAfter(Duration.ofMinutes(10));
    }

    private void requireExactly(Predicate<Truth.Row> filter) {
        assertThat(warehouse.liveIds("deals")).isEqualTo(wanted(filter));
    }

    private Set<Long> wanted(Predicate<Truth.Row> filter) {
        return flow.simulator().records("deals").stream()
                .filter(row -> !row.archived())
                .filter(filter)
                .map(Truth.Row::id)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void setAmount(Set<Long> ids, String amount) {
        flow.simulator()
                .mutate(new Mutation.Update(
                        "deals", new Target.Ids(List.copyOf(ids)), List.of(), Map.of("amount", amount)));
    }

    private static Set<Long> some(Set<Long> ids, int count) {
        return ids.stream().limit(count).collect(Collectors.toCollection(TreeSet::new));
    }

    private static BigDecimal amount(Truth.Row row) {
        var text = row.properties().getOrDefault("amount", "");
        return text.isEmpty() ? BigDecimal.valueOf(-1) : new BigDecimal(text);
    }

    private static Predicate<Truth.Row> atLeast(long amount) {
        return row -> amount(row).compareTo(BigDecimal.valueOf(amount)) >= 0;
    }

    private static Predicate<Truth.Row> below(long amount) {
        return row -> !row.properties().getOrDefault("amount", "").isEmpty()
                && atLeast(amount).negate().test(row);
    }
}
