package io.hubflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubflow.simulator.api.ApiSettings.IdJson;
import io.hubflow.simulator.mutation.Mutation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class ReadingTest {
    private static final Simulator SIMULATOR = Started.with(SimulatorOptions.defaults()
            .withRecords("contacts", 1_500)
            .withRecords("companies", 2)
            .withRecords("deals", 100)
            .withRecords("machines", 3)
            .withExtraProperties("deals", 30));

    private final Caller caller = new Caller(SIMULATOR);

    @AfterAll
    static void stop() {
        SIMULATOR.close();
    }

    @Test
    void readsBatchesInNoOrderAndGroupsTheMissing() throws Exception {
        var ids = caller.get("/crm/v3/objects/contacts?limit=98").ids();
        var inputs = new ArrayList<>(ids);
        inputs.add("5");
        inputs.add("no-id");
        var answer = caller.post("/crm/objects/2026-09/contacts/batch/read", body(inputs, "'properties':['email']"));
        assertThat(answer.status()).isEqualTo(207);
        assertThat(answer.ids()).containsExactlyInAnyOrderElementsOf(ids).isNotEqualTo(ids);
        assertThat(answer.json().path("numErrors").asInt()).isEqualTo(1);
        var error = answer.json().at("/errors/0");
        assertThat(error.path("category").asText()).isEqualTo("OBJECT_NOT_FOUND");
        assertThat(error.path("message").asText()).startsWith("Could not get some CONTACT objects");
        assertThat(texts(error.at("/context/ids"))).containsExactly("5", "no-id");
        assertThat(names(answer.json().at("/results/0/properties")))
                .containsExactlyInAnyOrder("email", "createdate", "lastmodifieddate", "hs_object_id");
    }

    /** JSON can hold it as an escape alone. */
    @Test
    void keepsHalfOfASurrogatePair() throws Exception {
        var id = SIMULATOR
                .mutate(new Mutation.Create("contacts", 1, Map.of("city", "a\uD83D b\u0001 \uD83D\uDE00")))
                .ids()
                .getFirst();
        var answer = caller.get("/crm/v3/objects/contacts/" + id + "?properties=city");
        assertThat(answer.http().body()).contains("a\\ud83d b\\u0001 \uD83D\uDE00");
        assertThat(answer.json().at("/properties/city").asText()).isEqualTo("a\uD83D b\u0001 \uD83D\uDE00");
    }

    @Test
    void refusesBatchesThatAreTooLarge() throws Exception {
        var many = IntStream.range(0, 101).mapToObj(String::valueOf).toList();
        assertThat(caller.post("/crm/v3/objects/contacts/batch/read", body(many, "'properties':[]"))
                        .status())
                .isEqualTo(400);
        var history = caller.post(
                "/crm/v3/objects/contacts/batch/read", body(many.subList(0, 51), "'propertiesWithHistory':['email']"));
        assertThat(history.json().path("message").asText())
                .isEqualTo("The maximum number of inputs supported in a batch request for property histories is 50");
    }

    @Test
    void readsByEmailAndWithHistory() throws Exception {
        var record = SIMULATOR.records("contacts").stream()
                .filter(row -> row.properties().containsKey("email"))
                .findFirst()
                .orElseThrow();
        String email = record.properties().get("email");
        var answer = caller.post(
                "/crm/v3/objects/contacts/batch/read",
                body(List.of(String.valueOf(email)), "'idProperty':'email','propertiesWithHistory':['email']"));
        assertThat(answer.ids()).containsExactly(String.valueOf(record.id()));
        assertThat(answer.json()
                        .at("/results/0/propertiesWithHistory/email/0/value")
                        .asText())
                .isEqualTo(email);
        assertThat(answer.json()
                        .at("/results/0/propertiesWithHistory/email/0/timestamp")
                        .asText())
                .isEqualTo(record.properties().get("lastmodifieddate"));
    }

    @Test
    void acceptsRepeatedAndCommaSeparatedParameters() throws Exception {
        var commas = caller.get("/crm/v3/objects/contacts?limit=2&properties=email,city")
                .json();
        var repeated = caller.get("/crm/v3/objects/contacts?limit=2&properties=email&properties=city")
                .json();
        assertThat(repeated.path("results")).isEqualTo(commas.path("results"));
        assertThat(names(commas.at("/results/0/properties"))).contains("email", "city");
    }

    @Test
    void linksToTheNextPageKeepEveryParameter() throws Exception {
        var page = caller.get("/crm/v3/objects/contacts?limit=2&properties=email&archived=false&after=1000");
        assertThat(page.json().at("/paging/next/link").asText())
                .isEqualTo(SIMULATOR.url() + "/crm/v3/objects/contacts?limit=2&properties=email&archived=false&after="
                        + page.after());
        assertThat(Long.parseLong(page.after()))
                .isEqualTo(Long.parseLong(page.ids().getLast()) + 1);
        assertThat(page.ids().stream().map(Long::valueOf)).allMatch(id -> id >= 1_000);
    }

    @Test
    void answersThreeClassesOfProperties() throws Exception {
        assertThat(properties("non_sensitive")).hasSize(367).doesNotContain("national_id_number");
        assertThat(properties("sensitive")).containsExactly("national_id_number");
        assertThat(properties("highly_sensitive")).containsExactly("health_condition");
        assertThat(caller.get("/crm/v3/properties/contacts?dataSensitivity=secret")
                        .status())
                .isEqualTo(400);
        assertThat(caller.get("/crm/v3/properties/deals/amount")
                        .json()
                        .path("currencyPropertyName")
                        .asText())
                .isEqualTo("deal_currency_code");
        var owner = caller.get("/crm/v3/properties/deals/hubspot_owner_id").json();
        assertThat(owner.path("referencedObjectType").asText()).isEqualTo("OWNER");
        assertThat(owner.path("externalOptions").asBoolean()).isTrue();
        assertThat(owner.path("options")).isEmpty();
        assertThat(caller.get("/crm/v3/properties/deals/custom_0030")
                        .json()
                        .path("hubspotDefined")
                        .asBoolean(true))
                .isFalse();
    }

    @Test
    void knowsItsCustomObjectByAllNames() throws Exception {
        var schema = caller.get("/crm-object-schemas/2026-09/schemas").json().at("/results/0");
        for (String name : List.of(
                schema.path("objectTypeId").asText(),
                schema.path("fullyQualifiedName").asText(),
                schema.path("name").asText())) {
            assertThat(caller.get("/crm/objects/2026-09/" + name).ids())
                    .as(name)
                    .hasSize(3);
        }
        assertThat(caller.get("/crm/v3/schemas").json().path("results")).hasSize(1);
    }

    @Test
    void pagesAssociationsAndReportsTheUnlinked() throws Exception {
        var company = SIMULATOR.records("companies").getFirst();
        var linked = new HashSet<String>();
        String after = "";
        do {
            String input = "{'id':'" + company.id() + "'" + (after.isEmpty() ? "" : ",'after':'" + after + "'") + "}";
            var page = caller.post(
                            "/crm/v4/associations/companies/contacts/batch/read",
                            ("{'inputs':[" + input + "]}").replace('\'', '"'))
                    .json()
                    .at("/results/0");
            assertThat(page.at("/from/id").isTextual()).isTrue();
            assertThat(page.at("/to/0/toObjectId").isNumber()).isTrue();
            assertThat(page.path("to").size()).isLessThanOrEqualTo(500);
            linked.addAll(page.path("to").findValuesAsText("toObjectId"));
            after = page.at("/paging/next/after").asText("");
        } while (!after.isEmpty());
        var reverse = SIMULATOR.records("contacts").stream()
                .map(row -> String.valueOf(row.id()))
                .filter(id -> isLinked(id, company.id()))
                .collect(Collectors.toSet());
        assertThat(linked).isEqualTo(reverse).hasSizeGreaterThan(500);
        var none =
                caller.post("/crm/associations/2026-03/contacts/tickets/batch/read", "{\"inputs\":[{\"id\":\"5\"}]}");
        assertThat(none.status()).isEqualTo(207);
        assertThat(none.json().at("/errors/0/subCategory").asText())
                .isEqualTo("crm.associations.NO_ASSOCIATIONS_FOUND");
        assertThat(none.json().at("/errors/0/message").asText()).isEqualTo("No ticket is associated with contact 5.");
    }

    @Test
    void repeatsInlineAssociationsForEachType() throws Exception {
        var page = caller.get("/crm/v3/objects/deals?limit=50&associations=companies,contacts")
                .json();
        boolean twice = false;
        for (JsonNode result : page.path("results")) {
            var links = result.at("/associations/companies/results");
            twice |= links.size() >= 2
                    && links.get(0).path("id").equals(links.get(1).path("id"))
                    && !links.get(0).path("type").equals(links.get(1).path("type"));
        }
        assertThat(twice).isTrue();
    }

    @Test
    void writesAssociatedIdsAsTextsWhenToldTo() throws Exception {
        try (var quoting = Started.with(SimulatorOptions.defaults()
                .withRecords("deals", 20)
                .withRecords("companies", 5)
                .withIdJson(IdJson.STRING))) {
            long deal = quoting.records("deals").stream()
                    .mapToLong(row -> row.id())
                    .filter(id -> hasLinks(quoting, id))
                    .findFirst()
                    .orElseThrow();
            assertThat(new Caller(quoting)
                            .get("/crm/v4/objects/deals/" + deal + "/associations/companies")
                            .json()
                            .at("/results/0/toObjectId")
                            .isTextual())
                    .isTrue();
        }
    }

    @Test
    void describesOwnersPipelinesAndTheAccount() throws Exception {
        var owners = caller.get("/crm/owners/2026-09?limit=10");
        assertThat(owners.ids()).hasSize(10);
        assertThat(caller.get("/crm/owners/2026-09?limit=100&after=" + owners.after())
                        .ids())
                .hasSize(14);
        assertThat(caller.get("/crm/v3/owners?limit=501").status()).isEqualTo(400);
        var stage = caller.get("/crm/pipelines/2026-09/deals").json().at("/results/0/stages/0/metadata");
        assertThat(stage.path("isClosed").asText()).isEqualTo("false");
        assertThat(stage.path("probability").isTextual()).isTrue();
        assertThat(caller.get("/account-info/v3/details")
                        .json()
                        .path("portalId")
                        .asLong())
                .isEqualTo(4_727_653);
    }

    private static boolean hasLinks(Simulator simulator, long deal) {
        var portal = simulator.portal();
        return portal.read(() -> !portal.links()
                .of(portal.types().require("deals"), deal, portal.types().require("companies"))
                .isEmpty());
    }

    private static boolean isLinked(String contact, long company) {
        var portal = SIMULATOR.portal();
        return portal.read(() -> portal
                .links()
                .of(
                        portal.types().require("contacts"),
                        Long.parseLong(contact),
                        portal.types().require("companies"))
                .stream()
                .anyMatch(link -> link.toId() == company));
    }

    private Set<String> properties(String sensitivity) throws Exception {
        var answer = caller.get("/crm/properties/2026-09/contacts?dataSensitivity=" + sensitivity);
        var names = new HashSet<String>();
        answer.json()
                .path("results")
                .forEach(property -> names.add(property.path("name").asText()));
        return names;
    }

    private static String body(List<String> ids, String more) {
        return ("{'inputs':[{'id':'" + String.join("'},{'id':'", ids) + "'}]," + more + "}").replace('\'', '"');
    }

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(element -> texts.add(element.asText()));
        return texts;
    }

    private static List<String> names(JsonNode object) {
        var names = new ArrayList<String>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
