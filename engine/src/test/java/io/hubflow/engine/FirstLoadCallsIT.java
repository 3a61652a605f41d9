package io.hubflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.report.SyncListener;
import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import io.hubflow.simulator.quota.CallLog;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a first load of few records takes: HubSpot's searches, of which it gives 5 a second, are left to larger types. */
final class FirstLoadCallsIT {
    /** One call follows the other, so their number is certain. */
    @Test
    void fewRecordsAreReadByOneLaneAndCountedOnce() {
        var portal = SimulatorOptions.defaults().withRecords("contacts", 120);
        try (var bench = new Bench(portal, "contacts").refreshing(RefreshPolicy.NEVER)) {
            bench.selecting("hs_object_i?");

            bench.syncWell();

            // The count, the comparison of ids, and what was modified last.
            assertThat(calls(bench)).containsEntry("list", 2L).containsEntry("search", 3L);
            bench.requireEqual("contacts");
        }
    }

    /** A list whose pages go by id is counted; no search shares it out. */
    @Test
    void tenListPagesAreReadByOneLane() {
        var portal = SimulatorOptions.defaults().withRecords("contacts", 1_000);
        try (var bench = new Bench(portal, "contacts").refreshing(RefreshPolicy.NEVER)) {
            bench.selecting("hs_object_i?");

            bench.syncWell();

            // The count, and what was modified last: nothing has changed since the beginning, and all are still there.
            assertThat(calls(bench)).containsEntry("list", 10L).containsEntry("search", 2L);
            bench.requireEqual("contacts");
        }
    }

    @Test
    void whatLeavesAfterThePassShows() {
        for (var records : List.of(150, 1_000)) {
            var portal = SimulatorOptions.defaults().withRecords("contacts", records);
            try (var bench = new Bench(portal, "contacts").refreshing(RefreshPolicy.NEVER)) {
                bench.onPhase = (objectType, phase) -> {
                    if (phase == SyncListener.Phase.CHANGES) {
                        bench.hubSpot.mutate(new Mutation.Archive("contacts", Target.random(3, 1)));
                    }
                };

                bench.syncWell();

                bench.requireDepartures("contacts");
            }
        }
    }

    @Test
    void aTypeThatCannotBeSearchedIsAskedOnce() {
        var portal = SimulatorOptions.defaults().withRecords("projects", 150);
        try (var bench = new Bench(portal, "projects").refreshing(RefreshPolicy.NEVER)) {
            bench.selecting("hs_object_i?");

            bench.syncWell();

            assertThat(calls(bench)).containsEntry("list", 2L).containsEntry("search", 1L);
            bench.requireEqual("projects");
        }
    }

    private static Map<String, Long> calls(Bench bench) {
        return bench.hubSpot.calls().stream()
                .filter(call -> !call.objectType().isEmpty())
                .collect(Collectors.groupingBy(CallLog.Entry::endpoint, Collectors.counting()));
    }
}
