package io.hubflow.hubspot.quota;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;

/**
 * A log of sends that says when the next one may go. Not thread-safe: its {@link Lane} holds the lock.
 *
 * <p>Two rules hold at once. <b>By sends:</b> at most {@code allowance} sends in any {@code spacing} of our own clock.
 * <b>By what the server may have counted:</b> a call is counted somewhere between its send and its answer, so it may
 * stand in the server's window until one window after its answer; at most {@code ceiling} calls may do so. The second
 * rule keeps the promise under any latency and jitter, the first one leaves the share of others free and, being tighter,
 * usually decides.
 *
 * <p>A limit without a ceiling counts a call from when it left this machine, and takes one that has not left for leaving now: on
 * a processor that is short of time, calls that were allowed to go apart leave together. So at most {@code allowance} leave in
 * any {@code spacing}, and a connection that hangs takes one of these places and no more.
 */
final class RollingLimit {
    /** {@link #ceiling} of a limit that is kept by sends alone. */
    static final int NO_CEILING = Integer.MAX_VALUE;

    /** How soon to look again when the moment depends on an answer that is not here yet. */
    static final long LOOK_AGAIN_NANOS = 20_000_000;

    /** A moment that has not come. */
    private static final long PENDING = Long.MAX_VALUE;

    private final ArrayDeque<Send> sends = new ArrayDeque<>();
    private int allowance;
    private int ceiling;
    private long spacingNanos;
    private long windowNanos;
    private long gapNanos;
    private boolean open;
    private double slowness = 1;
    private int foreignCalls;
    private long foreignUntilNanos;

    /** One call in the log. */
    static final class Send {
        private final long sentNanos;
        private long leftNanos = PENDING;
        private long answeredNanos = PENDING;

        private Send(long sentNanos) {
            this.sentNanos = sentNanos;
        }

        private boolean mayCountAfter(long nanos) {
            return answeredNanos == PENDING || answeredNanos - nanos > 0;
        }
    }

    /**
     * @param allowance sends in any {@code spacingNanos}
     * @param ceiling calls that the server may count in any {@code windowNanos}
     * @param gapNanos between two sends
     */
    void limit(int allowance, long spacingNanos, int ceiling, long windowNanos, long gapNanos) {
        this.allowance = allowance;
        this.spacingNanos = spacingNanos;
        this.ceiling = ceiling;
        this.windowNanos = windowNanos;
        this.gapNanos = gapNanos;
        this.open = false;
    }

    /** The same limit with nothing sent. */
    RollingLimit copy() {
        var copy = new RollingLimit();
        copy.limit(allowance, spacingNanos, ceiling, windowNanos, gapNanos);
        copy.open = open;
        copy.slowness = slowness;
        return copy;
    }

    /** Lets every call go; the log is still kept. */
    void lift() {
        this.open = true;
    }

    /** Stretches the time between sends, 1 = as fast as the limit allows. */
    void slow(double factor) {
        this.slowness = factor;
    }

    /** Nanoseconds until the next send may be tried, 0 = now. A caller asks again after waiting: answers change it. */
    long waitNanos(long now) {
        prune(now);
        if (open || sends.isEmpty()) {
            return 0;
        }
        var foreign = now - foreignUntilNanos < 0 ? foreignCalls : 0;
        var room = ceiling == NO_CEILING ? allowance : Math.min(allowance, ceiling - foreign);
        if (room <= 0 || (ceiling != NO_CEILING && countable(now) >= ceiling - foreign)) {
            return LOOK_AGAIN_NANOS;
        }
        var wait = sends.getLast().sentNanos + slowed(gapNanos) - now;
        if (sends.size() >= room) {
            wait = Math.max(wait, newest(room, now) + slowed(spacingNanos) - now);
        }
        return Math.max(0, wait);
    }

    /** How many calls may be sent between two moments, as far as is known now; {@link Long#MAX_VALUE} = as many as one likes. */
    long roomUntil(long until, long now) {
        if (open) {
            return Long.MAX_VALUE;
        }
        var foreign = now - foreignUntilNanos < 0 ? foreignCalls : 0;
        var room = Math.max(0, ceiling == NO_CEILING ? allowance : Math.min(allowance, ceiling - foreign));
        var spacing = slowed(spacingNanos);
        var wholeSpacings = (until - now) / spacing;
        var countFrom = until - (wholeSpacings + 1) * spacing;
        var used = sends.stream()
                .filter(send -> countsFrom(send, now) - countFrom > 0)
                .count();
        return wholeSpacings * room + Math.max(0, room - used);
    }

    Send sent(long now) {
        var send = new Send(now);
        sends.addLast(send);
        return send;
    }

    void leaving(Send send, long now) {
        send.leftNanos = now;
    }

    void answered(Send send, long now) {
        send.answeredNanos = now;
        send.leftNanos = Math.min(send.leftNanos, now);
    }

    /**
     * Compares HubSpot's own count with ours. Ours is counted generously (everything that may have been in its window),
     * so what is left over belongs to somebody who uses the same key; it is held back for one window.
     *
     * @param used calls that HubSpot counted, less the part of its limit that we do not claim
     */
    void serverCounted(Send send, int used, long now) {
        var ours = 0;
        for (var other : sends) {
            if (other.mayCountAfter(send.sentNanos - windowNanos)) {
                ours++;
            }
        }
        foreignCalls = Math.max(0, used - ours);
        foreignUntilNanos = now + windowNanos;
    }

    /** Our sends in the last window. */
    int used(long now) {
        var used = 0;
        for (var send : sends) {
            if (now - send.sentNanos < windowNanos) {
                used++;
            }
        }
        return used;
    }

    private int countable(long now) {
        var count = 0;
        for (var send : sends) {
            if (send.mayCountAfter(now - windowNanos)) {
                count++;
            }
        }
        return count;
    }

    private long slowed(long nanos) {
        return (long) (nanos * slowness);
    }

    /** When the call of this rank began to count; the last one has rank 1. */
    private long newest(int rank, long now) {
        if (ceiling == NO_CEILING) {
            var last = new ArrayList<Long>();
            sends.forEach(send -> last.add(countsFrom(send, now)));
            last.sort(Comparator.reverseOrder());
            return last.get(rank - 1);
        }
        var newestFirst = sends.descendingIterator();
        for (var i = 1; i < rank; i++) {
            newestFirst.next();
        }
        return newestFirst.next().sentNanos;
    }

    private long countsFrom(Send send, long now) {
        return ceiling == NO_CEILING ? Math.min(send.leftNanos, now) : send.sentNanos;
    }

    private void prune(long now) {
        var horizon = Math.max(windowNanos, slowed(spacingNanos));
        while (!sends.isEmpty()) {
            var oldest = sends.getFirst();
            if (now - countsFrom(oldest, now) < horizon || oldest.mayCountAfter(now - windowNanos)) {
                return;
            }
            sends.removeFirst();
        }
    }
}
