package io.hubflow.snowflake;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Words Snowflake's refusals for users: what happened, what it means, and the statement that mends it. */
final class Failures {
    /** What an upload to a stage is called; its failures are the network's more often than a right's. */
    static final String UPLOAD = "upload a file to a stage";

    private static final String KEPT = "What was committed before stays; the next run goes on from there.";

    private final Grants grants;
    private final String username;
    private final String accountHost;

    Failures(Grants grants, String username, String accountHost) {
        this.grants = grants;
        this.username = username;
        this.accountHost = accountHost;
    }

    static ConnectorException corrupt(String what, @Nullable Throwable cause) {
        return new ConnectorException(
                ErrorCode.DESTINATION_CORRUPT,
                "In Snowflake, " + what + ".",
                "hubflow cannot tell how far it has loaded.",
                "Restore the table with Time Travel (CREATE TABLE … CLONE … AT), or choose another Destination Schema.",
                cause);
    }

    ConnectorException explain(StatementFailure e) {
        var said = said(e);
        var refused = "Snowflake refused to " + e.purpose().doing() + " (" + said + ").";
        if (isBlockedUpload(e)) {
            return failure(
                    ErrorCode.DESTINATION_UNREACHABLE,
                    "The files could not be uploaded to the stage (" + said + ").",
                    "Stages lie in the cloud provider's object storage, at other addresses than Snowflake: let this machine reach"
                            + " the hosts of type STAGE that SELECT SYSTEM$ALLOWLIST(); names, at port 443. Then run again.",
                    e);
        }
        return switch (e.kind()) {
            case SESSION_LOST ->
                failure(
                        ErrorCode.DESTINATION_UNREACHABLE,
                        "Snowflake at " + accountHost + " did not answer while trying to "
                                + e.purpose().doing() + " (" + said + ").",
                        "Check the Snowflake Account Identifier and the network, then run again.",
                        e);
            case LOGIN_REFUSED -> failure(ErrorCode.DESTINATION_REFUSED, refused, loginMend(e), e);
            case PRIVILEGE -> failure(ErrorCode.DESTINATION_REFUSED, refused, mend(privilege(e)), e);
            case MISSING_OBJECT -> failure(ErrorCode.DESTINATION_REFUSED, refused, mend(missing(e)), e);
            case NO_WAREHOUSE ->
                failure(
                        ErrorCode.DESTINATION_REFUSED,
                        refused,
                        mend(grants.createWarehouse() + "; " + grants.useWarehouse()),
                        e);
            case LOCKED ->
                failure(
                        ErrorCode.DESTINATION_LOCKED,
                        "Another transaction holds the lock that hubflow needs to "
                                + e.purpose().doing() + ".",
                        "Let the other hubflow finish. If none is running: SHOW LOCKS; then"
                                + " SELECT SYSTEM$ABORT_TRANSACTION(<transaction>);",
                        e);
            case INVALID_IDENTIFIER ->
                failure(
                        ErrorCode.DESTINATION_REFUSED,
                        refused,
                        "A column that hubflow made is gone or renamed. Give it back its name, or drop the table and rewind its"
                                + " object type.",
                        e);
            case OBJECT_EXISTS, CANCELLED, OTHER ->
                failure(
                        ErrorCode.DESTINATION_FAILED,
                        refused,
                        "Read the query in Snowflake's history, then run again.",
                        e);
        };
    }

    /** The login and the statement came through, so what failed is the way to the storage, unless a right or the stage is missing. */
    private static boolean isBlockedUpload(StatementFailure e) {
        return e.purpose().doing().startsWith("upload ")
                && (e.kind() == StatementFailure.Kind.OTHER || e.kind() == StatementFailure.Kind.SESSION_LOST);
    }

    private static ConnectorException failure(ErrorCode code, String what, String action, StatementFailure e) {
        return new ConnectorException(code, what, KEPT, action, scrubbed(e));
    }

    /** The cause's own message may quote a value of a record. */
    private static Throwable scrubbed(StatementFailure e) {
        var cause = new IllegalStateException(said(e));
        cause.setStackTrace(e.getStackTrace());
        return cause;
    }

    /** Snowflake's own words on one line, without the record's value that conversion errors (100xxx) quote. */
    private static String said(StatementFailure e) {
        var message = String.valueOf(e.getMessage()).replaceAll("\\s+", " ").strip();
        if (e.vendorCode() >= 100_000 && e.vendorCode() < 200_000) {
            message = message.replaceAll("'[^']*'|\"[^\"]*\"", "…");
        }
        var shown = message.length() > 500 ? message.substring(0, 500) + "…" : message;
        return "error " + e.vendorCode() + ": " + shown;
    }

    private static String mend(String statements) {
        return statements.isEmpty()
                ? "See `hubflow snowflake grants` for what the role needs."
                : "Have an administrator run: " + statements + ";";
    }

    private String loginMend(StatementFailure e) {
        return switch (e.vendorCode()) {
            case 390144 ->
                "The key does not belong to the user. Run: ALTER USER " + Identifiers.quote(username)
                        + " SET RSA_PUBLIC_KEY = '<public key>'; or set the matching Snowflake Private Key.";
            case 390189, 390186 ->
                "Have an administrator run: CREATE ROLE IF NOT EXISTS " + Identifiers.quote(grants.role())
                        + "; GRANT ROLE " + Identifiers.quote(grants.role()) + " TO USER " + Identifiers.quote(username)
                        + ";";
            case 394400 ->
                "If the token is right: a user of type SERVICE needs a network policy before it can use one. Have an administrator"
                        + " run: " + String.join("; ", grants.useToken(username)) + ";";
            case 390303, 390318 -> "The OAuth token is invalid or has expired; get a new one.";
            case 390100, 390422 ->
                "Check Snowflake Username and its key or token: DESCRIBE USER " + Identifiers.quote(username) + ";";
            default ->
                "Check Snowflake Username, Role and key: SHOW GRANTS TO USER " + Identifiers.quote(username) + ";";
        };
    }

    /** What CREATE found belongs to another role, so the right to create one would not help. */
    private String privilege(StatementFailure e) {
        return e.isOfAnotherRole()
                ? "GRANT OWNERSHIP ON <the object> TO ROLE " + Identifiers.quote(grants.role()) + " COPY CURRENT GRANTS"
                : e.purpose().mend();
    }

    /** Snowflake does not tell a missing object from one that the role may not see. */
    private String missing(StatementFailure e) {
        var message = String.valueOf(e.getMessage());
        if (message.contains("Database '")) {
            return grants.createDatabase() + "; " + grants.useDatabase();
        }
        if (message.contains("Schema '") || message.contains("current schema")) {
            return grants.createSchema() + "; " + grants.useSchema();
        }
        if (message.contains("Warehouse '")) {
            return grants.createWarehouse() + "; " + grants.useWarehouse();
        }
        return e.purpose().mend().isEmpty()
                ? grants.useDatabase() + "; " + grants.useSchema()
                : e.purpose().mend();
    }
}
