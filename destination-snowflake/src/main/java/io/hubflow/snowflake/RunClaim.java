package io.hubflow.snowflake;

import static io.hubflow.snowflake.Identifiers.literal;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a second run out of a schema from its first second on. The claim is a stage of its own, {@value #NAME}: creating it
 * fails where it exists, which decides between two runs that begin together; its comment names the holder, and the time of
 * its creation, which is Snowflake's and no machine's, its age. None of that takes a warehouse.
 *
 * <p>The holder makes the stage anew every {@link #RENEWAL}. A claim that is older than {@link #LIFETIME} belongs to a run
 * that was killed, and so does one of this machine whose spool folder nobody holds any more; the next run takes either over.
 */
final class RunClaim {
    static final String NAME = "_HUBFLOW_RUN";

    /** Three renewals may fail before somebody else may take the claim. */
    static final Duration LIFETIME = Duration.ofMinutes(10);

    static final Duration RENEWAL = Duration.ofMinutes(3);

    /** Tries to win a claim that others take over or give up meanwhile. */
    private static final int TRIES = 3;

    private static final Logger log = LoggerFactory.getLogger(RunClaim.class);

    private final Place place;
    private final Grants grants;
    private final Timing timing;
    private final String comment;
    private final Supplier<Session> renewals;
    private @Nullable Session renewing;
    private @Nullable Thread renewer;
    private @Nullable String replaced;
    private long renewedNanos;
    private boolean held;
    private boolean closed;

    /**
     * @param spool tells the claims of this machine, so that a later run can see whether their process is gone
     * @param renewals opens the session in which the claim is renewed while others work
     */
    RunClaim(Place place, Grants grants, Timing timing, String runId, String spool, Supplier<Session> renewals) {
        this.place = place;
        this.grants = grants;
        this.timing = timing;
        this.renewals = renewals;
        this.comment = Ddl.COMMENT + "claimed by run " + runId + " of " + spool;
    }

    /** A claim that somebody else holds. */
    private record Held(String comment, Instant renewedAt, Instant now) {
        boolean expired() {
            return !now.isBefore(renewedAt.plus(LIFETIME));
        }

        String runId() {
            var words = comment.substring(Math.min(comment.length(), Ddl.COMMENT.length()))
                    .split(" ");
            return words.length > 3 ? words[3] : "unknown";
        }

        String spool() {
            return comment.substring(comment.lastIndexOf(' ') + 1);
        }
    }

    /**
     * Returns whether the claim is this run's: not so where the role may not create stages, because the run goes on then.
     *
     * @param isGone whether the process of that spool is known to be gone
     * @throws ConnectorException {@code DESTINATION_LOCKED} when a run that may still live holds the claim
     */
    boolean take(Session session, Predicate<String> isGone) {
        for (int attempt = 1; ; attempt++) {
            try {
                session.run(purpose(), "CREATE STAGE " + place.object(NAME) + " COMMENT = " + literal(comment));
                return taken();
            } catch (StatementFailure e) {
                if (e.kind() == StatementFailure.Kind.PRIVILEGE) {
                    log.info("Role {} may not create stages, so a second run is noticed late", grants.role());
                    return false;
                }
                if (e.kind() != StatementFailure.Kind.OBJECT_EXISTS) {
                    throw e;
                }
            }
            var other = find(session, place, purpose());
            // Ours: the statement was repeated because its answer got lost.
            if (other.isPresent() && other.get().comment().equals(comment)) {
                return taken();
            }
            if (other.isPresent()
                            && !other.get().expired()
                            && !isGone.test(other.get().spool())
                    || attempt == TRIES) {
                throw locked(other);
            }
            other.ifPresent(dead -> replace(session, dead));
        }
    }

    /**
     * The run that has left its claim behind, if there is one: it is recorded as running until the next run begins. Absent also
     * where the role may not see the claim, which says nothing.
     *
     * @param isGone as {@link #take}
     */
    static Optional<String> killedRun(Session session, Place place, Grants grants, Predicate<String> isGone) {
        return find(session, place, new Purpose("look whether a run is under way", grants.createStage()))
                .filter(held -> held.expired() || isGone.test(held.spool()))
                .map(Held::runId);
    }

    private boolean taken() {
        renewedNanos = timing.nanoTime();
        held = true;
        return true;
    }

    /** Absent when it is gone again, or when another role made it and this one may not see it. */
    private static Optional<Held> find(Session session, Place place, Purpose purpose) {
        var found = session.show(
                purpose,
                "SHOW STAGES LIKE " + literal(NAME) + " IN SCHEMA " + place.qualifiedSchema(),
                row -> row.getString("name").equals(NAME)
                        ? Optional.of(new Held(row.getString("comment"), Session.createdOn(row), Instant.EPOCH))
                        : Optional.<Held>empty());
        var held = found.stream().flatMap(Optional::stream).findFirst();
        return held.map(h -> new Held(h.comment(), h.renewedAt(), serverNow(session, purpose)));
    }

    /** A constant query, which takes no warehouse. */
    private static Instant serverNow(Session session, Purpose purpose) {
        return Instant.ofEpochMilli(
                session.show(purpose, "SELECT DATE_PART(EPOCH_MILLISECOND, CURRENT_TIMESTAMP())", row -> row.getLong(1))
                        .getFirst());
    }

    /**
     * Moves a dead claim out of the way, to a name that is made of it. So if two runs have seen the same dead claim, the
     * second cannot move the first one's new claim: that name is taken.
     */
    private void replace(Session session, Held dead) {
        var away = NAME + "_"
                + UUID.nameUUIDFromBytes((dead.comment() + dead.renewedAt()).getBytes(StandardCharsets.UTF_8))
                        .toString()
                        .replace("-", "");
        try {
            session.run(
                    purpose(),
                    "ALTER STAGE " + place.object(NAME) + " RENAME TO " + place.object(Identifiers.upper(away)));
            replaced = Identifiers.upper(away);
            log.info("Taking over from run {}, which ended without giving up its claim", dead.runId());
        } catch (StatementFailure e) {
            if (e.kind() != StatementFailure.Kind.OBJECT_EXISTS && e.kind() != StatementFailure.Kind.MISSING_OBJECT) {
                throw e;
            }
        }
    }

    private ConnectorException locked(Optional<Held> held) {
        var schema = place.qualifiedSchema();
        var what = held.map(h -> "Run " + h.runId() + " is loading " + schema + "; it last renewed its claim "
                        + Duration.between(h.renewedAt(), h.now()).toSeconds() + " seconds ago.")
                .orElse("Another run is loading " + schema + ".");
        var until = held.map(h -> h.renewedAt().plus(LIFETIME).truncatedTo(ChronoUnit.SECONDS))
                .map(end -> "If it was killed, its claim ends at " + end + "; to end it now, run: ")
                .orElse("If none is running, run: ");
        return new ConnectorException(
                ErrorCode.DESTINATION_LOCKED,
                what,
                "Two runs in one schema would do the same work twice. Nothing was read or written.",
                "Run again when it has finished. " + until + "DROP STAGE " + place.object(NAME) + ";");
    }

    /** Renews the claim from now on, until it is closed. */
    void keep() {
        renewer = Thread.ofVirtual().name("run-claim").start(() -> {
            try {
                do {
                    timing.pause(RENEWAL);
                } while (renew());
            } catch (InterruptedException e) {
                log.debug("the claim is no longer renewed", e);
            }
        });
    }

    /** @return whether the claim is still this run's, as far as is known */
    synchronized boolean renew() {
        if (closed || isLost()) {
            return false;
        }
        try {
            var session = renewing == null ? renewals.get() : renewing;
            renewing = session;
            session.run(purpose(), "CREATE OR REPLACE STAGE " + place.object(NAME) + " COMMENT = " + literal(comment));
            renewedNanos = timing.nanoTime();
        } catch (StatementFailure e) {
            log.info("The run's claim could not be renewed; it is tried again. {}", e.getMessage());
            closeRenewing();
        }
        return true;
    }

    private boolean isLost() {
        return !held || timing.nanoTime() - renewedNanos >= LIFETIME.toNanos();
    }

    /** Stops renewing. {@link #release} follows where the session still works. */
    synchronized void close() {
        closed = true;
        if (renewer != null) {
            renewer.interrupt();
        }
        closeRenewing();
    }

    private void closeRenewing() {
        if (renewing != null) {
            renewing.close();
            renewing = null;
        }
    }

    /** Gives the claim up, unless somebody may have taken it over. */
    boolean release(Session session) {
        if (!isLost()) {
            session.run(purpose(), "DROP STAGE IF EXISTS " + place.object(NAME));
        }
        if (replaced != null) {
            session.run(purpose(), "DROP STAGE IF EXISTS " + place.object(replaced));
        }
        return true;
    }

    private Purpose purpose() {
        return new Purpose("claim " + place.qualifiedSchema() + " for this run", grants.createStage());
    }
}
