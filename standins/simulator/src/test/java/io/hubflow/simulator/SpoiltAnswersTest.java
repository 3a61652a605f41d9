package io.hubflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.simulator.api.TokenGrant;
import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.fault.FaultPlan;
import io.hubflow.simulator.fault.FaultRule;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SpoiltAnswersTest {
    private static final String LIST = "/crm/v3/objects/contacts?limit=5";
    private static final String SEARCH = "/crm/v3/objects/contacts/search";

    private final Simulator simulator = Started.with(SimulatorOptions.defaults()
            .withRecords("contacts", 50)
            .withRecords("deals", 5)
            .withVirtualClock(Instant.parse("2026-02-01T10:00:00Z")));
    private final Caller caller = new Caller(simulator);

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void refusesOneClassOfPropertyDefinitions() throws Exception {
        fault("{'fault':'403','endpoints':['properties'],'classes':['sensitive']}");
        assertThat(caller.get("/crm/v3/properties/contacts").status()).isEqualTo(200);
        assertThat(caller.get("/crm/v3/properties/contacts?dataSensitivity=sensitive")
                        .status())
                .isEqualTo(403);
        assertThat(caller.get("/crm/v3/properties/contacts?dataSensitivity=highly_sensitive")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void shortensAndEmptiesPropertyLists() throws Exception {
        fault("{'fault':'keep_rows','rows':3,'endpoints':['properties'],'classes':['non_sensitive'],'calls':[1]}");
        fault("{'fault':'keep_rows','endpoints':['properties'],'classes':['non_sensitive'],'calls':[2]}");
        assertThat(propertyNames()).hasSize(3);
        assertThat(propertyNames()).isEmpty();
        assertThat(propertyNames()).hasSize(367);
        fault("{'fault':'omit_rows','ids':['email','city'],'endpoints':['properties']}");
        assertThat(propertyNames()).hasSize(365).doesNotContain("email", "city");
    }

    @Test
    void omitsRowsFromListsSearchesAndBatches() throws Exception {
        var ids = caller.get(LIST).ids();
        fault("{'fault':'omit_rows','ids':['" + ids.get(2) + "'],'endpoints':['list','search','batch_read']}");
        assertThat(caller.get(LIST).ids()).hasSize(4).doesNotContain(ids.get(2));
        var found = caller.post(SEARCH, "{\"limit\":5}");
        assertThat(found.ids()).hasSize(4).doesNotContain(ids.get(2));
        assertThat(found.json().path("total").asInt()).isEqualTo(50);
        var batch = batch(ids);
        assertThat(batch.status()).isEqualTo(200);
        assertThat(batch.ids()).hasSize(4).doesNotContain(ids.get(2));
    }

    @Test
    void reportsOmittedRowsOfABatchAsNotFound() throws Exception {
        var ids = caller.get(LIST).ids();
        fault("{'fault':'omit_rows','count':2,'report':'not_found','endpoints':['batch_read']}");
        var batch = batch(List.of(ids.get(0), ids.get(1), ids.get(2), "1"));
        assertThat(batch.status()).isEqualTo(207);
        assertThat(batch.ids()).hasSize(1);
        assertThat(batch.json().path("numErrors").asInt()).isEqualTo(1);
        assertThat(batch.json().at("/errors/0/category").asText()).isEqualTo("OBJECT_NOT_FOUND");
        assertThat(batch.json().at("/errors/0/context/ids")).hasSize(3);
    }

    @Test
    void skipsTheRestOfAPage() throws Exception {
        fault("{'fault':'keep_rows','rows':4,'endpoints':['list'],'calls':[1]}");
        var first = caller.get(LIST);
        assertThat(first.ids()).hasSize(4);
        assertThat(caller.get(LIST + "&after=" + first.after()).ids())
                .hasSize(5)
                .doesNotContainAnyElementsOf(first.ids());
    }

    @Test
    void liesAboutTotals() throws Exception {
        fault("[{'fault':'wrong_total','total':7,'calls':[1]},{'fault':'wrong_total','add':-3,'calls':[2]},"
                + "{'fault':'wrong_total','cap':20,'calls':[3]}]");
        var totals = new ArrayList<Integer>();
        for (int i = 0; i < 4; i++) {
            totals.add(caller.post(SEARCH, "{}").json().path("total").asInt());
        }
        assertThat(totals).containsExactly(7, 47, 20, 50);
    }

    @Test
    void leavesOutWhenARowWasModified() throws Exception {
        var ids = caller.get(LIST).ids();
        fault("{'fault':'undated_rows','ids':['" + ids.get(1) + "'],'endpoints':['list']}");
        var rows = caller.get(LIST).json().path("results");
        assertThat(rows.get(0).has("updatedAt")).isTrue();
        assertThat(rows.get(1).has("updatedAt")).isFalse();
    }

    @Test
    void saysNothingAtAll() throws Exception {
        fault("[{'fault':'empty','calls':[1]},{'fault':'empty','body':'object','calls':[1]},"
                + "{'fault':'empty','body':'results','calls':[1]}]");
        assertThat(caller.get(LIST).http().body()).isEmpty();
        assertThat(caller.get(LIST).http().body()).isEqualTo("{}");
        assertThat(caller.get(LIST).http().body()).isEqualTo("{\"results\":[]}");
        assertThat(caller.get(LIST).ids()).hasSize(5);
    }

    @Test
    void answersRowsFromOutsideTheWindow() throws Exception {
        var ids = caller.get(LIST).ids();
        String window = "{\"filters\":[{\"propertyName\":\"hs_object_id\",\"operator\":\"GT\",\"value\":\""
                + ids.getLast() + "\"}],\"sorts\":[\"hs_object_id\"],\"limit\":10}";
        fault("{'fault':'foreign_rows','count':2,'endpoints':['search'],'limit':1}");
        var spoilt = caller.post(SEARCH, window).ids();
        assertThat(spoilt).hasSize(12).startsWith(ids.get(0), ids.get(1));
        assertThat(caller.post(SEARCH, window).ids()).isEqualTo(spoilt.subList(2, 12));
    }

    @Test
    void answersHitsWithoutValues() throws Exception {
        fault("{'fault':'bare_rows','keep':['hs_object_id'],'endpoints':['search']}");
        var hit = caller.post(SEARCH, "{\"properties\":[\"email\"],\"limit\":1}")
                .json()
                .at("/results/0");
        assertThat(hit.path("properties").properties())
                .extracting(Map.Entry::getKey)
                .containsExactly("hs_object_id");
        assertThat(hit.path("updatedAt").asText()).isNotEmpty();
    }

    @Test
    void addsFieldsAndTypesValues() throws Exception {
        long first = Long.parseLong(caller.get(LIST).ids().getFirst());
        simulator.mutate(new Mutation.Update(
                "contacts",
                Target.id(first),
                List.of(),
                Map.of("hs_analytics_num_visits", "1E3", "hs_email_optout", "true", "city", "7")));
        String target = LIST + "&properties=hs_analytics_num_visits,hs_email_optout,city";
        fault("[{'fault':'unknown_fields'},{'fault':'typed_values'}]");
        var answer = caller.get(target).json();
        assertThat(answer.has("x_object")).isTrue();
        assertThat(answer.at("/results/0/x_list").isArray()).isTrue();
        assertThat(answer.at("/results/0/properties/hs_analytics_num_visits").isNumber())
                .isTrue();
        assertThat(answer.at("/results/0/properties/hs_analytics_num_visits").asDouble())
                .isEqualTo(1_000);
        assertThat(answer.at("/results/0/properties/hs_email_optout").isBoolean())
                .isTrue();
        assertThat(answer.at("/results/0/properties/city").isTextual()).isTrue();
    }

    @Test
    void liesAboutTheDateOrHidesIt() throws Exception {
        fault("[{'fault':'wrong_date','offset':'PT24H','limit':1},{'fault':'503','calls':[1]}]");
        var refused = caller.get(LIST);
        assertThat(refused.status()).isEqualTo(503);
        assertThat(date(refused)).isEqualTo(simulator.now().plus(Duration.ofDays(1)));
        assertThat(date(caller.get(LIST))).isEqualTo(simulator.now());
        fault("{'fault':'missing_date','limit':1}");
        assertThat(caller.get(LIST).header("Date")).isEmpty();
        assertThat(caller.get(LIST).header("Date")).isNotEmpty();
    }

    @Test
    void expiresATokenBeforeItsTime() throws Exception {
        fault("{'fault':'expire_token','calls':[2]}");
        assertThat(caller.get(LIST).status()).isEqualTo(200);
        var expired = caller.get(LIST);
        assertThat(expired.status()).isEqualTo(401);
        assertThat(expired.json().path("category").asText()).isEqualTo("EXPIRED_AUTHENTICATION");
        assertThat(caller.get(LIST).status()).isEqualTo(401);
        simulator.grant(TokenGrant.unrestricted(simulator.token()));
        assertThat(caller.get(LIST).status()).isEqualTo(200);
    }

    @Test
    void probabilitiesDependOnThePlaceOfACallAndNotOnTheOrderOfArrival() {
        var contactsFirst = new FaultPlan();
        var interleaved = new FaultPlan();
        var rule = FaultRule.withProbability(new Fault.Refuse(503, Fault.Body.JSON, OptionalInt.empty()), 0.3, 42);
        contactsFirst.add(rule);
        interleaved.add(rule);
        var expected = new ArrayList<Boolean>();
        for (int i = 0; i < 200; i++) {
            expected.add(strikes(contactsFirst, "list", "contacts"));
        }
        var struck = new ArrayList<Boolean>();
        for (int i = 0; i < 200; i++) {
            strikes(interleaved, "search", "contacts");
            strikes(interleaved, "list", "deals");
            struck.add(strikes(interleaved, "list", "contacts"));
        }
        assertThat(struck).isEqualTo(expected).contains(true, false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'fault':'503','endpoint':['list']}",
                "{'fault':'503','endpoints':['lists']}",
                "{'fault':'503','endpoints':'list'}",
                "{'fault':'503','types':['widgets']}",
                "{'fault':'403','classes':['secret']}",
                "{'fault':'503','probability':2}",
                "{'fault':'503','probability':0.5,'every':3}",
                "{'fault':'503','calls':[0]}",
                "{'fault':'omit_rows','ids':['1'],'count':2}",
                "{'fault':'wrong_total'}",
                "{'fault':'wrong_date','offset':'yesterday'}",
                "{'fault':'empty','body':'half'}",
                "{'fault':'stall','millis':3}",
                "{'fault':'quake'}",
                "['503']"
            })
    void refusesRulesThatMakeNoSense(String rule) throws Exception {
        var answer = caller.post("/_admin/faults", rule.replace('\'', '"'));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("error").asText()).isNotEmpty();
        assertThat(simulator.faults()).isEmpty();
    }

    private static boolean strikes(FaultPlan plan, String endpoint, String type) {
        return plan.next(endpoint, type, "").failure().isPresent();
    }

    private void fault(String json) throws Exception {
        var answer = caller.post("/_admin/faults", json.replace('\'', '"'));
        assertThat(answer.status()).as(answer.http().body()).isEqualTo(200);
    }

    private List<String> propertyNames() throws Exception {
        var names = new ArrayList<String>();
        caller.get("/crm/v3/properties/contacts")
                .json()
                .path("results")
                .forEach(row -> names.add(row.path("name").asText()));
        return names;
    }

    private Caller.Answer batch(List<String> ids) throws Exception {
        return caller.post(
                "/crm/v3/objects/contacts/batch/read",
                "{\"inputs\":[{\"id\":\"" + String.join("\"},{\"id\":\"", ids) + "\"}]}");
    }

    private static Instant date(Caller.Answer answer) {
        return ZonedDateTime.parse(answer.header("Date"), DateTimeFormatter.RFC_1123_DATE_TIME)
                .toInstant();
    }
}
