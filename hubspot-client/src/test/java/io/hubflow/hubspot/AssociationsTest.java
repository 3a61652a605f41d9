package io.hubflow.hubspot;

import static io.hubflow.hubspot.FakeTransport.answer;
import static io.hubflow.hubspot.FakeTransport.answering;
import static io.hubflow.hubspot.FakeTransport.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.quota.ManualTimeline;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What the client makes of HubSpot's answers about links. */
final class AssociationsTest {
    private final ManualTimeline timeline = new ManualTimeline();

    @Test
    void readsIdsAsTextAndAsNumberAndEveryTypeOfALink() {
        var page = read(List.of(1L, 2L), ok("""
                        {"status":"COMPLETE","results":[
                          {"from":{"id":"1"},"to":[{"toObjectId":7,"associationTypes":[
                            {"category":"HUBSPOT_DEFINED","typeId":279,"label":null},
                            {"category":"USER_DEFINED","typeId":31,"label":"Adviser"}]}],
                           "paging":{"next":{"after":"500","link":"https://elsewhere.test"}}},
                          {"from":{"id":2},"to":[{"toObjectId":"8","associationTypes":[
                            {"category":"HUBSPOT_DEFINED","typeId":279}]}]}]}"""));

        assertThat(page.linked())
                .containsExactly(
                        new AssociationPage.Linked(
                                1,
                                List.of(
                                        new AssociationLink(7, 279, "HUBSPOT_DEFINED", ""),
                                        new AssociationLink(7, 31, "USER_DEFINED", "Adviser")),
                                Optional.of("500")),
                        new AssociationPage.Linked(
                                2, List.of(new AssociationLink(8, 279, "HUBSPOT_DEFINED", "")), Optional.empty()));
        assertThat(page.unlinked()).isEmpty();
        assertThat(page.unanswered()).isEmpty();
    }

    @Test
    void recordsWithoutLinksAreToldFromThoseThatHubSpotIsSilentAbout() {
        var page = read(List.of(1L, 2L, 3L, 4L), answer(207, """
                        {"status":"COMPLETE","results":[],"numErrors":2,"errors":[
                          {"status":"error","category":"OBJECT_NOT_FOUND",
                           "subCategory":"crm.associations.NO_ASSOCIATIONS_FOUND","message":"No company",
                           "context":{"fromObjectId":["1",3],"fromObjectType":["contact"],"toObjectType":["company"]}},
                          {"status":"error","category":"OBJECT_NOT_FOUND","context":{"fromObjectId":["4"]}}]}"""));

        assertThat(page.unlinked()).containsExactly(1L, 3L);
        assertThat(page.unanswered()).containsExactly(2L, 4L);
    }

    @Test
    void anotherErrorInsideABatchIsAskedAgainAndNeverAnEmptySet() {
        var failed = answer(
                207,
                "{\"results\":[],\"errors\":[{\"category\":\"INTERNAL_ERROR\",\"context\":{\"fromObjectId\":[\"1\"]}}]}");
        var good = ok("{\"results\":[{\"from\":{\"id\":\"1\"},\"to\":[]}]}");

        assertThat(read(List.of(1L), failed, good).linked()).hasSize(1);
        assertThatThrownBy(() -> read(List.of(1L), failed))
                .isInstanceOfSatisfying(
                        ConnectorException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.HUBSPOT_INCOMPLETE))
                .hasMessageContaining("1 errors inside a batch of associations");
    }

    @Test
    void asksForEachRecordOnceWithItsCursorInEveryDialect() {
        var inputs = List.of(
                AssociationInput.first(1), new AssociationInput(2, "500"), new AssociationInput(1, "never sent"));
        for (var dialect : ApiDialect.values()) {
            var transport = answering(ok("{\"results\":[]}"));
            try (var client = Clients.over(transport, timeline, dialect, new AccessTokens.Static(Clients.TOKEN))) {
                client.associations().batchRead("contacts", "companies", inputs);
                client.associations().fetchTypes("contacts", "companies");
            }
            assertThat(transport.body(0)).isEqualTo("{\"inputs\":[{\"id\":\"1\"},{\"id\":\"2\",\"after\":\"500\"}]}");
            assertThat(transport.targets())
                    .containsExactly(
                            dialect == ApiDialect.LEGACY
                                    ? "/crm/v4/associations/contacts/companies/batch/read"
                                    : "/crm/associations/" + dialect.version() + "/contacts/companies/batch/read",
                            dialect == ApiDialect.LEGACY
                                    ? "/crm/v4/associations/contacts/companies/labels"
                                    : "/crm/associations/" + dialect.version() + "/contacts/companies/labels");
        }
    }

    @Test
    void refusesMoreThanAThousandRecordsAtOnce() {
        var ids = LongStream.rangeClosed(1, 1_001).boxed().toList();
        assertThatThrownBy(() -> read(ids, ok("{\"results\":[]}"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void countsCallsAboutLinksApart() {
        try (var client = Clients.over(answering(ok("{\"results\":[]}")), timeline)) {
            client.associations().batchRead("contacts", "deals", List.of(AssociationInput.first(1)));

            assertThat(client.callCounts("contacts").associations()).isEqualTo(1);
            assertThat(client.callCounts("contacts").total()).isEqualTo(1);
        }
    }

    private AssociationPage read(List<Long> ids, FakeTransport.Step... answers) {
        try (var client = Clients.over(answering(answers), timeline)) {
            return client.associations()
                    .batchRead(
                            "contacts",
                            "companies",
                            ids.stream().map(AssociationInput::first).toList());
        }
    }

    @Test
    void aCutAnswerIsAskedAgain() {
        var whole = "{\"results\":[{\"from\":{\"id\":\"1\"},\"to\":[]}]}";
        var page = read(List.of(1L), ok(whole.substring(0, 20)), ok(whole));

        assertThat(page.linked().stream().map(AssociationPage.Linked::fromId)).isEqualTo(Arrays.asList(1L));
    }
}
