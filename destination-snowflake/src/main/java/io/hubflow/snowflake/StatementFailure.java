package io.hubflow.snowflake;

import java.io.IOException;
import java.sql.SQLException;

/**
 * A statement that Snowflake refused or that got no answer. Stays in this module: {@link Failures} words it for users.
 *
 * <p>Numbers: snowflake-jdbc 4.4.1's error codes and the reference notes on Snowflake's protocol, read 2026-11-23.
 */
final class StatementFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What can be done about it. */
    enum Kind {
        /** No answer, or the session is gone: a new session may go on. */
        SESSION_LOST,
        LOGIN_REFUSED,
        PRIVILEGE,
        MISSING_OBJECT,
        OBJECT_EXISTS,
        INVALID_IDENTIFIER,
        LOCKED,
        NO_WAREHOUSE,
        CANCELLED,
        OTHER
    }

    /** CREATE … IF NOT EXISTS of what is there, but belongs to another role (public issue threads; unverified). */
    private static final int ANOTHER_ROLE = 3041;

    /** The text for a schema: slingdata-io/sling-cli issue 458; that tables get the same is unverified. */
    private static final String NO_PRIVILEGES = "current role has no privileges on it";

    private final Kind kind;
    private final transient Purpose purpose;
    private final int vendorCode;
    private final String sqlState;

    StatementFailure(Purpose purpose, SQLException cause) {
        super(cause.getMessage(), cause);
        this.kind = kindOf(cause);
        this.purpose = purpose;
        this.vendorCode = cause.getErrorCode();
        this.sqlState = cause.getSQLState() == null ? "" : cause.getSQLState();
    }

    Kind kind() {
        return kind;
    }

    Purpose purpose() {
        return purpose;
    }

    int vendorCode() {
        return vendorCode;
    }

    /** Empty when the driver gave none. */
    String sqlState() {
        return sqlState;
    }

    /** Whether CREATE found an object that the role has no right on. */
    boolean isOfAnotherRole() {
        return vendorCode == ANOTHER_ROLE || String.valueOf(getMessage()).contains(NO_PRIVILEGES);
    }

    private static Kind kindOf(SQLException e) {
        return switch (e.getErrorCode()) {
            case 390100, 390144, 390186, 390189, 390191, 390201, 390303, 390318, 390422, 394400 -> Kind.LOGIN_REFUSED;
            case 390104, 390111, 390112, 390114, 390115, 390195 -> Kind.SESSION_LOST;
            case 3001, ANOTHER_ROLE, 3540 -> Kind.PRIVILEGE;
            case 2003, 2043, 2049 -> Kind.MISSING_OBJECT;
            case 2002, 1430 -> Kind.OBJECT_EXISTS;
            case 904 -> Kind.INVALID_IDENTIFIER;
            case 625 -> Kind.LOCKED;
            case 606, 90073, 2057 -> Kind.NO_WAREHOUSE;
            case 604, 630 -> Kind.CANCELLED;
            default -> {
                if (String.valueOf(e.getMessage()).contains(NO_PRIVILEGES)) {
                    yield Kind.PRIVILEGE;
                }
                yield lostConnection(e) ? Kind.SESSION_LOST : Kind.OTHER;
            }
        };
    }

    private static boolean lostConnection(SQLException e) {
        var state = e.getSQLState() == null ? "" : e.getSQLState();
        if (state.startsWith("08") || state.equals("58030")) {
            return true;
        }
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return true;
            }
        }
        return false;
    }
}
