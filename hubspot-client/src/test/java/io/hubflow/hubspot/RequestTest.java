package io.hubflow.hubspot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.PropertyDefinition.DataSensitivity;
import io.hubflow.hubspot.SearchFilter.Operator;
import io.hubflow.hubspot.quota.ManualTimeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire for each method of the client. */
final class RequestTest {
    private static final PropertySelection NAME_AND_CITY = PropertySelection.of(List.of("name", "city"));

    private final ManualTimeline timeline = new ManualTimeline();
    private final FakeTransport transport = FakeTransport.answering(FakeTransport.ok(FakeTransport.EMPTY_PAGE));

    @ParameterizedTest
    @CsvSource({
        "V2026_09, /crm/objects/2026-09/, /crm/properties/2026-09/, /crm/pipelines/2026-09/, /crm/owners/2026-09,"
                + " /crm-object-schemas/2026-09/schemas, /account-info/2026-09/details",
        "V2026_03, /crm/objects/2026-03/, /crm/properties/2026-03/, /crm/pipelines/2026-03/, /crm/owners/2026-03,"
                + " /crm-object-schemas/2026-03/schemas, /account-info/2026-03/details",
        "LEGACY, /crm/v3/objects/, /crm/v3/properties/, /crm/v3/pipelines/, /crm/v3/owners,"
                + " /crm-object-schemas/v3/schemas, /account-info/v3/details"
    })
    void everyDialectHasItsPaths(
            ApiDialect dialect,
            String objects,
            String properties,
            String pipelines,
            String owners,
            String schemas,
            String account) {
        var client = client(dialect);
        client.listRecords(new ListRequest("deals", NAME_AND_CITY, Optional.of("5 6"), 50, RecordState.ARCHIVED));
        client.searchRecords(search(List.of(), 200));
        client.batchRead("deals", NAME_AND_CITY, List.of(1L), RecordState.LIVE);
        for (var sensitivity : DataSensitivity.values()) {
            client.fetchPropertyCatalog("deals", Set.of(sensitivity));
        }
        client.fetchPipelines("deals");
        client.fetchOwners();
        client.fetchSchemas();
        assertThatThrownBy(client::fetchAccount).isInstanceOf(ConnectorException.class);

        assertThat(transport.targets())
                .startsWith(
                        objects + "deals?limit=50&archived=true&after=5+6&properties=name,city",
                        objects + "deals/search",
                        objects + "deals/batch/read?archived=false",
                        properties + "deals?archived=false&dataSensitivity=non_sensitive",
                        properties + "deals?archived=false&dataSensitivity=sensitive",
                        properties + "deals?archived=false&dataSensitivity=highly_sensitive",
                        pipelines + "deals",
                        owners + "?limit=100&archived=false",
                        owners + "?limit=100&archived=true",
                        schemas + "?archived=false",
                        account);
        assertThat(transport.requests()).allSatisfy(request -> {
            assertThat(request.bearer()).isEqualTo(Clients.TOKEN);
            assertThat(request.uri().getHost()).isEqualTo("api.example.test");
        });
        assertThat(client.callCounts("deals")).isEqualTo(new CallCounts(1, 1, 1, 0, 4, 0, 0));
    }

    @Test
    void aSearchCarriesItsFiltersAndSortAndAlwaysALimit() {
        client(ApiDialect.V2026_09)
                .searchRecords(new SearchRequest(
                        "deals",
                        List.of(
                                SearchFilter.between("hs_lastmodifieddate", "1000", "2000"),
                                SearchFilter.of("hs_object_id", Operator.GT, "77"),
                                SearchFilter.hasProperty("na\"me")),
                        Optional.of(SearchSort.descending("hs_object_id")),
                        NAME_AND_CITY,
                        Optional.of("400"),
                        200));

        assertThat(transport.body(0)).isEqualTo("""
                        {"filterGroups":[{"filters":[\
                        {"propertyName":"hs_lastmodifieddate","operator":"BETWEEN","value":"1000","highValue":"2000"},\
                        {"propertyName":"hs_object_id","operator":"GT","value":"77"},\
                        {"propertyName":"na\\"me","operator":"HAS_PROPERTY"}]}],\
                        "sorts":[{"propertyName":"hs_object_id","direction":"DESCENDING"}],\
                        "properties":["name","city"],"limit":200,"after":"400"}""");
    }

    @Test
    void aSearchWithoutFiltersSortOrCursorLeavesThemOut() {
        client(ApiDialect.V2026_09).searchRecords(search(List.of(), 0));

        assertThat(transport.body(0)).isEqualTo("{\"filterGroups\":[],\"properties\":[],\"limit\":0}");
    }

