package io.hubflow.nifi.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.range.IdRange;
import io.hubflow.nifi.SourceFlow;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.fault.FaultRule;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.nifi.reporting.InitializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What HubSpot counts and does not give is told of, does not count as read, and is read again. */
@Tag("thorough")
class IncompleteReadingIT {
    private SourceFlow flow;

    @BeforeEach
    void start() throws IOException, InitializationException {
        flow = SourceFlow.start(
                SimulatorOptions.defaults()
                        .withRecords(Map.of("contacts", 2_500L))
                        .withVirtualClock(Instant.parse("2026-06-01T08:00:00Z")),
                "contacts");
        flow.list().setProperty("Plan Again After", "1 min");
    }

    @AfterEach
    void stop() {
        flow.close();
    }

    /** By one list, and cut into slices of lists and searches. */
    @ParameterizedTest
    @ValueSource(strings = {"10000", "1000"})
    void aRecordThatHubSpotCountsAndDoesNotGiveStaysToBeRead(String recordsPerSlice) {
        flow.list().setProperty("Records Per Slice", recordsPerSlice);
        var ids = flow.truth("contacts").stream().sorted().toList();
        long missing = ids.get(ids.size() / 2);
        var omitted = new Fault.OmitRows(Set.of(Long.toString(missing)), 0, Fault.OmitRows.Report.SILENT);
        flow.simulator().addFault(FaultRule.always(omitted).on("list", "search", "batch_read"));

        flow.load(flow.plan());

        assertThat(flow.warehouse().ids("contacts")).hasSize(2_499).doesNotContain(missing);
        var snapshot = Objects.requireNonNull(flow.warehouse().state("contacts").snapshot());
        assertThat(snapshot.covered().gapsIn(IdRange.ALL).contains(missing)).isTrue();
        assertThat(warnings())
                .anySatisfy(warning -> assertThat(warning)
                        .contains("contacts: HubSpot has 1 record that it did not give")
                        .contains("asked for again after a while"));

        flow.simulator().clearFaults();
        assertThat(flow.plan()).as("the rest may still be on its way").isEmpty();
        minutesPass(4);
        flow.load(flow.plan());

        assertThat(flow.warehouse().ids("contacts")).isEqualTo(flow.truth("contacts"));
        assertThat(flow.warehouse().state("contacts").snapshot()).isNull();
    }

    private void minutesPass(long minutes) {
        flow.simulator().advance(Duration.ofMinutes(minutes));
    }

    private List<String> warnings() {
        return flow.fetch().getLogger().getWarnMessages().stream()
                .map(message -> message.getMsg())
                .toList();
    }
}
