package io.hubflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.quota.CallLog;
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

            // The count, the comparison of ids, the modification times, the changes since the beginning, and the count
            // of
            // what is there at the end.
            assertThat(calls(bench)).containsEntry("list", 2L).containsEntry("search", 5L);
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

            // Ten pages; the count, the modification times, the changes since the beginning, and at the end the ids by
            // 200.
            assertThat(calls(bench)).containsEntry("list", 10L).containsEntry("search", 8L);
            bench.requireEqual("contacts");
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
