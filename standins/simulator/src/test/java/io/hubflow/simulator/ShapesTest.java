package io.hubflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The members of answers: those HubSpot's OpenAPI documents require, and none that they do not know. */
final class ShapesTest {
    private static final Simulator SIMULATOR = Started.with(SimulatorOptions.defaults()
            .withRecords("contacts", 60)
            .withRecords("companies", 10)
            .withRecords("deals", 10));

    private final Caller caller = new Caller(SIMULATOR);

    @BeforeAll
    static void archiveSome() {
        SIMULATOR.mutate(new Mutation.Archive("contacts", Target.random(2)));
    }

    @AfterAll
    static void stop() {
        SIMULATOR.close();
    }

    @Test
    void records() throws Exception {
        var required = Set.of("id", "properties", "createdAt", "updatedAt", "archived");
        var optional = Set.of("archivedAt", "url", "associations", "propertiesWithHistory");
        var answers = List.of(
                caller.get("/crm/v3/objects/contacts?propertiesWithHistory=email&associations=companies"),
                caller.get("/crm/v3/objects/contacts?archived=true"),
                caller.post("/crm/v3/objects/contacts/search", "{}"));
        for (var answer : answers) {
            assertThat(answer.json().path("results")).isNotEmpty();
            for (JsonNode record : answer.json().path("results")) {
                assertMembers(record, required, optional);
                assertThat(record.path("id").isTextual()).isTrue();
                record.path("properties")
                        .forEach(value ->
                                assertThat(value.isTextual() || value.isNull()).isTrue());
                record.path("propertiesWithHistory")
                        .forEach(history -> history.forEach(entry -> assertMembers(
                                entry,
                                Set.of("value", "timestamp", "sourceType"),
                                Set.of("sourceId", "sourceLabel", "updatedByUserId"))));
            }
        }
        assertMembers(answers.get(2).json(), Set.of("total", "results"), Set.of("paging"));
        assertMembers(answers.get(2).json().at("/paging/next"), Set.of("after"), Set.of());
        assertMembers(answers.get(0).json().at("/paging/next"), Set.of("after", "link"), Set.of());
    }

    @Test
    void batches() throws Exception {
        assertMembers(
                caller.post("/crm/v3/objects/contacts/batch/read", "{\"inputs\":[{\"id\":\"5\"}]}")
                        .json(),
                Set.of("status", "results", "startedAt", "completedAt"),
                Set.of("numErrors", "errors"));
    }

    @Test
    void definitions() throws Exception {
        var required = Set.of("name", "label", "type", "fieldType", "description", "groupName", "options");
        var optional = Set.of(
                "displayOrder",
                "calculated",
                "externalOptions",
                "referencedObjectType",
                "hasUniqueValue",
                "hidden",
                "hubspotDefined",
                "formField",
                "showCurrencySymbol",
                "currencyPropertyName",
                "dataSensitivity",
                "archived",
                "archivedAt",
                "createdAt",
                "updatedAt",
                "modificationMetadata");
        var types = Set.of(
                "string",
                "number",
                "date",
                "datetime",
                "enumeration",
                "bool",
                "phone_number",
                "object_coordinates",
                "json");
        for (String objectType : List.of("contacts", "companies", "deals", "tickets", "notes", "machines")) {
            var results =
                    caller.get("/crm/properties/2026-09/" + objectType).json().path("results");
            assertThat(results).as(objectType).hasSizeGreaterThan(10);
            for (JsonNode property : results) {
                assertMembers(property, required, optional);
                assertThat(property.path("type").asText()).isIn(types);
                property.path("options")
                        .forEach(option -> assertMembers(
                                option, Set.of("label", "value", "hidden"), Set.of("displayOrder", "description")));
            }
        }
    }

    @Test
    void ownersPipelinesAndSchemas() throws Exception {
        caller.get("/crm/v3/owners")
                .json()
                .path("results")
                .forEach(owner -> assertMembers(
                        owner,
                        Set.of("id", "type", "createdAt", "updatedAt", "archived"),
                        Set.of("email", "firstName", "lastName", "userId", "userIdIncludingInactive", "teams")));
        for (JsonNode pipeline : caller.get("/crm/v3/pipelines/deals").json().path("results")) {
            var times = Set.of("id", "label", "displayOrder", "createdAt", "updatedAt", "archived");
            assertMembers(pipeline, with(times, "stages"), Set.of("archivedAt"));
            pipeline.path("stages")
                    .forEach(stage ->
                            assertMembers(stage, with(times, "metadata"), Set.of("archivedAt", "writePermissions")));
        }
        assertMembers(
                caller.get("/crm-object-schemas/v3/schemas").json().at("/results/0"),
                Set.of("id", "name", "labels", "properties", "requiredProperties", "associations"),
                Set.of(
                        "objectTypeId",
                        "fullyQualifiedName",
                        "archived",
                        "allowsSensitiveProperties",
                        "primaryDisplayProperty",
                        "secondaryDisplayProperties",
                        "searchableProperties",
                        "createdAt",
                        "updatedAt"));
    }

    @Test
    void writesThroughTheApi() throws Exception {
        var created = caller.post(
                "/crm/v3/objects/contacts", "{\"properties\":{\"email\":\"w@x.example\",\"city\":\"Graz\"}}");
        assertThat(created.status()).isEqualTo(201);
        String id = created.json().path("id").asText();
        assertThat(SIMULATOR
                        .record("contacts", Long.parseLong(id))
                        .orElseThrow()
                        .properties())
                .containsEntry("city", "Graz")
                .containsEntry("email", "w@x.example")
                .doesNotContainKey("firstname");
        var unknown = caller.post("/crm/v3/objects/contacts", "{\"properties\":{\"nosuch\":\"1\"}}");
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.json().at("/errors/0/code").asText()).isEqualTo("PROPERTY_DOESNT_EXIST");
        assertThat(caller.send("/crm/v3/objects/contacts/" + id, request -> request.DELETE())
                        .status())
                .isEqualTo(204);
        assertThat(caller.get("/crm/v3/objects/contacts/" + id).status()).isEqualTo(404);
        var pair = caller.get("/crm/v3/objects/companies?limit=2").ids();
        var merged = caller.post(
                "/crm/objects/2026-09/companies/merge",
                "{\"primaryObjectId\":\"" + pair.get(0) + "\",\"objectIdToMerge\":\"" + pair.get(1) + "\"}");
        assertThat(merged.status()).isEqualTo(200);
        assertThat(caller.get("/crm/v3/objects/companies/" + pair.get(1)).json().path("id"))
                .isEqualTo(merged.json().path("id"));
    }

    private static Set<String> with(Set<String> names, String more) {
        var all = new HashSet<>(names);
        all.add(more);
        return all;
    }

    private static void assertMembers(JsonNode object, Set<String> required, Set<String> optional) {
        var names = new HashSet<String>();
        object.fieldNames().forEachRemaining(names::add);
        assertThat(names).containsAll(required);
        names.removeAll(required);
        assertThat(optional).containsAll(names);
    }
}
