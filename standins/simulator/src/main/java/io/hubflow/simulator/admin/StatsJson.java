package io.hubflow.simulator.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubflow.simulator.json.IsoTime;
import io.hubflow.simulator.portal.ObjectType;
import io.hubflow.simulator.quota.CallStats;
import io.hubflow.simulator.quota.Quota;
import java.util.Locale;

/** The statistics as JSON. */
final class StatsJson {
    private StatsJson() {}

    static ObjectNode json(AdminApi.Parts parts) {
        var stats = parts.stats().snapshot();
        var json = JsonNodeFactory.instance.objectNode();
        json.put("total_calls", stats.total()).put("calls_429", stats.withStatus(429));
        var calls = json.putObject("calls");
        stats.calls().forEach((endpoint, byStatus) -> {
            var statuses = calls.putObject(endpoint);
            byStatus.forEach((status, count) -> statuses.put(String.valueOf(status), count));
        });
        var rows = json.putObject("rows_served");
        stats.rows().forEach(rows::put);
        json.putObject("peaks")
                .put("search_accepted_1s", stats.peakSearchesAcceptedIn1s())
                .put("search_rejected_1s", stats.peakSearchesRejectedIn1s())
                .put("burst_accepted_10s", stats.peakBurstAcceptedIn10s())
                .put("burst_rejected_10s", stats.peakBurstRejectedIn10s());
        json.set("limits", limits(parts.quota()));
        json.put("pending_hooks", parts.hooks().pending());
        json.put("failed_hooks", parts.hooks().failures().size());
        var waiting = json.putObject("waiting_for_index");
        for (ObjectType type : parts.portal().types().all()) {
            int count = parts.index().waiting(type);
            if (count > 0) {
                waiting.put(parts.portal().types().key(type), count);
            }
        }
        var live = json.putObject("live_records");
        parts.truths().records().counts().forEach(live::put);
        return json.put("now", IsoTime.text(parts.portal().clock().millis()));
    }

    static ArrayNode calls(CallStats stats) {
        var json = JsonNodeFactory.instance.arrayNode();
        for (var call : stats.log().entries()) {
            json.addObject()
                    .put("arrived", IsoTime.text(call.arrivedMillis()))
                    .put("millis", call.answeredMillis() - call.arrivedMillis())
                    .put("endpoint", call.endpoint())
                    .put("type", call.objectType())
                    .put("method", call.method())
                    .put("target", call.target())
                    .put("body", call.body())
                    .put("status", call.status());
        }
        return json;
    }

    static ObjectNode limits(Quota quota) {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("tier", quota.tier().name().toLowerCase(Locale.ROOT));
        if (quota.tier().limited()) {
            json.put("burst_10s", quota.burstLimit(false))
                    .put("search_1s", Quota.SEARCHES_PER_SECOND)
                    .put("daily", quota.dailyLimit())
                    .put("daily_used", quota.usedToday())
                    .put("daily_resets_at", IsoTime.text(quota.resetsAtMillis()));
        }
        return json;
    }
}
