package io.hubflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.fault.FaultRule;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every object type of an account, and custom ones of any name. */
final class ObjectTypesTest {
    private static final String CONTACTS = "p4727653_contacts";

    private static final Simulator SIMULATOR = Started.with(SimulatorOptions.defaults()
            .withCustomTypes("contacts", "owners", "boats")
            .withInactiveTypes("courses")
            .withRecords(Map.of("all", 60L, "contacts", 90L, CONTACTS, 30L)));

    private final Caller caller = new Caller(SIMULATOR);

    @AfterAll
    static void stop() {
        SIMULATOR.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/crm/v3/objects/", "/crm/objects/2025-09/", "/crm/objects/2026-03/", "/crm/objects/2026-09/"})
    void everyTypeIsListedWithItsProperties(String objects) throws Exception {
        var types = SIMULATOR.portal().types();
        String custom = types.require(CONTACTS).id();
        assertThat(types.all()).hasSizeGreaterThan(40);
        for (var type : types.all()) {
            String key = types.key(type);
            if (key.equals("courses")) {
                continue;
            }
            var page = caller.get(objects + key + "?limit=100&properties=hs_object_id,hs_merged_object_ids");
            assertThat(page.ids()).as(key).hasSize(key.equals("contacts") ? 90 : key.equals(custom) ? 30 : 60);

            assertThat(page.json().at("/results/0/properties").has(type.modifiedProperty()))
                    .as(key)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "notes,hs_note_body",
        "calls,hs_call_body",
        "emails,hs_email_html",
        "meetings,hs_meeting_body",
        "tasks,hs_task_body",
        "communications,hs_communication_body",
        "postal_mail,hs_postal_mail_body"
    })
    void activitiesHaveBodiesOfHtml(String type, String property) {
        assertThat(SIMULATOR.records(type))
                .anyMatch(row -> row.properties().getOrDefault(property, "").contains("<"));
    }

    @ParameterizedTest
    @CsvSource({
        "line_items,price",
        "line_items,amount",
        "quotes,hs_quote_amount",
        "orders,hs_total_price",
        "invoices,hs_amount_billed",
        "commerce_payments,hs_initial_amount",
        "carts,hs_total_price"
    })
    void whatIsSoldHasMoney(String type, String property) throws Exception {
        assertThat(SIMULATOR.records(type).stream()
                        .map(row -> row.properties().getOrDefault(property, ""))
                        .filter(value -> !value.isEmpty()))
                .isNotEmpty()
                .allMatch(value -> value.matches("-?[0-9.E+-]+"));
        assertThat(caller.get("/crm/v3/properties/" + type + "/" + property)
                        .json()
                        .path("showCurrencySymbol")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void aCustomTypeNamedContactsIsCalledByItsIdOrItsFullName() throws Exception {
        assertThat(caller.get("/crm/v3/objects/contacts?limit=100").ids()).hasSize(90);
        assertThat(caller.get("/crm/v3/objects/" + CONTACTS + "?limit=100").ids())
                .hasSize(30);
        String id = SIMULATOR.portal().types().require(CONTACTS).id();
        assertThat(id).startsWith("2-");
        assertThat(caller.get("/crm/objects/2026-09/" + id + "?limit=100").ids())
                .hasSize(30);
        assertThat(SIMULATOR.counts()).containsEntry("contacts", 90L).containsEntry(id, 30L);
        assertThat(caller.get("/crm/v3/schemas").json().findValuesAsText("fullyQualifiedName"))
                .contains(CONTACTS, "p4727653_owners", "p4727653_boats", "p4727653_machine");
        assertThat(caller.get("/crm/v3/properties/" + id).json().findValuesAsText("name"))
                .contains("external_number")
                .doesNotContain("lifecyclestage");
        assertThat(SIMULATOR.links(CONTACTS, "contacts")).isNotEmpty();
        var changed = SIMULATOR.mutate(new Mutation.Update(CONTACTS, Target.random(1), List.of("rating"), Map.of()));
        assertThat(changed.objectType()).isEqualTo(id);
    }

    @Test
    void faultsOfACustomTypeNamedContactsSpareTheContacts() throws Exception {
        try (var own = Started.with(SimulatorOptions.defaults()
                .withCustomTypes("contacts")
                .withRecords(Map.of("contacts", 3L, CONTACTS, 3L)))) {
            own.addFault(FaultRule.always(new Fault.Refuse(503, Fault.Body.JSON, OptionalInt.empty()))
                    .of(CONTACTS));
            var calls = new Caller(own);
            assertThat(calls.get("/crm/v3/objects/" + CONTACTS).status()).isEqualTo(503);
            assertThat(calls.get("/crm/v3/objects/contacts").status()).isEqualTo(200);
        }
    }

    @Test
    void aTypeThatTheAccountDoesNotUseIsRefusedUntilItIsSwitchedOn() throws Exception {
        try (var own = Started.with(
                SimulatorOptions.defaults().withInactiveTypes("leads").withRecords("leads", 5))) {
            var calls = new Caller(own);
            for (String path : List.of(
                    "/crm/v3/objects/leads",
                    "/crm/objects/2026-09/0-136",
                    "/crm/v3/properties/leads",
                    "/crm/v3/pipelines/lead",
                    "/crm/v4/associations/deals/leads/labels")) {
                assertThat(calls.get(path).status()).as(path).isEqualTo(400);
            }
            String library = "/crm/object-library/2026-09/enablement";
            assertThat(calls.get(library)
                            .json()
                            .at("/enablementByObjectTypeId/0-136")
                            .asBoolean())
                    .isFalse();
            assertThat(calls.get(library + "/0-3").json().path("enablement").asBoolean())
                    .isTrue();
            own.mutate(new Mutation.ActivateType("leads"));
            assertThat(calls.get("/crm/v3/objects/leads").ids()).hasSize(5);
            own.mutate(new Mutation.DeactivateType("leads"));
            assertThat(calls.get("/crm/v3/objects/leads").status()).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"communications", "users", "goal_targets", "contracts", "services"})
    void someTypesCannotBeSearched(String type) throws Exception {
        assertThat(caller.post("/crm/objects/2026-09/" + type + "/search", "{\"limit\":1}")
                        .status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"deals", "tickets", "leads", "orders", "services", "listings", "appointments", "projects"})
    void typesWithPipelinesHaveRecordsInTheirStages(String type) throws Exception {
        var stages = caller.get("/crm/pipelines/2026-09/" + type)
                .json()
                .path("results")
                .findValuesAsText("id");
        assertThat(stages).isNotEmpty();
        String property = type.equals("deals") ? "dealstage" : "hs_pipeline_stage";
        assertThat(SIMULATOR.records(type))
                .allMatch(row -> stages.contains(row.properties().get(property)));
    }
}
