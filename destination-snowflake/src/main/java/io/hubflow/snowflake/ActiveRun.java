package io.hubflow.snowflake;

import io.hubflow.error.ConnectorException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The run that has claimed the schema. A machine with an empty spool directory, such as a container, takes what earlier runs
 * knew from the stage at the start and leaves it there at the end. Guarded by the destination's lock.
 */
final class ActiveRun {
    private static final Logger log = LoggerFactory.getLogger(ActiveRun.class);

    private final SnowflakeSettings settings;
    private final Timing timing;
    private final SnowflakeSessions sessions;
    private final LocalKnowledge local;
    private @Nullable RunClaim claim;

    ActiveRun(SnowflakeSettings settings, Timing timing, SnowflakeSessions sessions, LocalKnowledge local) {
        this.settings = settings;
        this.timing = timing;
        this.sessions = sessions;
        this.local = local;
    }

    /** @throws ConnectorException as {@link RunClaim#take} */
    void begin(String runId) {
        var spool = local.spool();
        var taken =
                new RunClaim(settings.place(), settings.grants(), timing, runId, spool.token(), sessions::openAnother);
        sessions.call(session -> taken.take(session, spool::isAbandoned));
        taken.keep();
        claim = taken;
        if (spool.isFresh()) {
            sessions.call(new SpoolCopy(settings.place(), spool)::fetch);
            local.refilled();
        }
    }

    /** Keeps on the stage what a machine knows that will not keep its spool directory. */
    void storeCopy() {
        if (claim != null && local.spool().isFresh()) {
            try {
                sessions.call(new SpoolCopy(settings.place(), local.spool())::store);
            } catch (ConnectorException e) {
                log.info("What this run knows was not kept on the stage; the next one reads more. {}", e.getMessage());
            }
        }
    }

    /** Lets the next run begin; does nothing when none is active. */
    void giveUp() {
        var held = claim;
        if (held != null) {
            claim = null;
            held.close();
            try {
                sessions.call(held::release);
            } catch (ConnectorException e) {
                log.info("The run's claim was not given up and will expire. {}", e.getMessage());
            }
        }
    }
}
