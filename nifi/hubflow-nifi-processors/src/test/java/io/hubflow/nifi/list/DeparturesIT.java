package io.hubflow.nifi.list;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.destination.Row;
import io.hubflow.nifi.SourceFlow;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.fault.FaultRule;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.nifi.reporting.InitializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that HubSpot no longer has are marked by the next run of the list, however they went, and no others are. */
@Tag("thorough")
class DeparturesIT {
    private SourceFlow flow;

    @BeforeEach
    void start() throws IOException, InitializationException {
        flow = SourceFlow.start(
                SimulatorOptions.defaults()
                        .withRecords(Map.of("deals", 1_500L))
                        .withVirtualClock(Instant.parse("2026-06-01T08:00:00Z")),
                "deals");
        flow.list().setProperty("Settle Lag", "5 min");
        SourceFlow.adoptPortalClock(flow.fetch());
        flow.load(flow.plan());
        flow.loadAfter(Duration.ofMinutes(10));
    }

    @AfterEach
    void stop() {
        flow.close();
    }

    @Test
    void deletedArchivedAndMergedRecordsAreMarkedAndRestoredOnesComeBack() {
        var archived = mutate(new Mutation.Archive("deals", Target.random(4, 1)));
        var deleted = mutate(new Mutation.GdprDelete("deals", Target.random(3, 2)));
        mutate(new Mutation.Merge("deals", Target.random(2, 3), Optional.empty()));
        flow.loadAfter(Duration.ofMinutes(20));
        flow.loadAfter(Duration.ofMinutes(20));

        assertThat(flow.warehouse().rowsThatAre("deals", Row::archived)).isEqualTo(archived);
        assertThat(flow.warehouse().rowsThatAre("deals", row -> row.deletedAtMillis() != Row.NO_TIME))
                .isEqualTo(deleted);
        assertThat(flow.warehouse().rowsThatAre("deals", row -> row.mergedInto() != Row.NOT_MERGED))
                .isNotEmpty()
                .isEqualTo(merged());
        assertThat(flow.warehouse().rowsThatAre("deals", row -> !row.isDeparted()))
                .isEqualTo(flow.truth("deals"));

        flow.simulator()
                .mutate(new Mutation.Restore(
                        "deals", Target.id(archived.iterator().next())));
        flow.loadAfter(Duration.ofMinutes(20));

        assertThat(flow.warehouse().rowsThatAre("deals", row -> !row.isDeparted()))
                .isEqualTo(flow.truth("deals"));
    }

    /** It is counted where rows were written, because the warehouse is awake then, and not in a run that found nothing. */
    @Test
    void deletedRecordsAreFoundAlsoWhereAWarehouseHasToCountItsRows() {
        flow.warehouse().billCounts();
        for (var round = 1; round <= 2; round++) {
            mutate(new Mutation.Update("deals", Target.random(20, round), List.of("dealname"), Map.of()));
            mutate(new Mutation.GdprDelete("deals", Target.random(3, 10 + round)));
            flow.loadAfter(Duration.ofMinutes(20));
            flow.loadAfter(Duration.ofMinutes(20));

            assertThat(flow.warehouse().rowsThatAre("deals", row -> row.deletedAtMillis() != Row.NO_TIME))
                    .hasSize(3 * round);
        }
        flow.loadAfter(Duration.ofMinutes(20));
        var before = searches();
        flow.loadAfter(Duration.ofMinutes(20));
        assertThat(searches() - before)
                .as("searches of a run after one that found nothing")
                .isEqualTo(1);
    }

    @Test
    void anUnchangedObjectTypeCostsOneCountAndMarksNothing() {
        flow.loadAfter(Duration.ofMinutes(20));
        var before = searches();

        flow.list().run();

        assertThat(searches() - before).as("one for changes, one to count").isEqualTo(2);
        assertThat(flow.warehouse().rowsThatAre("deals", Row::isDeparted)).isEmpty();
    }

    /** Its properties are read at every trigger. */
    @Test
    void thatATypeCannotBePlannedIsToldOnce() {
        flow.simulator()
                .addFault(FaultRule.always(new Fault.Refuse(400, Fault.Body.JSON, OptionalInt.empty()))
                        .on("search"));
        for (var round = 0; round < 3; round++) {
            flow.loadAfter(Duration.ofMinutes(20));
        }

        assertThat(flow.list().getLogger().getErrorMessages())
                .singleElement()
                .satisfies(message -> assertThat(message.getMsg()).contains("deals was not planned"));
    }

