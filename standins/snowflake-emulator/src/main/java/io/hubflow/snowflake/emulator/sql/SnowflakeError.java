package io.hubflow.snowflake.emulator.sql;

/**
 * A statement or a login that the emulator answers with one of Snowflake's errors.
 *
 * <p>The code is Snowflake's number without leading zeros (2003 travels as {@code "002003"}); the SQLSTATE is what the driver hands to its
 * caller. Codes come from recorded driver traffic and public issue threads; each factory names the less certain ones.
 */
public final class SnowflakeError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The emulator's own code for SQL that it does not understand; no Snowflake error has this number. */
    public static final int UNSUPPORTED = 999_001;

    private final int code;
    private final String sqlState;

    public SnowflakeError(int code, String sqlState, String message) {
        super(message);
        this.code = code;
        this.sqlState = sqlState;
    }

    /** The number on the wire, six digits at least. */
    public String wireCode() {
        return String.format("%06d", code);
    }

    public int code() {
        return code;
    }

    public String sqlState() {
        return sqlState;
    }

    /** SQL that Snowflake may well accept, but that the emulator would have to guess at. */
    public static SnowflakeError unsupported(String what) {
        return new SnowflakeError(UNSUPPORTED, "0A000", "unsupported by the emulator: " + what);
    }

    public static SnowflakeError syntax(int line, int position, String unexpected) {
        return new SnowflakeError(
                1003,
                "42000",
                "SQL compilation error:\nsyntax error line " + line + " at position " + position + " unexpected '"
                        + unexpected + "'.");
    }

    public static SnowflakeError invalidIdentifier(String name) {
        return new SnowflakeError(
                904, "42000", "SQL compilation error: error line 1 at position 0\ninvalid identifier '" + name + "'");
    }

    /** Absent, or present but invisible to the role: Snowflake does not tell the two apart. */
    public static SnowflakeError notFound(String type, String name) {
        return new SnowflakeError(
                2003, "42S02", "SQL compilation error:\n" + type + " '" + name + "' does not exist or not authorized.");
    }

    /** The same for DESCRIBE, SHOW and DROP, which use another SQLSTATE. */
    public static SnowflakeError notFoundByName(String type, String name) {
        return new SnowflakeError(
                2003, "02000", "SQL compilation error:\n" + type + " '" + name + "' does not exist or not authorized.");
    }

    public static SnowflakeError cannotBePerformed() {
        return new SnowflakeError(
                2043, "02000", "SQL compilation error:\nObject does not exist, or operation cannot be performed.");
    }

    public static SnowflakeError insufficientPrivileges(String type, String name) {
        return new SnowflakeError(
                3001,
                "42501",
                "SQL access control error:\nInsufficient privileges to operate on " + type + " '" + name + "'.");
    }

    public static SnowflakeError alreadyExists(String name) {
        return new SnowflakeError(2002, "42710", "SQL compilation error:\nObject '" + name + "' already exists.");
    }

    public static SnowflakeError noWarehouse() {
        return new SnowflakeError(
                606,
                "57P03",
                "No active warehouse selected in the current session.  Select an active warehouse with the 'use warehouse' command.");
    }

    /** Seen in xlang-ai/Spider2 issues 207 and 209. */
    public static SnowflakeError accountSuspended() {
        return new SnowflakeError(
                666, "57014", "SQL compilation error: Your account is suspended due to lack of payment method.");
    }

    /** Text: appsmithorg/appsmith issue 39303; the number is unverified. */
    public static SnowflakeError quotaExceeded(String warehouse, String monitor) {
        return new SnowflakeError(
                90_073,
                "22000",
                "Warehouse '" + warehouse + "' cannot be resumed because resource monitor '" + monitor
                        + "' has exceeded its quota.");
    }

    public static SnowflakeError canceled() {
        return new SnowflakeError(604, "57014", "SQL execution canceled");
    }
}
