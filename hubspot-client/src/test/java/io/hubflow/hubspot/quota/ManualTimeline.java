package io.hubflow.hubspot.quota;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** A clock for one thread: sleeping moves it forward at once, and runs what was planned for the time in between. */
public final class ManualTimeline implements Timeline {
    public static final Instant START = Instant.parse("2026-11-02T10:00:00Z");

    private final PriorityQueue<Event> events = new PriorityQueue<>(Comparator.comparingLong(Event::nanos));
    private final List<Duration> sleeps = new ArrayList<>();
    private long nanos;

    private record Event(long nanos, Runnable action) {}

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public Instant wallTime() {
        return START.plusNanos(nanos);
    }

    @Override
    public void sleep(Duration duration) {
        sleeps.add(duration);
        advance(duration);
    }

    public void advance(Duration duration) {
        var until = nanos + duration.toNanos();
        while (!events.isEmpty() && events.peek().nanos() <= until) {
            runNext();
        }
        nanos = until;
    }

    /** Runs the action when the clock comes to this moment. */
    public void at(long atNanos, Runnable action) {
        events.add(new Event(atNanos, action));
    }

    /** Moves to the next planned action and runs it. */
    public void runNext() {
        var event = events.remove();
        nanos = Math.max(nanos, event.nanos());
        event.action().run();
    }

    public List<Duration> sleeps() {
        return sleeps;
    }

    public Duration slept() {
        return sleeps.stream().reduce(Duration.ZERO, Duration::plus);
    }
}
