package io.hubflow.simulator.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubflow.simulator.http.Response;
import io.hubflow.simulator.json.JsonBytes;
import io.hubflow.simulator.portal.CrmRecord;
import io.hubflow.simulator.portal.Link;
import io.hubflow.simulator.portal.ObjectType;
import io.hubflow.simulator.portal.Portal;
import java.util.ArrayList;
import java.util.List;

/** Associations of one record and of many, with their labels (source: associations guide; reference §7). */
final class AssociationsHandler {
    private static final int MAX_INPUTS = 1_000;
    private static final int PAGE = 500;

    private final Portal portal;
    private final ApiSettings settings;

    AssociationsHandler(Portal portal, ApiSettings settings) {
        this.portal = portal;
        this.settings = settings;
    }

    Response ofOne(Exchange exchange, String baseUrl) {
        var from = exchange.type();
        var to = otherType(exchange, 2);
        long fromId = id(exchange.route().argument(1));
        if (portal.store(from).resolve(fromId).filter(CrmRecord::live).isEmpty()) {
            throw new ApiException(Failure.notFound());
        }
        int limit = exchange.parameters().limit(PAGE, PAGE);
        long after =
                exchange.parameters().find("after").map(AssociationsHandler::id).orElse(0L);
        var page = page(from, fromId, to, after, limit);
        var out = new JsonBytes(1 << 10).raw("{\"results\":[");
        boolean v3 = exchange.route().dialect().equals("v3");
        for (int i = 0; i < page.links.size(); i++) {
            out.raw(i == 0 ? "" : ",");
            if (v3) {
                out.raw("{\"id\":\"").number(page.links.get(i).toId()).raw("\",\"type\":");
                out.string(from.singular() + "_to_" + to.singular()).raw('}');
            } else {
                writeLink(out, page.links.get(i));
            }
        }
        out.raw(']');
        if (page.next > 0) {
            String path = exchange.request().target().replaceFirst("\\?.*$", "");
            writePaging(out, page.next, baseUrl + path + "?limit=" + limit + "&after=" + page.next);
        }
        return Exchange.json(200, out.raw('}'));
    }

    Response batch(Exchange exchange, String baseUrl) {
        var from = exchange.type();
        var to = otherType(exchange, 1);
        JsonNode inputs = exchange.body().path("inputs");
        if (!inputs.isArray() || inputs.isEmpty() || inputs.size() > MAX_INPUTS) {
            throw new ApiException(Failure.validation("inputs must hold 1 to " + MAX_INPUTS + " ids"));
        }
        var out = new JsonBytes(8 << 10).raw("{\"status\":\"COMPLETE\",\"results\":[");
        var unlinked = new ArrayList<String>();
        boolean first = true;
        for (JsonNode input : inputs) {
            long fromId = id(input.path("id").asText());
            long after = input.path("after").asText("").isEmpty()
                    ? 0
                    : id(input.path("after").asText());
            var page = page(from, fromId, to, after, PAGE);
            if (page.links.isEmpty()) {
                unlinked.add(String.valueOf(fromId));
                continue;
            }
            out.raw(first ? "" : ",").raw("{\"from\":{\"id\":\"").number(fromId).raw("\"},\"to\":[");
            first = false;
            for (int i = 0; i < page.links.size(); i++) {
                out.raw(i == 0 ? "" : ",");
                writeLink(out, page.links.get(i));
            }
            out.raw(']');
            if (page.next > 0) {
                String path = "/crm/v4/objects/" + from.plural() + "/" + fromId + "/associations/" + to.plural();
                writePaging(out, page.next, baseUrl + path + "?limit=" + PAGE + "&after=" + page.next);
            }
            out.raw('}');
        }
        out.raw(']');
        if (!unlinked.isEmpty()) {
            writeUnlinked(out, from, to, unlinked);
        }
        long now = portal.clock().millis();
        out.raw(",\"startedAt\":")
                .instant(now)
                .raw(",\"completedAt\":")
                .instant(now)
                .raw('}');
        return Exchange.json(unlinked.isEmpty() ? 200 : 207, out);
    }

    Response labels(Exchange exchange) {
        var body = Exchange.object();
        var results = body.putArray("results");
        for (Link.Type type : portal.links().types(exchange.type(), otherType(exchange, 1))) {
            results.addObject()
                    .put("category", type.category())
                    .put("typeId", type.id())
                    .put("label", type.label());
        }
        return Exchange.json(200, body);
    }

    Response configurations() {
        var body = Exchange.object();
        body.putArray("results");
        return Exchange.json(200, body);
    }

    private record Page(List<Link> links, long next) {}

    private Page page(ObjectType from, long fromId, ObjectType to, long after, int limit) {
        boolean live = portal.store(from).find(fromId).map(CrmRecord::live).orElse(false);
        List<Link> rest = live
                ? portal.links().of(from, fromId, to).stream()
                        .filter(link -> link.toId() >= after)
                        .toList()
                : List.of();
        return rest.size() <= limit
                ? new Page(rest, 0)
                : new Page(rest.subList(0, limit), rest.get(limit).toId());
    }

    private ObjectType otherType(Exchange exchange, int argument) {
        String name = exchange.route().argument(argument);
        var type = portal.types().find(name).orElseThrow(() -> new ApiException(Failure.unknownType(name)));
        exchange.caller().requireRead(type);
        return type;
    }

    private void writeLink(JsonBytes out, Link link) {
        boolean quoted = settings.idJson() == ApiSettings.IdJson.STRING;
        out.raw("{\"toObjectId\":").raw(quoted ? "\"" : "").number(link.toId()).raw(quoted ? "\"" : "");
        out.raw(",\"associationTypes\":[");
        for (int i = 0; i < link.types().size(); i++) {
            var type = link.types().get(i);
            out.raw(i == 0 ? "" : ",").raw("{\"category\":").string(type.category());
            out.raw(",\"typeId\":").number(type.id()).raw(",\"label\":").stringOrNull(type.label());
            out.raw('}');
        }
        out.raw("]}");
    }

    private static void writePaging(JsonBytes out, long next, String link) {
        out.raw(",\"paging\":{\"next\":{\"after\":\"").number(next).raw("\",\"link\":");
        out.string(link).raw("}}");
    }

    private static void writeUnlinked(JsonBytes out, ObjectType from, ObjectType to, List<String> ids) {
        out.raw(",\"numErrors\":").number(ids.size()).raw(",\"errors\":[");
        for (int i = 0; i < ids.size(); i++) {
            out.raw(i == 0 ? "" : ",")
                    .raw("{\"status\":\"error\",\"category\":\"OBJECT_NOT_FOUND\",\"subCategory\":")
                    .raw("\"crm.associations.NO_ASSOCIATIONS_FOUND\",\"message\":");
            out.string("No " + to.singular() + " is associated with " + from.singular() + " " + ids.get(i) + ".");
            out.raw(",\"context\":{\"fromObjectId\":[").string(ids.get(i));
            out.raw("],\"fromObjectType\":[").string(from.singular());
            out.raw("],\"toObjectType\":[").string(to.singular()).raw("]}}");
        }
        out.raw(']');
    }

    private static long id(String text) {
        if (!text.matches("\\d{1,18}")) {
            throw new ApiException(Failure.validation("Invalid object id: " + text));
        }
        return Long.parseLong(text);
    }
}
