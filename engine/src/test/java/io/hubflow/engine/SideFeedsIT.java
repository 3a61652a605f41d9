package io.hubflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.ReferenceTable;
import io.hubflow.engine.report.RunReport;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.api.TokenGrant;
import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.fault.FaultRule;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import io.hubflow.simulator.portal.ListPlan;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run reads beside records: lists with members, users, teams, roles, currencies. */
final class SideFeedsIT {
    private static Bench bench() {
        var lists = List.of(ListPlan.of("contacts", 230), ListPlan.of("contacts", 5));
        return new Bench(
                        SimulatorOptions.defaults().withRecords("contacts", 300).withLists(lists), "contacts")
                .selecting("hs_object_id");
    }

    @Test
    void membersOfListsComeAndGoAndAListThatDidNotChangeIsNotReadAgain() {
        try (var bench = bench()) {
            bench.sync();
            requireMembers(bench);
            var pages = bench.calls("memberships");
            bench.sync();
            assertThat(bench.calls("memberships"))
                    .as("an idle run reads no members")
                    .isEqualTo(pages);

            var lists = lists(bench);
            bench.hubSpot.mutate(new Mutation.RemoveMembers(lists.getFirst(), Target.random(40, 1)));
            bench.sync();
            requireMembers(bench);
            assertThat(bench.calls("memberships") - pages)
                    .as("pages of the one list that changed")
                    .isEqualTo(2);

            bench.hubSpot.mutate(new Mutation.AddMembers(lists.getLast(), Target.random(3, 2)));
            bench.hubSpot.mutate(new Mutation.DeleteList(lists.getFirst()));
            bench.hubSpot.mutate(new Mutation.CreateList(ListPlan.of("contacts", 12)));
            bench.sync();
            requireMembers(bench);
        }
    }

    /** Members are read after the lists, and the lists' commit waits for that of the members. */
    @Test
    @Timeout(600)
    void listsAndTheirMembersDoNotWaitForEachOtherWhereCommitsAreGathered() {
        try (var bench = bench()) {
            bench.table.gather(Duration.ofMinutes(30));

            bench.sync();

            requireMembers(bench);
        }
    }

    @Test
    void theLastListOfAPortalTakesItsMembersAlong() {
        try (var bench = bench()) {
            bench.sync();
            lists(bench).forEach(list -> bench.hubSpot.mutate(new Mutation.DeleteList(list)));

            bench.sync();

            assertThat(bench.table.facts("hubspot_list_memberships")).isEmpty();
            assertThat(bench.table.reference("hubspot_lists").values())
                    .singleElement()
                    .matches(ReferenceTable::noneLeft);
            var pages = bench.calls("memberships");
            bench.sync();
            assertThat(bench.calls("memberships"))
                    .as("a list that is gone is not asked for again")
                    .isEqualTo(pages);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void listsThatHubSpotLeftOutOfOneAnswerKeepTheirMembers(int named) {
        try (var bench = bench()) {
            bench.sync();
            bench.hubSpot.addFault(FaultRule.always(new Fault.KeepRows(named)).on("crm_lists"));

            bench.sync();

            requireMembers(bench);
            assertThat(bench.table.reference("hubspot_lists").values())
                    .singleElement()
                    .matches(table -> !table.noneLeft());
        }
    }

    @Test
    void writesUsersTeamsRolesAndCurrencies() {
        try (var bench = bench()) {
            bench.sync();
            var reference = bench.hubSpot.reference();

            assertThat(rows(bench, "hubspot_users")).hasSameSizeAs(reference.users());
            assertThat(rows(bench, "hubspot_teams")).hasSameSizeAs(reference.teams());
            assertThat(rows(bench, "hubspot_roles")).hasSameSizeAs(reference.roles());
            assertThat(rows(bench, "hubspot_currencies")).hasSameSizeAs(reference.exchangeRates());
            assertThat(rows(bench, "hubspot_lists")).hasSameSizeAs(reference.lists());
            assertThat(reference.users()).isNotEmpty();
            assertThat(bench.notices).isEmpty();
        }
    }

    @Test
    void whatTheTokenMayNotReadIsLeftOutWithItsScopeAndFailsNothing() {
        try (var bench = bench()) {
            bench.hubSpot.grant(new TokenGrant("few", "app", Set.of("crm.objects.contacts.read")));
            var report = bench.sync("few");

            assertThat(report.status()).isEqualTo(RunReport.Status.SUCCEEDED);
            assertThat(bench.notices)
                    .anyMatch(notice -> notice.contains("lists were not written") && notice.contains("crm.lists.read"))
                    .anyMatch(notice ->
                            notice.contains("users were not written") && notice.contains("settings.users.read"));
            assertThat(bench.table.facts("hubspot_list_memberships")).isEmpty();
        }
    }

    private static List<String> lists(Bench bench) {
        return bench.hubSpot.reference().lists().stream()
                .map(list -> list.path("listId").asText())
                .toList();
    }

    private static List<?> rows(Bench bench, String table) {
        return bench.table.reference(table).values().iterator().next().rows();
    }

    private static void requireMembers(Bench bench) {
        var truth = lists(bench).stream()
                .flatMap(list -> bench.hubSpot.memberships(list).stream()
                        .map(member -> list + " " + member.recordId() + " " + member.since()))
                .toList();
        var stored = bench.table.facts("hubspot_list_memberships").stream()
                .map(row -> row.get("list_id") + " " + row.get("record_id") + " " + row.get("membership_timestamp"))
                .toList();
        assertThat(truth).isNotEmpty();
        assertThat(stored).containsExactlyInAnyOrderElementsOf(truth);
    }
}
