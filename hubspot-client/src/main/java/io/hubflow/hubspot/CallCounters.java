package io.hubflow.hubspot;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts sends by object type and kind. Thread-safe. */
final class CallCounters {
    private final ConcurrentMap<String, Counters> byType = new ConcurrentHashMap<>();

    private static final class Counters {
        private final LongAdder list = new LongAdder();
        private final LongAdder search = new LongAdder();
        private final LongAdder batchRead = new LongAdder();
        private final LongAdder associations = new LongAdder();
        private final LongAdder other = new LongAdder();
        private final LongAdder throttled = new LongAdder();
        private final LongAdder retried = new LongAdder();
    }

    void sent(Call call) {
        var counters = of(call);
        switch (call.kind()) {
            case LIST -> counters.list.increment();
            case SEARCH -> counters.search.increment();
            case BATCH_READ -> counters.batchRead.increment();
            case ASSOCIATIONS -> counters.associations.increment();
            case OTHER, TOKEN -> counters.other.increment();
        }
    }

    void throttled(Call call) {
        of(call).throttled.increment();
    }

    void retried(Call call) {
        of(call).retried.increment();
    }

    CallCounts of(String objectType) {
        var counters = byType.get(objectType);
        return counters == null
                ? CallCounts.ZERO
                : new CallCounts(
                        counters.list.sum(),
                        counters.search.sum(),
                        counters.batchRead.sum(),
                        counters.associations.sum(),
                        counters.other.sum(),
                        counters.throttled.sum(),
                        counters.retried.sum());
    }

    /** Of all object types. */
    CallCounts all() {
        return byType.keySet().stream().map(this::of).reduce(CallCounts.ZERO, CallCounts::plus);
    }

    private Counters of(Call call) {
        return byType.computeIfAbsent(call.objectType(), type -> new Counters());
    }
}
