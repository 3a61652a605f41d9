package io.hubflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubflow.simulator.admin.Truth;
import io.hubflow.simulator.api.Endpoint;
import io.hubflow.simulator.mutation.MergeMode;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import io.hubflow.simulator.portal.PortalSettings.NewIds;
import io.hubflow.simulator.portal.PropertyCatalog.RetypedValues;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class MutationTest {
    private static final Instant NOW = Instant.parse("2026-02-01T10:00:00Z");

    private final Simulator simulator = Started.with(SimulatorOptions.defaults()
            .withRecords("contacts", 120)
            .withRecords("companies", 10)
            .withRecords("deals", 40)
            .withVirtualClock(NOW));
    private final Caller caller = new Caller(simulator);

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void updatesMoveTheModifiedTimeAndTheValues() {
        var before = truth("contacts");
        var result = simulator.mutate(new Mutation.Update("contacts", Target.random(7), List.of("city"), Map.of()));
        assertThat(result.ids()).hasSize(7).doesNotHaveDuplicates();
        for (var row : simulator.records("contacts")) {
            var earlier = before.apply(row.id());
            if (result.ids().contains(row.id())) {
                assertThat(row.updatedAt()).isEqualTo(NOW);
                assertThat(row.properties().get("city"))
                        .isNotEqualTo(earlier.properties().get("city"));
                assertThat(row.properties().get("lastmodifieddate")).isEqualTo("2026-02-01T10:00:00.000Z");
            } else {
                assertThat(row).isEqualTo(earlier);
            }
        }
    }

    @Test
    void anotherUpdateInTheSameMillisecondStillMovesForward() {
        var target = Target.id(simulator.records("deals").getFirst().id());
        simulator.mutate(new Mutation.Update("deals", target, List.of(), Map.of()));
        simulator.mutate(new Mutation.Update("deals", target, List.of(), Map.of()));
        assertThat(simulator.records("deals").getFirst().updatedAt()).isEqualTo(NOW.plusMillis(1));
    }

    @Test
    void calculationsChangeValuesOnly() {
        var before = truth("contacts");
        var result = simulator.mutate(new Mutation.Recalculate("contacts", Target.random(5), List.of(), Map.of()));
        for (long id : result.ids()) {
            var row = simulator.record("contacts", id).orElseThrow();
            assertThat(row.updatedAt()).isEqualTo(before.apply(id).updatedAt());
            assertThat(row.properties()).isNotEqualTo(before.apply(id).properties());
        }
    }

    @Test
    void archivesAndRestores() throws Exception {
        var archived = simulator
                .mutate(new Mutation.Archive("contacts", Target.random(4)))
                .ids();
        var bin = caller.get("/crm/v3/objects/contacts?archived=true&limit=100");
        assertThat(bin.ids()).containsExactlyInAnyOrderElementsOf(texts(archived));
        assertThat(bin.json().at("/results/0/archived").asBoolean()).isTrue();
        assertThat(bin.json().at("/results/0/archivedAt").asText()).isEqualTo("2026-02-01T10:00:00.000Z");
        String one = "/crm/v3/objects/contacts/" + archived.getFirst();
        assertThat(caller.get(one).status()).isEqualTo(404);
        assertThat(caller.get(one + "?archived=true").status()).isEqualTo(200);
        assertThat(simulator
                        .record("contacts", archived.getFirst())
                        .orElseThrow()
                        .archived())
                .isTrue();
        simulator.mutate(new Mutation.Restore("contacts", Target.id(archived.getFirst())));
        simulator.mutate(new Mutation.Purge("contacts", Target.random(3)));
        assertThat(caller.get(one).status()).isEqualTo(200);
        assertThat(caller.get("/crm/v3/objects/contacts?archived=true").ids()).isEmpty();
        assertThat(simulator.counts()).containsEntry("contacts", 117L);
    }

    @Test
    void mergesUnderANewId() throws Exception {
        var ids = simulator.records("contacts").stream().map(Truth.Row::id).toList();
        var merged = simulator.mutate(new Mutation.Merge(
                "contacts", new Target.Ids(List.of(ids.get(0), ids.get(1))), Optional.of(MergeMode.NEW_ID)));
        long survivor = merged.ids().getFirst();
        assertThat(merged.absorbedIds()).containsExactly(ids.get(0), ids.get(1));
        assertThat(survivor).isNotIn(ids);
        for (long old : merged.absorbedIds()) {
            assertThat(caller.get("/crm/v3/objects/contacts/" + old)
                            .json()
                            .path("id")
                            .asLong())
                    .isEqualTo(survivor);
            assertThat(simulator.record("contacts", old)).isEmpty();
        }
        var properties = simulator.record("contacts", survivor).orElseThrow().properties();
        assertThat(properties).containsEntry("hs_merged_object_ids", ids.get(0) + ";" + ids.get(1));
        assertThat(properties.get("hs_calculated_merged_vids"))
                .isEqualTo(ids.get(0) + ":" + NOW.toEpochMilli() + ";" + ids.get(1) + ":" + NOW.toEpochMilli());
        assertThat(caller.get("/crm/v3/objects/contacts?archived=true").ids()).isEmpty();
        assertThat(caller.get("/crm/v3/objects/contacts?limit=100").ids())
                .doesNotContainAnyElementsOf(texts(merged.absorbedIds()));
    }

    @Test
    void mergesIntoThePrimaryAndOnAndOn() throws Exception {
        var ids = simulator.records("deals").stream().map(Truth.Row::id).toList();
        var preserve = Optional.of(MergeMode.PRESERVE_PRIMARY_ID);
        simulator.mutate(new Mutation.Merge("deals", new Target.Ids(List.of(ids.get(1), ids.get(0))), preserve));
        simulator.mutate(new Mutation.Merge("deals", new Target.Ids(List.of(ids.get(2), ids.get(1))), preserve));
        assertThat(caller.get("/crm/v3/objects/deals/" + ids.get(0))
                        .json()
                        .path("id")
                        .asLong())
                .isEqualTo(ids.get(2));
        assertThat(simulator.record("deals", ids.get(2)).orElseThrow().properties())
                .containsEntry("hs_merged_object_ids", ids.get(0) + ";" + ids.get(1));
        assertThat(simulator.counts()).containsEntry("deals", 38L);
    }

    @Test
    void gdprDeletionLeavesNothing() throws Exception {
        long id = simulator
                .mutate(new Mutation.GdprDelete("contacts", Target.random(1)))
                .ids()
                .getFirst();
        assertThat(caller.get("/crm/v3/objects/contacts/" + id).status()).isEqualTo(404);
        assertThat(caller.get("/crm/v3/objects/contacts/" + id + "?archived=true")
                        .status())
                .isEqualTo(404);
        assertThat(simulator.record("contacts", id)).isEmpty();
        var search = caller.post(
                "/crm/v3/objects/contacts/search",
                "{\"filters\":[{\"propertyName\":\"hs_object_id\",\"operator\":\"EQ\",\"value\":\"" + id + "\"}]}");
        assertThat(search.json().path("total").asInt()).isZero();
    }

    @Test
    void editingAPipelineTouchesEveryDealInOneMillisecond() throws Exception {
        simulator.mutate(new Mutation.EditPipeline("deals", "default", "Another name"));
        assertThat(simulator.records("deals")).allMatch(row -> row.updatedAt().equals(NOW));
        assertThat(caller.get("/crm/v3/pipelines/deals")
                        .json()
                        .at("/results/0/label")
                        .asText())
                .isEqualTo("Another name");
    }

    @Test
    void bulkImportsShareOneMillisecond() {
        var at = Instant.parse("2026-01-31T00:00:00.005Z");
        var ids = simulator
                .mutate(new Mutation.BulkImport("companies", 2_500, Optional.of(at)))
                .ids();
        assertThat(ids).hasSize(2_500).isSorted().doesNotHaveDuplicates();
        assertThat(simulator.records("companies").stream()
                        .filter(row ->
                                row.createdAt().equals(at) && row.updatedAt().equals(at)))
                .hasSize(2_500);
    }

    @Test
    void linksAreMadeAndCutBothWays() throws Exception {
        long contact = simulator.records("contacts").getFirst().id();
        long deal = simulator.records("deals").getLast().id();
        var before = simulator.record("contacts", contact).orElseThrow().updatedAt();
        simulator.mutate(new Mutation.Associate("contacts", contact, "deals", deal));
        String toDeals = "/crm/v4/objects/contacts/" + contact + "/associations/deals";
        String toContacts = "/crm/objects/2026-09/deals/" + deal + "/associations/contacts";
        assertThat(caller.get(toDeals).json().findValuesAsText("toObjectId")).contains(String.valueOf(deal));
        assertThat(caller.get(toContacts).json().findValuesAsText("toObjectId")).contains(String.valueOf(contact));
        assertThat(simulator.record("contacts", contact).orElseThrow().updatedAt())
                .isEqualTo(before);
        simulator.mutate(new Mutation.Dissociate("deals", deal, "contacts", contact));
        assertThat(caller.get(toDeals).json().findValuesAsText("toObjectId")).doesNotContain(String.valueOf(deal));
    }

    @Test
    void propertiesComeGoAndChangeTheirType() throws Exception {
        simulator.mutate(new Mutation.CreateProperty(
                "contacts", "shoe_size", "number", "number", List.of(), "non_sensitive", false, false));
        assertThat(definition("shoe_size").path("type").asText()).isEqualTo("number");
        assertThat(simulator.records("contacts"))
                .noneMatch(row -> row.properties().containsKey("shoe_size"));
        long id = simulator
                .mutate(new Mutation.Update("contacts", Target.random(1), List.of("shoe_size"), Map.of()))
                .ids()
                .getFirst();
        assertThat(simulator.record("contacts", id).orElseThrow().properties()).containsKey("shoe_size");
        simulator.mutate(new Mutation.ArchiveProperty("contacts", "shoe_size"));
        assertThat(caller.get("/crm/v3/properties/contacts/shoe_size").status()).isEqualTo(404);
        assertThat(caller.get("/crm/v3/objects/contacts/" + id + "?properties=shoe_size")
                        .json()
                        .path("properties")
                        .has("shoe_size"))
                .isFalse();
        assertThat(caller.get("/crm/v3/properties/contacts?archived=true")
                        .json()
                        .at("/results/0/name")
                        .asText())
                .isEqualTo("shoe_size");
        simulator.mutate(new Mutation.CreateProperty(
                "contacts", "shoe_size", "string", "text", List.of(), "non_sensitive", false, false));
        assertThat(simulator.record("contacts", id).orElseThrow().properties())
                .as("a new property of an old name starts empty")
                .doesNotContainKey("shoe_size");
    }

    @Test
    void namesOfPropertiesAreEscapedInAnswers() throws Exception {
        var name = "\"><script>\\\u00e9";
        simulator.mutate(new Mutation.CreateProperty(
                "contacts", name, "string", "text", List.of(), "non_sensitive", false, true));
        var asked = URLEncoder.encode(name, StandardCharsets.UTF_8);

        for (var parameter : List.of("properties", "propertiesWithHistory")) {
            var record = caller.get("/crm/v3/objects/contacts?limit=1&" + parameter + "=" + asked)
                    .json()
                    .at("/results/0");
            assertThat(record.path(parameter).has(name)).as(parameter).isTrue();
        }
    }

    @Test
    void retypingChangesEveryValueWithoutTouchingRecords() throws Exception {
        var before = truth("companies");
        simulator.mutate(new Mutation.RetypeProperty(
                "companies", "numberofemployees", "bool", "booleancheckbox", List.of(), RetypedValues.REGENERATED));
        assertThat(caller.get("/crm/v3/properties/companies/numberofemployees")
                        .json()
                        .path("type")
                        .asText())
                .isEqualTo("bool");
        for (var row : simulator.records("companies")) {
            assertThat(row.updatedAt()).isEqualTo(before.apply(row.id()).updatedAt());
            assertThat(row.properties().getOrDefault("numberofemployees", "true"))
                    .isIn("true", "false", "");
        }
    }

    @Test
    void aPropertyMadeAgainHasOtherValues() throws Exception {
        var before = values("city");
        simulator.mutate(new Mutation.ArchiveProperty("contacts", "city"));
        simulator.mutate(new Mutation.CreateProperty(
                "contacts", "city", "string", "text", List.of(), "non_sensitive", false, true));
        var after = values("city");
        assertThat(after).hasSizeGreaterThan(5);
        assertThat(after).isNotEqualTo(before);
    }

    private List<String> values(String property) {
        return simulator.records("contacts").stream()
                .map(row -> row.properties().getOrDefault(property, ""))
                .filter(value -> !value.isEmpty())
                .toList();
    }

    @Test
    void backdatingMovesTheModifiedTimeBack() {
        var row = simulator.records("contacts").getFirst();
        simulator.mutate(new Mutation.Backdate(
                "contacts", Target.id(row.id()), Duration.ofHours(3), List.of(), Map.of("city", "Oslo")));
        var after = simulator.record("contacts", row.id()).orElseThrow();
        assertThat(after.updatedAt()).isEqualTo(row.updatedAt().minus(Duration.ofHours(3)));
        assertThat(after.properties()).containsEntry("city", "Oslo");
    }

    @Test
    void pipelinesStagesAndOwnersVanishWhileRecordsKeepTheirIds() throws Exception {
        var before = simulator.records("deals");
        simulator.mutate(new Mutation.DeletePipeline("deals", "default"));
        simulator.mutate(new Mutation.DeleteStage("deals", "193465113"));
        simulator.mutate(new Mutation.DeleteOwner(904_875_188L));
        var pipelines = caller.get("/crm/v3/pipelines/deals").json().path("results");
        assertThat(pipelines).hasSize(1);
        assertThat(pipelines.get(0).path("stages")).hasSize(2);
        assertThat(caller.get("/crm/v3/owners/904875188").status()).isEqualTo(404);
        assertThat(simulator.records("deals")).isEqualTo(before);
        assertThatThrownBy(() -> simulator.mutate(new Mutation.DeleteStage("deals", "193465113")))
                .hasMessage("deals have no stage 193465113");
    }

    @Test
    void customTypesAreDeletedAndMadeAgainUnderAnotherId() throws Exception {
        simulator.mutate(new Mutation.CreateType("owners", "owners", 30));
        String first = typeId("owners");
        assertThat(caller.get("/crm/v3/objects/owners?limit=100").ids()).hasSize(30);
        assertThat(caller.get("/crm/v3/objects/" + first).status()).isEqualTo(200);
        assertThat(caller.post("/crm/v3/objects/p4727653_owners/search", "{}")
                        .json()
                        .path("total")
                        .asInt())
                .isEqualTo(30);
        assertThat(caller.get("/crm/v3/owners").status()).isEqualTo(200);
        simulator.mutate(new Mutation.DeleteType("owners"));
        assertThat(caller.get("/crm/v3/objects/owners").status()).isEqualTo(400);
        assertThat(caller.get("/crm/v3/objects/" + first).status()).isEqualTo(400);
        simulator.mutate(new Mutation.CreateType("owners", "owners", 10));
        assertThat(typeId("owners")).isNotEqualTo(first);
        assertThat(caller.get("/crm/v3/objects/owners?limit=100").ids()).hasSize(10);
        assertThatThrownBy(() -> simulator.mutate(new Mutation.CreateType("machine", "more", 0)))
                .hasMessage("The portal already has an object type \"machine\"");
        assertThatThrownBy(() -> simulator.mutate(new Mutation.DeleteType("deals")))
                .hasMessage("Only custom object types can be deleted, not deals");
    }

    private String typeId(String name) throws Exception {
        for (var schema : caller.get("/crm/v3/schemas").json().path("results")) {
            if (schema.path("name").asText().equals(name)) {
                return schema.path("objectTypeId").asText();
            }
        }
        throw new AssertionError("There is no custom type " + name);
    }

    @Test
    void newIdsCanLieBelowExistingOnes() {
        long highest = simulator.records("contacts").getLast().id();
        simulator.changeNewIds(NewIds.GAPS);
        var created = simulator.mutate(new Mutation.Create("contacts", 20, Map.of()));
        assertThat(created.ids()).doesNotHaveDuplicates().allMatch(id -> id < highest);
        assertThat(simulator.records("contacts")).hasSize(140);
    }

    @Test
    void retypingCanKeepTheTexts() {
        var before = truth("companies");
        simulator.mutate(new Mutation.RetypeProperty(
                "companies", "numberofemployees", "string", "text", List.of(), RetypedValues.KEPT));
        for (var row : simulator.records("companies")) {
            assertThat(row).isEqualTo(before.apply(row.id()));
        }
    }

    @Test
    void ownersLeave() throws Exception {
        long owner = caller.get("/crm/v3/owners").json().at("/results/0/id").asLong();
        simulator.mutate(new Mutation.DeactivateOwner(owner));
        assertThat(caller.get("/crm/v3/owners").ids()).hasSize(23).doesNotContain(String.valueOf(owner));
        assertThat(caller.get("/crm/objects/2026-09/owners").status())
                .as("not a type")
                .isEqualTo(400);
        assertThat(caller.get("/crm/owners/2026-09?archived=true").ids()).contains(String.valueOf(owner));
    }

    @Test
    void hooksRunOnceBeforeTheirPage() throws Exception {
        simulator.beforePage(
                2, Endpoint.LIST, "contacts", () -> simulator.mutate(new Mutation.Create("contacts", 1, Map.of())));
        caller.get("/crm/v3/objects/contacts?limit=1");
        assertThat(simulator.counts()).containsEntry("contacts", 120L);
        caller.get("/crm/v3/objects/deals?limit=1");
        caller.get("/crm/v3/objects/contacts?limit=1");
        caller.get("/crm/v3/objects/contacts?limit=1");
        assertThat(simulator.counts()).containsEntry("contacts", 121L);
        assertThat(simulator.pendingHooks()).isZero();
    }

    @Test
    void createdRecordsCanBeFoundByTheirUniqueProperty() throws Exception {
        simulator.advance(Duration.ofMinutes(1));
        Map<String, String> values = Map.of("email", "new.person@x.example");
        long id = simulator
                .mutate(new Mutation.Create("contacts", 1, values))
                .ids()
                .getFirst();
        assertThat(caller.get("/crm/v3/objects/contacts/New.Person@x.example?idProperty=email")
                        .json()
                        .path("id")
                        .asLong())
                .isEqualTo(id);
        assertThat(simulator.record("contacts", id).orElseThrow().createdAt()).isEqualTo(NOW.plusSeconds(60));
    }

    @Test
    void refusesWhatDoesNotExist() {
        assertThatThrownBy(() -> simulator.mutate(new Mutation.Archive("widgets", Target.random(1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("widgets");
        assertThatThrownBy(() -> simulator.mutate(new Mutation.Archive("contacts", Target.id(5))))
                .hasMessageContaining("no record 5");
    }

    private com.fasterxml.jackson.databind.JsonNode definition(String name) throws Exception {
        return caller.get("/crm/v3/properties/contacts/" + name).json();
    }

    private LongFunction<Truth.Row> truth(String type) {
        var rows = simulator.records(type).stream().collect(Collectors.toMap(Truth.Row::id, row -> row));
        return id -> Objects.requireNonNull(rows.get(id));
    }

    private static List<String> texts(List<Long> ids) {
        return ids.stream().map(String::valueOf).toList();
    }
}
