package io.hubflow.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Whether the calls stayed inside HubSpot's limits, as the simulator counted them. */
final class QuotaCheck {
    private QuotaCheck() {}

    /** @return a sentence for each limit that was passed; empty when none was */
    static List<String> of(JsonNode stats) {
        var broken = new ArrayList<String>();
        requireWithin(stats, "search_accepted_1s", "search_1s", "searches in one second", broken);
        requireWithin(stats, "burst_accepted_10s", "burst_10s", "calls in ten seconds", broken);
        return broken;
    }

    private static void requireWithin(JsonNode stats, String peak, String limit, String what, List<String> broken) {
        var allowed = stats.path("limits").path(limit);
        var seen = stats.path("peaks").path(peak).asLong();
        if (!allowed.isMissingNode() && seen > allowed.asLong()) {
            broken.add("%,d %s, and %,d are allowed".formatted(seen, what, allowed.asLong()));
        }
    }
}
