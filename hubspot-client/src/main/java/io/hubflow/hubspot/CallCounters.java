package io.hubflow.hubspot;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts sends by object type and kind. Thread-safe. */
final class CallCounters {
    private final ConcurrentMap<String, Counters> byType = new ConcurrentHashMap<>();
    private final ConcurrentMap<Answered, LongAdder> answers = new ConcurrentHashMap<>();

    private record Answered(CallKind kind, int status) {}

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

    /** @param status 0 when no answer came */
    void answered(Call call, int status) {
        answers.computeIfAbsent(new Answered(call.kind(), status), key -> new LongAdder())
                .increment();
    }

    List<AnsweredCalls> answers() {
        return answers.entrySet().stream()
                .map(entry -> new AnsweredCalls(
                        entry.getKey().kind().name().toLowerCase(Locale.ROOT),
                        entry.getKey().status(),
                        entry.getValue().sum()))
                .sorted(Comparator.comparing(AnsweredCalls::endpoint).thenComparing(AnsweredCalls::status))
                .toList();
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
