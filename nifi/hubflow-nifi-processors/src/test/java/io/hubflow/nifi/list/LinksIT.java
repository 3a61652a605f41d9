package io.hubflow.nifi.list;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.nifi.HubSpotAttributes;
import io.hubflow.nifi.SourceFlow;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.fault.FaultRule;
import io.hubflow.simulator.fault.Trigger;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Links and histories come with the records of a flow, in whatever order they land, and go with them. */
@Tag("thorough")
class LinksIT {
    private SourceFlow flow;

    @BeforeEach
    void start() throws IOException, InitializationException {
        flow = SourceFlow.start(
                SimulatorOptions.defaults()
                        .withRecords(Map.of("contacts", 1_300L, "companies", 200L, "deals", 150L))
                        .withVirtualClock(Instant.parse("2026-06-01T08:00:00Z")),
                "contacts,companies,deals");
        flow.list().setProperty("Include Properties", "hs_object_id");
        flow.list().setProperty("Associations", "all");
        flow.list().setProperty("Settle Lag", "5 min");
    }

    @AfterEach
    void stop() {
        flow.close();
    }

    @Test
    void everyPairIsLoadedWithTheRecordsAndFollowsThem() {
        flow.fetch().setProperty("Records Per FlowFile", "400");
        flow.read(flow.plan());
        flow.landInReverse();

        requireLinks("contacts", "companies");
        requireLinks("contacts", "deals");
        requireLinks("companies", "deals");

        pass(10);
        var contact = flow.simulator().records("contacts").get(7).id();
        var deal = flow.simulator()
                .mutate(new Mutation.Create("deals", 1, Map.of()))
                .ids()
                .getFirst();
        flow.simulator().mutate(new Mutation.Associate("deals", deal, "contacts", contact));
        pass(10);

        requireLinks("contacts", "deals");
        assertThat(flow.warehouse().facts("contacts_deals")).anyMatch(row -> deal.equals(row.get(1)));
    }

    @Test
    void aPairThatIsChosenLaterIsLoadedWithoutReadingItsRecordsAgain() {
        flow.list().setProperty("Associations", "none");
        flow.load(flow.plan());
        pass(10);
        pass(10);
        assertThat(flow.warehouse().facts("contacts_companies")).isEmpty();
        var before = recordReads();

        flow.list().setProperty("Associations", "contacts:companies");

        assertThat(pass(10)).isEmpty();
        requireLinks("contacts", "companies");
        assertThat(flow.warehouse().facts("contacts_deals")).isEmpty();
        assertThat(recordReads()).as("lists and batch reads").isEqualTo(before);
        assertThat(flow.warehouse().state("contacts").factTables())
                .singleElement()
                .satisfies(table -> assertThat(table.isWhole()).isTrue());
    }

    @Test
    void aTableOfLinksThatIsGoneIsLoadedAgain() {
        flow.list().setProperty("Associations", "contacts:companies");
        flow.load(flow.plan());
        pass(10);
        pass(10);
        flow.warehouse().drop("contacts_companies");

        pass(10);

        requireLinks("contacts", "companies");
    }

    @Test
    void aHistoryThatIsChosenLaterIsLoadedForTheRecordsThatAreThere() {
        flow.list().setProperty("Associations", "none");
        flow.load(flow.plan());
        pass(10);
        pass(10);

        flow.list().setProperty("Property History", "deals.dealstage");
        pass(10);

        assertThat(flow.warehouse().facts("deals_history")).hasSizeGreaterThanOrEqualTo(150);
    }

    @Test
    void linksThatHubSpotRefusesWhileTheyAreLoadedAreToldOfAndLoadedLater() {
        flow.list().setProperty("Associations", "none");
        flow.load(flow.plan());
        pass(10);
        pass(10);
        flow.list().setProperty("Associations", "contacts:companies");
        flow.simulator()
                .addFault(FaultRule.always(new Fault.Refuse(403, Fault.Body.JSON, OptionalInt.empty()))
                        .on("associations")
                        .when(new Trigger.Between(3, 99)));

        pass(10);
        assertThat(flow.warehouse().facts("contacts_companies")).isEmpty();
        assertThat(flow.list().getLogger().getWarnMessages())
                .anySatisfy(message -> assertThat(message.getMsg()).contains("contacts to companies were not read"));
        flow.simulator().clearFaults();
        pass(10);
        assertThat(flow.warehouse().facts("contacts_companies"))
                .as("not asked for again at once")
                .isEmpty();
        pass(7 * 60);

        requireLinks("contacts", "companies");
    }

