package io.hubflow.hubspot;

import static io.hubflow.hubspot.FakeTransport.answering;
import static io.hubflow.hubspot.FakeTransport.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubflow.hubspot.quota.ManualTimeline;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Lists, members, users, teams, roles, currencies, histories and deal splits, as HubSpot's OpenAPI documents have them. */
final class PortalSettingsTest {
    private final ManualTimeline timeline = new ManualTimeline();

    @Test
    void readsAllPagesOfListsAndWhatTellsThatMembersChanged() {
        var transport = answering(
                ok("""
                        {"lists":[{"listId":"7","name":"Customers","objectTypeId":"0-1","processingType":"DYNAMIC",
                          "processingStatus":"COMPLETE","listVersion":3,"updatedAt":"2026-01-02T00:00:00Z",
                          "additionalProperties":{"hs_list_size":"12","hs_last_record_added_at":"1700000000000"}}],
                         "offset":1,"hasMore":true,"total":2}"""),
                ok("{\"lists\":[{\"listId\":\"8\",\"name\":\"Empty\"}],\"offset\":2,\"hasMore\":false,\"total\":2}"));
        try (var client = Clients.over(transport, timeline)) {
            var lists = client.portalSettings().fetchLists();

            assertThat(lists.stream().map(RecordList::listId)).containsExactly("7", "8");
            assertThat(lists.getFirst().size()).isEqualTo(OptionalLong.of(12));
            assertThat(lists.getFirst().membersChangedAt()).isEqualTo("1700000000000//2026-01-02T00:00:00Z");
            assertThat(lists.getLast().membersChangedAt()).isEmpty();
            assertThat(transport.targets()).containsOnly("/crm/lists/2026-09/search");
            assertThat(transport.body(1)).contains("\"offset\":1", "\"count\":500");
        }
    }

    @Test
    void readsAPageOfMembers() {
        var transport = answering(ok("""
                {"results":[{"recordId":"33","membershipTimestamp":"2026-01-02T03:04:05.678Z"}],
                 "paging":{"next":{"after":"MzQ="}}}"""));
        try (var client = Clients.over(transport, timeline)) {
            var page = client.portalSettings().fetchMembers("7", Optional.of("a=b"));

            assertThat(page.nextAfter()).contains("MzQ=");
            assertThat(page.members())
                    .containsExactly(new MembershipPage.Membership(
                            33, Instant.parse("2026-01-02T03:04:05.678Z").toEpochMilli()));
            assertThat(transport.targets()).containsExactly("/crm/lists/2026-09/7/memberships?limit=100&after=a%3Db");
        }
    }

    @Test
    void readsUsersTeamsRolesAndCurrencies() {
        var transport = answering(
                ok("{\"results\":[{\"id\":\"1\",\"email\":\"a@b.test\",\"roleId\":\"9\",\"superAdmin\":true}],"
                        + "\"paging\":{\"next\":{\"after\":\"2\"}}}"),
                ok("{\"results\":[{\"id\":\"2\",\"roleIds\":[\"9\",\"10\"],\"secondaryTeamIds\":[\"5\"]}]}"),
                ok("{\"results\":[{\"id\":\"5\",\"name\":\"Sales\",\"userIds\":[\"1\"],\"secondaryUserIds\":[2]}]}"),
                ok("{\"results\":[{\"id\":\"9\",\"name\":\"Admin\",\"requiresBillingWrite\":false}]}"),
                ok("{\"id\":\"EUR\"}"),
                ok("{\"results\":[{\"id\":\"77\",\"fromCurrencyCode\":\"USD\",\"toCurrencyCode\":\"EUR\","
                        + "\"conversionRate\":0.92,\"effectiveAt\":\"2026-01-01T00:00:00Z\",\"visibleInUI\":true}]}"));
        try (var client = Clients.over(transport, timeline)) {
            var settings = client.portalSettings();

            assertThat(settings.fetchUsers().stream().map(PortalUser::roleIds))
                    .containsExactly(List.of("9"), List.of("9", "10"));
            assertThat(settings.fetchTeams()).containsExactly(new PortalTeam("5", "Sales", List.of("1"), List.of("2")));
            assertThat(settings.fetchRoles()).containsExactly(new PortalRole("9", "Admin", false));
            var currencies = settings.fetchCurrencies();
            assertThat(currencies.companyCurrency()).isEqualTo("EUR");
            assertThat(currencies.rates().getFirst().rate()).contains(new BigDecimal("0.92"));
        }
        assertThat(transport.targets())
                .containsExactly(
                        "/settings/users/2026-03?limit=100",
                        "/settings/users/2026-03?limit=100&after=2",
                        "/settings/users/2026-03/teams",
                        "/settings/users/2026-03/roles",
                        "/settings/currencies/2026-09/company-currency",
                        "/settings/currencies/2026-09/exchange-rates?limit=100");
    }

