package io.hubflow.hubspot.quota;

import java.util.EnumMap;
import java.util.Map;

/**
 * The limits of a {@link QuotaGovernor} as it knows them now, with nothing sent yet, in a time that the caller makes up: for
 * foretelling when calls can be sent. It is the governor's own rule, so both cannot differ. Not thread-safe.
 */
public final class QuotaModel {
    private final Map<Budget, RollingLimit> limits = new EnumMap<>(Budget.class);

    QuotaModel(RollingLimit burst, RollingLimit search, RollingLimit associations) {
        limits.put(Budget.BURST, burst);
        limits.put(Budget.SEARCH, search);
        limits.put(Budget.ASSOCIATIONS, associations);
    }

    /** Nanoseconds until the next call may be tried, 0 = now. */
    public long waitNanos(Budget budget, long nowNanos) {
        return limit(budget).waitNanos(nowNanos);
    }

    /** As {@link QuotaGovernor#listCallsFor}. */
    public long listCallsFor(long records, int perCall, int perSearch, long nowNanos) {
        return SharedReading.listCalls(
                room(Budget.BURST, nowNanos), room(Budget.SEARCH, nowNanos), records, perCall, perSearch);
    }

    private SharedReading.Room room(Budget budget, long nowNanos) {
        return time -> limit(budget).roomUntil(nowNanos + time.toNanos(), nowNanos);
    }

    /** One call is sent now. @return to be run once its answer is there, with the time of that */
    public Answer sent(Budget budget, long nowNanos) {
        var limit = limit(budget);
        var send = limit.sent(nowNanos);
        limit.leaving(send, nowNanos);
        return nanos -> limit.answered(send, nanos);
    }

    /** Takes the answer of one call. */
    @FunctionalInterface
    public interface Answer {
        void at(long nanos);
    }

    private RollingLimit limit(Budget budget) {
        var limit = limits.get(budget);
        if (limit == null) {
            throw new IllegalArgumentException("no limit for " + budget);
        }
        return limit;
    }
}
