package io.hubflow.hubspot;

import static io.hubflow.hubspot.FakeTransport.answer;
import static io.hubflow.hubspot.FakeTransport.answering;
import static io.hubflow.hubspot.FakeTransport.byClass;
import static io.hubflow.hubspot.FakeTransport.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.PropertyDefinition.DataSensitivity;
import io.hubflow.hubspot.PropertyDefinition.Option;
import io.hubflow.hubspot.quota.ManualTimeline;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the client makes of HubSpot's answers, batch reads and the catalog. */
final class AnswerTest {
    private static final String RECORD =
            "{\"id\":\"%d\",\"properties\":{},\"createdAt\":\"2022-06-01T14:31:48Z\",\"updatedAt\":\"2022-06-01T14:31:48Z\"}";

    private final ManualTimeline timeline = new ManualTimeline();

    @Test
    void idsThatABatchDoesNotReturnAreMissing() {
        var page = batch(answer(
                207,
                "{\"status\":\"COMPLETE\",\"results\":[" + RECORD.formatted(3) + "],\"numErrors\":1,\"errors\":["
                        + "{\"status\":\"error\",\"category\":\"OBJECT_NOT_FOUND\",\"context\":{\"ids\":[\"1\"]}}]}"));

        assertThat(page.records().stream().map(HubSpotRecord::id)).containsExactly(3L);
        assertThat(page.missingIds()).containsExactly(1L, 2L);
        assertThat(page.notFoundIds()).containsExactly(1L);
    }

    @Test
    void aMalformedRecordOfABatchIsNotMissing() {
        var page = batch(ok("{\"results\":[{\"id\":\"2\"}," + RECORD.formatted(1) + "]}"));

        assertThat(page.malformed()).hasSize(1);
        assertThat(page.missingIds()).containsExactly(3L);
    }

    @Test
    void aSurvivorThatStandsForAMergedIdIsReturnedAndTheMergedIdIsMissing() {
        var page = batch(ok(
                "{\"results\":[" + RECORD.formatted(9) + "," + RECORD.formatted(1) + "," + RECORD.formatted(2) + "]}"));

        assertThat(page.records()).hasSize(3);
        assertThat(page.missingIds()).containsExactly(3L);
    }

