package io.hubflow.nifi.list;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.Row;
import io.hubflow.nifi.HubSpotAttributes;
import io.hubflow.nifi.SourceFlow;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.api.Endpoint;
import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.fault.FaultRule;
import io.hubflow.simulator.fault.Trigger;
import io.hubflow.simulator.index.IndexDelay;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import io.hubflow.simulator.portal.PropertyCatalog.RetypedValues;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.components.state.Scope;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What one trigger after the other hands out, on a HubSpot whose clock a test moves: nothing is missed, little is repeated. */
class PlanningIT {
    private static final Instant START = Instant.parse("2026-06-01T08:00:00Z");
    private static final Duration SETTLE_LAG = Duration.ofMinutes(5);

    private SourceFlow flow;

    @BeforeEach
    void start() throws IOException, InitializationException {
        flow = SourceFlow.start(
                SimulatorOptions.defaults()
                        .withRecords(Map.of("contacts", 3_000L, "deals", 400L))
                        .withVirtualClock(START),
                "deals");
        flow.list().setProperty("Settle Lag", "5 min");
        flow.list().setProperty("Records Per Slice", "1000");
    }

    @AfterEach
    void stop() {
        flow.close();
    }

    @Test
    void aChangeThatTheIndexShowsLateIsReadAllTheSame() throws IOException {
        flow.load(flow.plan());
        flow.simulator().changeIndexDelay(IndexDelay.fixed(Duration.ofMinutes(4)));
        minutesPass(10);
        var changed = update(30, 1);
        flow.fetch().clearTransferState();

        minutesPass(1);
        flow.load(flow.plan());
        assertThat(ids("deals")).doesNotContainAnyElementsOf(changed);

        minutesPass(4);
        flow.load(flow.plan());
        assertThat(ids("deals")).containsAll(changed);
    }

    @Test
    void aTypeIsHandedOutBeforeTheNextOneIsPlanned() {
        var planned = new ArrayList<String>();
        flow.list().setProperty(ObjectTypeNames.OBJECT_TYPES, "contacts,deals");
        flow.simulator().beforePage(1, Endpoint.SEARCH, "deals", () -> planned.addAll(state().keySet()));

        flow.plan();

        assertThat(planned).contains("contacts.in_flight").doesNotContain("deals.in_flight");
        assertThat(state()).containsKeys("contacts.in_flight", "deals.in_flight");
    }

    @Test
    void readingBeginsWhileAFirstLoadIsStillCutIntoSlices() throws IOException, InitializationException {
        flow.close();
        flow = SourceFlow.start(SimulatorOptions.defaults().withRecords(Map.of("contacts", 12_000L)), "contacts");
        flow.list().setProperty("Include Properties", "hs_object_id");
        flow.list().setProperty("Records Per Slice", "1000");
        var early = new ArrayList<MockFlowFile>();
        flow.simulator().beforePage(12, Endpoint.SEARCH, "contacts", () -> early.addAll(awaitSlices()));

        var slices = flow.plan();

        assertThat(early).as("handed out before the twelfth search").isNotEmpty();
        assertThat(slices).hasSizeGreaterThan(early.size()).containsAll(early);
        flow.load(slices);
        assertThat(flow.warehouse().ids("contacts")).isEqualTo(flow.truth("contacts"));
        assertThat(flow.warehouse().state("contacts").snapshot()).isNull();
    }

    private List<MockFlowFile> awaitSlices() {
        var deadline = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        while (System.nanoTime() - deadline < 0) {
            var slices = List.copyOf(flow.list().getFlowFilesForRelationship(SourceFlow.SUCCESS));
            if (!slices.isEmpty()) {
                return slices;
            }
            LockSupport.parkNanos(1_000_000);
        }
        return List.of();
    }

    @Test
    void aSettledChangeIsNotReadForEver() {
        flow.load(flow.plan());
        minutesPass(10);
        update(30, 1);
        minutesPass(1);
        flow.load(flow.plan());
        minutesPass(SETTLE_LAG.toMinutes() + 2);
        var settled = flow.plan();
        assertThat(settled).as("its last reading, settled").isNotEmpty();
        flow.load(settled);
        minutesPass(10);

        assertThat(flow.plan()).isEmpty();
    }

    @Test
    void aPropertyAddedInHubSpotIsReadForTheRecordsThatHaveItAlone() {
        flow.load(flow.plan());
        minutesPass(10);
        flow.simulator()
                .mutate(new Mutation.CreateProperty(
                        "deals", "shoe_size", "number", "number", List.of(), "non_sensitive", false, true));
        minutesPass(10);

        var slices = flow.plan();

        assertThat(kinds(slices)).containsOnly("BACKFILL");
        flow.fetch().clearTransferState();
        flow.load(slices);
        assertThat(ids("deals")).isEqualTo(holders("shoe_size")).isNotEmpty();
        minutesPass(10);
        assertThat(flow.plan()).as("nothing is owed any more").isEmpty();
    }

