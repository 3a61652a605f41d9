package io.hubflow.nifi.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.range.IdIntervals;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.read.Slice;
import io.hubflow.nifi.HubSpotAttributes;
import io.hubflow.nifi.SliceRanges;
import io.hubflow.nifi.SliceWork;
import io.hubflow.nifi.SourceFlow;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.api.ListCursor;
import io.hubflow.simulator.api.TokenGrant;
import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.fault.FaultRule;
import io.hubflow.simulator.fault.Trigger;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A large first load, each slice of which is read by searches and lists at once. */
class InterleavedSlicesIT {
    private static final int CONTACTS = 12_000;

    private SourceFlow flow;

    @BeforeEach
    void start() throws IOException, InitializationException {
        start(SimulatorOptions.defaults());
    }

    private void start(SimulatorOptions portal) throws IOException, InitializationException {
        flow = SourceFlow.start(portal.withRecords(Map.of("contacts", (long) CONTACTS)), "contacts");
        // What is read does not depend on them.
        flow.list().setProperty("Include Properties", "email,firstname,lifecyclestage");
        flow.fetch().setProperty("Records Per FlowFile", "4000");
    }

    @AfterEach
    void stop() {
        flow.close();
    }

    @Test
    void everyIdIsInOneSliceAndEverySliceIsReadByBoth() throws IOException {
        var slices = flow.plan();

        assertThat(slices).hasSizeGreaterThan(1).allSatisfy(slice -> {
            slice.assertAttributeEquals(HubSpotAttributes.SLICE_KIND, "INTERLEAVED");
            slice.assertAttributeEquals("priority", "2");
        });
        var ids = IdIntervals.NONE;
        for (var slice : slices) {
            ids = ids.plus(SliceRanges.of(work(slice).slice()));
        }
        assertThat(ids).isEqualTo(IdIntervals.of(IdRange.ALL));
        assertThat(slices.stream()
                        .mapToLong(slice -> SliceRanges.of(work(slice).slice()).width())
                        .sum())
                .as("no overlap")
                .isEqualTo(IdRange.ALL.width());

        var searchesBefore = calls("search");
        var listsBefore = calls("list");
        flow.load(slices);

        assertThat(flow.warehouse().ids("contacts")).isEqualTo(flow.truth("contacts"));
        assertThat(flow.warehouse().state("contacts").snapshot()).isNull();
        assertThat(flow.rows("contacts")).hasSizeLessThan(CONTACTS + 1_000);
        var searches = calls("search") - searchesBefore;
        var lists = calls("list") - listsBefore;
        assertThat(searches).isGreaterThan(10);
        assertThat(lists).isGreaterThan(30);
        assertThat(searches * 200 + lists * 100)
                .as("rows that the calls brought")
                .isLessThan(CONTACTS * 13 / 10);
    }

    @Test
    void aFlowFileThatIsFullLeavesTheRestOfItsSliceInTheQueue() throws IOException {
        var slice = flow.plan().getFirst();
        var whole = work(slice)
                .interleaving(new Slice.Snapshot("contacts", IdRange.ALL, 0, Long.MAX_VALUE), CONTACTS)
                .toJson();
        flow.fetch().enqueue(whole, slice.getAttributes());

        flow.fetch().run();

        var first = flow.fetch().getFlowFilesForRelationship(SourceFlow.SUCCESS).getFirst();
        first.assertAttributeEquals(HubSpotAttributes.IS_LAST, "false");
        assertThat(Integer.parseInt(first.getAttribute(HubSpotAttributes.RECORD_COUNT)))
                .isBetween(4_000, CONTACTS - 1_000);
        flow.fetch().assertTransferCount(SourceFlow.ORIGINAL, 0);
        assertThat(flow.fetch().getQueueSize().getObjectCount()).isEqualTo(1);

        flow.drain();
        flow.land();

        assertThat(flow.warehouse().ids("contacts")).isEqualTo(flow.truth("contacts"));
        assertThat(flow.warehouse().state("contacts").snapshot()).isNull();
    }

