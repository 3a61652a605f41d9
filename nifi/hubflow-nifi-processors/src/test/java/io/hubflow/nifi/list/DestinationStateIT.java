package io.hubflow.nifi.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hubflow.engine.SyncEngine;
import io.hubflow.engine.SyncRequest;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.SnapshotProgress;
import io.hubflow.engine.checkpoint.StateCodec;
import io.hubflow.engine.report.SyncListener;
import io.hubflow.engine.settings.EngineSettings;
import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.nifi.HubSpotAttributes;
import io.hubflow.nifi.Portal;
import io.hubflow.nifi.SourceFlow;
import io.hubflow.nifi.schema.GetHubSpotSchema;
import io.hubflow.nifi.service.StandardHubSpotClientService;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.fault.FaultRule;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import io.hubflow.simulator.portal.ListPlan;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.nifi.components.state.Scope;
import org.apache.nifi.processor.Processor;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The state beside the rows decides what is read; NiFi's own state only keeps work on its way from being planned twice. */
class DestinationStateIT {
    private static final long DEALS = 2_500;

    private SourceFlow flow;

    @BeforeEach
    void start() throws IOException, InitializationException {
        flow = SourceFlow.start(
                SimulatorOptions.defaults()
                        .withRecords(Map.of("deals", DEALS, "contacts", 300L, "tickets", 0L))
                        .withVirtualClock(Instant.parse("2026-06-01T08:00:00Z")),
                "deals");
        flow.list().setProperty("Settle Lag", "5 min");
        flow.list().setProperty("Records Per Slice", "1000");
    }

    @AfterEach
    void stop() {
        flow.close();
    }

    @Test
    void aDestinationWithoutTheseTablesIsLoadedWholeAndToldOf() {
        flow.load(flow.plan());
        minutesPass(10);
        flow.warehouse().becomeAnother();
        update(20, 1);

        flow.load(flow.plan());

        assertThat(flow.warehouse().ids("deals")).isEqualTo(flow.truth("deals"));
        assertThat(warnings()).anySatisfy(warning -> assertThat(warning).contains("deals", "holds nothing of it"));
    }

    @Test
    @Tag("thorough")
    void aTableThatWasDroppedIsLoadedWholeEvenIfChangesMadeItAgainMeanwhile() {
        flow.load(flow.plan());
        minutesPass(10);
        update(20, 1);
        var changes = flow.plan();
        flow.warehouse().drop("deals");
        flow.load(changes);
        assertThat(flow.warehouse().ids("deals")).hasSizeLessThan(100);
        minutesPass(10);

        flow.load(flow.plan());

        assertThat(flow.warehouse().ids("deals")).isEqualTo(flow.truth("deals"));
    }

    @Test
    void aTableThatWasDroppedIsToldOf() {
        flow.load(flow.plan());
        minutesPass(10);
        flow.warehouse().drop("deals");

        flow.load(flow.plan());

        assertThat(flow.warehouse().ids("deals")).isEqualTo(flow.truth("deals"));
        assertThat(warnings()).anySatisfy(warning -> assertThat(warning).contains("deals", "table is gone"));
    }

    @Test
    @Tag("thorough")
    void aColumnThatWasDroppedIsToldOfAndHasEverythingReadAgainOnce() {
        flow.list().setProperty("Refresh Policy", "NEVER");
        flow.load(flow.plan());
        minutesPass(10);
        assertThat(flow.plan()).isEmpty();
        flow.warehouse().drop("deals", "amount");

        var slices = flow.plan();
        assertThat(slices).isNotEmpty();
        assertThat(warnings()).anySatisfy(warning -> assertThat(warning).contains("deals", "amount", "read again"));
        minutesPass(1);
        assertThat(flow.plan()).isEmpty();
        flow.load(slices);
        minutesPass(10);

        assertThat(flow.plan()).isEmpty();
        assertThat(flow.warehouse().state("deals").refresh().required()).isFalse();
    }

    @Test
    void slicesOnTheirWayAreNotPlannedTwice() {
        var slices = flow.plan();
        minutesPass(5);

        assertThat(slices).hasSizeGreaterThan(1);
        assertThat(flow.plan()).isEmpty();
        flow.load(slices);
        assertThat(flow.warehouse().state("deals").snapshot()).isNull();
        minutesPass(10);
        assertThat(flow.plan()).isEmpty();
    }

