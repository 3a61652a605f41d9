package io.hubflow.simulator.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubflow.simulator.http.Response;
import io.hubflow.simulator.json.IsoTime;
import io.hubflow.simulator.portal.Population;
import io.hubflow.simulator.portal.Portal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Users, teams, roles and currencies (source: OpenAPI, user provisioning and multicurrency). */
final class SettingsHandler {
    private static final int PAGE = 100;

    private final Portal portal;

    SettingsHandler(Portal portal) {
        this.portal = portal;
    }

    Response users(Exchange exchange, String baseUrl) {
        var users = portal.users().all().stream().map(SettingsJson::user).toList();
        return page(exchange, baseUrl, users);
    }

    Response user(Exchange exchange) {
        String id = exchange.route().argument(0);
        return portal.users().all().stream()
                .filter(user -> String.valueOf(user.id()).equals(id))
                .findFirst()
                .map(user -> Exchange.json(200, SettingsJson.user(user)))
                .orElseThrow(() -> new ApiException(Failure.notFound()));
    }

    Response teams() {
        var users = portal.users().all();
        return all(portal.users().teams().stream()
                .map(team -> SettingsJson.team(team, users))
                .toList());
    }

    Response roles() {
        return all(portal.users().roles().stream().map(SettingsJson::role).toList());
    }

    Response currencyCodes() {
        return all(portal.currencies().codes().stream()
                .map(code -> Exchange.object().put("currencyCode", code.code()).put("currencyName", code.name()))
                .toList());
    }

    Response companyCurrency() {
        return Exchange.json(
                200,
                Exchange.object()
                        .put("id", portal.currencies().company())
                        .put("createdAt", IsoTime.text(Population.FIRST_MILLIS)));
    }

    Response exchangeRates(Exchange exchange, String baseUrl) {
        var rates = portal.currencies().rates().stream().map(SettingsJson::rate).toList();
        return page(exchange, baseUrl, rates);
    }

    private static Response all(List<ObjectNode> rows) {
        var body = Exchange.object();
        body.putArray("results").addAll(rows);
        return Exchange.json(200, body);
    }

    /** The cursor is opaque; the largest page is unverified. */
    private static Response page(Exchange exchange, String baseUrl, List<ObjectNode> rows) {
        int limit = exchange.parameters().limit(PAGE, PAGE);
        int from = exchange.parameters()
                .find("after")
                .map(SettingsHandler::position)
                .orElse(0);
        int to = Math.min(rows.size(), from + limit);
        var body = Exchange.object();
        body.putArray("results").addAll(rows.subList(Math.min(from, to), to));
        if (to < rows.size()) {
            String after = Base64.getUrlEncoder().encodeToString(("n" + to).getBytes(StandardCharsets.US_ASCII));
            String path = exchange.request().target().replaceFirst("\\?.*$", "");
            body.putObject("paging")
                    .putObject("next")
                    .put("after", after)
                    .put("link", baseUrl + path + "?limit=" + limit + "&after=" + after);
        }
        return Exchange.json(200, body);
    }

    private static int position(String after) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(after), StandardCharsets.US_ASCII);
            return Integer.parseInt(text.substring(1));
        } catch (IllegalArgumentException | StringIndexOutOfBoundsException malformed) {
            throw ListHandler.badCursor(after);
        }
    }
}