    @Test
    void otherErrorsInABatchAreTriedAgainAndNeverTakenForMissing() {
        var failed = answer(207, "{\"results\":[],\"errors\":[{\"category\":\"INTERNAL_ERROR\"}]}");
        var good = ok("{\"results\":[" + RECORD.formatted(1) + "]}");
        assertThat(batch(failed, good).missingIds()).containsExactly(2L, 3L);

        assertThatThrownBy(() -> batch(failed))
                .isInstanceOfSatisfying(
                        ConnectorException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.HUBSPOT_INCOMPLETE))
                .hasMessageContaining("1 errors inside a batch");
        assertThatThrownBy(() -> batch(ok("{\"status\":\"PENDING\",\"results\":[]}")))
                .hasMessageContaining("a batch that is not complete");
    }

    @Test
    void readsPropertiesWithTheClassThatWasAsked() {
        var client = Clients.over(
                answering(byClass(
                        ok("""
                                {"results":[{"name":"hs_lead_status","label":"Lead status","description":"d","groupName":"g",
                                 "type":"enumeration","fieldType":"radio","options":[{"label":"New","value":"NEW","hidden":false},
                                 {"label":"Old","value":"OLD","hidden":true}],"calculated":true,"hidden":true,
                                 "hubspotDefined":true,"hasUniqueValue":true,"archived":false,"someNewField":{"x":[]}}]}"""),
                        ok(
                                "{\"results\":[{\"name\":\"owner\",\"type\":\"enumeration\",\"referencedObjectType\":\"OWNER\",\"options\":null}]}"),
                        ok("{\"results\":[]}"))),
                timeline);

        var properties = client.fetchProperties("contacts");

        assertThat(properties.getFirst())
                .isEqualTo(new PropertyDefinition(
                        "hs_lead_status",
                        "Lead status",
                        "d",
                        "g",
                        "enumeration",
                        "radio",
                        List.of(new Option("New", "NEW", false), new Option("Old", "OLD", true)),
                        "",
                        DataSensitivity.NON_SENSITIVE,
                        true,
                        true,
                        true,
                        true,
                        false,
                        0));
        assertThat(properties.get(1).referencedObjectType()).isEqualTo("OWNER");
        assertThat(properties.get(1).dataSensitivity()).isEqualTo(DataSensitivity.SENSITIVE);
        assertThat(properties).hasSize(2);
    }

    @Test
    void aPropertyThatTwoClassesNameIsThereOnce() {
        var named = ok(
                "{\"results\":[{\"name\":\"hs_object_id\",\"type\":\"number\"},{\"name\":\"ssn\",\"type\":\"string\"}]}");
        var client = Clients.over(answering(named), timeline);

        var atOnce = client.fetchPropertyCatalog("contacts");
        var oneByOne = PropertyCatalog.EMPTY;
        for (var sensitivity : DataSensitivity.values()) {
            oneByOne = oneByOne.with(client.fetchPropertyCatalog("contacts", Set.of(sensitivity)));
        }

        assertThat(atOnce.properties())
                .extracting(PropertyDefinition::name, PropertyDefinition::dataSensitivity)
                .containsExactly(
                        tuple("hs_object_id", DataSensitivity.NON_SENSITIVE),
                        tuple("ssn", DataSensitivity.NON_SENSITIVE));
        assertThat(oneByOne.properties()).isEqualTo(atOnce.properties());
    }

    @Test
    void readsAllPagesOfActiveAndArchivedOwners() {
        var transport = answering(
                ok("""
                        {"results":[{"id":"7","userId":12,"email":"o@x.com","firstName":"O","lastName":"P","type":"PERSON",
                         "archived":false,"createdAt":"2022-06-01T14:31:48.469Z","updatedAt":"2023-06-01T14:31:48Z",
                         "teams":[{"id":"3","name":"North","primary":true},{"id":4,"name":"South"}]}],
                         "paging":{"next":{"after":"7","link":"https://elsewhere.example"}}}"""),
                ok("{\"results\":[{\"id\":\"8\",\"type\":\"QUEUE\",\"email\":null}]}"),
                ok("{\"results\":[{\"id\":\"9\",\"userId\":null,\"userIdIncludingInactive\":14,\"archived\":true}]}"));

        var owners = Clients.over(transport, timeline).fetchOwners();

        assertThat(transport.targets())
                .containsExactly(
                        "/crm/owners/2026-09?limit=100&archived=false",
                        "/crm/owners/2026-09?limit=100&archived=false&after=7",
                        "/crm/owners/2026-09?limit=100&archived=true");
        assertThat(owners.getFirst())
                .isEqualTo(new Owner(
                        "7",
                        OptionalLong.of(12),
                        "o@x.com",
                        "O",
                        "P",
                        "PERSON",
                        false,
                        Instant.parse("2022-06-01T14:31:48.469Z"),
                        Instant.parse("2023-06-01T14:31:48Z"),
                        List.of(new Owner.Team("3", "North", true), new Owner.Team("4", "South", false))));
        assertThat(owners.get(1).userId()).isEmpty();
        assertThat(owners.get(1).email()).isEmpty();
        assertThat(owners.get(2).userId()).hasValue(14);
        assertThat(owners.get(2).archived()).isTrue();
    }

    @Test
    void readsPipelinesInDisplayOrder() {
        var client = Clients.over(answering(ok("""
                                {"results":[{"id":"p2","label":"Second","displayOrder":1,"stages":[]},
                                 {"id":"default","label":"Sales","displayOrder":0,"archived":false,
                                 "createdAt":"2022-06-01T14:31:48Z","updatedAt":"2022-06-01T14:31:48Z","stages":[
                                 {"id":"won","label":"Won","displayOrder":1,"metadata":{"isClosed":"true","probability":"1.0"}},
                                 {"id":"new","label":"New","displayOrder":0}]}]}""")), timeline);

        var pipelines = client.fetchPipelines("deals");

        assertThat(pipelines.stream().map(Pipeline::id)).containsExactly("default", "p2");
        assertThat(pipelines.getFirst().stages().stream().map(Pipeline.Stage::id))
                .containsExactly("new", "won");
        assertThat(pipelines.getFirst().stages().get(1).metadata())
                .isEqualTo(Map.of("isClosed", "true", "probability", "1.0"));
    }

    @Test
    void readsSchemasAndTheAccount() {
        var client = Clients.over(
                answering(
                        ok("""
                                {"results":[{"id":"1","objectTypeId":"2-345","fullyQualifiedName":"p12_pets","name":"pets",
                                 "labels":{"singular":"Pet","plural":"Pets"},"archived":false}]}"""),
                        ok(
                                "{\"portalId\":123,\"accountType\":\"STANDARD\",\"timeZone\":\"Europe/Berlin\",\"uiDomain\":\"app.hubspot.com\"}")),
                timeline);

        assertThat(client.fetchSchemas()).containsExactly(new ObjectSchema("2-345", "p12_pets", "pets", "Pets", false));
        assertThat(client.fetchAccount())
                .isEqualTo(new AccountDetails(123, "STANDARD", "Europe/Berlin", "app.hubspot.com"));
    }

    private RecordPage batch(FakeTransport.Step... steps) {
        return Clients.over(answering(steps), timeline)
                .batchRead("contacts", PropertySelection.none(), List.of(1L, 2L, 3L), RecordState.LIVE);
    }

    @Test
    void aSearchThatDoesNotCountIsNoAnswer() {
        var search = new SearchRequest(
                "deals", List.of(), Optional.empty(), PropertySelection.none(), Optional.empty(), 200);
        var client = Clients.over(answering(ok("{\"results\":[]}")), timeline);

        assertThatThrownBy(() -> client.searchRecords(search)).hasMessageContaining("a search without \"total\"");
    }
}
