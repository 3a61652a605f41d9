package io.hubflow.engine.report;

/**
 * What a run found out about records that HubSpot no longer has, or has again.
 *
 * @param archived rows whose record is in the recycle bin now
 * @param deleted rows whose record is gone for good
 * @param merged rows whose record was merged into another
 * @param outOfScope rows whose record is not in the filter any more
 * @param restored records that the table did not count as alive and HubSpot has
 * @param calls calls spent on looking for them
 */
public record Departures(long archived, long deleted, long merged, long outOfScope, long restored, long calls) {
    public static final Departures NONE = new Departures(0, 0, 0, 0, 0, 0);

    /** Whether there is anything to report, calls apart. */
    public boolean isEmpty() {
        return archived == 0 && deleted == 0 && merged == 0 && outOfScope == 0 && restored == 0;
    }
}
