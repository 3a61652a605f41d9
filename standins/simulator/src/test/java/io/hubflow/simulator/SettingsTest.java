package io.hubflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubflow.simulator.api.TokenGrant;
import io.hubflow.simulator.mutation.Mutation;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Users, teams, roles, currencies and deal splits. */
final class SettingsTest {
    private final Simulator simulator = Started.with(SimulatorOptions.defaults()
            .withRecords("deals", 30)
            .withRecords("deal_splits", 70)
            .withVirtualClock(Instant.parse("2026-02-01T10:00:00Z")));
    private final Caller caller = new Caller(simulator);

    @AfterEach
    void stop() {
        simulator.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/settings/users/2026-03", "/settings/v3/users", "/settings/users/v3"})
    void usersComePageByPage(String path) throws Exception {
        var read = new ArrayList<JsonNode>();
        String after = "";
        do {
            var page = caller.get(path + "?limit=10" + (after.isEmpty() ? "" : "&after=" + after));
            page.json().path("results").forEach(read::add);
            after = page.after();
        } while (!after.isEmpty());
        assertThat(read).hasSize(27).isEqualTo(simulator.reference().users());
        assertThat(read).anyMatch(user -> user.path("superAdmin").asBoolean());
        assertThat(caller.get(path + "?limit=101").status()).isEqualTo(400);
    }

    @Test
    void datesThatHaveNoUsersAnswerNotFound() throws Exception {
        assertThat(caller.get("/settings/users/2026-09").status()).isEqualTo(404);
        assertThat(caller.get("/settings/users/2025-09/teams").status()).isEqualTo(404);
    }

    @Test
    void teamsNameTheirMembersAndOwnersNameTheirTeams() throws Exception {
        var teams = caller.get("/settings/users/2026-03/teams").json().path("results");
        assertThat(teams).hasSize(3);
        var owner = simulator.reference().owners().stream()
                .filter(json -> json.has("teams"))
                .findFirst()
                .orElseThrow();
        String userId = owner.path("userId").asText();
        String teamId = owner.at("/teams/0/id").asText();
        assertThat(texts(team(teams, teamId).path("userIds"))).contains(userId);
        String other = teamId.equals("1000002") ? "1000001" : "1000002";
        simulator.mutate(new Mutation.MoveUser(Long.parseLong(userId), other));
        simulator.mutate(new Mutation.RenameTeam(other, "Pacific"));
        teams = caller.get("/settings/v3/users/teams").json().path("results");
        assertThat(texts(team(teams, teamId).path("userIds"))).doesNotContain(userId);
        assertThat(texts(team(teams, other).path("userIds"))).contains(userId);
        var moved =
                caller.get("/crm/owners/2026-09/" + owner.path("id").asText()).json();
        assertThat(moved.at("/teams/0/name").asText()).isEqualTo("Pacific");
        assertThat(moved.path("updatedAt").asText()).isEqualTo("2026-02-01T10:00:00.000Z");
    }

    @Test
    void aDeactivatedOwnerIsAnArchivedOneWithoutUser() throws Exception {
        var created = simulator.mutate(new Mutation.CreateUser("new@portal.example", "Nele", "New", "1000000"));
        long ownerId = created.ids().getFirst();
        var owner = caller.get("/crm/v3/owners/" + ownerId).json();
        String user = owner.path("userId").asText();
        assertThat(caller.get("/settings/v3/users/" + user).json().path("email").asText())
                .isEqualTo("new@portal.example");
        simulator.mutate(new Mutation.DeactivateOwner(ownerId));
        assertThat(caller.get("/settings/v3/users/" + user).status()).isEqualTo(404);
        assertThat(caller.get("/crm/v3/owners?archived=true").ids()).contains(String.valueOf(ownerId));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/settings/currencies/2026-03", "/settings/currencies/2026-09", "/settings/v3/currencies"})
    void ratesStayWhenTheyAreReplaced(String path) throws Exception {
        simulator.mutate(new Mutation.SetExchangeRate("EUR", new BigDecimal("1.1")));
        var rates = caller.get(path + "/exchange-rates?limit=3");
        assertThat(rates.json().path("results")).hasSize(3);
        var last = caller.get(path + "/exchange-rates?limit=3&after=" + rates.after());
        assertThat(last.json().at("/results/0/conversionRate").decimalValue()).isEqualByComparingTo("1.1");
        assertThat(caller.get(path + "/company-currency").json().path("id").asText())
                .isEqualTo("USD");
        assertThat(caller.get(path + "/codes").json().path("results")).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/deal-splits/2026-09/batch/read", "/crm/objects/v3/deals/splits/batch/read"})
    void dealsHaveSplits(String path) throws Exception {
        var deals = simulator.records("deals").stream().map(row -> row.id()).toList();
        var inputs = new StringBuilder("{\"inputs\":[{\"id\":\"12\"}");
        deals.forEach(id -> inputs.append(",{\"id\":\"").append(id).append("\"}"));
        var answer = caller.post(path, inputs + "]}");
        assertThat(answer.status()).isEqualTo(207);
        assertThat(answer.json().at("/errors/0/context/ids/0").asText()).isEqualTo("12");
        var read = new HashSet<String>();
        for (JsonNode deal : answer.json().path("results")) {
            for (JsonNode split : deal.path("splits")) {
                assertThat(split.path("properties").has("hs_deal_split_percentage"))
                        .isTrue();
                read.add(split.path("id").asText() + " " + deal.path("id").asText());
            }
        }
        var truth = simulator.reference().dealSplits().stream()
                .map(row -> row.path("id").asText() + " " + row.path("deal_id").asText())
                .toList();
        assertThat(read).hasSize(70).containsExactlyInAnyOrderElementsOf(truth);
    }

    @ParameterizedTest
    @CsvSource({
        "/settings/users/2026-03,settings.users.read",
        "/settings/users/2026-03/roles,settings.users.read",
        "/settings/users/2026-03/teams,settings.users.teams.read",
        "/settings/currencies/2026-09/codes,settings.currencies.read"
    })
    void eachNeedsItsScope(String path, String scope) throws Exception {
        simulator.grant(new TokenGrant("half", "1001", Set.of("crm.objects.contacts.read")));
        var refused = new Caller(simulator, "half").get(path);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json()
                        .at("/errors/0/context/requiredGranularScopes/0")
                        .asText())
                .isEqualTo(scope);
        simulator.grant(new TokenGrant("all", "1001", Set.of(TokenGrant.ALL_SCOPES), Set.of("roles")));
        assertThat(new Caller(simulator, "all")
                        .get("/settings/users/2026-03/roles")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void theAdminApiTellsThem() throws Exception {
        var admin = new Caller(simulator, "");
        for (String what : List.of("owners", "users", "teams", "roles", "exchange_rates", "deal_splits")) {
            assertThat(admin.get("/_admin/" + what).http().body().split("\n"))
                    .as(what)
                    .hasSizeGreaterThanOrEqualTo(3);
        }
        assertThat(admin.get("/_admin/pipelines/deals").http().body().split("\n"))
                .hasSize(2);
        assertThat(admin.get("/_admin/association_types/contacts/companies")
                        .http()
                        .body())
                .contains("{\"type_id\":1,\"category\":\"HUBSPOT_DEFINED\",\"label\":\"Primary\"}");
    }

    private static JsonNode team(JsonNode teams, String id) {
        for (JsonNode team : teams) {
            if (team.path("id").asText().equals(id)) {
                return team;
            }
        }
        throw new AssertionError("No team " + id);
    }

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