    @Test
    void aSliceThatWaitedWhileAPropertyWasAddedTakesNoValueAway() throws IOException {
        flow.list().setProperty("Exclude Properties", "dealname");
        var waiting = flow.plan();
        minutesPass(1);
        flow.list().removeProperty("Exclude Properties");
        var later = flow.plan();
        assertThat(kinds(later)).contains("REFRESH");

        flow.read(later);
        var withName = flow.table("deals");
        flow.read(waiting);

        assertThat(withName).isNotEmpty();
        var table = flow.table("deals");
        assertThat(table.keySet()).isEqualTo(flow.truth("deals"));
        withName.forEach((id, row) -> assertThat(sameVersion(table, row))
                .as("deal %d keeps the row that has the name", id)
                .isTrue());
    }

    @Test
    void aRetypedPropertyIsReadAgainInFull() {
        flow.load(flow.plan());
        minutesPass(10);
        flow.simulator()
                .mutate(new Mutation.RetypeProperty(
                        "deals", "amount", "string", "text", List.of(), RetypedValues.REGENERATED));
        minutesPass(10);
        flow.fetch().clearTransferState();

        flow.load(flow.plan());

        assertThat(ids("deals")).isEqualTo(flow.truth("deals"));
    }

    @Test
    void aRefusedBackfillReadsAllRecordsAgainAndChangesNothingElse() {
        flow.list().setProperty("Exclude Properties", "dealname");
        flow.load(flow.plan());
        minutesPass(10);
        flow.list().removeProperty("Exclude Properties");
        // The first search of the trigger looks for changes.
        flow.simulator()
                .addFault(FaultRule.always(new Fault.Refuse(400, Fault.Body.JSON, OptionalInt.empty()))
                        .on("search")
                        .when(new Trigger.Calls(Set.of(2L))));

        var slices = flow.plan();
        assertThat(kinds(slices)).containsOnly("REFRESH");

        flow.simulator().clearFaults();
        flow.load(slices);
        minutesPass(10);
        assertThat(flow.plan()).as("the type can be searched as before").isEmpty();
    }

    @Test
    void anObjectTypeAddedLaterIsLoadedWhileTheOthersGoOn() {
        flow.load(flow.plan());
        minutesPass(10);
        flow.list().setProperty("Object Types", "deals,contacts");
        update(5, 1);

        var slices = flow.plan();

        assertThat(kinds(of("deals", slices))).containsOnly("CHANGES");
        assertThat(kinds(of("contacts", slices))).isSubsetOf("SNAPSHOT", "REFRESH");
        flow.load(slices);
        assertThat(ids("contacts")).isEqualTo(flow.truth("contacts"));
    }

    @Test
    @Tag("thorough")
    void aLargeLoadIsCutEvenlyHoweverUnevenTheIds() throws IOException {
        flow.list().setProperty("Object Types", "contacts");
        var slices = flow.plan();
        var sizes = new ArrayList<Integer>();
        for (var slice : slices) {
            var before = flow.rows("contacts").size();
            flow.read(List.of(slice));
            sizes.add(flow.rows("contacts").size() - before);
        }

        // A list page may bring some records of the next slice.
        assertThat(sizes).hasSize(3).allSatisfy(rows -> assertThat(rows).isBetween(1_000, 1_100));
        assertThat(ids("contacts")).isEqualTo(flow.truth("contacts"));
    }

    @Test
    @Tag("thorough")
    void anObjectTypeTakenOutForAWhileGoesOnWhereItWas() {
        flow.load(flow.plan());
        flow.list().setProperty("Object Types", "contacts");
        flow.load(flow.plan());
        minutesPass(60);
        var changed = update(20, 1);
        minutesPass(60);
        flow.plan();
        flow.list().setProperty("Object Types", "contacts,deals");
        flow.fetch().clearTransferState();

        var slices = of("deals", flow.plan());
        flow.load(slices);

        assertThat(kinds(slices)).containsOnly("CHANGES");
        assertThat(ids("deals")).isEqualTo(changed);
    }

    @Test
    void oneObjectTypeByManyNamesIsPlannedOnce() {
        flow.list().setProperty("Object Types", "deals, deal, 0-3, Deals");

        flow.plan();

        assertThat(of("deals", flow.plan())).isEmpty();
        flow.list().assertTransferCount(SourceFlow.SUCCESS, 0);
        assertThat(flow.list().getLogger().getErrorMessages()).isEmpty();
    }

