package io.hubflow.simulator.api;

import io.hubflow.simulator.http.Response;
import io.hubflow.simulator.quota.Bucket;
import io.hubflow.simulator.quota.Quota;
import io.hubflow.simulator.quota.Verdict;

/**
 * The rate-limit headers (source: recorded answers and the usage guidelines): all of them for ordinary calls, only the
 * daily ones for searches and associations, no daily ones for OAuth apps, none without limits.
 */
final class RateHeaders {
    private static final String PREFIX = "X-HubSpot-RateLimit-";

    private final Quota quota;

    RateHeaders(Quota quota) {
        this.quota = quota;
    }

    Response add(Response response, Bucket bucket, boolean oauth, Verdict verdict) {
        if (bucket == Bucket.FREE || !quota.tier().limited()) {
            return response;
        }
        var answer = response;
        if (bucket == Bucket.BURST) {
            int limit = quota.burstLimit(oauth);
            int remaining = verdict instanceof Verdict.Accepted accepted ? accepted.burstRemaining() : 0;
            int secondly = limit / 10;
            answer = answer.with(PREFIX + "Max", String.valueOf(limit))
                    .with(PREFIX + "Remaining", String.valueOf(remaining))
                    .with(PREFIX + "Interval-Milliseconds", "10000")
                    .with(PREFIX + "Secondly", String.valueOf(secondly))
                    .with(PREFIX + "Secondly-Remaining", String.valueOf(Math.min(remaining, secondly - 1)));
        }
        if (!oauth) {
            int left = Math.max(0, quota.dailyLimit() - quota.usedToday());
            answer = answer.with(PREFIX + "Daily", String.valueOf(quota.dailyLimit()))
                    .with(PREFIX + "Daily-Remaining", String.valueOf(left));
        }
        return answer;
    }
}
