package io.hubflow.engine.forecast;

import io.hubflow.hubspot.CallCounts;
import io.hubflow.hubspot.Latencies;
import io.hubflow.hubspot.quota.Budget;
import java.time.Duration;

/** What a call of the forecast is for. */
enum CallKind {
    LIST(Budget.BURST),
    SEARCH(Budget.SEARCH),
    BATCH_READ(Budget.BURST),
    ASSOCIATIONS(Budget.ASSOCIATIONS),
    OTHER(Budget.BURST);

    private final Budget budget;

    CallKind(Budget budget) {
        this.budget = budget;
    }

    Budget budget() {
        return budget;
    }

    Duration latency(Latencies latencies) {
        return switch (this) {
            case LIST -> latencies.list();
            case SEARCH -> latencies.search();
            case BATCH_READ -> latencies.batchRead();
            case ASSOCIATIONS -> latencies.associations();
            case OTHER -> latencies.other();
        };
    }

    CallCounts one() {
        return switch (this) {
            case LIST -> new CallCounts(1, 0, 0, 0, 0, 0, 0);
            case SEARCH -> new CallCounts(0, 1, 0, 0, 0, 0, 0);
            case BATCH_READ -> new CallCounts(0, 0, 1, 0, 0, 0, 0);
            case ASSOCIATIONS -> new CallCounts(0, 0, 0, 1, 0, 0, 0);
            case OTHER -> new CallCounts(0, 0, 0, 0, 1, 0, 0);
        };
    }
}
