package io.hubflow.nifi.list;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.nifi.SourceFlow;
import io.hubflow.simulator.SimulatorOptions;
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

/** A flow that loads deals and deal splits knows which deal each split belongs to. */
class DealSplitsIT {
    private SourceFlow flow;

    @BeforeEach
    void start() throws IOException, InitializationException {
        flow = SourceFlow.start(
                SimulatorOptions.defaults()
                        .withRecords(Map.of("deals", 130L, "deal_splits", 200L))
                        .withVirtualClock(Instant.parse("2026-06-01T08:00:00Z")),
                "deals,deal_splits");
        flow.list().setProperty("Include Properties", "hs_object_id");
        flow.list().setProperty("Settle Lag", "5 min");
    }

    @AfterEach
    void stop() {
        flow.close();
    }

    @Test
    void splitsComeWithTheirDealsChangeAndGo() {
        flow.load(flow.plan());
        requireSplits();

        flow.loadAfter(Duration.ofMinutes(10));
        var splits = flow.simulator().records("deal_splits");
        flow.simulator()
                .mutate(new Mutation.Update(
                        "deal_splits",
                        Target.id(splits.getFirst().id()),
                        List.of(),
                        Map.of("hubspot_owner_id", "4242")));
        flow.simulator()
                .mutate(new Mutation.Archive(
                        "deal_splits", Target.id(splits.getLast().id())));
        flow.simulator().mutate(new Mutation.Create("deal_splits", 3, Map.of()));
        flow.loadAfter(Duration.ofMinutes(10));
        flow.loadAfter(Duration.ofMinutes(10));

        requireSplits();
        assertThat(flow.warehouse().facts("deals_deal_splits")).anyMatch(row -> "4242".equals(row.get(2)));
    }

    private void requireSplits() {
        var truth = flow.simulator().reference().dealSplits().stream()
                .map(split -> split.path("deal_id").asText() + " has "
                        + split.path("id").asText())
                .toList();
        var stored = flow.warehouse().facts("deals_deal_splits").stream()
                .map(row -> row.get(0) + " has " + row.get(1))
                .toList();
        assertThat(truth).isNotEmpty();
        assertThat(stored).containsExactlyInAnyOrderElementsOf(truth);
    }
}
