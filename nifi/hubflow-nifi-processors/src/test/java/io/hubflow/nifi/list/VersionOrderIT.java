package io.hubflow.nifi.list;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.Column;
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
import org.apache.nifi.reporting.InitializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A refresh in a flow reads by id: what it finds counts, although {@code updatedAt} went back. */
class VersionOrderIT {
    private static final Instant BEGIN = Instant.parse("2026-06-01T08:00:00Z");

    private SourceFlow flow;

    @BeforeEach
    void start() throws IOException, InitializationException {
        flow = SourceFlow.start(
                SimulatorOptions.defaults().withRecords(Map.of("deals", 300L)).withVirtualClock(BEGIN), "deals");
        flow.list().setProperty("Settle Lag", "5 min");
        SourceFlow.adoptPortalClock(flow.fetch());
        flow.load(flow.plan());
        flow.loadAfter(Duration.ofMinutes(20));
    }

    @AfterEach
    void stop() {
        flow.close();
    }

    @Test
    void anUpdatedAtThatGoesBackDoesNotFreezeTheRow() {
        var ids = flow.simulator()
                .mutate(new Mutation.Update("deals", Target.random(5, 7), List.of(), Map.of("dealname", "edited")))
                .ids();
        flow.loadAfter(Duration.ofMinutes(20));
        flow.simulator()
                .mutate(new Mutation.Backdate(
                        "deals", new Target.Ids(ids), Duration.ofDays(30), List.of(), Map.of("dealname", "older")));
        flow.list().setProperty("Refresh Policy", "ALWAYS");
        flow.loadAfter(Duration.ofMinutes(20));
        flow.loadAfter(Duration.ofMinutes(20));

        assertThat(ids)
                .allSatisfy(id -> assertThat(flow.warehouse().updatedAtMillis("deals", id))
                        .isLessThan(BEGIN.minus(Duration.ofDays(29)).toEpochMilli()));
    }

    @Test
    void aPropertyIsFilledInAlsoWhileOneClockHasFallenBehind() {
        flow.simulator().addFault(FaultRule.always(new Fault.WrongDate(Duration.ofHours(-5))));
        flow.simulator()
                .mutate(new Mutation.CreateProperty(
                        "deals", "shoe_size", "number", "number", List.of(), "non_sensitive", false, true));
        flow.loadAfter(Duration.ofMinutes(20));
        flow.loadAfter(Duration.ofMinutes(20));

        var columns = flow.warehouse().columns("deals");
        var column = columns.stream().map(Column::name).toList().indexOf("shoe_size");
        assertThat(column).isNotNegative();
        assertThat(flow.warehouse().ids("deals"))
                .anySatisfy(id ->
                        assertThat(flow.warehouse().value("deals", id, column)).isNotNull());
    }

    /** Time, a run of the list, and all that comes of it. */
}
