package io.hubflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.privacy.PrivacyRules;
import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.api.TokenGrant;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Splits of deals: which deal each belongs to and whose it is, kept equal to HubSpot's. */
final class DealSplitsIT {
    private static Bench portal(String... objectTypes) {
        var options = SimulatorOptions.defaults().withRecords(Map.of("deals", 230L, "deal_splits", 400L));
        return new Bench(options, objectTypes).selecting("hs_object_id", "hubspot_owner_id");
    }

    private static void requireSplits(Bench bench) {
        var owners = bench.hubSpot.records("deal_splits");
        var truth = bench.hubSpot.reference().dealSplits().stream()
                .map(split -> split.path("deal_id").asText() + " has "
                        + split.path("id").asText() + " of "
                        + owners.stream()
                                .filter(row -> row.id() == split.path("id").asLong())
                                .findFirst()
                                .orElseThrow()
                                .properties()
                                .get("hubspot_owner_id"))
                .toList();
        var stored = bench.table.facts("deals_deal_splits").stream()
                .map(row -> row.get("deal_id") + " has " + row.get("split_id") + " of " + row.get("owner_id"))
                .toList();
        assertThat(truth).isNotEmpty();
        assertThat(stored).as("notices %s", bench.notices).containsExactlyInAnyOrderElementsOf(truth);
    }

    @Test
    void theDealAndTheOwnerOfEverySplitAreLoadedWithTheDeals() {
        try (var bench = portal("deal_splits", "deals").refreshing(RefreshPolicy.NEVER)) {
            bench.syncWell();

            requireSplits(bench);
            var calls = bench.calls("deal_splits");
            assertThat(calls).isPositive();
            bench.syncWell();
            assertThat(bench.calls("deal_splits")).isEqualTo(calls);
        }
    }

    @Test
    void splitsThatComeChangeAndGoAlthoughTheirDealsDoNotChangeAreFound() {
        try (var bench = portal("deals", "deal_splits").refreshing(RefreshPolicy.NEVER)) {
            bench.syncWell();
            var first = bench.hubSpot.records("deal_splits").getFirst().id();
            var last = bench.hubSpot.records("deal_splits").getLast().id();
            bench.hubSpot.mutate(new Mutation.Update(
                    "deal_splits", Target.id(first), List.of(), Map.of("hubspot_owner_id", "4242")));
            bench.hubSpot.mutate(new Mutation.Archive("deal_splits", Target.id(last)));
            bench.hubSpot.mutate(new Mutation.Create("deal_splits", 7, Map.of()));
            bench.syncWell();
            bench.syncWell();

            requireSplits(bench);
            assertThat(bench.table.facts("deals_deal_splits").toString()).contains("4242");
        }
    }

    @Test
    void theSplitsOfADealThatLeavesGoWithIt() {
        try (var bench = portal("deals", "deal_splits")) {
            bench.syncWell();
            var deal = bench.hubSpot.records("deals").getFirst().id();
            bench.hubSpot.mutate(new Mutation.Archive("deals", Target.id(deal)));
            bench.syncWell();

            assertThat(bench.table.facts("deals_deal_splits"))
                    .isNotEmpty()
                    .noneMatch(row -> Long.valueOf(deal).equals(row.get("deal_id")));
        }
    }

    @Test
    void withoutTheirScopeTheRecordsAreLoadedAndTheDealsOfSplitsFollowOnceItIsThere() {
        try (var bench = portal("deals", "deal_splits")) {
            bench.hubSpot.grant(new TokenGrant("half", "1001", Set.of("crm.objects.deals.read")));
            var report = bench.sync("half");

            assertThat(report.linksLeftOut().toString())
                    .contains("deals:deal_splits")
                    .contains("crm.dealsplits.read_write");
            bench.requireEqual("deal_splits");
            bench.syncWell();

            requireSplits(bench);
        }
    }

    @Test
    void aProtectedOwnerIsProtectedBesideTheDealToo() {
        try (var bench = portal("deals", "deal_splits")) {
            bench.privacy = new PrivacyRules(
                    List.of(), List.of(), List.of("deal_splits.hubspot_owner_id"), List.of(), Optional.empty());
            bench.syncWell();

            assertThat(bench.table.facts("deals_deal_splits"))
                    .isNotEmpty()
                    .extracting(row -> row.get("owner_id"))
                    .containsOnly("*****", null);
        }
    }

    @Test
    void dealSplitsWithoutDealsNeedNoDeals() {
        try (var bench = portal("deal_splits").associating("all")) {
            bench.syncWell();

            bench.requireEqual("deal_splits");
            assertThat(bench.calls("deal_splits")).isZero();
        }
    }
}
