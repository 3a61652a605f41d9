package io.hubflow.simulator.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.http.Response;
import io.hubflow.simulator.json.JsonBytes;
import io.hubflow.simulator.portal.CrmRecord;
import io.hubflow.simulator.portal.Portal;
import io.hubflow.simulator.portal.RecordJson;
import java.util.ArrayList;
import java.util.List;

/**
 * The splits of up to 100 deals (source: OpenAPI, deal splits; the number, the properties and the answer for deals that
 * do not exist are unverified).
 */
final class DealSplitsHandler {
    private static final int MAX_INPUTS = 100;

    private final Portal portal;

    DealSplitsHandler(Portal portal) {
        this.portal = portal;
    }

    Response read(Exchange exchange) {
        JsonNode inputs = exchange.body().path("inputs");
        if (!inputs.isArray() || inputs.isEmpty() || inputs.size() > MAX_INPUTS) {
            throw new ApiException(Failure.validation("inputs must hold 1 to " + MAX_INPUTS + " ids"));
        }
        var deals = portal.store(portal.types().require("0-3"));
        var missing = new ArrayList<String>();
        var out = new JsonBytes(8 << 10).raw("{\"status\":\"COMPLETE\",\"results\":[");
        boolean first = true;
        boolean fails = exchange.edit(Fault.PartialBatch.class).isPresent();
        var failed = new ArrayList<String>();
        for (JsonNode input : inputs) {
            String id = input.path("id").asText();
            boolean exists = id.matches("\\d{1,18}")
                    && deals.find(Long.parseLong(id)).filter(CrmRecord::live).isPresent();
            if (fails && failed.isEmpty()) {
                failed.add(id);
            } else if (!exists) {
                missing.add(id);
            } else {
                out.raw(first ? "" : ",").raw("{\"id\":").string(id).raw(",\"splits\":[");
                writeSplits(exchange, out, portal.dealSplits().of(Long.parseLong(id)));
                out.raw("]}");
                first = false;
            }
        }
        out.raw(']');
        writeErrors(out, missing, failed);
        long now = portal.clock().millis();
        out.raw(",\"startedAt\":")
                .instant(now)
                .raw(",\"completedAt\":")
                .instant(now)
                .raw('}');
        return Exchange.json(missing.isEmpty() && failed.isEmpty() ? 200 : 207, out);
    }

    private void writeSplits(Exchange exchange, JsonBytes out, List<CrmRecord> splits) {
        var type = portal.dealSplits().type();
        var json = new RecordJson(portal, type);
        var plan = portal.catalog(type).everything();
        for (int i = 0; i < splits.size(); i++) {
            out.raw(i == 0 ? "" : ",");
            json.write(out, splits.get(i), plan);
        }
        exchange.served(splits.size());
    }

    private static void writeErrors(JsonBytes out, List<String> missing, List<String> failed) {
        if (missing.isEmpty() && failed.isEmpty()) {
            return;
        }
        int errors = (missing.isEmpty() ? 0 : 1) + (failed.isEmpty() ? 0 : 1);
        out.raw(",\"numErrors\":").number(errors).raw(",\"errors\":[");
        if (!missing.isEmpty()) {
            BatchReadHandler.writeError(out, "OBJECT_NOT_FOUND", "Could not get some DEAL objects.", missing);
        }
        if (!failed.isEmpty()) {
            out.raw(missing.isEmpty() ? "" : ",");
            BatchReadHandler.writeError(out, "INTERNAL_ERROR", "There was a problem with some of the inputs.", failed);
        }
        out.raw(']');
    }
}
