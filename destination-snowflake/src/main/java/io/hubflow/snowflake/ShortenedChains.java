package io.hubflow.snowflake;

import static io.hubflow.snowflake.Identifiers.literal;

import io.hubflow.engine.destination.MergeChains;
import io.hubflow.engine.destination.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Lets the rows of a table point to their last survivors, see {@link MergeChains}. Runs inside the commit's transaction. */
final class ShortenedChains {
    /** Rows of one statement; some 70 kB of SQL, which may have 1 MB. */
    private static final int MOST_ROWS = 1_000;

    private final Session session;
    private final String table;
    private final Purpose purpose;

    ShortenedChains(Session session, String table, Purpose purpose) {
        this.session = session;
        this.table = table;
        this.purpose = purpose;
    }

    /** @return whether any row changed */
    boolean run() {
        var rows = MergeChains.shortened(links());
        for (int from = 0; from < rows.size(); from += MOST_ROWS) {
            session.change(purpose, update(rows.subList(from, Math.min(rows.size(), from + MOST_ROWS))));
        }
        return !rows.isEmpty();
    }

    private List<MergeChains.Link> links() {
        var links = new ArrayList<MergeChains.Link>();
        session.each(
                purpose,
                "SELECT t.\"_ID\", t.\"_MERGED_INTO\", u.\"_MERGED_INTO\", DATE_PART(EPOCH_MILLISECOND, t.\"_DELETED_AT\"),"
                        + " DATE_PART(EPOCH_MILLISECOND, GREATEST(t.\"_SYNCED_AT\", u.\"_SYNCED_AT\")) FROM " + table
                        + " t JOIN " + table + " u ON u.\"_ID\" = t.\"_MERGED_INTO\""
                        + " WHERE t.\"_MERGED_INTO\" IS NOT NULL AND u.\"_MERGED_INTO\" IS NOT NULL",
                row -> {
                    long deletedAt = row.getLong(4);
                    if (row.wasNull()) {
                        deletedAt = Row.NO_TIME;
                    }
                    return links.add(new MergeChains.Link(
                            row.getLong(1), deletedAt, row.getLong(2), row.getLong(3), row.getLong(5)));
                });
        return links;
    }

    private String update(List<Row> rows) {
        var values = rows.stream()
                .map(row -> "(" + row.id() + ", " + row.mergedInto() + ", "
                        + literal(Instant.ofEpochMilli(row.readAtMillis()).toString()) + ", " + row.contentHash() + ")")
                .collect(Collectors.joining(", "));
        return "MERGE INTO " + table + " t USING (SELECT $1 AS C_ID, $2 AS C_M, $3::TIMESTAMP_TZ AS C_R, $4 AS C_H"
                + " FROM VALUES " + values + ") s ON t.\"_ID\" = s.C_ID WHEN MATCHED AND t.\"_MERGED_INTO\" IS NOT NULL"
                + " THEN UPDATE SET \"_MERGED_INTO\" = s.C_M, \"_SYNCED_AT\" = s.C_R, \"_CONTENT_HASH\" = s.C_H";
    }
}
