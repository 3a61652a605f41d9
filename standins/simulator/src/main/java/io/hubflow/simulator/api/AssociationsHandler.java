package io.hubflow.simulator.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.http.Response;
import io.hubflow.simulator.json.Hash;
import io.hubflow.simulator.json.JsonBytes;
import io.hubflow.simulator.portal.CrmRecord;
import io.hubflow.simulator.portal.Link;
import io.hubflow.simulator.portal.ObjectType;
import io.hubflow.simulator.portal.Portal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Associations of one record and of many, with their labels (source: associations guide; reference §7). */
final class AssociationsHandler {
    private static final int MAX_INPUTS = 1_000;
    /** The most links of one record that a call answers; also the size of a page unless the settings say less. */
    private static final int MAX_PAGE = 500;

    private final Portal portal;
    private final ApiSettings settings;

    AssociationsHandler(Portal portal, ApiSettings settings) {
        this.portal = portal;
        this.settings = settings;
    }

    Response ofOne(Exchange exchange, String baseUrl) {
        var from = exchange.type();
        var to = otherType(exchange, 2);
        long fromId = portal.store(from)
                .resolve(id(exchange.route().argument(1)))
                .filter(CrmRecord::live)
                .map(CrmRecord::id)
                .orElseThrow(() -> new ApiException(Failure.notFound()));
        int limit = exchange.parameters().limit(settings.associationPage(), MAX_PAGE);
        long after = exchange.parameters()
                .find("after")
                .map(text -> LinkCursor.parse(from, text))
                .orElse(0L);
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
            writePaging(out, LinkCursor.text(from, page.next), baseUrl + path + "?limit=" + limit);
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
        var failed = new ArrayList<String>();
        boolean first = true;
        for (JsonNode input : inputs) {
            long fromId = id(input.path("id").asText());
            String after = input.path("after").asText("");
            if (failed.isEmpty() && exchange.edit(Fault.PartialBatch.class).isPresent()) {
                failed.add(String.valueOf(fromId));
                continue;
            }
            var page = page(
                    from, fromId, to, after.isEmpty() ? 0 : LinkCursor.parse(from, after), settings.associationPage());
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
                writePaging(out, LinkCursor.text(from, page.next), baseUrl + path + "?limit=" + MAX_PAGE);
            }
            out.raw('}');
        }
        out.raw(']');
        writeErrors(out, from, to, unlinked, failed);
        long now = portal.clock().millis();
        out.raw(",\"startedAt\":")
                .instant(now)
                .raw(",\"completedAt\":")
                .instant(now)
                .raw('}');
        return Exchange.json(unlinked.isEmpty() && failed.isEmpty() ? 200 : 207, out);
    }

    Response labels(Exchange exchange) {
        var body = Exchange.object();
        var results = body.putArray("results");
        for (Link.Type type : portal.links().types().of(exchange.type(), otherType(exchange, 1))) {
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
        List<Link> rest = live ? portal.links().of(from, fromId, to, after, limit + 1) : List.of();
        int kept = Math.min(shortened(fromId, after, limit), rest.size());
        return rest.size() <= kept
                ? new Page(rest, 0)
                : new Page(rest.subList(0, kept), rest.get(kept).toId());
    }

    /** Some pages hold fewer links than asked for although more follow; never none. */
    private int shortened(long fromId, long after, int limit) {
        long chance = Hash.mix(settings.seed() ^ Hash.mix(fromId), after);
        boolean cut = Hash.below(chance, 1_000_000) < settings.shortPages() * 1_000_000;
        return cut ? 1 + (int) Hash.below(Hash.mix(chance), limit) : limit;
    }

    private ObjectType otherType(Exchange exchange, int argument) {
        var type = TypeNames.require(portal, exchange.route().argument(argument));
        exchange.caller().requireRead(type);
        if (!portal.links().types().related(exchange.type(), type)) {
            throw new ApiException(unrelated(exchange.type(), type));
        }
        return type;
    }

    /** Status and body unverified. */
    private static Failure unrelated(ObjectType from, ObjectType to) {
        return Failure.validation("No association types exist between object types " + from.id() + " and " + to.id());
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

    private static void writePaging(JsonBytes out, String after, String link) {
        out.raw(",\"paging\":{\"next\":{\"after\":").string(after).raw(",\"link\":");
        out.string(link + "&after=" + URLEncoder.encode(after, StandardCharsets.UTF_8))
                .raw("}}");
    }

    private static void writeErrors(
            JsonBytes out, ObjectType from, ObjectType to, List<String> unlinked, List<String> failed) {
        if (unlinked.isEmpty() && failed.isEmpty()) {
            return;
        }
        out.raw(",\"numErrors\":").number(unlinked.size() + failed.size()).raw(",\"errors\":[");
        boolean first = true;
        for (String id : unlinked) {
            out.raw(first ? "" : ",").raw("{\"status\":\"error\",\"category\":\"OBJECT_NOT_FOUND\",");
            out.raw("\"subCategory\":\"crm.associations.NO_ASSOCIATIONS_FOUND\",\"message\":");
            out.string("No " + to.singular() + " is associated with " + from.singular() + " " + id + ".");
            writeContext(out, from, to, id);
            first = false;
        }
        for (String id : failed) {
            out.raw(first ? "" : ",").raw("{\"status\":\"error\",\"category\":\"INTERNAL_ERROR\",\"message\":");
            out.string("There was a problem with some of the inputs.");
            writeContext(out, from, to, id);
            first = false;
        }
        out.raw(']');
    }

    private static void writeContext(JsonBytes out, ObjectType from, ObjectType to, String fromId) {
        out.raw(",\"context\":{\"fromObjectId\":[").string(fromId);
        out.raw("],\"fromObjectType\":[").string(from.singular());
        out.raw("],\"toObjectType\":[").string(to.singular()).raw("]}}");
    }

    private static long id(String text) {
        if (!text.matches("\\d{1,18}")) {
            throw new ApiException(Failure.validation("Invalid object id: " + text));
        }
        return Long.parseLong(text);
    }
}
