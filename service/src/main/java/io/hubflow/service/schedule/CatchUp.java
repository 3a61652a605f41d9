package io.hubflow.service.schedule;

/** What becomes of moments that passed while nothing could run: the machine slept, or the last run took longer. */
public enum CatchUp {
    /** One run at once, however many moments were missed. */
    ONCE,
    /** None; the next run is at the next moment of the schedule. */
    SKIP
}
