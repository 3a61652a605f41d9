package io.hubflow.snowflake;

import io.hubflow.engine.destination.VerificationRecord;
import io.hubflow.engine.verify.VerificationRows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads {@code _HUBFLOW_VERIFICATIONS}. The statement is constant, so that the result cache answers it until something is added. */
final class VerificationQuery {
    static final String TABLE = VerificationRows.TABLE.toUpperCase(Locale.ROOT);

    private VerificationQuery() {}

    static List<VerificationRecord> read(Session session, Place place, int most) {
        var records = new ArrayList<VerificationRecord>();
        session.each(
                new Purpose("read the verifications", ""),
                "SELECT \"VERIFICATION_ID\", \"OBJECT_TYPE\", \"TABLE_NAME\", \"STATUS\","
                        + " DATE_PART(EPOCH_MILLISECOND, \"STARTED_AT\"), DATE_PART(EPOCH_MILLISECOND, \"FINISHED_AT\"),"
                        + " DATE_PART(EPOCH_MILLISECOND, \"HOLDS_FOR\"), \"TABLE_ROWS\", \"UNEXPLAINED\", \"REPAIRED\","
                        + " \"FRESH\", \"COMPARED\", \"CALLS\", CASE WHEN LENGTH(TO_JSON(\"EVIDENCE\")) > "
                        + VerificationRecord.MOST_EVIDENCE_CHARACTERS
                        + " THEN '{}' ELSE TO_JSON(\"EVIDENCE\") END FROM "
                        + place.object(TABLE)
                        + " ORDER BY \"STARTED_AT\" DESC, \"VERIFICATION_ID\" DESC, \"TABLE_NAME\" LIMIT " + most,
                row -> {
                    var holdsFor = row.getLong(7);
                    return records.add(new VerificationRecord(
                            row.getString(1),
                            row.getString(2),
                            row.getString(3),
                            row.getString(4),
                            Instant.ofEpochMilli(row.getLong(5)),
                            Instant.ofEpochMilli(row.getLong(6)),
                            holdsFor == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(holdsFor)),
                            row.getLong(8),
                            row.getLong(9),
                            row.getLong(10),
                            row.getLong(11),
                            row.getLong(12),
                            row.getLong(13),
                            row.getString(14)));
                });
        return records;
    }
}
