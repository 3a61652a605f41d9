package io.hubflow.engine.absence;

import io.hubflow.engine.load.ObjectLoad;
import io.hubflow.hubspot.HubSpotClient;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks in HubSpot's recycle bin for the records that the table knows as archived. One that is not there any more was restored or is
 * gone for good, and nothing else tells of those that are gone. {@link RecycleBin} says whose turn it is.
 */
final class ArchivedRecords {
    /** Asked for in a run that read nothing: one batch read. */
    private static final int FEW = HubSpotClient.MAX_BATCH;

    /** Asked for in a run that read something or found a difference: ten batch reads. */
    private static final int MANY = 10 * HubSpotClient.MAX_BATCH;

    /** HubSpot's {@code Date} header, which readings count from, has whole seconds. */
    private static final long CLOCK_STEP_MILLIS = 1_000;

    private final ObjectLoad load;
    private final DepartedRecords departed;
    private final AbsenceLoad.Turns turns;
    private final long readBeforeMillis;
    private boolean lookedUp;
    private boolean leftOut;

    ArchivedRecords(ObjectLoad load, DepartedRecords departed, AbsenceLoad.Turns turns) {
        this.load = load;
        this.departed = departed;
        this.turns = turns;
        this.readBeforeMillis = load.state().readAtMillis() + CLOCK_STEP_MILLIS;
    }

    /** Whether this run has looked up all of them, or as many as a run ever does. */
    boolean areLookedUp() {
        return lookedUp;
    }

    /** Whether it is this run's turn to leave some of them out of HubSpot's count. */
    boolean areLeftOut() {
        return leftOut;
    }

    /**
     * Those that HubSpot's count is to leave out, so that what has left shows, whatever came back. Empty where this run has looked
     * them up, and where it is not its turn.
     */
    List<Long> toLeaveOut(RecordReads reads) {
        return !lookedUp && leftOut && reads.mostLeftOut() > 0
                ? RecycleBin.turn(load.rows().archivedIds(), reads.mostLeftOut(), nowMillis())
                : List.of();
    }

    /** For a run that read something or found a difference. */
    void lookUpMany(RecordReads reads) {
        lookUp(reads, MANY);
    }

    /**
     * For a run that read nothing. Where it has no call left for both, every second such run looks up archived records instead of
     * comparing counts. Both are needed: no count shows that an archived record was purged, and a record that came back makes up for
     * another that left. Where one call cannot ask for all archived records, that run leaves them out of HubSpot's count on every
     * second day: then what has left shows, whatever came back.
     *
     * @param callLeft whether there is a call left for both
     * @param countsAreKnown whether this run knows HubSpot's count already
     * @return whether counts are to be compared
     */
    boolean takeTurn(RecordReads reads, boolean callLeft, boolean countsAreKnown) {
        var archived = load.rows().archivedIds();
        if (archived.isEmpty()) {
            return true;
        }
        var nowMillis = nowMillis();
        var turn = turns == AbsenceLoad.Turns.BY_CLOCK
                ? RecycleBin.isOddTurn(nowMillis)
                : !load.state().archivedLeftOut();
        nextComparison(turn);
        var inOneCall = archived.size() <= FEW;
        // Counts that this run knows already are compared without a call.
        var andCompares = callLeft || (countsAreKnown && inOneCall);
        leftOut = turn && !inOneCall;
        if (andCompares || (turn && (inOneCall || RecycleBin.isOddDay(nowMillis)))) {
            return lookUp(reads, FEW) || andCompares;
        }
        return true;
    }

    /**
     * Settles those that are not in the recycle bin any more. Those that were restored and archived again are read for their new
     * time. Where there are more records than are asked for, later runs ask for the others.
     *
     * @param most how many to ask for
     * @return whether any is not there any more
     */
    private boolean lookUp(RecordReads reads, int most) {
        var archived = load.rows().archivedIds();
        if (archived.size() <= most || most == MANY) {
            lookedUp = true;
            // What has come back by now is found here, so the next comparison begins with all records again.
            nextComparison(true);
        }
        var some = RecycleBin.turn(archived, most, nowMillis());
        var gone = new ArrayList<Long>();
        for (var start = 0; start < some.size(); start += HubSpotClient.MAX_BATCH) {
            var part = some.subList(start, Math.min(some.size(), start + HubSpotClient.MAX_BATCH));
            var bin = reads.inBin(part, readBeforeMillis);
            gone.addAll(bin.missing());
            if (!bin.archivedLater().isEmpty()) {
                departed.readArchived(bin.archivedLater());
            }
        }
        departed.readMissing(departed.settle(gone, reads));
        return !gone.isEmpty();
    }

    private void nextComparison(boolean leftOutThisTime) {
        if (turns == AbsenceLoad.Turns.BY_STATE) {
            load.commits().update(state -> state.withArchivedLeftOut(leftOutThisTime));
        }
    }

    /** Whose turn it is depends on the time of day, and not on the times that readings are given. */
    private long nowMillis() {
        return load.client().serverTime().earliest().toEpochMilli();
    }
}
