package io.hubflow.simulator.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.http.Response;
import io.hubflow.simulator.json.Hash;
import io.hubflow.simulator.json.JsonBytes;
import io.hubflow.simulator.portal.CrmRecord;
import io.hubflow.simulator.portal.ObjectType;
import io.hubflow.simulator.portal.Portal;
import io.hubflow.simulator.portal.PropertyColumn;
import io.hubflow.simulator.portal.PropertyPlan;
import io.hubflow.simulator.portal.RecordJson;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads of up to 100 records by id (source: objects guide; the 207 body as captured, see the reference §5). */
final class BatchReadHandler {
    private static final int MAX_INPUTS = 100;
    private static final int MAX_INPUTS_WITH_HISTORY = 50;

    private final Portal portal;
    private final RequestedProperties requested;

    BatchReadHandler(Portal portal, ApiSettings settings) {
        this.portal = portal;
        this.requested = new RequestedProperties(portal, settings);
    }

    Response read(Exchange exchange) {
        var type = exchange.type();
        var body = exchange.body();
        var historyNames = names(body.path("propertiesWithHistory"));
        requested.requireReadable(exchange, historyNames);
        var history = HistoryColumns.of(portal, exchange, historyNames);
        var keys = keys(body, !historyNames.isEmpty());
        boolean archived = exchange.parameters().flag("archived");
        var plan = requested.plan(exchange, names(body.path("properties")));
        var found = new ArrayList<CrmRecord>(keys.size());
        var missing = new ArrayList<String>();
        var failed = new ArrayList<String>();
        if (exchange.edit(Fault.PartialBatch.class).isPresent()) {
            keys.stream().findFirst().ifPresent(failed::add);
        }
        String idProperty = body.path("idProperty").asText("");
        var state = archived ? CrmRecord.State.ARCHIVED : CrmRecord.State.LIVE;
        for (String key : keys) {
            if (!failed.contains(key)) {
                // A merged id answers with its survivor, as reading one does (unverified for batches).
                RecordLookup.by(portal, type, idProperty, key)
                        .filter(record -> record.state() == state)
                        .ifPresentOrElse(found::add, () -> missing.add(key));
            }
        }
        return answer(exchange, new BatchResult(inNoOrder(found), missing, failed), plan, history);
    }

    private record BatchResult(List<CrmRecord> records, List<String> missing, List<String> failed) {}

    private Response answer(Exchange exchange, BatchResult found, PropertyPlan plan, List<PropertyColumn> history) {
        var type = exchange.type();
        var json = new RecordJson(portal, type);
        var out = new JsonBytes(8 << 10);
        out.raw("{\"status\":\"COMPLETE\",\"results\":[");
        for (int i = 0; i < found.records.size(); i++) {
            out.raw(i == 0 ? "" : ",");
            json.open(out, found.records.get(i), plan, history);
            out.raw('}');
        }
        out.raw(']');
        int errors = (found.missing.isEmpty() ? 0 : 1) + (found.failed.isEmpty() ? 0 : 1);
        if (errors > 0) {
            out.raw(",\"numErrors\":").number(errors).raw(",\"errors\":[");
            if (!found.missing.isEmpty()) {
                writeError(out, "OBJECT_NOT_FOUND", notFoundMessage(type), found.missing);
            }
            if (!found.failed.isEmpty()) {
                out.raw(found.missing.isEmpty() ? "" : ",");
                writeError(out, "INTERNAL_ERROR", "There was a problem with some of the inputs.", found.failed);
            }
            out.raw(']');
        }
        long now = portal.clock().millis();
        out.raw(",\"startedAt\":")
                .instant(now)
                .raw(",\"completedAt\":")
                .instant(now)
                .raw('}');
        exchange.served(found.records.size());
        return Exchange.json(errors > 0 ? 207 : 200, out);
    }

    static String notFoundMessage(ObjectType type) {
        return "Could not get some " + type.singular().toUpperCase(Locale.ROOT)
                + " objects, they may be deleted or not exist. Check that ids are valid.";
    }

    static void writeError(JsonBytes out, String category, String message, List<String> ids) {
        out.raw("{\"status\":\"error\",\"category\":\"")
                .raw(category)
                .raw("\",\"message\":")
                .string(message);
        out.raw(",\"context\":{\"ids\":[");
        for (int i = 0; i < ids.size(); i++) {
            out.raw(i == 0 ? "" : ",").string(ids.get(i));
        }
        out.raw("]}}");
    }

    /** An id given twice is answered once (unverified). */
    private static Set<String> keys(JsonNode body, boolean withHistory) {
        JsonNode inputs = body.path("inputs");
        if (!inputs.isArray() || inputs.isEmpty()) {
            throw new ApiException(Failure.validation("Invalid input JSON: inputs must be a non-empty array"));
        }
        if (withHistory && inputs.size() > MAX_INPUTS_WITH_HISTORY) {
            throw new ApiException(Failure.validation(
                    "The maximum number of inputs supported in a batch request for property histories is "
                            + MAX_INPUTS_WITH_HISTORY));
        }
        if (inputs.size() > MAX_INPUTS) {
            throw new ApiException(
                    Failure.validation("The maximum number of inputs supported in a batch request is " + MAX_INPUTS));
        }
        var keys = new LinkedHashSet<String>();
        for (JsonNode input : inputs) {
            JsonNode id = input.path("id");
            if (!id.isValueNode() || id.isNull()) {
                throw new ApiException(Failure.validation("Invalid input JSON: an input has no id"));
            }
            keys.add(id.asText());
        }
        return keys;
    }

    private static List<String> names(JsonNode array) {
        var names = new ArrayList<String>(array.size());
        array.forEach(name -> names.add(name.asText()));
        return names;
    }

    /** Answers do not follow the order of the inputs. */
    private static List<CrmRecord> inNoOrder(List<CrmRecord> records) {
        records.sort((a, b) -> Long.compare(Hash.mix(a.id()), Hash.mix(b.id())));
        return records;
    }
}