    @Test
    void whatAnEmptiedQueueHeldOfAFirstLoadIsHandedOutAgainAndNoMore() {
        var slices = flow.plan();
        flow.load(slices.subList(0, 1));
        flow.plan();
        minutesPass(14);
        assertThat(flow.plan()).as("the rest may still be on its way").isEmpty();
        minutesPass(3);

        var again = flow.plan();
        flow.load(again);

        assertThat(again).isNotEmpty();
        assertThat(warnings()).anySatisfy(warning -> assertThat(warning).contains("have not arrived"));
        assertThat(flow.warehouse().ids("deals")).isEqualTo(flow.truth("deals"));
        assertThat(flow.warehouse().state("deals").snapshot()).isNull();
        assertThat(flow.warehouse().state("deals").cursorMillis()).isPositive();
    }

    @Test
    void changesThatAnEmptiedQueueHeldAreReadAgain() {
        flow.load(flow.plan());
        minutesPass(10);
        var changed = update(30, 1);
        minutesPass(1);
        assertThat(flow.plan()).as("dropped").isNotEmpty();
        minutesPass(30);
        var later = update(10, 2);
        minutesPass(1);
        flow.fetch().clearTransferState();

        flow.load(flow.plan());

        changed.addAll(later);
        changed.forEach(
                id -> assertThat(flow.warehouse().updatedAtMillis("deals", id)).isEqualTo(updatedAtMillis(id)));
    }

    @Test
    @Tag("thorough")
    void portionsMayLandInAnyOrder() {
        flow.fetch().setProperty("Records Per FlowFile", "300");
        flow.read(flow.plan());

        flow.landInReverse();

        assertThat(flow.warehouse().ids("deals")).isEqualTo(flow.truth("deals"));
        assertThat(flow.warehouse().state("deals").snapshot()).isNull();
    }

    @Test
    void aTypeWithoutRecordsIsLoadedToo() {
        flow.list().setProperty("Object Types", "tickets");

        flow.load(flow.plan());

        assertThat(flow.warehouse().state("tickets").snapshot()).isNull();
        minutesPass(10);
        assertThat(flow.plan()).isEmpty();
    }

    @Test
    @Tag("thorough")
    void aTableThatTheCommandLoadedGoesOn() {
        sync();
        minutesPass(10);
        var changed = update(20, 1);
        minutesPass(1);

        var slices = flow.plan();
        flow.load(slices);

        assertThat(kinds(slices)).containsOnly("CHANGES");
        changed.forEach(
                id -> assertThat(flow.warehouse().updatedAtMillis("deals", id)).isEqualTo(updatedAtMillis(id)));
    }

    @Test
    @Tag("thorough")
    void theCommandGoesOnWithATableThatNiFiHalfLoaded() {
        flow.load(flow.plan().subList(0, 1));
        assertThat(flow.warehouse().state("deals").snapshot()).isNotNull();

        sync();

        assertThat(flow.warehouse().ids("deals")).isEqualTo(flow.truth("deals"));
        assertThat(flow.warehouse().state("deals").snapshot()).isNull();
    }

    @Test
    void whatAnEarlierVersionRememberedSkipsNothing() throws IOException {
        var snapshot = SnapshotProgress.starting(1, 0, Long.MAX_VALUE);
        var planned = ObjectState.fresh(0, "deals", snapshot)
                .withSnapshot(null)
                .advance(flow.simulator().now().toEpochMilli(), 0);
        flow.list()
                .getStateManager()
                .setState(Map.of("deals", StateCodec.write(planned), "deals.properties", "H4sI"), Scope.CLUSTER);

        flow.load(flow.plan());

        assertThat(flow.warehouse().ids("deals")).isEqualTo(flow.truth("deals"));
        assertThat(warnings()).anySatisfy(warning -> assertThat(warning).contains("an earlier version of hubflow"));
        assertThat(flow.list().getStateManager().getState(Scope.CLUSTER).toMap())
                .doesNotContainKeys("deals", "deals.properties");
    }

    @Test
    void aPassOverEverythingIsPlannedOnlyWhenTheOneBeforeHasLanded() {
        flow.load(flow.plan());
        flow.list().setProperty("Refresh Policy", "ALWAYS");
        minutesPass(10);

        var pass = flow.plan();
        minutesPass(5);
        assertThat(kinds(pass)).containsOnly("REFRESH");
        assertThat(flow.plan()).as("the pass is on its way").isEmpty();
        flow.load(pass);
        minutesPass(5);
        assertThat(kinds(flow.plan())).containsOnly("REFRESH");
    }

