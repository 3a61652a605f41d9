package io.hubflow.snowflake;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What this machine remembers of the tables, in the spool directory: checkpoints that wait for rows, and what rows and sets
 * the tables hold. Opened at first use. All of it can be lost: then more is read and sent. Guarded by the destination's lock.
 */
final class LocalKnowledge {
    private final SnowflakeSettings settings;
    private final Timing timing;
    private final String destination;
    private @Nullable Spool spool;
    private @Nullable DeferredCheckpoints deferred;
    private @Nullable UnfinishedRuns unfinishedRuns;
    private @Nullable UnchangedRows unchanged;
    private @Nullable KnownSets knownSets;

    LocalKnowledge(SnowflakeSettings settings, Timing timing) {
        this.settings = settings;
        this.timing = timing;
        this.destination = settings.url() + "/" + settings.place().qualifiedSchema();
    }

    Spool spool() {
        if (spool == null) {
            spool = Spool.open(settings.spoolDirectory(), settings.spoolLimitBytes());
        }
        return spool;
    }

    DeferredCheckpoints deferred() {
        if (deferred == null) {
            deferred = DeferredCheckpoints.open(spool().root(), destination);
        }
        return deferred;
    }

    UnfinishedRuns unfinishedRuns() {
        if (unfinishedRuns == null) {
            unfinishedRuns = UnfinishedRuns.open(spool().root(), destination);
        }
        return unfinishedRuns;
    }

    UnchangedRows unchanged() {
        if (unchanged == null) {
            unchanged = new UnchangedRows(settings.place(), new DigestFiles(spool().root(), destination));
        }
        return unchanged;
    }

    KnownSets knownSets() {
        if (knownSets == null) {
            knownSets = new KnownSets(settings.place(), new SetDigestFiles(spool().root(), destination));
        }
        return knownSets;
    }

    /** Absent before anything asked for it. */
    Optional<UnchangedRows> openedRows() {
        return Optional.ofNullable(unchanged);
    }

    /** Absent before anything asked for it. */
    Optional<KnownSets> openedSets() {
        return Optional.ofNullable(knownSets);
    }

    /** Whether Snowflake's result cache had the state as of this commit; notes that it has it from now on. */
    boolean wasCached(long commits) {
        return new AskedStates(spool().root(), destination).hadAnswer(commits, timing.now());
    }

    /** Rows were written by somebody else: what is known of them is no longer true. */
    void forgetContent() {
        unchanged().forget();
        knownSets().forget();
    }

    /** The spool directory was filled from the stage: checkpoints that wait are read from it again. */
    void refilled() {
        deferred = null;
    }

    /** Reads from the files again what rows and sets the tables hold. */
    void rest() {
        unchanged = null;
        knownSets = null;
    }

    void close() {
        if (spool != null) {
            spool.close();
            spool = null;
        }
    }
}