    /** Planning succeeds at every trigger. */
    @Test
    void thatDeletedRecordsCannotBeLookedUpIsToldOnce() {
        mutate(new Mutation.GdprDelete("deals", Target.random(3, 2)));
        flow.simulator()
                .addFault(FaultRule.always(new Fault.Refuse(403, Fault.Body.JSON, OptionalInt.empty()))
                        .on("batch_read"));
        for (var round = 0; round < 3; round++) {
            flow.loadAfter(Duration.ofMinutes(20));
        }

        assertThat(flow.list().getLogger().getErrorMessages())
                .singleElement()
                .satisfies(
                        message -> assertThat(message.getMsg()).contains("deals was not checked for deleted records"));
    }

    /** Half of the time, archived records of the table are looked up too; see {@code AbsenceLoad.Turns}. */
    @ParameterizedTest
    @ValueSource(longs = {20, 28})
    void aDeletedRecordIsFoundByTheNextRunWhateverTheTimeOfDay(long minutes) {
        mutate(new Mutation.Archive("deals", Target.random(4, 1)));
        flow.loadAfter(Duration.ofMinutes(20));
        flow.loadAfter(Duration.ofMinutes(20));
        var deleted = mutate(new Mutation.GdprDelete("deals", Target.random(3, 2)));

        flow.loadAfter(Duration.ofMinutes(minutes));

        assertThat(flow.warehouse().rowsThatAre("deals", row -> row.deletedAtMillis() != Row.NO_TIME))
                .isEqualTo(deleted);
    }

    @Test
    void nobodyLooksForDepartedRecordsThatAreIgnored() {
        flow.list().setProperty("Deletes", "ignore");
        mutate(new Mutation.GdprDelete("deals", Target.random(3, 2)));
        flow.loadAfter(Duration.ofMinutes(20));

        assertThat(flow.warehouse().rowsThatAre("deals", Row::isDeparted)).isEmpty();
    }

    /** Where HubSpot cannot search, no count tells of them. */
    @Test
    void aRefreshPassFindsWhatNoCountCanTell() {
        searchIsMissing();
        var archived = mutate(new Mutation.Archive("deals", Target.random(4, 1)));
        var deleted = mutate(new Mutation.GdprDelete("deals", Target.random(3, 2)));
        flow.list().setProperty("Refresh Policy", "ALWAYS");

        flow.loadAfter(Duration.ofMinutes(20));
        assertThat(flow.warehouse().state("deals").suspects())
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(archived, deleted).flatMap(Set::stream).toList());
        searchIsMissing();
        flow.loadAfter(Duration.ofMinutes(20));

        assertThat(flow.warehouse().rowsThatAre("deals", Row::archived)).isEqualTo(archived);
        assertThat(flow.warehouse().rowsThatAre("deals", row -> row.deletedAtMillis() != Row.NO_TIME))
                .isEqualTo(deleted);
        assertThat(flow.warehouse().state("deals").suspects()).isEmpty();
    }

    @Test
    void aSuspectThatIsThereIsNotMarked() {
        var suspect = flow.simulator().records("deals").get(700).id();
        flow.warehouse().mend("deals", state -> state.suspecting(List.of(suspect)));

        flow.loadAfter(Duration.ofMinutes(20));

        assertThat(flow.warehouse().rowsThatAre("deals", Row::isDeparted)).isEmpty();
        assertThat(flow.warehouse().state("deals").suspects()).isEmpty();
    }

    private void searchIsMissing() {
        flow.warehouse().mend("deals", state -> state.mapFacts(facts -> facts.with(PortalFacts.Search.MISSING)));
    }

    private long searches() {
        return flow.simulator().stats().calls().getOrDefault("search", Map.of()).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private Set<Long> mutate(Mutation mutation) {
        return new TreeSet<>(flow.simulator().mutate(mutation).ids());
    }

    /** Ids that were merged into another record. */
    private Set<Long> merged() {
        return flow.simulator().tombstones("deals").stream()
                .filter(row -> row.mergedInto().isPresent())
                .map(row -> row.id())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Time, a run of the list, and all that comes of it. */
}