    @Test
    void allObjectTypesAndFlowsRefreshOutOfOneBudget() {
        flow.list().setProperty("Object Types", "deals,contacts");
        flow.load(flow.plan());
        flow.list().setProperty("Refresh Policy", "AUTO");
        var ledger = RefreshLedgers.of(service().portal());
        var daily = RefreshPlan.dailyCalls(service().client());
        var spentAt = flow.simulator().now().plus(Duration.ofHours(1));
        ledger.spend(daily, spentAt.toEpochMilli(), daily);
        minutesPass(10);

        assertThat(flow.plan()).as("another flow has spent the budget").isEmpty();

        minutesPass(Duration.ofDays(2).toMinutes());
        assertThat(flow.plan())
                .extracting(slice -> slice.getAttribute(HubSpotAttributes.OBJECT_TYPE))
                .contains("deals", "contacts");
        var now = flow.simulator().now().toEpochMilli();
        assertThat(ledger.tokens(now, daily)).isLessThanOrEqualTo(daily - DEALS / 100 - 3);
    }

    @Test
    @Tag("thorough")
    void theRefreshBudgetPaysForLinksAndHistoriesToo() {
        flow.list().setProperty("Object Types", "deals,contacts");
        flow.list().setProperty("Associations", "deals:contacts");
        flow.list().setProperty("Property History", "deals.dealstage");
        flow.load(flow.plan());
        flow.list().setProperty("Object Types", "deals");
        minutesPass(10);
        flow.plan();
        var ledger = RefreshLedgers.of(service().portal());
        var daily = RefreshPlan.dailyCalls(service().client());
        flow.list().setProperty("Object Types", "deals,contacts");
        flow.list().setProperty("Refresh Policy", "AUTO");
        var before = ledger.tokens(now(), daily);

        flow.load(flow.plan());

        // Of deals 26 pages, 3 reads of links and 50 of histories, of contacts 4 pages.
        assertThat(before - ledger.tokens(now(), daily)).isCloseTo(26 + 2.6 + 52 + 4, within(1.0));
    }

    /** What a flow spends lies beside the rows, so the command and every other flow on these tables have it in their ledgers. */
    @Test
    @Tag("thorough")
    void theRefreshBudgetLiesBesideTheRows() throws InitializationException {
        flow.load(flow.plan());
        flow.list().setProperty("Refresh Policy", "AUTO");
        minutesPass(10);
        var ledger = RefreshLedgers.of(service().portal());
        var daily = RefreshPlan.dailyCalls(service().client());
        var spentBefore = daily - ledger.tokens(now(), daily);

        flow.load(flow.plan());

        var refresh = flow.warehouse().state("deals").refresh();
        assertThat(refresh.tokensAtMillis()).isPositive();
        assertThat(refresh.tokens()).isCloseTo(ledger.tokens(now(), daily), within(2.0));
        assertThat(daily - refresh.tokens()).isGreaterThanOrEqualTo(spentBefore + DEALS / 100);
    }

    @Test
    @Tag("thorough")
    void whatTheCommandHasSpentOnTheseTablesIsNotSpentAgain() throws IOException, InitializationException {
        flow.load(flow.plan());
        flow.list().setProperty("Refresh Policy", "AUTO");
        minutesPass(10);
        var at = now() + Duration.ofHours(1).toMillis();
        flow.warehouse().mend("deals", state -> state.mapRefresh(refresh -> refresh.withTokens(0, at)));

        assertThat(flow.plan())
                .as("the command has refreshed within the last minutes")
                .isEmpty();
    }

    private long now() {
        return flow.simulator().now().toEpochMilli();
    }

    @Test
    void usersTeamsListsAndTheirMembersAreInTablesOnceTheTablesBelongToThePortal() throws InitializationException {
        flow.simulator().mutate(new Mutation.CreateList(ListPlan.of("contacts", 120)));
        var schema = list(GetHubSpotSchema.class, flow.portal());
        minutesPass(schema, 1);
        schema.run();
        assertThat(flow.warehouse().references())
                .as("nobody has checked the portal yet")
                .isEmpty();

        flow.load(flow.plan());
        minutesPass(schema, 2);
        schema.run();

        assertThat(flow.warehouse().references()).contains("hubspot_users", "hubspot_teams", "hubspot_lists");
        var members = flow.warehouse().facts("hubspot_list_memberships").size();
        assertThat(members).isEqualTo(120);
        minutesPass(schema, 500);
        schema.run();
        assertThat(flow.warehouse().facts("hubspot_list_memberships")).hasSize(members);
    }

