package io.hubflow.engine.forecast;

import io.hubflow.hubspot.CallCounts;
import io.hubflow.hubspot.Latencies;
import io.hubflow.hubspot.SearchRequest;
import io.hubflow.hubspot.quota.Budget;
import io.hubflow.hubspot.quota.FairQueue;
import io.hubflow.hubspot.quota.QuotaModel;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * A run's calls in a time of its own: each waits for its rolling limit, object types in turns, takes its kind's latency, and
 * then what waited for it goes on. What an answer brings is worked on by the cores of the machine, first come, first served. Not
 * thread-safe.
 */
final class Timetable {
    private final QuotaModel quota;
    private final Latencies latencies;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
    private final Map<Budget, Queue> queues = new EnumMap<>(Budget.class);
    private final Processor processor;
    private long now;
    private long order;

    /** @param quota with nothing sent */
    Timetable(QuotaModel quota, Latencies latencies, Machine machine) {
        this.quota = quota;
        this.latencies = latencies;
        this.processor = new Processor(machine);
        for (var budget : Budget.values()) {
            queues.put(budget, new Queue(budget));
        }
    }

    private record Event(long at, long order, Runnable what) {}

    private record Waiting(CallKind kind, Tally tally, Runnable then) {}

    /** Counts what one part of the run takes. */
    static final class Tally {
        private final Map<CallKind, Long> calls = new EnumMap<>(CallKind.class);

        CallCounts counts() {
            return new CallCounts(
                    of(CallKind.LIST),
                    of(CallKind.SEARCH),
                    of(CallKind.BATCH_READ),
                    of(CallKind.ASSOCIATIONS),
                    of(CallKind.OTHER),
                    0,
                    0);
        }

        private long of(CallKind kind) {
            return calls.getOrDefault(kind, 0L);
        }
    }

    /** @param then happens once the call is answered */
    void call(CallKind kind, String objectType, Tally tally, Runnable then) {
        queue(kind.budget()).add(objectType, new Waiting(kind, tally, then));
    }

    /** One call after the other. */
    void calls(long count, CallKind kind, String objectType, Tally tally, Runnable then) {
        if (count <= 0) {
            then.run();
            return;
        }
        call(kind, objectType, tally, () -> calls(count - 1, kind, objectType, tally, then));
    }

    /** Processor time of one thread. @param then happens once it is done */
    void work(double nanos, Runnable then) {
        if (nanos <= 0) {
            then.run();
        } else {
            at(processor.finish(now, nanos), then);
        }
    }

    /** Nanoseconds in which answers had to wait for the processor, or were worked on. */
    long workedNanos() {
        return processor.busyNanos();
    }

    /** Goes on until nothing is left to do. @return nanoseconds since the start */
    long run() {
        for (var event = events.poll(); event != null; event = events.poll()) {
            now = event.at();
            event.what().run();
        }
        return now;
    }

    /** As {@link QuotaModel#listCallsFor}. */
    long listCallsFor(long records, int perCall) {
        return quota.listCallsFor(records, perCall, SearchRequest.MAX_LIMIT, now);
    }

    /** Nanoseconds in which calls had to wait for a limit. */
    long waitedNanos(Budget budget) {
        return queue(budget).waited;
    }

    private void at(long nanos, Runnable what) {
        events.add(new Event(nanos, order++, what));
    }

    private Queue queue(Budget budget) {
        var queue = queues.get(budget);
        if (queue == null) {
            throw new IllegalArgumentException("no queue for " + budget);
        }
        return queue;
    }

    /** Calls that wait for one limit. */
    private final class Queue {
        private final Budget budget;
        private final FairQueue<Waiting> waiting = new FairQueue<>();
        private boolean sleeping;
        private long waited;

        Queue(Budget budget) {
            this.budget = budget;
        }

        void add(String objectType, Waiting call) {
            waiting.add(objectType, call);
            if (!sleeping) {
                send();
            }
        }

        private void send() {
            sleeping = false;
            while (!waiting.isEmpty()) {
                var wait = quota.waitNanos(budget, now);
                if (wait > 0) {
                    sleeping = true;
                    waited += wait;
                    at(now + wait, this::send);
                    return;
                }
                waiting.poll().ifPresent(this::send);
            }
        }

        private void send(Waiting call) {
            var answer = quota.sent(budget, now);
            call.tally().calls.merge(call.kind(), 1L, Long::sum);
            at(now + call.kind().latency(latencies).toNanos(), () -> {
                answer.at(now);
                call.then().run();
            });
        }
    }
}
