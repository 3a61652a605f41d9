package io.hubflow.snowflake.emulator.fault;

import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Something that is to go wrong, and when.
 *
 * @param statement a statement kind ({@code MERGE}, {@code COMMIT}, …), {@code LOGIN}, {@code RENEW}, or {@code ANY} (every statement)
 * @param sql only statements in whose text this expression is found; null for all
 * @param skip so many matching requests pass unharmed first
 * @param times so many requests are hit
 * @param delay for {@link Kind#SLOW}
 * @param retriesToo for {@link Kind#CUT_AFTER}: the driver's retries of that request never get a reply either
 */
public record Fault(
        Kind kind, String statement, @Nullable Pattern sql, int skip, int times, Duration delay, boolean retriesToo) {

    /** What goes wrong. */
    public enum Kind {
        /** HTTP 503; the driver retries by itself. */
        UNAVAILABLE,
        /** The connection is closed before anything runs. */
        CUT_BEFORE,
        /** The statement runs, then the connection is closed without a reply. */
        CUT_AFTER,
        /** 390112: the driver renews its token and tries again. */
        TOKEN_EXPIRED,
        /** 390111: the session is gone, its transaction rolled back. */
        SESSION_GONE,
        /** 606, as if the warehouse were suspended and could not resume. */
        WAREHOUSE_SUSPENDED,
        /** 625, as if another transaction held the table. */
        LOCK_TIMEOUT,
        /** The statement takes longer; it can be canceled meanwhile. */
        SLOW,
        /** 390100 for a login. */
        LOGIN_REFUSED
    }

    /** Hits the first statement of that kind. */
    public static Fault once(Kind kind, String statement) {
        return new Fault(kind, statement, null, 0, 1, Duration.ZERO, false);
    }

    public static Fault slow(String statement, Duration delay) {
        return new Fault(Kind.SLOW, statement, null, 0, 1, delay, false);
    }

    public Fault after(int matching) {
        return new Fault(kind, statement, sql, matching, times, delay, retriesToo);
    }

    public Fault times(int count) {
        return new Fault(kind, statement, sql, skip, count, delay, retriesToo);
    }

    public Fault where(String regex) {
        return new Fault(
                kind,
                statement,
                Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.DOTALL),
                skip,
                times,
                delay,
                retriesToo);
    }

    /** The reply is lost for good: the driver's own retries of the request are cut as well. */
    public Fault andRetries() {
        return new Fault(kind, statement, sql, skip, times, delay, true);
    }

    boolean matches(String kindName, String text) {
        boolean kindMatches = statement.equalsIgnoreCase(kindName)
                || (statement.equalsIgnoreCase("ANY") && !kindName.equals("LOGIN") && !kindName.equals("RENEW"));
        return kindMatches && (sql == null || sql.matcher(text).find());
    }
}
