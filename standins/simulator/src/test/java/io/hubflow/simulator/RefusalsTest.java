package io.hubflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.simulator.api.ApiSettings;
import io.hubflow.simulator.api.TokenGrant;
import io.hubflow.simulator.quota.Tier;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RefusalsTest {
    private static final Simulator SIMULATOR = Started.with(SimulatorOptions.defaults()
            .withRecords("contacts", 20)
            .withTokens(List.of(
                    TokenGrant.unrestricted("pat-na1-all"),
                    TokenGrant.scoped("pat-na1-contacts", "crm.objects.contacts.read"),
                    TokenGrant.scoped("pat-na1-nothing"))));

    @AfterAll
    static void stop() {
        SIMULATOR.close();
    }

    @Test
    void refusesACallWithoutAToken() throws Exception {
        var answer = new Caller(SIMULATOR, "").get("/crm/v3/objects/contacts");
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.json().path("category").asText()).isEqualTo("INVALID_AUTHENTICATION");
        assertThat(answer.json().path("message").asText()).startsWith("Authentication credentials not found.");
        assertThat(answer.json().path("correlationId").asText())
                .isEqualTo(answer.header("X-HubSpot-Correlation-Id"))
                .matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        assertThat(answer.header("Date")).isNotEmpty();
    }

    @Test
    void refusesAMalformedTokenAtTheEdge() throws Exception {
        var answer = new Caller(SIMULATOR, "pat na1 blank").get("/crm/v3/objects/contacts");
        assertThat(answer.status()).isEqualTo(530);
        assertThat(answer.header("Content-Type")).startsWith("text/html");
    }

    @Test
    void infersTheTypeBeforeTheScope() throws Exception {
        var nothing = new Caller(SIMULATOR, "pat-na1-nothing");
        var unknownName = nothing.get("/crm/objects/2026-09/widgets");
        assertThat(unknownName.status()).isEqualTo(400);
        assertThat(unknownName.json().path("message").asText()).isEqualTo("Unable to infer object type from: widgets");
        assertThat(unknownName.json().has("category")).isFalse();
        assertThat(nothing.post("/crm/v3/objects/0-9999/search", "{}")
                        .json()
                        .path("message")
                        .asText())
                .isEqualTo("Invalid object or event type id: 0-9999");
        assertThat(nothing.get("/crm/objects/2026-09/contacts").status()).isEqualTo(403);
    }

    @Test
    void namesTheMissingScope() throws Exception {
        var contactsOnly = new Caller(SIMULATOR, "pat-na1-contacts");
        assertThat(contactsOnly.get("/crm/v3/objects/contacts").status()).isEqualTo(200);
        var refused = contactsOnly.get("/crm/v3/objects/deals");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().path("category").asText()).isEqualTo("MISSING_SCOPES");
        assertThat(refused.json()
                        .at("/errors/0/context/requiredGranularScopes/0")
                        .asText())
                .isEqualTo("crm.objects.deals.read");
        assertThat(contactsOnly.get("/crm/v3/owners").status()).isEqualTo(403);
        assertThat(contactsOnly.get("/crm/v3/properties/contacts").status()).isEqualTo(200);
        assertThat(contactsOnly
                        .post("/crm/v4/associations/contacts/deals/batch/read", "{\"inputs\":[{\"id\":\"1\"}]}")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void dropsSensitiveValuesWithoutTheirScope() throws Exception {
        String target = "/crm/v3/objects/contacts?limit=1&properties=national_id_number,email";
        assertThat(new Caller(SIMULATOR, "pat-na1-all")
                        .get(target)
                        .json()
                        .at("/results/0/properties")
                        .has("national_id_number"))
                .isTrue();
        assertThat(new Caller(SIMULATOR, "pat-na1-contacts")
                        .get(target)
                        .json()
                        .at("/results/0/properties")
                        .has("national_id_number"))
                .isFalse();
    }

    @Test
    void canRefuseToReadASensitivePropertyThatMayBeDefined() throws Exception {
        try (var strict = Started.with(SimulatorOptions.defaults()
                .withRecords("contacts", 3)
                .withSensitiveReads(ApiSettings.SensitiveReads.REFUSED)
                .withTokens(List.of(TokenGrant.scoped("pat-na1-contacts", "crm.objects.contacts.read"))))) {
            var caller = new Caller(strict);
            assertThat(caller.get("/crm/v3/properties/contacts?dataSensitivity=sensitive")
                            .json()
                            .path("results"))
                    .hasSize(1);
            for (var refused : List.of(
                    caller.get("/crm/v3/objects/contacts?properties=email,national_id_number"),
                    caller.get("/crm/v3/objects/contacts?propertiesWithHistory=national_id_number"),
                    caller.post("/crm/v3/objects/contacts/search", "{\"properties\":[\"national_id_number\"]}"),
                    caller.post("/crm/v3/objects/contacts/search", "{\"sorts\":[\"national_id_number\"]}"),
                    caller.post(
                            "/crm/v3/objects/contacts/batch/read",
                            "{\"properties\":[\"national_id_number\"],\"inputs\":[{\"id\":\"1\"}]}"))) {
                assertThat(refused.status()).isEqualTo(403);
                assertThat(refused.json()
                                .at("/errors/0/context/requiredGranularScopes/0")
                                .asText())
                        .isEqualTo("crm.objects.contacts.sensitive.read");
            }
            assertThat(caller.get("/crm/v3/objects/contacts?properties=email").status())
                    .isEqualTo(200);
        }
    }

    @Test
    void canInsistOnTheContentType() throws Exception {
        try (var strict = Started.with(SimulatorOptions.defaults().withContentType(ApiSettings.ContentType.CHECKED))) {
            var caller = new Caller(strict);
            var body = HttpRequest.BodyPublishers.ofString("{}");
            String target = "/crm/v3/objects/contacts/search";
            assertThat(caller.send(target, request -> request.POST(body)).status())
                    .isEqualTo(415);
            assertThat(caller.post(target, "{}").status()).isEqualTo(200);
        }
    }

    @Test
    void readsBooleansInAnyCase() throws Exception {
        var caller = new Caller(SIMULATOR);
        assertThat(caller.get("/crm/v3/objects/contacts?archived=TRUE").ids()).isEmpty();
        assertThat(caller.get("/crm/v3/objects/contacts?archived=False").ids()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?limit=101",
                "?limit=0",
                "?limit=ten",
                "?after=abc",
                "?archived=maybe",
                "?limit=51&propertiesWithHistory=email",
                "?associations=widgets"
            })
    void refusesBadListParameters(String query) throws Exception {
        assertThat(new Caller(SIMULATOR).get("/crm/v3/objects/contacts" + query).status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not json",
                "[]",
                "{\"filterGroups\":{}}",
                "{\"filters\":[{\"propertyName\":\"email\",\"operator\":\"LIKE\",\"value\":\"x\"}]}",
                "{\"filters\":[{\"propertyName\":\"email\",\"operator\":\"EQ\"}]}",
                "{\"filters\":[{\"propertyName\":\"health_condition\",\"operator\":\"HAS_PROPERTY\"}]}",
                "{\"after\":\"x\"}"
            })
    void refusesBadSearches(String body) throws Exception {
        var answer = new Caller(SIMULATOR).post("/crm/v3/objects/contacts/search", body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("category").asText()).isEqualTo("VALIDATION_ERROR");
    }

    @Test
    void refusesAUrlThatIsTooLong() throws Exception {
        var answer = new Caller(SIMULATOR).get("/crm/v3/objects/contacts?properties=" + "x".repeat(17_000));
        assertThat(answer.status()).isEqualTo(414);
        assertThat(answer.header("Content-Type")).startsWith("text/html");
    }

    @Test
    void doesNotKnowOtherPathsOrBetaVersions() throws Exception {
        var caller = new Caller(SIMULATOR);
        for (String target : List.of("/crm/objects/2027-03-beta/contacts", "/crm/v5/objects/contacts", "/nothing")) {
            assertThat(caller.get(target).status()).as(target).isEqualTo(404);
        }
    }

    @Test
    void checksTheTokenBeforeTheLimits() throws Exception {
        try (var spent = Started.with(SimulatorOptions.defaults()
                .withTier(Tier.FREE)
                .withVirtualClock(Instant.parse("2026-02-01T10:00:00Z")))) {
            spent.quota().changeDailyLimit(0);
            assertThat(new Caller(spent).get("/crm/v3/objects/contacts").status())
                    .isEqualTo(429);
            assertThat(new Caller(spent, "pat-na1-wrong")
                            .get("/crm/v3/objects/contacts")
                            .status())
                    .isEqualTo(401);
            assertThat(new Caller(spent).get("/crm/v3/objects/widgets").status())
                    .isEqualTo(400);
        }
    }
}