    @Test
    void readsHistoriesOfAtMostFiftyRecords() {
        var transport = answering(ok("""
                {"status":"COMPLETE","results":[{"id":"1","properties":{},
                  "createdAt":"2022-06-01T14:31:48Z","updatedAt":"2022-06-01T14:31:48Z",
                  "propertiesWithHistory":{"dealstage":[
                    {"value":"won","timestamp":"2024-01-02T00:00:00Z","sourceType":"CRM_UI","sourceId":"userId:1",
                     "sourceLabel":null,"updatedByUserId":1},
                    {"value":null,"timestamp":"2024-01-01T00:00:00Z"}]}}]}"""));
        try (var client = Clients.over(transport, timeline)) {
            var batch = client.fetchHistories("deals", List.of("dealstage"), List.of(1L, 2L, 1L));

            assertThat(batch.missingIds()).containsExactly(2L);
            assertThat(batch.versionsById().get(1L))
                    .containsExactly(
                            new PropertyVersion(
                                    "dealstage",
                                    "won",
                                    Instant.parse("2024-01-02T00:00:00Z").toEpochMilli(),
                                    "CRM_UI",
                                    "userId:1",
                                    OptionalLong.of(1)),
                            new PropertyVersion(
                                    "dealstage",
                                    null,
                                    Instant.parse("2024-01-01T00:00:00Z").toEpochMilli(),
                                    "",
                                    "",
                                    OptionalLong.empty()));
            assertThat(transport.body(0))
                    .isEqualTo("{\"inputs\":[{\"id\":\"1\"},{\"id\":\"2\"}],\"properties\":[],"
                            + "\"propertiesWithHistory\":[\"dealstage\"]}");
            var many = LongStream.rangeClosed(1, 51).boxed().toList();
            assertThatThrownBy(() -> client.fetchHistories("deals", List.of("dealstage"), many))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void readsTheSplitsOfDeals() {
        var transport = answering(ok("""
                {"status":"COMPLETE","results":[{"id":"4","splits":[{"id":"41","createdAt":"2022-06-01T14:31:48Z",
                  "updatedAt":"2022-06-01T14:31:48Z","archived":false,
                  "properties":{"hs_deal_split_percentage":"0.5","hubspot_owner_id":"9","hs_none":null}}]}]}"""));
        try (var client = Clients.over(transport, timeline)) {
            var at = Instant.parse("2022-06-01T14:31:48Z").toEpochMilli();
            assertThat(client.fetchDealSplits(List.of(4L)))
                    .isEqualTo(Map.of(
                            4L,
                            List.of(new DealSplit(
                                    41,
                                    4,
                                    at,
                                    at,
                                    Map.of("hs_deal_split_percentage", "0.5", "hubspot_owner_id", "9")))));
            assertThat(transport.targets()).containsExactly("/deal-splits/2026-09/batch/read");
        }
    }
}