    @Test
    @Tag("thorough")
    void smallFlowFilesAreWantedMoreThanSpeed() throws IOException {
        flow.fetch().setProperty("Records Per FlowFile", "1000");

        flow.load(flow.plan());

        assertThat(flow.fetch().getFlowFilesForRelationship(SourceFlow.SUCCESS))
                .allSatisfy(
                        records -> assertThat(Integer.parseInt(records.getAttribute(HubSpotAttributes.RECORD_COUNT)))
                                .isLessThanOrEqualTo(1_200));
        assertThat(flow.warehouse().ids("contacts")).isEqualTo(flow.truth("contacts"));
    }

    @Test
    void aTokenRevokedInTheMiddleMakesTheSliceWaitWhole() throws IOException {
        flow.hand(flow.plan());
        flow.simulator()
                .addFault(FaultRule.always(new Fault.RevokeToken())
                        .on("list", "search")
                        .when(new Trigger.Calls(Set.of(60L))));

        flow.drain();

        var waiting = flow.retries();
        assertThat(waiting)
                .isNotEmpty()
                .allSatisfy(slice -> assertThat(slice.getAttribute(HubSpotAttributes.ERROR_CODE))
                        .isEqualTo("HUBSPOT_TOKEN_REJECTED"));
        flow.simulator().clearFaults();
        flow.simulator().grant(TokenGrant.unrestricted(flow.simulator().token()));
        flow.hand(waiting);
        flow.drain();
        flow.land();
        assertThat(flow.warehouse().ids("contacts")).isEqualTo(flow.truth("contacts"));
    }

    @Test
    void recordsThatMoveWhileSlicesAreReadAreNotLost() {
        var slices = flow.plan();
        flow.hand(slices);
        while (flow.fetch().getQueueSize().getObjectCount() > 0) {
            flow.simulator().mutate(new Mutation.Archive("contacts", Target.random(40, 5)));
            flow.simulator().mutate(new Mutation.Create("contacts", 30, Map.of()));
            flow.fetch().run();
        }
        flow.land();

        var rows = flow.warehouse().ids("contacts");
        var newest = slices.stream()
                .mapToLong(slice -> SliceRanges.of(work(slice).slice()).from())
                .max()
                .orElseThrow();
        assertThat(flow.truth("contacts")).filteredOn(id -> id < newest).allMatch(rows::contains);
    }

    @Test
    @Tag("thorough")
    void aListThatNoLongerGoesOnFromAnIdIsSearched() throws IOException {
        var slices = flow.plan();
        flow.simulator().addFault(FaultRule.always(new Fault.DuplicateRows()).on("list"));

        flow.load(slices);

        assertThat(flow.warehouse().ids("contacts")).isEqualTo(flow.truth("contacts"));
        assertThat(flow.warehouse().state("contacts").snapshot()).isNull();
        assertThat(flow.fetch().getLogger().getWarnMessages())
                .anySatisfy(message -> assertThat(message.getMsg()).contains("contacts are searched"));
    }

    @Test
    @Tag("thorough")
    void aPortalWhoseListMayNotBeEnteredIsSharedOutBetweenOneListAndSearches()
            throws IOException, InitializationException {
        flow.close();
        start(SimulatorOptions.defaults().withListCursor(ListCursor.OPAQUE));

        var slices = flow.plan();

        assertThat(slices)
                .noneMatch(slice -> "INTERLEAVED".equals(slice.getAttribute(HubSpotAttributes.SLICE_KIND)))
                .filteredOn(slice -> "REFRESH".equals(slice.getAttribute(HubSpotAttributes.SLICE_KIND)))
                .hasSize(1);
        flow.load(slices);
        assertThat(flow.warehouse().ids("contacts")).isEqualTo(flow.truth("contacts"));
    }

    private long calls(String endpoint) {
        return flow.simulator().calls().stream()
                .filter(call -> call.endpoint().equals(endpoint))
                .count();
    }

    private static SliceWork work(MockFlowFile slice) {
        return SliceWork.parse(new String(slice.toByteArray(), StandardCharsets.UTF_8));
    }
}
