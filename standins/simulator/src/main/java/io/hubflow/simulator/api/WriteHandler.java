package io.hubflow.simulator.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubflow.simulator.http.Response;
import io.hubflow.simulator.json.JsonBytes;
import io.hubflow.simulator.mutation.Changes;
import io.hubflow.simulator.portal.CrmRecord;
import io.hubflow.simulator.portal.ObjectType;
import io.hubflow.simulator.portal.Portal;
import io.hubflow.simulator.portal.RecordJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes of single records, enough for tools that set a portal up through the API (source: objects guide). */
final class WriteHandler {
    private final Portal portal;
    private final Changes changes;

    WriteHandler(Portal portal, Changes changes) {
        this.portal = portal;
        this.changes = changes;
    }

    /** Properties that are not given stay empty, unlike those of records the admin API creates. */
    Response create(Exchange exchange) {
        var type = exchange.type();
        var values = new HashMap<String, @Nullable String>();
        for (var column : portal.catalog(type).columns()) {
            if (!column.definition().is('r')) {
                values.put(column.name(), null);
            }
        }
        values.keySet().removeAll(Set.of(type.createdProperty(), type.modifiedProperty(), "hs_object_id"));
        var given = values(exchange);
        values.putAll(given);
        return answer(201, exchange, changes.create(type, values, portal.clock().millis()), given);
    }

    Response update(Exchange exchange) {
        var record = require(exchange.type(), exchange.route().argument(1));
        var given = values(exchange);
        return answer(200, exchange, changes.update(exchange.type(), record, given), given);
    }

    /** Archiving what is not there is no error. */
    Response archive(Exchange exchange) {
        RecordLookup.by(portal, exchange.type(), "", exchange.route().argument(1))
                .filter(CrmRecord::live)
                .ifPresent(record -> changes.archive(exchange.type(), record));
        return Response.noContent();
    }

    Response merge(Exchange exchange) {
        JsonNode body = exchange.body();
        var primary = require(exchange.type(), body.path("primaryObjectId").asText());
        var other = require(exchange.type(), body.path("objectIdToMerge").asText());
        if (primary.id() == other.id()) {
            throw new ApiException(Failure.validation("A record cannot be merged with itself"));
        }
        return answer(200, exchange, changes.merge(exchange.type(), primary, other), Map.of());
    }

    Response gdprDelete(Exchange exchange) {
        JsonNode body = exchange.body();
        RecordLookup.by(
                        portal,
                        exchange.type(),
                        body.path("idProperty").asText(""),
                        body.path("objectId").asText())
                .ifPresent(record -> changes.purge(exchange.type(), record));
        return Response.noContent();
    }

    private CrmRecord require(ObjectType type, String id) {
        return RecordLookup.by(portal, type, "", id)
                .filter(CrmRecord::live)
                .orElseThrow(() -> new ApiException(Failure.notFound()));
    }

    private Map<String, @Nullable String> values(Exchange exchange) {
        var values = new HashMap<String, @Nullable String>();
        var catalog = portal.catalog(exchange.type());
        exchange.body().path("properties").properties().forEach(member -> {
            if (catalog.find(member.getKey()).isEmpty()) {
                throw new ApiException(unknownProperty(member.getKey()));
            }
            values.put(member.getKey(), member.getValue().asText(""));
        });
        return values;
    }

    private static Failure unknownProperty(String name) {
        var failure = Failure.validation(
                "Property values were not valid: [{\"isValid\":false,\"message\":\"Property \\\"" + name
                        + "\\\" does not exist\",\"error\":\"PROPERTY_DOESNT_EXIST\",\"name\":\"" + name + "\"}]");
        failure.body()
                .putArray("errors")
                .addObject()
                .put("message", "Property \"" + name + "\" does not exist")
                .put("code", "PROPERTY_DOESNT_EXIST");
        return failure;
    }

    private Response answer(int status, Exchange exchange, CrmRecord record, Map<String, @Nullable String> properties) {
        var type = exchange.type();
        var plan = portal.catalog(type)
                .plan(new ArrayList<>(properties.keySet()), exchange.caller().readable(type));
        var out = new JsonBytes(1 << 10);
        new RecordJson(portal, type).write(out, record, plan);
        return Exchange.json(status, out);
    }
}
