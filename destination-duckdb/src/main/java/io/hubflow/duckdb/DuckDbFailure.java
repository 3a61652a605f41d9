package io.hubflow.duckdb;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Puts DuckDB's messages, which carry no codes, into hubflow's words. Read from DuckDB 1.5.6, 2026-11-23. */
final class DuckDbFailure {
    private static final Pattern HOLDER = Pattern.compile("held in (.+?) \\(PID (\\d+)\\)");
    private static final Pattern VERSIONS = Pattern.compile("(?i)version number (\\d+)");

    private static final Pattern DRIVER_REMARK = Pattern.compile(
            "^(?:Invalid Input Error: )?Attempting to execute an unsuccessful or closed pending query result\\s*Error: ");
    private static final Pattern ERROR_KIND = Pattern.compile("^(?:[A-Z][A-Za-z]*(?: [A-Z]?[A-Za-z]+){0,2}) Error: ");
    private static final Pattern STATEMENT_LINE = Pattern.compile("\\s*\\nLINE (\\d+): ");

    private DuckDbFailure() {}

    /** True when DuckDB refuses all further work on this connection until the file is opened again. */
    static boolean needsReopening(SQLException failure) {
        var message = message(failure);
        return message.contains("has been invalidated")
                || message.contains("FATAL Error")
                || message.contains("INTERNAL Error");
    }

    static ConnectorException of(Path file, SQLException failure) {
        var message = message(failure);
        if (message.contains("Could not set lock") || message.contains("Conflicting lock")) {
            return locked(file, holder(message), failure);
        }
        if (message.contains("No space left")
                || message.contains("Disk quota exceeded")
                || message.contains("File too large")
                || message.contains("max_temp_directory_size")) {
            return new ConnectorException(
                    ErrorCode.DESTINATION_FULL,
                    "The disk under DuckDB file " + file + " is full.",
                    "Nothing of this commit was written; what was committed before is unharmed.",
                    "Make room, then run the same command again: it goes on from the last checkpoint.",
                    failure);
        }
        if (message.contains("Read-only file system")
                || message.contains("Permission denied")
                || message.contains("read-only mode")) {
            return readOnly(file, failure);
        }
        if (message.contains("not a valid DuckDB database")) {
            return notDuckDb(file, failure);
        }
        if (VERSIONS.matcher(message).find() || message.contains("newer version of DuckDB")) {
            return new ConnectorException(
                    ErrorCode.DESTINATION_REFUSED,
                    "DuckDB file " + file + " has a storage version that this hubflow cannot read: "
                            + firstLine(message),
                    "Nothing was changed in it.",
                    "Use a newer hubflow, or another file.",
                    failure);
        }
        if (message.contains("Corrupt database file")
                || message.contains("Could not read enough bytes")
                || message.contains("does not match stored checksum")
                || message.contains("Serialization Error")) {
            return corrupt(file, firstLine(message), failure);
        }
        if (isOutOfMemory(failure)) {
            return new ConnectorException(
                    ErrorCode.DESTINATION_FAILED,
                    "DuckDB ran out of the memory it was allowed for " + file + ": " + firstLine(message),
                    "Nothing of this commit was written.",
                    "Free memory on this machine (DuckDB was allowed up to half of it), then run again.",
                    failure);
        }
        return new ConnectorException(
                ErrorCode.DESTINATION_FAILED,
                "DuckDB could not work on " + file + ": " + firstLine(message),
                "Nothing of this commit was written; what was committed before is unharmed.",
                "Run again; if it fails the same way, report it with this message.",
                failure);
    }

    /** Whether DuckDB's memory limit was too low for what it had to hold at once. */
    static boolean isOutOfMemory(SQLException failure) {
        var message = String.valueOf(failure.getMessage());
        return message.contains("Out of Memory")
                || message.contains("could not allocate block")
                || message.contains("failed to pin block");
    }

    static ConnectorException locked(Path file, String holder, @Nullable Throwable cause) {
        return new ConnectorException(
                ErrorCode.DESTINATION_LOCKED,
                "DuckDB file " + file + " is in use by " + holder + ".",
                "Only one process can write a DuckDB file; nothing was changed.",
                "Wait for it or close it, then run again.",
                cause);
    }

    static ConnectorException readOnly(Path file, @Nullable Throwable cause) {
        return new ConnectorException(
                ErrorCode.DESTINATION_READ_ONLY,
                "DuckDB file " + file + " or its folder cannot be written.",
                "Nothing was changed.",
                "Give this user the right to write both the file and the folder, or choose another file.",
                cause);
    }

    static ConnectorException notDuckDb(Path file, Throwable cause) {
        return new ConnectorException(
                ErrorCode.DESTINATION_REFUSED,
                file + " is not a DuckDB file.",
                "It was left as it is.",
                "Name another file; hubflow makes it when it does not exist.",
                cause);
    }

    private static ConnectorException corrupt(Path file, String detail, Throwable cause) {
        return new ConnectorException(
                ErrorCode.DESTINATION_CORRUPT,
                "DuckDB file " + file + " is damaged: " + detail,
                "Its tables cannot be trusted; nothing was written.",
                "Put a backup in its place, or move it away and load again.",
                cause);
    }

    private static String holder(String message) {
        var holder = HOLDER.matcher(message);
        return holder.find() ? "process %s (%s)".formatted(holder.group(2), holder.group(1)) : "another process";
    }

    private static String message(SQLException failure) {
        var message = failure.getMessage();
        return message == null ? failure.toString() : message;
    }

    /**
     * What DuckDB says about a statement, without the driver's remarks before it, the kind of error, and the lines that
     * repeat the statement.
     */
    static String sentence(String message) {
        var plain = DRIVER_REMARK.matcher(message).replaceFirst("");
        var line = STATEMENT_LINE.matcher(plain);
        var place = line.find() && !line.group(1).equals("1") ? " (line " + line.group(1) + ")" : "";
        var text = line.reset().find() ? plain.substring(0, line.start()) : plain;
        var what = ERROR_KIND
                        .matcher(text.strip())
                        .replaceFirst("")
                        .replaceAll("\\s+", " ")
                        .strip()
                + place;
        return what.matches(".*[.!?]") ? what : what + ".";
    }

    /** The first line as a sentence, without the driver's remarks; what follows in DuckDB's messages is advice and stack traces. */
    static String firstLine(String message) {
        var plain = DRIVER_REMARK.matcher(message).replaceFirst("");
        var line = plain.lines().findFirst().orElse(plain);
        var sentence = line.length() <= 400 ? line : line.substring(0, 400) + "…";
        return sentence.matches(".*[.!?…]") ? sentence : sentence + ".";
    }
}
