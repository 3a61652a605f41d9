package io.hubflow.duckdb;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.regex.Pattern;

/**
 * Which MotherDuck database, and what DuckDB, which runs in this process, may use. Untested: nobody has run hubflow against
 * MotherDuck yet.
 *
 * @param token an access token; never part of an address, a message or {@link #toString()}
 * @param spoolDirectory for rows that wait for their commit and for DuckDB's temporary files; made when it is needed
 * @param memoryLimitBytes as {@link DuckDbSettings}
 * @param threads as {@link DuckDbSettings}
 * @param clock dates the checkpoints
 */
public record MotherDuckSettings(
        String database, String token, Path spoolDirectory, long memoryLimitBytes, int threads, InstantSource clock) {
    /** Narrower than MotherDuck's rule: it needs no quoting in SQL or in an address. */
    private static final Pattern DATABASE = Pattern.compile("[A-Za-z0-9_-]{1,200}");

    /** @throws IllegalArgumentException when the database's name is not {@linkplain #isDatabase valid} or there is no token */
    public MotherDuckSettings {
        if (!isDatabase(database)) {
            throw new IllegalArgumentException("not the name of a MotherDuck database: " + database);
        }
        if (token.isBlank()) {
            throw new IllegalArgumentException("no MotherDuck token");
        }
        spoolDirectory = spoolDirectory.toAbsolutePath().normalize();
    }

    /** Whether a name has letters, digits, {@code _} and {@code -} alone. */
    public static boolean isDatabase(String name) {
        return DATABASE.matcher(name).matches();
    }

    DuckDbLocation.MotherDuck location() {
        return new DuckDbLocation.MotherDuck(database, spoolDirectory.resolve("motherduck-" + database));
    }

    @Override
    public String toString() {
        return "MotherDuckSettings[database=" + database + ", spoolDirectory=" + spoolDirectory + "]";
    }
}
