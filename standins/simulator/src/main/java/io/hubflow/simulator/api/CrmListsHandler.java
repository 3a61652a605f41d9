package io.hubflow.simulator.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubflow.simulator.http.Response;
import io.hubflow.simulator.json.JsonBytes;
import io.hubflow.simulator.portal.CrmList;
import io.hubflow.simulator.portal.CrmLists;
import io.hubflow.simulator.portal.Portal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Lists and their members (source: OpenAPI, lists; the largest page of members is unverified). */
final class CrmListsHandler {
    private static final int USUAL_LISTS = 20;
    private static final int MAX_LISTS = 500;
    private static final int USUAL_MEMBERS = 100;
    private static final int MAX_MEMBERS = 250;

    private final Portal portal;

    CrmListsHandler(Portal portal) {
        this.portal = portal;
    }

    Response search(Exchange exchange) {
        JsonNode body = exchange.body();
        int offset = body.path("offset").asInt(0);
        int count = body.path("count").asInt(USUAL_LISTS);
        if (offset < 0 || count < 1 || count > MAX_LISTS) {
            throw new ApiException(
                    Failure.validation("count must be between 1 and " + MAX_LISTS + " and offset not negative"));
        }
        var wanted = words(body.path("additionalProperties"));
        var matching = portal.lists().all().stream()
                .filter(list -> matches(list, body))
                .toList();
        int to = Math.min(matching.size(), offset + count);
        var answer = Exchange.object().put("offset", to).put("hasMore", to < matching.size());
        var lists = answer.putArray("lists");
        for (CrmList list : matching.subList(Math.min(offset, to), to)) {
            lists.add(SettingsJson.list(list).set("additionalProperties", additional(list, wanted)));
        }
        return Exchange.json(200, answer.put("total", matching.size()));
    }

    Response one(Exchange exchange) {
        var list = require(exchange);
        var json = SettingsJson.list(list).put("size", portal.lists().size(list));
        return Exchange.json(200, Exchange.object().set("list", json));
    }

    Response members(Exchange exchange, String baseUrl) {
        var list = require(exchange);
        int limit = exchange.parameters().limit(USUAL_MEMBERS, MAX_MEMBERS);
        long first = exchange.parameters()
                .find("after")
                .map(CrmListsHandler::position)
                .orElse(0L);
        List<CrmLists.Member> members = portal.lists().members(list, first, limit + 1);
        var out = new JsonBytes(8 << 10)
                .raw("{\"total\":")
                .number(portal.lists().size(list))
                .raw(",\"results\":[");
        for (int i = 0; i < Math.min(limit, members.size()); i++) {
            out.raw(i == 0 ? "" : ",")
                    .raw("{\"recordId\":\"")
                    .number(members.get(i).recordId());
            out.raw("\",\"membershipTimestamp\":")
                    .instant(members.get(i).sinceMillis())
                    .raw('}');
        }
        out.raw(']');
        if (members.size() > limit) {
            String after = cursor(members.get(limit).recordId());
            String path = exchange.request().target().replaceFirst("\\?.*$", "");
            out.raw(",\"paging\":{\"next\":{\"after\":").string(after).raw(",\"link\":");
            out.string(baseUrl + path + "?limit=" + limit + "&after=" + after).raw("}}");
        }
        exchange.served(Math.min(limit, members.size()));
        return Exchange.json(200, out.raw('}'));
    }

    private boolean matches(CrmList list, JsonNode body) {
        var ids = words(body.path("listIds"));
        var processing = words(body.path("processingTypes"));
        String query = body.path("query").asText("").toLowerCase(Locale.ROOT);
        String typeId = body.path("objectTypeId").asText("");
        return (ids.isEmpty() || ids.contains(list.id()))
                && (processing.isEmpty()
                        || processing.contains(list.processing().name()))
                && (typeId.isEmpty() || typeId.equals(list.type().id()))
                && list.name().toLowerCase(Locale.ROOT).contains(query);
    }

    /** Only what the call names is there; times are texts of epoch milliseconds (unverified). */
    private ObjectNode additional(CrmList list, Set<String> wanted) {
        var json = Exchange.object();
        if (wanted.contains("hs_list_size")) {
            json.put("hs_list_size", String.valueOf(portal.lists().size(list)));
        }
        if (wanted.contains("hs_last_record_added_at")) {
            json.put("hs_last_record_added_at", String.valueOf(list.lastAddedMillis()));
        }
        if (wanted.contains("hs_last_record_removed_at") && list.lastRemovedMillis() > 0) {
            json.put("hs_last_record_removed_at", String.valueOf(list.lastRemovedMillis()));
        }
        return json;
    }

    private CrmList require(Exchange exchange) {
        return portal.lists()
                .find(exchange.route().argument(0))
                .orElseThrow(() -> new ApiException(Failure.notFound()));
    }

    private static String cursor(long nextId) {
        return Base64.getUrlEncoder().encodeToString(("m" + nextId).getBytes(StandardCharsets.US_ASCII));
    }

    private static long position(String after) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(after), StandardCharsets.US_ASCII);
            return Long.parseLong(text.substring(1));
        } catch (IllegalArgumentException | StringIndexOutOfBoundsException malformed) {
            throw ListHandler.badCursor(after);
        }
    }

    private static Set<String> words(JsonNode array) {
        var words = new HashSet<String>();
        array.forEach(word -> words.add(word.asText()));
        return words;
    }
}