    @Test
    void theTablesOfAnotherPortalAreLeftAlone() throws IOException, InitializationException {
        flow.load(flow.plan());
        var rows = flow.warehouse().ids("deals");
        try (var other = new Portal(Simulator.start(SimulatorOptions.defaults()
                .withPortalId(77)
                .withRecords(Map.of("deals", 40L))
                .withVirtualClock(Instant.parse("2026-06-01T08:00:00Z"))))) {
            for (var runner : List.of(
                    list(ListHubSpotObjects.class, other),
                    list(ListArchivedHubSpotObjects.class, other),
                    list(GetHubSpotSchema.class, other))) {
                runner.run();

                runner.assertTransferCount(SourceFlow.SUCCESS, 0);
                assertThat(runner.getLogger().getErrorMessages())
                        .anySatisfy(message -> assertThat(message.getMsg()).contains("portal 77"));
            }
        }
        assertThat(flow.warehouse().ids("deals")).isEqualTo(rows);
    }

    @Test
    void recordsOfAnotherPortalThatAreOnTheirWayAreNotWritten() throws IOException, InitializationException {
        flow.read(flow.plan());
        flow.warehouse().becomeAnother();
        try (var other = new Portal(Simulator.start(SimulatorOptions.defaults()
                .withPortalId(77)
                .withRecords(Map.of("deals", 40L))
                .withVirtualClock(Instant.parse("2026-06-01T08:00:00Z"))))) {
            list(ListHubSpotObjects.class, other).run();
        }

        flow.landAll();

        flow.put().assertTransferCount(SourceFlow.SUCCESS, 0);
        assertThat(flow.put().getFlowFilesForRelationship(SourceFlow.FAILURE))
                .isNotEmpty()
                .allSatisfy(refused -> assertThat(refused.getAttribute(HubSpotAttributes.ERROR_MESSAGE))
                        .contains("belong to portal 77"));
        assertThat(flow.warehouse().ids("deals")).isEmpty();
    }

    @Test
    @Tag("thorough")
    void changesOnTheirWayToAnotherDestinationHoldUpNoneInThisOne() {
        flow.load(flow.plan());
        minutesPass(10);
        update(20, 1);
        minutesPass(10);
        assertThat(kinds(flow.plan())).containsExactly("CHANGES");

        flow.warehouse().becomeAnother();
        flow.load(flow.plan());
        update(20, 2);
        minutesPass(6);

        assertThat(kinds(flow.plan())).containsExactly("CHANGES");
    }

    @Test
    void whatIsReadInLongIntervalsIsTriedAgainSoonAfterAFailure() throws InitializationException {
        flow.simulator().mutate(new Mutation.Archive("deals", Target.random(5, 3)));
        for (var processor : List.of(ListArchivedHubSpotObjects.class, GetHubSpotSchema.class)) {
            var runner = list(processor, new Portal(flow.simulator()));
            minutesPass(runner, 0);
            flow.simulator()
                    .addFault(FaultRule.always(new Fault.Refuse(403, Fault.Body.JSON, OptionalInt.empty()))
                            .on("properties"));
            runner.run();
            assertThat(emitted(runner, "deals")).isZero();
            flow.simulator().clearFaults();

            minutesPass(runner, 2);
            runner.run();
            assertThat(emitted(runner, "deals")).as("two minutes later").isPositive();
            runner.clearTransferState();
            minutesPass(runner, 60);
            runner.run();
            runner.assertTransferCount(SourceFlow.SUCCESS, 0);
            minutesPass(runner, 5 * 60);
            runner.run();
            assertThat(emitted(runner, "deals")).as("after the interval").isPositive();
        }
    }