    @Test
    void aBatchAsksForEachIdOnceAndForNothingNotAtAll() {
        var client = client(ApiDialect.V2026_09);
        client.batchRead("deals", NAME_AND_CITY, List.of(3L, 1L, 3L), RecordState.ARCHIVED);
        var empty = client.batchRead("deals", NAME_AND_CITY, List.of(), RecordState.LIVE);

        assertThat(transport.body(0))
                .isEqualTo("{\"inputs\":[{\"id\":\"3\"},{\"id\":\"1\"}],\"properties\":[\"name\",\"city\"]}");
        assertThat(transport.requests()).hasSize(1);
        assertThat(empty.records()).isEmpty();
        assertThat(empty.serverTime()).isEqualTo(client.serverNow());
    }

    @Test
    void aListThatDoesNotFitItsUrlIsNotSent() {
        var client = client(ApiDialect.V2026_09);
        var many = properties(1_000);
        assertThat(client.fitsUrl("contacts", many)).isFalse();

        assertThatThrownBy(() ->
                        client.listRecords(new ListRequest("contacts", many, Optional.empty(), 100, RecordState.LIVE)))
                .isInstanceOfSatisfying(
                        ConnectorException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.HUBSPOT_URL_TOO_LONG))
                .hasMessageContaining("1000 properties");
        assertThat(transport.requests()).isEmpty();
    }

    @Test
    void whatFitsWithTheLongestCursorFitsWithEvery() {
        var client = client(ApiDialect.V2026_09);
        var fitting = IntStream.iterate(1_000, count -> count - 1)
                .mapToObj(RequestTest::properties)
                .filter(properties -> client.fitsUrl("contacts", properties))
                .findFirst()
                .orElseThrow();

        client.listRecords(
                new ListRequest("contacts", fitting, Optional.of("99999999999999999999"), 100, RecordState.ARCHIVED));

        assertThat(transport.requests().getFirst().uri().toString()).hasSizeBetween(7_950, 8_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "..", "a/b", "contacts?x=1", "kontakte für alle", "a\nb"})
    void aTypeThatCouldLeaveItsPathIsRefused(String objectType) {
        assertThatThrownBy(() -> client(ApiDialect.V2026_09).fetchPipelines(objectType))
                .isInstanceOfSatisfying(
                        ConnectorException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.OBJECT_TYPE_UNKNOWN));
        assertThat(transport.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"contacts", "0-1", "2-34567", "p1234_pets", "line_items"})
    void namesAndIdsOfTypesAreSentAsTheyAre(String objectType) {
        client(ApiDialect.V2026_09).fetchPipelines(objectType);

        assertThat(transport.targets()).containsExactly("/crm/pipelines/2026-09/" + objectType);
    }

    @Test
    void pagesBeyondHubSpotsSizeAreRefused() {
        var client = client(ApiDialect.V2026_09);

        assertThatThrownBy(() -> client.listRecords(
                        new ListRequest("contacts", NAME_AND_CITY, Optional.empty(), 101, RecordState.LIVE)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> client.searchRecords(search(List.of(), 201)))
                .isInstanceOf(IllegalArgumentException.class);
        var ids = new ArrayList<Long>();
        IntStream.rangeClosed(1, 101).forEach(id -> ids.add((long) id));
        assertThatThrownBy(() -> client.batchRead("contacts", NAME_AND_CITY, ids, RecordState.LIVE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theServersClockRunsOnBetweenAnswers() {
        var dated = FakeTransport.answering(
                FakeTransport.answer(200, FakeTransport.EMPTY_PAGE, "Date", "Mon, 02 Nov 2026 10:04:07 GMT"));
        var client = Clients.over(dated, timeline);
        assertThat(client.serverNow()).isEqualTo(ManualTimeline.START);

        var page = client.listRecords(Clients.contacts());
        timeline.advance(Duration.ofSeconds(90));

        assertThat(page.serverTime()).isEqualTo("2026-11-02T10:04:07Z");
        assertThat(client.serverNow()).isEqualTo("2026-11-02T10:05:37Z");
    }

    private HubSpotClient client(ApiDialect dialect) {
        return Clients.over(transport, timeline, dialect, new AccessTokens.Static(Clients.TOKEN));
    }

    private static SearchRequest search(List<SearchFilter> filters, int limit) {
        return new SearchRequest("deals", filters, Optional.empty(), PropertySelection.none(), Optional.empty(), limit);
    }

    private static PropertySelection properties(int count) {
        return PropertySelection.of(
                IntStream.range(0, count).mapToObj(i -> "property_" + i).toList());
    }
}
