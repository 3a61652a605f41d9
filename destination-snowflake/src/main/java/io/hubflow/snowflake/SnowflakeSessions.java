package io.hubflow.snowflake;

import io.hubflow.error.ConnectorException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The one session of a destination, opened at first use and again when it is lost. Guarded by the destination's lock. */
final class SnowflakeSessions implements AutoCloseable {
    /**
     * Pauses before each new try. The driver itself has by then repeated an unanswered request for minutes, so these are for
     * a session that ended, a restart or a change of network.
     */
    static final List<Duration> PAUSES = List.of(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(25));

    private static final String QUERY_TAG = "{\"application\":\"hubflow\"}";

    private final ConnectionSource source;
    private final CostMeter meter;
    private final Timing timing;
    private final Failures failures;
    private Predicate<Session> columnMaker = session -> false;
    private @Nullable Session session;

    SnowflakeSessions(ConnectionSource source, CostMeter meter, Timing timing, Failures failures) {
        this.source = source;
        this.meter = meter;
        this.timing = timing;
        this.failures = failures;
    }

    /** @param maker makes columns of hubflow's own that somebody dropped, and says whether any was missing */
    void makeMissingColumns(Predicate<Session> maker) {
        columnMaker = maker;
    }

    /** @throws StatementFailure when the login is refused or nobody answers */
    Session current() {
        if (session == null) {
            session = Session.open(source, QUERY_TAG, meter);
        }
        return session;
    }

    /** A session beside the current one, for the caller to close. */
    Session openAnother() {
        return Session.open(source, QUERY_TAG, meter);
    }

    /** Ends the session, and with it whatever transaction is open in it. */
    void drop() {
        if (session != null) {
            session.close();
            session = null;
        }
    }

    ConnectorException explain(StatementFailure e) {
        return failures.explain(e);
    }

    /**
     * Runs something that may be run again, once more for each pause if the session gets lost, and once more after a column of
     * hubflow's own was missing.
     */
    <T> T call(Function<Session, T> work) {
        boolean mended = false;
        for (int attempt = 0; ; attempt++) {
            try {
                return work.apply(current());
            } catch (StatementFailure e) {
                drop();
                if (e.kind() == StatementFailure.Kind.INVALID_IDENTIFIER && !mended && makeMissingColumns(e)) {
                    mended = true;
                    attempt--;
                    continue;
                }
                if (e.kind() != StatementFailure.Kind.SESSION_LOST || attempt == PAUSES.size() || isLogin(e)) {
                    throw explain(e);
                }
                pause(attempt);
            }
        }
    }

    private boolean makeMissingColumns(StatementFailure failure) {
        try {
            return columnMaker.test(current());
        } catch (StatementFailure e) {
            drop();
            failure.addSuppressed(e);
            return false;
        }
    }

    /** The driver has repeated an unanswered login by itself; a wrong address does not become right. */
    private static boolean isLogin(StatementFailure e) {
        return e.purpose().doing().equals("log in");
    }

    void pause(int attempt) {
        try {
            timing.pause(PAUSES.get(attempt));
        } catch (InterruptedException e) {
            throw ConnectorException.interrupted("Interrupted while waiting for Snowflake.", e);
        }
    }

    @Override
    public void close() {
        drop();
    }
}
