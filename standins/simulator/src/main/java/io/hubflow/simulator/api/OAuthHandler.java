package io.hubflow.simulator.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubflow.simulator.http.Request;
import io.hubflow.simulator.http.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** OAuth access tokens (source: OAuth guide; v3 and later take parameters in the body only). */
final class OAuthHandler {
    private final Credentials credentials;
    private final long portalId;

    OAuthHandler(Credentials credentials, long portalId) {
        this.credentials = credentials;
        this.portalId = portalId;
    }

    Response token(Exchange exchange) {
        var form = form(exchange);
        String grant = value(form, "grant_type");
        if (!grant.equals("refresh_token")) {
            return refused("unsupported_grant_type", "grant type " + grant + " is not supported", "BAD_GRANT_TYPE");
        }
        String refreshToken = value(form, "refresh_token");
        var client = credentials.client(value(form, "client_id"), value(form, "client_secret"), refreshToken);
        if (client.isEmpty()) {
            return refused("invalid_grant", "refresh token is invalid, expired or revoked", "BAD_REFRESH_TOKEN");
        }
        var body = Exchange.object()
                .put("token_type", "bearer")
                .put("access_token", credentials.issue(client.get()))
                .put("refresh_token", refreshToken)
                .put("hub_id", portalId)
                .put("expires_in", Credentials.ACCESS_TOKEN_SECONDS);
        client.get().scopes().forEach(body.putArray("scopes")::add);
        return Exchange.json(200, body);
    }

    Response introspect(Exchange exchange) {
        return Exchange.json(200, info(value(form(exchange), "token")));
    }

    Response legacyInfo(Exchange exchange) {
        return Exchange.json(200, info(exchange.route().argument(0)));
    }

    Response revoke(Exchange exchange) {
        credentials.revoke(value(form(exchange), "token"));
        return Response.noContent();
    }

    private ObjectNode info(String token) {
        var left = credentials.secondsLeft(token);
        var body = Exchange.object().put("active", left.isPresent());
        left.ifPresent(seconds ->
                body.put("hub_id", portalId).put("token_type", "access").put("expires_in", seconds));
        return body;
    }

    private static Response refused(String error, String description, String status) {
        return Exchange.json(
                400,
                Exchange.object()
                        .put("error", error)
                        .put("error_description", description)
                        .put("status", status)
                        .put("message", description));
    }

    private static Map<String, List<String>> form(Exchange exchange) {
        String body = new String(exchange.request().body(), StandardCharsets.UTF_8);
        boolean queryAllowed = exchange.route().dialect().equals("v1");
        return Request.parse(queryAllowed && body.isEmpty() ? exchange.request().rawQuery() : body);
    }

    private static String value(Map<String, List<String>> form, String name) {
        var values = form.getOrDefault(name, List.of());
        return values.isEmpty() ? "" : values.getLast();
    }
}
