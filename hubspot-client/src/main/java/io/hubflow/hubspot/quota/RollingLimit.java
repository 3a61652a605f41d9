package io.hubflow.hubspot.quota;

import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * A log of sends that says when the next one may go. Not thread-safe: its {@link Lane} holds the lock.
 *
 * <p>Two rules hold at once. <b>By sends:</b> at most {@code allowance} sends in any {@code spacing} of our own clock.
 * <b>By what the server may have counted:</b> a call is counted somewhere between its send and its answer, so it may
 * stand in the server's window until one window after its answer; at most {@code ceiling} calls may do so. The second
 * rule keeps the promise under any latency and jitter, the first one leaves the share of others free and, being tighter,
 * usually decides.
 */
final class RollingLimit {
    /** {@link #ceiling} of a limit that is kept by sends alone. */
    static final int NO_CEILING = Integer.MAX_VALUE;

    /** How soon to look again when the moment depends on an answer that is not here yet. */
    static final long LOOK_AGAIN_NANOS = 20_000_000;

    /** A sleep that ends so much too late says that this process stood still, for its garbage or for want of a processor. */
    private static final long NOTABLE_DELAY_NANOS = 10_000_000;

    /** From being allowed to leaving this machine. */
    private static final long LEAVING_NANOS = 50_000_000;

    private static final long IN_FLIGHT = Long.MAX_VALUE;

    private final ArrayDeque<Send> sends = new ArrayDeque<>();
    private int allowance;
    private int ceiling;
    private long spacingNanos;
    private long windowNanos;
    private long gapNanos;
    private long firstLateNanos;
    private boolean begun;
    private boolean open;
    private double slowness = 1;
    private int foreignCalls;
    private long foreignUntilNanos;

    /** One call in the log. */
    static final class Send {
        private long sentNanos;
        /** When it may have left this machine at the latest. */
        private long leftNanos;

        private long answeredNanos = IN_FLIGHT;

        private Send(long sentNanos, long leftNanos) {
            this.sentNanos = sentNanos;
            this.leftNanos = leftNanos;
        }

        private boolean mayCountAfter(long nanos) {
            return answeredNanos == IN_FLIGHT || answeredNanos - nanos > 0;
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

    /** The very first send may leave this machine so much later than it was allowed to. */
    void expectFirstLate(long nanos) {
        this.firstLateNanos = nanos;
    }

    /** The same limit with nothing sent. */
    RollingLimit copy() {
        var copy = new RollingLimit();
        copy.limit(allowance, spacingNanos, ceiling, windowNanos, gapNanos);
        copy.firstLateNanos = firstLateNanos;
        copy.begun = begun;
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
            wait = Math.max(wait, newest(room).leftNanos + slowed(spacingNanos) - now);
        }
        return Math.max(0, wait);
    }

    Send sent(long now) {
        var send = new Send(now, begun ? now : now + firstLateNanos);
        begun = true;
        sends.addLast(send);
        return send;
    }

    /**
     * Somebody who slept from {@code since} woke up so much too late: calls that were about to leave this machine then left as
     * much later. Without a ceiling nothing else keeps them apart from those that follow.
     */
    void stoodStill(long since, long lateNanos) {
        if (ceiling != NO_CEILING || lateNanos < NOTABLE_DELAY_NANOS) {
            return;
        }
        for (var send : sends) {
            if (send.sentNanos - since > -LEAVING_NANOS) {
                send.sentNanos += lateNanos;
                send.leftNanos += lateNanos;
            }
        }
    }

    void answered(Send send, long now) {
        send.answeredNanos = now;
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

    private Send newest(int rank) {
        Iterator<Send> newestFirst = sends.descendingIterator();
        var send = newestFirst.next();
        for (var i = 1; i < rank; i++) {
            send = newestFirst.next();
        }
        return send;
    }

    private void prune(long now) {
        var horizon = Math.max(windowNanos, slowed(spacingNanos));
        while (!sends.isEmpty()) {
            var oldest = sends.getFirst();
            if (now - oldest.leftNanos < horizon || oldest.mayCountAfter(now - windowNanos)) {
                return;
            }
            sends.removeFirst();
        }
    }
}
