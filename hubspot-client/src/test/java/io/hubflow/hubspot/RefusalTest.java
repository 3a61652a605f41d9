package io.hubflow.hubspot;

import static io.hubflow.hubspot.FakeTransport.answer;
import static io.hubflow.hubspot.FakeTransport.answering;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.quota.ManualTimeline;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers that are final at once, with the words that the user gets. */
final class RefusalTest {
    private FakeTransport transport = answering();

    @Test
    void aMissingScopeIsNamed() {
        assertRefused(403, """
                        {"status":"error","message":"This app hasn't been granted all required scopes to make this call.",
                         "correlationId":"019cd9fe-1","errors":[{"message":"One or more of the following scopes are required.",
                         "context":{"requiredGranularScopes":["crm.objects.contacts.read","crm.objects.contacts.write"]}}],
                         "links":{"scopes":"https://developers.hubspot.com/scopes"},"category":"MISSING_SCOPES"}""", ErrorCode.HUBSPOT_SCOPE_MISSING)
                .hasMessageContaining("scope crm.objects.contacts.read or crm.objects.contacts.write")
                .hasMessageContaining("HTTP 403 MISSING_SCOPES, correlation id 019cd9fe-1")
                .hasMessageContaining("The token may not read contacts.")
                .hasMessageContaining("Add the scope");
    }

    @Test
    void aForbiddenCallWithoutScopesIsNotCalledAScope() {
        assertRefused(403, "{\"category\":\"BANNED\",\"message\":\"no\"}", ErrorCode.HUBSPOT_REQUEST_REFUSED)
                .hasMessageContaining("HubSpot forbade the call /crm/objects/2026-09/contacts (HTTP 403 BANNED)");
    }

    @ParameterizedTest
    @CsvSource({"Unable to infer object type from: contacts", "Invalid object or event type id: 0-9999"})
    void anUnknownTypeIsNamedAsItWasAsked(String message) {
        assertRefused(400, "{\"status\":\"error\",\"message\":\"" + message + "\"}", ErrorCode.OBJECT_TYPE_UNKNOWN)
                .hasMessageContaining("does not know the object type \"contacts\"");
    }

    @Test
    void aCallForLinksNamesTheTypeThatHubSpotDoesNotKnow() {
        var answer = answer(400, "{\"status\":\"error\",\"message\":\"Invalid object or event type id: 2-42\"}");
        var client = Clients.over(answering(answer), new ManualTimeline());

        assertThatThrownBy(() -> client.associations().fetchTypes("contacts", "2-42"))
                .hasMessageContaining("does not know the object type \"2-42\"");
    }

    @Test
    void aRejectedTokenSaysWhatToCheck() {
        assertRefused(
                        401,
                        "{\"status\":\"error\",\"message\":\"Authentication credentials not found.\","
                                + "\"category\":\"INVALID_AUTHENTICATION\"}",
                        ErrorCode.HUBSPOT_TOKEN_REJECTED)
                .hasMessageContaining("HubSpot does not accept the access token (HTTP 401 INVALID_AUTHENTICATION)");
    }

    @Test
    void aMalformedTokenIsRefusedByTheEdgeWithoutJson() {
        assertRefused(530, "error code: 1016", ErrorCode.HUBSPOT_TOKEN_REJECTED)
                .hasMessageContaining("has not the form of one (HTTP 530)");
    }

    @Test
    void anExpiredStaticTokenIsNotRenewed() {
        assertRefused(
                        401,
                        "{\"category\":\"EXPIRED_AUTHENTICATION\",\"message\":\"expired 0 second(s) ago\"}",
                        ErrorCode.HUBSPOT_TOKEN_EXPIRED)
                .hasMessageContaining("The access token has expired");
    }

    @ParameterizedTest
    @CsvSource({
        "404, HUBSPOT_NOT_FOUND, has nothing at /crm/objects/2026-09/contacts",
        "414, HUBSPOT_URL_TOO_LONG, too long",
        "405, HUBSPOT_REQUEST_REFUSED, refused the call",
        "400, HUBSPOT_REQUEST_REFUSED, It said: the paging is off",
        "418, HUBSPOT_REQUEST_REFUSED, HTTP 418",
        "501, HUBSPOT_REQUEST_REFUSED, HTTP 501"
    })
    void otherRefusalsAreToldWithTheirStatus(int status, ErrorCode code, String words) {
        assertRefused(status, "{\"status\":\"error\",\"message\":\"the paging is off\"}", code)
                .hasMessageContaining(words);
    }

    @Test
    void aRepeatedTokenAnEmailAndControlCharactersDoNotReachTheMessage() {
        assertRefused(
                        400,
                        "{\"message\":\"bad \\u0007\\n" + Clients.TOKEN
                                + " for anna.b+c@example.com with Bearer xyz-123 or pat-eu1-99aa-b" + "z".repeat(1_000)
                                + "\"}",
                        ErrorCode.HUBSPOT_REQUEST_REFUSED)
                .hasMessageNotContaining("anna")
                .hasMessageNotContaining("xyz-123")
                .hasMessageNotContaining("pat-eu1")
                .hasMessageNotContaining("\n")
                .hasMessageContaining("bad  [hidden] for [hidden] with [hidden] or [hidden]");
    }

    @Test
    void namesInErrorBodiesAreTakenOnlyWhenTheyLookLikeNames() {
        assertRefused(
                        403,
                        "{\"category\":\"MISSING_SCOPES\",\"correlationId\":\"<b>x</b>\","
                                + "\"context\":{\"requiredScopes\":[\"a b\",\"tickets\"]}}",
                        ErrorCode.HUBSPOT_SCOPE_MISSING)
                .hasMessageContaining("scope tickets for")
                .hasMessageNotContaining("<b>");
    }

    @Test
    void aClassOfPropertiesThatIsForbiddenIsLeftOut() {
        var property = FakeTransport.ok("{\"results\":[{\"name\":\"email\",\"type\":\"string\"}]}");
        var forbidden = answer(403, "{\"category\":\"MISSING_SCOPES\"}");
        var unknown = answer(400, "{\"category\":\"VALIDATION_ERROR\"}");
        var client = Clients.over(answering(FakeTransport.byClass(property, forbidden, unknown)), new ManualTimeline());

        assertThat(client.fetchProperties("contacts").stream().map(PropertyDefinition::name))
                .containsExactly("email");
    }

    @Test
    void theNormalClassOfPropertiesMayNotBeForbidden() {
        var client = Clients.over(answering(answer(403, "{\"category\":\"MISSING_SCOPES\"}")), new ManualTimeline());

        assertThatThrownBy(() -> client.fetchProperties("contacts"))
                .isInstanceOfSatisfying(
                        ConnectorException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.HUBSPOT_SCOPE_MISSING));
    }

    @Test
    void schemasThatAreForbiddenAreNone() {
        var client = Clients.over(answering(answer(403, "{\"category\":\"MISSING_SCOPES\"}")), new ManualTimeline());

        assertThat(client.fetchSchemas()).isEqualTo(List.of());
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertRefused(int status, String body, ErrorCode code) {
        transport = answering(answer(status, body));
        var client = Clients.over(transport, new ManualTimeline());
        var failing = assertThatThrownBy(() -> client.listRecords(Clients.contacts()))
                .isInstanceOfSatisfying(
                        ConnectorException.class,
                        failure -> assertThat(failure.code()).isEqualTo(code))
                .hasMessageNotContaining(Clients.TOKEN);
        assertThat(transport.requests()).hasSize(1);
        return failing;
    }
}
