package io.hubflow.duckdb;

import io.hubflow.engine.destination.VerificationRecord;
import io.hubflow.engine.verify.VerificationRows;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code _hubflow_verifications}. */
final class VerificationQuery {
    private static final String ROWS = "SELECT verification_id, object_type, table_name, status, epoch_us(started_at),"
            + " epoch_us(finished_at), epoch_us(holds_for), table_rows, unexplained, repaired, fresh, compared, calls,"
            + " CASE WHEN length(evidence::VARCHAR) > " + VerificationRecord.MOST_EVIDENCE_CHARACTERS
            + " THEN '{}' ELSE evidence::VARCHAR END"
            + " FROM " + VerificationRows.TABLE + " ORDER BY started_at DESC, verification_id DESC, table_name LIMIT ?";

    private VerificationQuery() {}

    static List<VerificationRecord> read(Connection connection, int most) throws SQLException {
        var records = new ArrayList<VerificationRecord>();
        if (!exists(connection)) {
            return records;
        }
        try (var statement = connection.prepareStatement(ROWS)) {
            statement.setInt(1, most);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    var holdsFor = rows.getLong(7);
                    records.add(new VerificationRecord(
                            rows.getString(1),
                            rows.getString(2),
                            rows.getString(3),
                            rows.getString(4),
                            instant(rows.getLong(5)),
                            instant(rows.getLong(6)),
                            holdsFor == 0 ? Optional.empty() : Optional.of(instant(holdsFor)),
                            rows.getLong(8),
                            rows.getLong(9),
                            rows.getLong(10),
                            rows.getLong(11),
                            rows.getLong(12),
                            rows.getLong(13),
                            rows.getString(14)));
                }
            }
        }
        return records;
    }

    private static boolean exists(Connection connection) throws SQLException {
        try (var statement =
                connection.prepareStatement("SELECT count(*) FROM duckdb_tables() WHERE lower(table_name) = ?")) {
            statement.setString(1, VerificationRows.TABLE);
            try (var found = statement.executeQuery()) {
                return found.next() && found.getLong(1) > 0;
            }
        }
    }

    private static Instant instant(long micros) {
        return Instant.ofEpochSecond(0, micros * 1_000);
    }
}
