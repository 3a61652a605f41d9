package io.hubflow.simulator.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubflow.simulator.http.Response;
import io.hubflow.simulator.json.IsoTime;
import io.hubflow.simulator.portal.ObjectType;
import io.hubflow.simulator.portal.Owner;
import io.hubflow.simulator.portal.Pipeline;
import io.hubflow.simulator.portal.Portal;
import io.hubflow.simulator.quota.Quota;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/** What describes the account: owners, pipelines, schemas, details and usage (source: OpenAPI; reference §7). */
final class AccountHandler {
    private static final int DEFAULT_OWNERS = 100;
    private static final int MAX_OWNERS = 500;

    private final Portal portal;
    private final Quota quota;
    private final PropertiesHandler properties;

    AccountHandler(Portal portal, Quota quota, PropertiesHandler properties) {
        this.portal = portal;
        this.quota = quota;
        this.properties = properties;
    }

    Response owners(Exchange exchange, String baseUrl) {
        var parameters = exchange.parameters();
        int limit = parameters.limit(DEFAULT_OWNERS, MAX_OWNERS);
        long after = parameters.find("after").map(AccountHandler::cursor).orElse(0L);
        boolean archived = parameters.flag("archived");
        String email = parameters.find("email").orElse("");
        List<Owner> rest = portal.owners().all().stream()
                .filter(owner -> owner.archived() == archived && owner.id() >= after)
                .filter(owner -> email.isEmpty() || owner.email().equals(email))
                .toList();
        var body = Exchange.object();
        var results = body.putArray("results");
        rest.stream().limit(limit).forEach(owner -> results.add(SettingsJson.owner(owner)));
        if (rest.size() > limit) {
            String next = String.valueOf(rest.get(limit).id());
            body.putObject("paging")
                    .putObject("next")
                    .put("after", next)
                    .put(
                            "link",
                            baseUrl + "/crm/v3/owners?limit=" + limit + "&archived=" + archived + "&after=" + next);
        }
        return Exchange.json(200, body);
    }

    Response owner(Exchange exchange) {
        String id = exchange.route().argument(0);
        return portal.owners().all().stream()
                .filter(owner -> String.valueOf(owner.id()).equals(id))
                .findFirst()
                .map(owner -> Exchange.json(200, SettingsJson.owner(owner)))
                .orElseThrow(() -> new ApiException(Failure.notFound()));
    }

    Response pipelines(Exchange exchange) {
        var body = Exchange.object();
        var results = body.putArray("results");
        portal.pipelines().of(exchange.type()).forEach(pipeline -> results.add(SettingsJson.pipeline(pipeline)));
        return Exchange.json(200, body);
    }

    Response pipeline(Exchange exchange) {
        return Exchange.json(200, SettingsJson.pipeline(requirePipeline(exchange)));
    }

    Response stages(Exchange exchange) {
        return Exchange.json(
                200,
                Exchange.object()
                        .set(
                                "results",
                                SettingsJson.pipeline(requirePipeline(exchange)).get("stages")));
    }

    Response schemas(Exchange exchange) {
        var body = Exchange.object();
        var results = body.putArray("results");
        if (!exchange.parameters().flag("archived")) {
            portal.types().all().stream().filter(ObjectType::isCustom).forEach(type -> results.add(schema(type)));
        }
        return Exchange.json(200, body);
    }

    Response schema(Exchange exchange) {
        return portal.types()
                .find(exchange.route().argument(0))
                .filter(ObjectType::isCustom)
                .map(type -> Exchange.json(200, schema(type)))
                .orElseThrow(() -> new ApiException(Failure.notFound()));
    }

    /** Which types of HubSpot's own the account uses (source: OpenAPI, object library). */
    Response enablements() {
        var body = Exchange.object();
        var byTypeId = body.putObject("enablementByObjectTypeId");
        portal.types().all().stream()
                .filter(type -> !type.isCustom())
                .forEach(type -> byTypeId.put(type.id(), portal.types().isActive(type)));
        return Exchange.json(200, body);
    }

    Response enablement(Exchange exchange) {
        var type = portal.types()
                .find(exchange.route().argument(0))
                .orElseThrow(() -> new ApiException(Failure.notFound()));
        return Exchange.json(
                200, Exchange.object().put("enablement", portal.types().isActive(type)));
    }

    Response details() {
        String zone = portal.settings().timeZone();
        var now = Instant.ofEpochMilli(portal.clock().millis());
        var offset = ZoneId.of(zone).getRules().getOffset(now);
        var body = Exchange.object()
                .put("portalId", portal.settings().portalId())
                .put("accountType", "STANDARD")
                .put("timeZone", zone)
                .put("companyCurrency", "USD");
        body.putArray("additionalCurrencies").add("EUR");
        return Exchange.json(
                200,
                body.put("utcOffset", offset.getId().equals("Z") ? "+00:00" : offset.getId())
                        .put("utcOffsetMilliseconds", offset.getTotalSeconds() * 1000)
                        .put("uiDomain", portal.settings().uiHost())
                        .put("dataHostingLocation", "na1"));
    }

    Response dailyUsage() {
        var body = Exchange.object();
        body.putArray("results")
                .addObject()
                .put("name", "private-apps-api-calls-daily")
                .put("usageLimit", quota.dailyLimit())
                .put("currentUsage", quota.usedToday())
                .put("collectedAt", IsoTime.text(portal.clock().millis()))
                .put("resetsAt", IsoTime.text(quota.resetsAtMillis()))
                .put("fetchStatus", "SUCCESS");
        return Exchange.json(200, body);
    }

    private Pipeline requirePipeline(Exchange exchange) {
        return portal.pipelines().of(exchange.type()).stream()
                .filter(pipeline -> pipeline.id().equals(exchange.route().argument(1)))
                .findFirst()
                .orElseThrow(() -> new ApiException(Failure.notFound()));
    }

    private ObjectNode schema(ObjectType type) {
        String created = IsoTime.text(0);
        var json = Exchange.object()
                .put("id", type.id().substring(2))
                .put("objectTypeId", type.id())
                .put("fullyQualifiedName", type.qualifiedName(portal.settings().portalId()))
                .put("name", type.singular())
                .put("archived", false)
                .put("allowsSensitiveProperties", false)
                .put("primaryDisplayProperty", "name");
        json.putObject("labels").put("singular", type.singular()).put("plural", type.plural());
        json.putArray("requiredProperties").add("name");
        json.putArray("searchableProperties").add("name");
        json.putArray("secondaryDisplayProperties");
        var definitions = json.putArray("properties");
        portal.catalog(type).columns().forEach(column -> definitions.add(properties.json(type, column.definition())));
        json.putArray("associations")
                .addObject()
                .put("id", "35")
                .put("name", type.singular() + "_to_contact")
                .put("fromObjectTypeId", type.id())
                .put("toObjectTypeId", "0-1");
        return json.put("createdAt", created).put("updatedAt", created);
    }

    private static long cursor(String after) {
        if (!after.matches("\\d{1,18}")) {
            throw new ApiException(Failure.validation("Invalid paging cursor: " + after));
        }
        return Long.parseLong(after);
    }
}
