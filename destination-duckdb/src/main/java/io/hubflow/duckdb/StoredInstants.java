package io.hubflow.duckdb;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads TIMESTAMP WITH TIME ZONE by its microseconds. The driver's {@code getObject} and {@code getTimestamp} go by the local
 * time of this machine's zone, which is ambiguous for an hour each autumn: 2023-10-29T00:30Z came back as 01:30Z in Berlin
 * (seen with the driver 1.5.6).
 */
final class StoredInstants {
    private StoredInstants() {}

    /** An instant, or DuckDB's text for its two infinities, which are no instants; null for NULL. */
    static @Nullable Object read(ResultSet result, int column) throws SQLException {
        var micros = result.getLong(column);
        if (result.wasNull()) {
            return null;
        }
        if (micros == Long.MAX_VALUE || micros == -Long.MAX_VALUE) {
            return micros > 0 ? "infinity" : "-infinity";
        }
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
