package io.hubflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AdminTest {
    private final Simulator simulator = Started.with(SimulatorOptions.defaults()
            .withRecords("contacts", 1_200)
            .withRecords("deals", 30)
            .withVirtualClock(Instant.parse("2026-02-01T10:00:00Z")));
    private final Caller caller = new Caller(simulator, "");

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void tellsTheTruthOfChosenPropertiesAlone() throws Exception {
        var first = caller.get("/_admin/records/contacts?properties=email,city")
                .http()
                .body()
                .lines()
                .findFirst()
                .orElseThrow();

        assertThat(first).contains("\"email\":").doesNotContain("lifecyclestage");
    }

    @Test
    void streamsTheTruthArchivedIncluded() throws Exception {
        mutate("[{'op':'archive','type':'contacts','count':2},{'op':'gdpr_delete','type':'contacts','count':1},"
                + "{'op':'merge','type':'contacts','count':3}]");
        var rows = new ArrayList<JsonNode>();
        for (String line : caller.get("/_admin/records/contacts").http().body().split("\n")) {
            rows.add(new ObjectMapper().readTree(line));
        }
        var truth = simulator.records("contacts");
        assertThat(rows).hasSize(1_200 - 1 - 3).hasSize(truth.size());
        assertThat(rows.stream().filter(row -> row.path("archived").asBoolean()))
                .hasSize(2)
                .allMatch(row -> row.has("archivedAt"));
        for (int i = 0; i < rows.size(); i++) {
            assertThat(rows.get(i).path("id").asLong()).isEqualTo(truth.get(i).id());
            var properties = rows.get(i).path("properties");
            assertThat(properties.size()).isEqualTo(truth.get(i).properties().size());
            truth.get(i)
                    .properties()
                    .forEach((name, value) ->
                            assertThat(properties.path(name).asText()).isEqualTo(value));
        }
    }

    @Test
    void carriesOutEveryOperation() throws Exception {
        String contact = simulator.records("contacts").getFirst().id() + "";
        String deal = simulator.records("deals").getFirst().id() + "";
        var answer = mutate("[{'op':'create','type':'contacts','count':3,'properties':{'city':'Oslo'}},"
                + "{'op':'bulk_import','type':'deals','count':5,'at':'2026-01-01T00:00:00Z'},"
                + "{'op':'update','type':'contacts','ids':['" + contact + "'],'properties':{'city':'Rome','fax':null}},"
                + "{'op':'recalculate','type':'deals','count':2},"
                + "{'op':'archive','type':'deals','count':2},"
                + "{'op':'restore','type':'deals','count':1},"
                + "{'op':'purge','type':'deals','count':1},"
                + "{'op':'merge','type':'contacts','count':1,'mode':'preserve'},"
                + "{'op':'associate','from':'contacts','from_id':'" + contact + "','to':'deals','to_id':'" + deal
                + "'},"
                + "{'op':'dissociate','from':'contacts','from_id':'" + contact + "','to':'deals','to_id':'" + deal
                + "'},"
                + "{'op':'edit_pipeline'},"
                + "{'op':'create_property','type':'deals','name':'mood','data_type':'string'},"
                + "{'op':'retype_property','type':'deals','name':'mood','data_type':'number','values':'keep'},"
                + "{'op':'archive_property','type':'deals','name':'mood'},"
                + "{'op':'deactivate_owner','owner_id':'904875188'},"
                + "{'op':'delete_owner','owner_id':'904875188'},"
                + "{'op':'delete_stage','stage':'closedwon'},"
                + "{'op':'delete_pipeline','pipeline':'default'},"
                + "{'op':'backdate','type':'contacts','count':2,'by':'PT1H'},"
                + "{'op':'create_type','name':'hubspot_owners','count':4},"
                + "{'op':'delete_type','type':'hubspot_owners'}]");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("results")).hasSize(21);
        assertThat(answer.json().at("/results/0/ids")).hasSize(3);
        assertThat(answer.json().at("/results/7/absorbed_ids")).hasSize(1);
        assertThat(answer.json().at("/results/10/ids")).hasSize(34);
        assertThat(simulator.counts()).containsEntry("deals", 34L).containsEntry("contacts", 1_202L);
    }

    @Test
    void hooksWaitForTheirPage() throws Exception {
        mutate("{'before_page':2,'of':'search','type':'contacts','operations':[{'op':'create','type':'contacts'}]}");
        var authorised = new Caller(simulator);
        assertThat(total(authorised)).isEqualTo(1_200);
        assertThat(total(authorised)).isEqualTo(1_201);
        assertThat(total(authorised)).isEqualTo(1_201);
    }

    @Test
    void refusesAnEndpointToOneTokenAndLetsTokensExpire() throws Exception {
        assertThat(caller.post("/_admin/tokens", "{\"token\":\"pat-na1-key\",\"refuse\":[\"account\"]}")
                        .status())
                .isEqualTo(200);
        var key = new Caller(simulator, "pat-na1-key");
        assertThat(key.get("/account-info/v3/details").status()).isEqualTo(403);
        assertThat(key.get("/crm/v3/objects/contacts").status()).isEqualTo(200);
        caller.post("/_admin/tokens", "{\"token\":\"pat-na1-key\",\"expires_in\":\"PT30S\"}");
        assertThat(key.get("/crm/v3/objects/contacts").status()).isEqualTo(200);
        simulator.advance(Duration.ofSeconds(30));
        assertThat(key.get("/crm/v3/objects/contacts").json().path("category").asText())
                .isEqualTo("EXPIRED_AUTHENTICATION");
        assertThat(caller.post("/_admin/tokens", "{\"token\":\"x\",\"refuse\":[\"everything\"]}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void tellsOfAHookThatCouldNotRunAndAnswersTheCall() throws Exception {
        mutate("{'before_page':1,'of':'search','type':'contacts','operations':[{'op':'archive','type':'contacts',"
                + "'ids':['1']}]}");
        assertThat(total(new Caller(simulator))).isEqualTo(1_200);
        var hooks = caller.get("/_admin/hooks").json();
        assertThat(hooks.path("pending").asInt()).isZero();
        assertThat(hooks.at("/failed/0/error").asText()).contains("contacts have no record 1");
        assertThat(simulator.failedHooks()).hasSize(1);
        caller.send("/_admin/hooks", request -> request.DELETE());
        assertThat(simulator.failedHooks()).isEmpty();
    }

    @Test
    void refusesAHookThatCanNeverRun() throws Exception {
        for (String operation : List.of(
                "{'op':'archive','type':'widgets','count':1}",
                "{'op':'update','type':'contacts','properties':['nosuch']}")) {
            var refused = mutate("{'before_page':1,'of':'search','type':'contacts','operations':[" + operation + "]}");
            assertThat(refused.status()).isEqualTo(400);
        }
        assertThat(simulator.pendingHooks()).isZero();
    }

    @Test
    void addsAndRemovesFaults() throws Exception {
        var added = caller.post(
                "/_admin/faults",
                "[{\"fault\":\"503\",\"endpoints\":[\"list\"],\"every\":2,\"limit\":1},"
                        + "{\"fault\":\"429_daily\",\"types\":[\"deals\"]}]");
        assertThat(added.json().path("rules")).hasSize(2);
        var authorised = new Caller(simulator);
        assertThat(authorised.get("/crm/v3/objects/contacts").status()).isEqualTo(200);
        assertThat(authorised.get("/crm/v3/objects/contacts").status()).isEqualTo(503);
        assertThat(authorised
                        .get("/crm/v3/objects/deals")
                        .json()
                        .path("policyName")
                        .asText())
                .isEqualTo("DAILY");
        assertThat(caller.send("/_admin/faults", request -> request.DELETE())
                        .json()
                        .path("rules"))
                .isEmpty();
        assertThat(authorised.get("/crm/v3/objects/deals").status()).isEqualTo(200);
    }

    @Test
    void countsAndForgetsCalls() throws Exception {
        var authorised = new Caller(simulator);
        authorised.get("/crm/v3/objects/contacts?limit=7");
        authorised.get("/crm/v3/objects/widgets");
        var stats = caller.get("/_admin/stats").json();
        assertThat(stats.at("/calls/list/200").asInt()).isEqualTo(1);
        assertThat(stats.at("/calls/list/400").asInt()).isEqualTo(1);
        assertThat(stats.at("/rows_served/list").asInt()).isEqualTo(7);
        assertThat(stats.at("/live_records/contacts").asInt()).isEqualTo(1_200);
        assertThat(caller.post("/_admin/stats/reset", "")
                        .json()
                        .path("total_calls")
                        .asInt())
                .isZero();
    }

    @Test
    void tellsEachCall() throws Exception {
        caller.post("/_admin/stats/reset", "");
        new Caller(simulator).get("/crm/v3/objects/contacts?limit=7");

        var calls = caller.get("/_admin/calls").json();

        assertThat(calls).hasSize(1);
        assertThat(calls.at("/0/endpoint").asText()).isEqualTo("list");
        assertThat(calls.at("/0/type").asText()).isEqualTo("contacts");
        assertThat(calls.at("/0/target").asText()).isEqualTo("/crm/v3/objects/contacts?limit=7");
        assertThat(calls.at("/0/status").asInt()).isEqualTo(200);
        assertThat(simulator.calls().getFirst().method()).isEqualTo("GET");
    }

    @Test
    void movesTheClockThatDatesAnswers() throws Exception {
        assertThat(caller.get("/_admin/clock").header("Date")).isEqualTo("Sun, 01 Feb 2026 10:00:00 GMT");
        caller.post("/_admin/clock", "{\"advance_millis\":90000}");
        assertThat(caller.post("/_admin/clock", "{\"advance\":\"PT1M\"}")
                        .json()
                        .path("now")
                        .asText())
                .isEqualTo("2026-02-01T10:02:30.000Z");
        assertThat(caller.get("/_admin").header("Date")).isEqualTo("Sun, 01 Feb 2026 10:02:30 GMT");
    }

    @Test
    void grantsAndRevokesTokens() throws Exception {
        caller.post("/_admin/tokens", "{\"token\":\"T2\",\"scopes\":[\"crm.objects.contacts.read\"]}");
        var second = new Caller(simulator, "T2");
        assertThat(second.get("/crm/v3/objects/contacts").status()).isEqualTo(200);
        assertThat(second.get("/crm/v3/objects/deals").status()).isEqualTo(403);
        caller.post("/_admin/tokens", "{\"token\":\"T2\",\"revoke\":true}");
        assertThat(second.get("/crm/v3/objects/contacts").status()).isEqualTo(401);
    }

    @Test
    void changesLimitsAndTheIndexDelay() throws Exception {
        assertThat(caller.post("/_admin/limits", "{\"tier\":\"professional\",\"daily\":5}")
                        .json()
                        .path("daily")
                        .asInt())
                .isEqualTo(5);
        caller.post("/_admin/index", "{\"shortest_millis\":1000}");
        mutate("{'op':'create','type':'contacts'}");
        assertThat(caller.get("/_admin/stats")
                        .json()
                        .at("/waiting_for_index/contacts")
                        .asInt())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "{'op':'fly'}",
                "{'op':'update'}",
                "{'op':'update','type':'widgets'}",
                "{'op':'update','type':'contacts','ids':['abc']}",
                "{'op':'update','type':'contacts','count':-1}",
                "{'op':'update','type':'contacts','properties':['nosuch']}",
                "{'op':'merge','type':'contacts','primary':'1','secondary':'1'}",
                "{'op':'bulk_import','type':'contacts','at':'yesterday'}",
                "{'op':'archive','type':'contacts','id':'5'}",
                "{'op':'archive','type':'contacts','count':'many'}",
                "{'op':'backdate','type':'contacts','by':'yesterday'}",
                "{'op':'create_type','name':'machines'}",
                "{'op':'delete_type','type':'contacts'}",
                "{'op':'delete_stage','stage':'nosuch'}",
                "{'before_page':1,'of':'nothing','type':'contacts','operations':[]}"
            })
    void refusesWhatItCannotDo(String body) throws Exception {
        var answer = mutate(body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("error").asText()).isNotEmpty();
        assertThat(simulator.counts()).containsEntry("contacts", 1_200L);
    }

    @Test
    void refusesTheTruthOfAnUnknownType() throws Exception {
        for (var truth :
                List.of("records/kontakte", "tombstones/kontakte", "links/contacts/kontakte", "history/x/email")) {
            var unknown = caller.get("/_admin/" + truth);
            assertThat(unknown.status()).as(truth).isEqualTo(400);
            assertThat(unknown.http().body()).startsWith("{\"error\":");
        }
    }

    @Test
    void explainsItself() throws Exception {
        var help = caller.get("/_admin").json();
        assertThat(help.path("operations")).hasSizeGreaterThan(22);
        assertThat(caller.get("/_admin/other").status()).isEqualTo(404);
        assertThat(List.of(simulator.readyLine().split("\"")))
                .contains("url", "token", "admin", simulator.url().toString(), simulator.token());
    }

    private static int total(Caller authorised) throws Exception {
        return authorised
                .post("/crm/v3/objects/contacts/search", "{\"limit\":1}")
                .json()
                .path("total")
                .asInt();
    }

    private Caller.Answer mutate(String body) throws Exception {
        return caller.post("/_admin/mutate", body.replace('\'', '"'));
    }
}