    @Test
    void updatedAfterMovedBackLoadsWhatLiesBetweenAndMovedForwardTakesNothingAway() {
        var times = flow.simulator().records("deals").stream()
                .map(row -> row.updatedAt())
                .sorted()
                .toList();
        var third = times.get(times.size() / 3);
        var twoThirds = times.get(times.size() * 2 / 3);
        flow.list().setProperty("Updated After", twoThirds.toString());
        flow.load(flow.plan());
        assertThat(ids("deals")).isEqualTo(modifiedFrom(twoThirds));
        minutesPass(10);
        flow.fetch().clearTransferState();

        flow.list().setProperty("Updated After", third.toString());
        flow.load(flow.plan());

        var between = modifiedFrom(third);
        between.removeAll(modifiedFrom(twoThirds));
        assertThat(ids("deals")).containsAll(between).hasSizeLessThan(between.size() + 20);
        minutesPass(10);
        flow.list().setProperty("Updated After", twoThirds.toString());
        assertThat(flow.plan()).isEmpty();
        flow.list().setProperty("Updated After", third.toString());
        assertThat(flow.plan()).isEmpty();
    }

    @Test
    void anotherNodeThatBecomesPrimaryGoesOnFromTheClusterState() throws IOException, InitializationException {
        flow.load(flow.plan());
        minutesPass(10);
        var changed = update(20, 1);
        var state = state();
        flow.replaceList();
        flow.list().getStateManager().setState(state, Scope.CLUSTER);
        flow.list().setProperty("Settle Lag", "5 min");
        flow.list().setProperty("Object Types", "deals");
        flow.fetch().clearTransferState();

        var slices = flow.plan();
        flow.load(slices);

        assertThat(kinds(slices)).containsOnly("CHANGES");
        assertThat(ids("deals")).isEqualTo(changed);
    }

    @Test
    void slicesThatWereHandedOutBeforeACrashLostTheStateAreHarmlessTwice() throws IOException {
        flow.load(flow.plan());
        var before = state();
        minutesPass(10);
        var changed = update(20, 1);
        var first = flow.plan();
        flow.list().getStateManager().setState(before, Scope.CLUSTER);
        var again = flow.plan();
        flow.fetch().clearTransferState();

        flow.read(again);
        flow.read(first);

        assertThat(ids("deals")).isEqualTo(changed);
        assertThat(flow.rows("deals")).hasSize(2 * changed.size());
    }

    @Test
    void aDateThatAnExpressionGetsWrongStopsThePlanInWords() throws IOException {
        flow.list().setProperty("Updated After", "${literal('last week')}");

        assertThat(flow.plan()).isEmpty();

        assertThat(state()).isEmpty();
        assertThat(flow.list().getLogger().getErrorMessages())
                .singleElement()
                .satisfies(message -> assertThat(message.getMsg()).contains("last week", "Write 2026-01-31"));
        var processor = (ListHubSpotObjects) flow.list().getProcessor();
        assertThat(processor.verify(flow.list().getProcessContext(), flow.list().getLogger(), Map.of()))
                .filteredOn(step -> step.getOutcome() == Outcome.FAILED)
                .singleElement()
                .satisfies(step -> assertThat(step.getExplanation()).contains("last week"));
    }

    private Map<String, String> state() {
        try {
            return flow.list().getStateManager().getState(Scope.CLUSTER).toMap();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void minutesPass(long minutes) {
        flow.simulator().advance(Duration.ofMinutes(minutes));
    }

    private Set<Long> update(int count, long seed) {
        return new HashSet<>(flow.simulator()
                .mutate(new Mutation.Update("deals", Target.random(count, seed), List.of(), Map.of()))
                .ids());
    }

    private Set<Long> holders(String property) {
        return flow.simulator().records("deals").stream()
                .filter(row -> !row.properties().getOrDefault(property, "").isEmpty())
                .map(row -> row.id())
                .collect(Collectors.toSet());
    }

    private Set<Long> modifiedFrom(Instant from) {
        return flow.simulator().records("deals").stream()
                .filter(row -> !row.updatedAt().isBefore(from))
                .map(row -> row.id())
                .collect(Collectors.toSet());
    }

    private Set<Long> ids(String objectType) {
        try {
            return flow.table(objectType).keySet();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean sameVersion(TreeMap<Long, Row> table, Row row) {
        var held = table.get(row.id());
        return held != null
                && held.updatedAtMillis() == row.updatedAtMillis()
                && held.readAtMillis() == row.readAtMillis();
    }

    private static List<MockFlowFile> of(String objectType, List<MockFlowFile> slices) {
        return slices.stream()
                .filter(slice -> objectType.equals(slice.getAttribute(HubSpotAttributes.OBJECT_TYPE)))
                .toList();
    }

    private static List<String> kinds(List<MockFlowFile> slices) {
        return slices.stream().map(PlanningIT::kind).toList();
    }

    private static String kind(MockFlowFile slice) {
        return slice.getAttribute(HubSpotAttributes.SLICE_KIND);
    }
}
