package io.hubflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubflow.simulator.admin.ReferenceTruth.Membership;
import io.hubflow.simulator.api.TokenGrant;
import io.hubflow.simulator.mutation.MergeMode;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import io.hubflow.simulator.portal.ListPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of records and their members. */
final class CrmListsTest {
    private static final Instant NOW = Instant.parse("2026-02-01T10:00:00Z");

    private final Simulator simulator = Started.with(SimulatorOptions.defaults()
            .withRecords("contacts", 400)
            .withRecords("deals", 100)
            .withLists(List.of(
                    ListPlan.of("contacts", 150),
                    ListPlan.where("deals", "dealstage", "closedwon"),
                    ListPlan.of("companies", 10)))
            .withVirtualClock(NOW));
    private final Caller caller = new Caller(simulator);

    @AfterEach
    void stop() {
        simulator.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/crm/v3/lists", "/crm/lists/2025-09", "/crm/lists/2026-03", "/crm/lists/2026-09"})
    void searchPagesByOffset(String lists) throws Exception {
        var first = caller.post(lists + "/search", "{\"count\":2,\"additionalProperties\":[\"hs_list_size\"]}")
                .json();
        assertThat(first.path("total").asInt()).isEqualTo(3);
        assertThat(first.path("hasMore").asBoolean()).isTrue();
        assertThat(first.path("offset").asInt()).isEqualTo(2);
        assertThat(first.at("/lists/0/objectTypeId").asText()).isEqualTo("0-1");
        assertThat(first.at("/lists/0/processingType").asText()).isEqualTo("MANUAL");
        assertThat(first.at("/lists/0/additionalProperties/hs_list_size").asText())
                .isEqualTo("150");
        assertThat(first.at("/lists/1/processingType").asText()).isEqualTo("DYNAMIC");
        var last = caller.post(lists + "/search", "{\"count\":2,\"offset\":2}").json();
        assertThat(last.path("hasMore").asBoolean()).isFalse();
        assertThat(last.path("lists")).hasSize(1);
        assertThat(last.at("/lists/0/additionalProperties")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/crm/v3/lists", "/crm/lists/2026-03", "/crm/lists/2026-09"})
    void membersComePageByPage(String lists) throws Exception {
        assertThat(read(caller, lists, "1", 40))
                .isEqualTo(simulator.memberships("1"))
                .hasSize(150);
        assertThat(caller.get(lists + "/1/memberships?limit=251").status()).isEqualTo(400);
        assertThat(caller.get(lists + "/99/memberships").status()).isEqualTo(404);
    }

    @Test
    void aStaticListIsKeptBySomebody() {
        var outside = simulator.records("contacts").stream()
                .map(row -> row.id())
                .filter(id -> !members("1").contains(id))
                .limit(3)
                .toList();
        simulator.mutate(new Mutation.AddMembers("1", new Target.Ids(outside)));
        assertThat(members("1")).hasSize(153).containsAll(outside);
        assertThat(simulator.memberships("1")).contains(new Membership(outside.getFirst(), NOW));
        var gone = simulator
                .mutate(new Mutation.RemoveMembers("1", Target.random(20)))
                .ids();
        assertThat(members("1")).hasSize(133).doesNotContainAnyElementsOf(gone);
    }

    @Test
    void aDynamicListFollowsItsCondition() {
        var before = members("2");
        assertThat(before).isNotEmpty();
        long deal = simulator.records("deals").stream()
                .map(row -> row.id())
                .filter(id -> !before.contains(id))
                .findFirst()
                .orElseThrow();
        simulator.mutate(new Mutation.Update("deals", Target.id(deal), List.of(), Map.of("dealstage", "closedwon")));
        assertThat(simulator.memberships("2")).contains(new Membership(deal, NOW));
        simulator.advance(Duration.ofMinutes(1));
        simulator.mutate(new Mutation.Update("deals", Target.id(deal), List.of(), Map.of("amount", "7")));
        assertThat(simulator.memberships("2")).contains(new Membership(deal, NOW));
        simulator.mutate(new Mutation.Update("deals", Target.id(deal), List.of(), Map.of("dealstage", "closedlost")));
        assertThat(members("2")).isEqualTo(before);
        assertThatThrownBy(() -> simulator.mutate(new Mutation.AddMembers("2", Target.random(1))))
                .hasMessageContaining("dynamic");
    }

    @Test
    void archivedRecordsAreInNoListAndSurvivorsJoinTheListsOfTheAbsorbed() {
        var inside = new ArrayList<>(members("1"));
        simulator.mutate(new Mutation.Archive("contacts", Target.id(inside.get(0))));
        simulator.mutate(new Mutation.GdprDelete("contacts", Target.id(inside.get(1))));
        assertThat(members("1")).hasSize(148);
        long outside = simulator.records("contacts").stream()
                .map(row -> row.id())
                .filter(id -> !inside.contains(id))
                .findFirst()
                .orElseThrow();
        long survivor = simulator
                .mutate(new Mutation.Merge(
                        "contacts", new Target.Ids(List.of(outside, inside.get(2))), Optional.of(MergeMode.NEW_ID)))
                .ids()
                .getFirst();
        assertThat(members("1")).hasSize(148).contains(survivor).doesNotContain(inside.get(2));
    }

    @Test
    void everyMemberThatComesOrGoesMovesTheTimesOfTheList() throws Exception {
        var stamps = new ArrayList<>(List.of(stamps("1")));
        simulator.mutate(new Mutation.RemoveMembers("1", Target.random(1)));
        stamps.add(stamps("1"));
        simulator.mutate(new Mutation.Archive("contacts", Target.id(members("1").getFirst())));
        stamps.add(stamps("1"));
        simulator.mutate(new Mutation.Restore("contacts", Target.random(1)));
        stamps.add(stamps("1"));
        assertThat(stamps).doesNotHaveDuplicates();
        String before = stamps("2");
        simulator.mutate(new Mutation.Update("deals", Target.id(members("2").getFirst()), List.of("amount"), Map.of()));
        assertThat(stamps("2")).isEqualTo(before);
        simulator.mutate(new Mutation.Update(
                "deals", Target.id(members("2").getFirst()), List.of(), Map.of("dealstage", "contractsent")));
        assertThat(stamps("2")).isNotEqualTo(before);
    }

    @Test
    void listsComeAndGo() throws Exception {
        var admin = new Caller(simulator, "");
        var made = admin.post(
                "/_admin/mutate",
                "[{\"op\":\"create_list\",\"type\":\"deals\",\"name\":\"Frozen\",\"processing\":\"snapshot\","
                        + "\"property\":\"dealstage\",\"value\":\"closedwon\"},"
                        + "{\"op\":\"create_list\",\"type\":\"contacts\",\"count\":7},"
                        + "{\"op\":\"rename_list\",\"list\":\"1\",\"name\":\"Renamed\"},"
                        + "{\"op\":\"delete_list\",\"list\":\"3\"}]");
        assertThat(made.status()).as(made.http().body()).isEqualTo(200);
        assertThat(made.json().at("/results/0/ids/0").asText()).isEqualTo("4");
        assertThat(members("4")).isEqualTo(members("2"));
        assertThat(members("5")).hasSize(7);
        assertThat(admin.get("/_admin/lists").http().body().split("\n")).hasSize(4);
        assertThat(caller.get("/crm/v3/lists/1").json().at("/list/name").asText())
                .isEqualTo("Renamed");
        assertThat(caller.get("/crm/lists/2026-09/3").status()).isEqualTo(404);
        assertThat(admin.get("/_admin/memberships/5").http().body().split("\n"))
                .hasSize(7)
                .allMatch(line -> line.matches("\\{\"record_id\":\"\\d+\",\"membership_timestamp\":\"[^\"]+Z\"}"));
        assertThat(admin.get("/_admin/memberships/3").status()).isEqualTo(400);
    }

    @Test
    void needsItsScope() throws Exception {
        simulator.grant(new TokenGrant("half", "1001", Set.of("crm.objects.contacts.read")));
        var refused = new Caller(simulator, "half").post("/crm/lists/2026-09/search", "{}");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json()
                        .at("/errors/0/context/requiredGranularScopes/0")
                        .asText())
                .isEqualTo("crm.lists.read");
    }

    @Test
    @Tag("thorough")
    void aListOfTwoHundredThousandMembersIsReadPageByPage() throws Exception {
        try (var large = Started.with(
                SimulatorOptions.defaults().withRecords("contacts", 300_000).withList("contacts", 200_000))) {
            assertThat(read(new Caller(large), "/crm/lists/2026-09", "1", 250))
                    .hasSize(200_000)
                    .isEqualTo(large.memberships("1"));
        }
    }

    private List<Long> members(String list) {
        return simulator.memberships(list).stream().map(Membership::recordId).toList();
    }

    private String stamps(String list) throws Exception {
        return caller.post(
                        "/crm/v3/lists/search",
                        "{\"listIds\":[\"" + list + "\"],\"additionalProperties\":[\"hs_last_record_added_at\","
                                + "\"hs_last_record_removed_at\"]}")
                .json()
                .at("/lists/0/additionalProperties")
                .toString();
    }

    private static List<Membership> read(Caller caller, String lists, String list, int limit) throws Exception {
        var members = new ArrayList<Membership>();
        String after = "";
        do {
            var page = caller.get(
                    lists + "/" + list + "/memberships?limit=" + limit + (after.isEmpty() ? "" : "&after=" + after));
            for (JsonNode member : page.json().path("results")) {
                members.add(new Membership(
                        member.path("recordId").asLong(),
                        Instant.parse(member.path("membershipTimestamp").asText())));
            }
            after = page.after();
        } while (!after.isEmpty());
        return members;
    }
}
