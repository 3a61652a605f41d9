package io.hubflow.engine.report;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/** Told what a run does, for people who watch. Called from many threads; must be quick and must not throw. */
public interface SyncListener {
    /** Hears nothing. */
    SyncListener SILENT = new SyncListener() {};

    /** @param expectedRows HubSpot's own count where it was asked */
    default void phaseStarted(String objectType, Phase phase, OptionalLong expectedRows) {}

    default void rowsRead(String objectType, long rows) {}

    default void rowsCommitted(String objectType, long inserted, long updated, long unchanged) {}

    /**
     * The destination has taken a commit.
     *
     * @param tables that it wrote; empty for one of checkpoints alone
     * @param took the whole commit, which writes its tables in one transaction
     */
    default void committed(List<String> tables, Duration took) {}

    /** A sentence an operator may act on. */
    default void notice(String objectType, String sentence) {}

    /** On lines of the log that say the same as a {@link #notice}: whoever shows both to one person leaves them out. */
    Marker TOLD = MarkerFactory.getMarker("TOLD_TO_LISTENER");

    default void objectFinished(ObjectReport report) {}

    /** The parts of an object's run, in order; not every run has each. */
    enum Phase {
        DISCOVER,
        SNAPSHOT,
        CHANGES,
        BACKFILL,
        REFRESH,
        DELETES,
        /** Comparing a table with HubSpot. */
        VERIFY,
        /** Reading again what differs. */
        REPAIR
    }
}