    private long recordReads() {
        var calls = flow.simulator().stats().calls();
        return Stream.of("list", "batch_read")
                .flatMap(endpoint -> calls.getOrDefault(endpoint, Map.of()).values().stream())
                .mapToLong(Long::longValue)
                .sum();
    }

    @Test
    void aTableOfLinksThatWasDroppedIsLoadedWholeEvenIfChangesMadeItAgainMeanwhile() {
        flow.load(flow.plan());
        pass(10);
        var linked = flow.simulator().links("contacts", "deals").getFirst();
        flow.simulator().mutate(new Mutation.Update("deals", Target.id(linked.toId()), List.of("dealname"), Map.of()));
        flow.simulator().advance(Duration.ofMinutes(10));
        var changes = flow.plan();
        flow.warehouse().drop("contacts_deals");
        flow.load(changes);
        assertThat(flow.warehouse().facts("contacts_deals"))
                .isNotEmpty()
                .hasSizeLessThan(flow.simulator().links("contacts", "deals").size());

        pass(10);

        requireLinks("contacts", "deals");
    }

    @Test
    void theLinksOfADepartedRecordGoWithIt() {
        flow.load(flow.plan());
        pass(10);
        flow.simulator().mutate(new Mutation.GdprDelete("companies", Target.random(20, 1)));
        flow.simulator().mutate(new Mutation.Archive("contacts", Target.random(50, 2)));
        pass(20);
        pass(20);

        requireLinks("contacts", "companies");
        requireLinks("companies", "deals");
    }

    @Test
    void historiesAreLoadedWithTheRecordsAndNothingIsDoubled() {
        flow.list().setProperty("Associations", "none");
        flow.list().setProperty("Property History", "deals.dealstage");
        flow.load(flow.plan());
        var before = flow.warehouse().facts("deals_history").size();
        assertThat(before).isGreaterThanOrEqualTo(150);

        pass(10);
        var ids = flow.simulator()
                .mutate(new Mutation.Update("deals", Target.random(5, 1), List.of("dealstage"), Map.of()))
                .ids();
        pass(10);

        assertThat(flow.warehouse().facts("deals_history").size() - before).isBetween(1, ids.size());
    }

    @Test
    void aPairOfTypesThatHubSpotCannotLinkIsNamedAndNothingIsPlanned() {
        flow.list().setProperty("Associations", "contacts:unicorns");

        assertThat(flow.plan()).isEmpty();
        assertThat(flow.list().getLogger().getErrorMessages())
                .anySatisfy(message -> assertThat(message.getMsg()).contains("contacts:unicorns"));
    }

    @Test
    void wordsThatAreNoPairsAreRefusedAtOnce() {
        flow.list().setProperty("Associations", "contacts-companies");

        flow.list().assertNotValid();
    }

    private List<MockFlowFile> pass(long minutes) {
        flow.simulator().advance(Duration.ofMinutes(minutes));
        var slices = flow.plan();
        flow.load(slices);
        return slices;
    }

    private static List<String> kinds(List<MockFlowFile> slices) {
        return slices.stream()
                .map(slice -> slice.getAttribute(HubSpotAttributes.SLICE_KIND))
                .toList();
    }

    private void requireLinks(String from, String to) {
        var truth = flow.simulator().links(from, to).stream()
                .map(link -> Arrays.<Object>asList(
                        link.fromId(),
                        link.toId(),
                        (long) link.typeId(),
                        link.category(),
                        link.label().orElse(null)))
                .toList();
        assertThat(truth).as("the portal's links").isNotEmpty();
        assertThat(flow.warehouse().facts(from + "_" + to))
                .as("%s_%s", from, to)
                .containsExactlyInAnyOrderElementsOf(truth);
    }
}
