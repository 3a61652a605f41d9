package io.hubflow.service.schedule;

import java.time.Duration;
import java.time.Instant;

/** When an object type counts as late. */
public sealed interface LagBound {
    /**
     * @param schedule of the object type's runs
     * @param settled the moment up to which it is complete
     */
    boolean isPassed(Schedule schedule, Instant settled, Instant now);

    /** As soon as it is complete only up to a moment longer ago than this, however rarely it runs. */
    record Fixed(Duration longest) implements LagBound {
        @Override
        public boolean isPassed(Schedule schedule, Instant settled, Instant now) {
            return Duration.between(settled, now).compareTo(longest) > 0;
        }
    }

    /**
     * When the run after the one that brought it so far is overdue.
     *
     * @param settleLag how long before the beginning of a run the moment lies that it completes
     * @param grace how long after its time the run may have brought it further
     */
    record AfterSchedule(Duration settleLag, Duration grace) implements LagBound {
        /** HubSpot's clock may be a little behind ours, and so may what a run completes. */
        private static final Duration TOLERANCE = Duration.ofMinutes(10);

        @Override
        public boolean isPassed(Schedule schedule, Instant settled, Instant now) {
            var run = settled.plus(settleLag);
            var due = schedule.next(run, run.plus(TOLERANCE));
            return !due.equals(Instant.MAX) && due.plus(grace).isBefore(now);
        }
    }
}
