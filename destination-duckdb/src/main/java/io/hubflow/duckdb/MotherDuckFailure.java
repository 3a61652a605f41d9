package io.hubflow.duckdb;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.sql.SQLException;
import java.util.Locale;

/**
 * Puts what DuckDB and its {@code motherduck} extension say into hubflow's words. The messages about the extension are DuckDB
 * 1.5.6's (seen 2026-11-30); those of MotherDuck itself are unverified, because nobody has run hubflow against it yet.
 */
final class MotherDuckFailure {
    private MotherDuckFailure() {}

    static ConnectorException of(DuckDbLocation.MotherDuck location, SQLException failure) {
        var message = String.valueOf(failure.getMessage());
        var plain = message.toLowerCase(Locale.ROOT);
        var said = DuckDbFailure.firstLine(message);
        if (plain.contains("failed to download extension")) {
            return new ConnectorException(
                    ErrorCode.DESTINATION_UNREACHABLE,
                    "DuckDB could not download its motherduck extension, which it needs for " + location.description()
                            + ": " + said,
                    "Nothing was written.",
                    "Let this machine reach extensions.duckdb.org, or run INSTALL motherduck in a DuckDB of the same version"
                            + " and copy its folder ~/.duckdb/extensions here.",
                    failure);
        }
        if (plain.contains("find the home directory")) {
            return new ConnectorException(
                    ErrorCode.DESTINATION_REFUSED,
                    "DuckDB keeps its motherduck extension in the home directory of this user, which does not exist: "
                            + said,
                    "Nothing was written.",
                    "Set the environment variable HOME to a directory that this user may write.",
                    failure);
        }
        if (plain.contains("extension") && (plain.contains("not found") || plain.contains("could not be loaded"))) {
            return new ConnectorException(
                    ErrorCode.DESTINATION_REFUSED,
                    "DuckDB could not load its motherduck extension, which it needs for " + location.description()
                            + ": " + said,
                    "Nothing was written.",
                    "Run INSTALL motherduck in a DuckDB of the same version, as the same user.",
                    failure);
        }
        if (plain.contains("not authenticated") || plain.contains("motherduck token") || plain.contains("jwt")) {
            return new ConnectorException(
                    ErrorCode.DESTINATION_REFUSED,
                    "MotherDuck rejected the token for " + location.description() + ": " + said,
                    "Nothing was written.",
                    "Create an access token in MotherDuck under Settings > Access Tokens, and set motherduck_token to it.",
                    failure);
        }
        if (plain.contains("no database/share named")) {
            return new ConnectorException(
                    ErrorCode.DESTINATION_REFUSED,
                    "There is no " + location.description() + " that this token may write: " + said,
                    "Nothing was written.",
                    "Create it in MotherDuck (CREATE DATABASE " + Sql.name(location.database()) + "), or name another.",
                    failure);
        }
        if (plain.contains("conflict on ") || plain.contains("write-write conflict")) {
            return new ConnectorException(
                    ErrorCode.DESTINATION_STATE_MOVED,
                    "Another run wrote to " + location.description() + " at the same time: " + said,
                    "Nothing of this commit was written.",
                    "Let one run at a time write to a database, then run again: it goes on from the checkpoint that is there.",
                    failure);
        }
        return new ConnectorException(
                ErrorCode.DESTINATION_FAILED,
                "DuckDB could not work on " + location.description() + ": " + said,
                "Nothing of this commit was written; what was committed before is unharmed. hubflow has not been tested with"
                        + " MotherDuck.",
                "Run again; if it fails the same way, report it with this message.",
                failure);
    }
}
