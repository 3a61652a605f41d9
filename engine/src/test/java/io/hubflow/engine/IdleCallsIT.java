package io.hubflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.privacy.PrivacyRules;
import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import io.hubflow.simulator.quota.CallLog;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a run that finds nothing asks HubSpot. */
final class IdleCallsIT {
    @Test
    void aRunThatFindsNothingMakesTheseCallsAndNoOthers() {
        try (var bench = bench("contacts", "companies", "deals", "projects")) {
            bench.syncWell();
            bench.hubSpot.resetStats();

            bench.syncWell();

            assertThat(calls(bench))
                    .containsExactlyInAnyOrderEntriesOf(Map.of(
                            // More records than a page of ids shows, so that its list may be entered above the highest.
                            "contacts", List.of("list", "properties", "search"),
                            "companies", List.of("properties", "search"),
                            "deals", List.of("list", "pipelines", "properties", "search"),
                            // HubSpot does not let it be searched: its list is read, two pages.
                            "projects", List.of("list", "list", "pipelines", "properties"),
                            "",
                                    List.of(
                                            "account",
                                            "crm_lists",
                                            "currencies",
                                            "currencies",
                                            "owners",
                                            "owners",
                                            "roles",
                                            "teams",
                                            "users")));
        }
    }

    @Test
    void aRunThatFindsNothingComparesCountsAndAsksForArchivedRecords() {
        try (var bench = bench("contacts")) {
            bench.syncWell();
            bench.hubSpot.mutate(new Mutation.Archive("contacts", Target.random(3, 1)));
            bench.syncWell();
            bench.hubSpot.resetStats();

            bench.syncWell();

            assertThat(calls(bench)).containsEntry("contacts", List.of("batch_read", "list", "properties", "search"));
        }
    }

    /** The number of live records stays the same. */
    @Test
    void aRecordThatLeavesWhileAnotherComesBackIsFoundByTheNextRun() {
        try (var bench = bench("contacts")) {
            bench.syncWell();
            var archived = bench.hubSpot
                    .mutate(new Mutation.Archive("contacts", Target.random(3, 1)))
                    .ids();
            bench.syncWell();
            for (var i = 0; i < 2; i++) {
                bench.hubSpot.mutate(new Mutation.Restore("contacts", new Target.Ids(archived.subList(i, i + 1))));
                bench.hubSpot.mutate(new Mutation.Archive("contacts", Target.random(1, 9 + i)));

                bench.syncWell();

                bench.requireDepartures("contacts");
            }
        }
    }

    @Test
    void aSingleChangeIsReadByTheNextRun() {
        try (var bench = bench("contacts", "companies")) {
            bench.syncWell();
            for (var type : List.of("contacts", "companies")) {
                bench.hubSpot.mutate(
                        new Mutation.Update(type, Target.random(1, 5), List.of(), Map.of("city", "Gdynia")));
            }

            bench.syncWell();

            bench.requireEqual("contacts");
            bench.requireEqual("companies");
        }
    }

    private static Bench bench(String... types) {
        var portal = SimulatorOptions.defaults()
                .withRecords("contacts", 1_300)
                .withRecords("companies", 150)
                .withRecords("deals", 0)
                .withRecords("projects", 150);
        var bench = new Bench(portal, types).refreshing(RefreshPolicy.NEVER);
        bench.privacy = PrivacyRules.NONE;
        return bench.selecting("hs_object_i?", "cit?");
    }

    /** The endpoints that were called, by object type. */
    private static Map<String, List<String>> calls(Bench bench) {
        return bench.hubSpot.calls().stream()
                .collect(Collectors.groupingBy(
                        CallLog.Entry::objectType,
                        TreeMap::new,
                        Collectors.collectingAndThen(
                                Collectors.mapping(CallLog.Entry::endpoint, Collectors.toList()),
                                words -> words.stream().sorted().toList())));
    }
}
