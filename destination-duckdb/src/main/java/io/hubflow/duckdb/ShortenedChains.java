package io.hubflow.duckdb;

import io.hubflow.engine.destination.MergeChains;
import io.hubflow.engine.destination.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Lets the rows of a table point to their last survivors, see {@link MergeChains}. Runs inside the commit's transaction. */
final class ShortenedChains {
    /** Rows of one statement; some 50 kB of SQL. */
    private static final int MOST_ROWS = 1_000;

    private final Connection connection;
    private final String table;

    ShortenedChains(Connection connection, String tableName) {
        this.connection = connection;
        this.table = Sql.name(tableName);
    }

    void run() throws SQLException {
        var rows = MergeChains.shortened(links());
        for (var from = 0; from < rows.size(); from += MOST_ROWS) {
            write(rows.subList(from, Math.min(rows.size(), from + MOST_ROWS)));
        }
    }

    private List<MergeChains.Link> links() throws SQLException {
        var links = new ArrayList<MergeChains.Link>();
        try (var select = connection.createStatement();
                var rows = select.executeQuery("SELECT t._id, t._merged_into, u._merged_into, epoch_ms(t._deleted_at),"
                        + " epoch_ms(greatest(t._synced_at, u._synced_at)) FROM " + table + " t JOIN " + table
                        + " u ON u._id = t._merged_into WHERE t._merged_into IS NOT NULL"
                        + " AND u._merged_into IS NOT NULL")) {
            while (rows.next()) {
                var deletedAt = rows.getLong(4);
                if (rows.wasNull()) {
                    deletedAt = Row.NO_TIME;
                }
                links.add(new MergeChains.Link(
                        rows.getLong(1), deletedAt, rows.getLong(2), rows.getLong(3), rows.getLong(5)));
            }
        }
        return links;
    }

    private void write(List<Row> rows) throws SQLException {
        var values = rows.stream()
                .map(row -> "(%d::BIGINT, %d::BIGINT, make_timestamptz(%d), %d::BIGINT)"
                        .formatted(row.id(), row.mergedInto(), RowWriter.micros(row.readAtMillis()), row.contentHash()))
                .collect(Collectors.joining(", "));
        try (var update = connection.createStatement()) {
            update.execute("UPDATE " + table + " AS t SET _merged_into = c.survivor, _synced_at = c.marked_at,"
                    + " _content_hash = c.content_hash FROM (VALUES " + values
                    + ") AS c (id, survivor, marked_at, content_hash)"
                    + " WHERE t._id = c.id AND t._merged_into IS NOT NULL");
        }
    }
}