    @Test
    @Tag("thorough")
    void whatIsReadInLongIntervalsIsReadAgainWhereItsTablesAreGone() throws InitializationException {
        flow.simulator().mutate(new Mutation.Archive("deals", Target.random(5, 3)));
        flow.load(flow.plan());
        var archived = list(ListArchivedHubSpotObjects.class, flow.portal());
        var schema = list(GetHubSpotSchema.class, flow.portal());
        runBoth(archived, schema, 0);
        for (var round = 0; round < 5; round++) {
            update(10, round);
            flow.loadAfter(Duration.ofMinutes(10));
        }
        runBoth(archived, schema, 1);
        assertThat(flow.warehouse().references()).contains("hubspot_properties", "hubspot_owners", "hubspot_users");
        assertThat(emitted(archived, "deals") + emitted(schema, "deals"))
                .as("everything is there")
                .isZero();

        flow.warehouse().becomeAnother();
        flow.load(flow.plan());
        runBoth(archived, schema, 6);

        assertThat(emitted(archived, "deals")).as("another destination").isEqualTo(1);
        assertThat(flow.warehouse().references()).contains("hubspot_properties", "hubspot_owners", "hubspot_users");

        runBoth(archived, schema, 6);
        flow.warehouse().drop("hubspot_owners");
        runBoth(archived, schema, 6);

        assertThat(flow.warehouse().references()).contains("hubspot_owners");
        assertThat(schema.getLogger().getWarnMessages())
                .anySatisfy(message -> assertThat(message.getMsg()).contains("hubspot_owners"));
        runBoth(archived, schema, 6);
        assertThat(emitted(archived, "deals") + emitted(schema, "deals"))
                .as("everything is there again")
                .isZero();
    }

    /** What is there is noted by a second look; what the schema emits lands. */
    private void runBoth(TestRunner archived, TestRunner schema, long minutesLater) {
        flow.simulator().advance(Duration.ofMinutes(minutesLater));
        for (var runner : List.of(archived, schema)) {
            runner.clearTransferState();
            SourceFlow.adoptPortalClock(runner);
            runner.run();
        }
        flow.write(schema.getFlowFilesForRelationship(SourceFlow.SUCCESS));
    }

    private TestRunner list(Class<? extends Processor> processor, Portal portal) throws InitializationException {
        var runner = TestRunners.newTestRunner(processor);
        portal.serve(runner);
        runner.addControllerService("warehouse", flow.warehouse());
        runner.enableControllerService(flow.warehouse());
        runner.setProperty("Destination Service", "warehouse");
        runner.setProperty(ObjectTypeNames.OBJECT_TYPES, "deals");
        return runner;
    }

    private static long emitted(TestRunner runner, String objectType) {
        return runner.getFlowFilesForRelationship(SourceFlow.SUCCESS).stream()
                .filter(flowFile -> objectType.equals(flowFile.getAttribute(HubSpotAttributes.OBJECT_TYPE)))
                .count();
    }

    private void minutesPass(TestRunner runner, long minutes) {
        minutesPass(minutes);
        SourceFlow.adoptPortalClock(runner);
    }

    private void sync() {
        var settings = EngineSettings.DEFAULT.with(RefreshPolicy.NEVER);
        try (var opened = flow.warehouse().openDestination()) {
            new SyncEngine(
                            service().client(),
                            opened.destination(),
                            settings,
                            InstantSource.system(),
                            new SyncListener() {})
                    .run(new SyncRequest(List.of("deals"), Optional.empty(), List.of(), List.of()));
        }
    }

    private StandardHubSpotClientService service() {
        return (StandardHubSpotClientService) flow.list().getControllerService("hubspot");
    }

    private List<String> warnings() {
        return flow.list().getLogger().getWarnMessages().stream()
                .map(message -> message.getMsg())
                .toList();
    }

    private void minutesPass(long minutes) {
        flow.simulator().advance(Duration.ofMinutes(minutes));
    }

    private Set<Long> update(int count, long seed) {
        return new HashSet<>(flow.simulator()
                .mutate(new Mutation.Update("deals", Target.random(count, seed), List.of(), Map.of()))
                .ids());
    }

    private long updatedAtMillis(long id) {
        return flow.simulator().records("deals").stream()
                .filter(row -> row.id() == id)
                .findFirst()
                .orElseThrow()
                .updatedAt()
                .toEpochMilli();
    }

    private static List<String> kinds(List<MockFlowFile> slices) {
        return slices.stream()
                .map(slice -> slice.getAttribute(HubSpotAttributes.SLICE_KIND))
                .toList();
    }
}
