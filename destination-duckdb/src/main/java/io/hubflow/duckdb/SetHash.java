package io.hubflow.duckdb;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.FactTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.stream.Collectors;

/**
 * The hash of an owner's rows in a table of facts, kept in {@code _hubflow_sets} beside the time of reading: rows that another
 * program has changed, doubled, removed or invented no longer have it. Made of MD5, which every version of DuckDB computes
 * alike, and summed, so that the order of rows does not matter and a doubled row does.
 */
final class SetHash {
    static final String COLUMN = "set_hash";

    private SetHash() {}

    /** Aggregates the rows of one owner into a BIGINT. */
    static String of(FactTable table) {
        var values = table.columns().stream().map(SetHash::text).collect(Collectors.joining(", "));
        return "(sum(md5_number_lower(concat_ws(chr(31), " + values + "))::HUGEINT) % 9223372036854775783)::BIGINT";
    }

    private static String text(Column column) {
        var name = Sql.name(column.name());
        var value = switch (column.type()) {
            case TIMESTAMP -> "epoch_us(" + name + ")";
            case VARCHAR, DECIMAL, BIGINT, BOOLEAN, DATE, JSON -> name;
        };
        return "coalesce(CAST(" + value + " AS VARCHAR), chr(30))";
    }

    /** Writes the hashes of these owners anew. Runs inside the commit's transaction, after their rows were written. */
    static void record(Connection connection, FactTable table, String ownersQuery) throws SQLException {
        try (var update = connection.createStatement()) {
            update.execute("""
                    UPDATE %1$s AS b SET %2$s = h.hash FROM (
                        SELECT o.owner_id, coalesce(r.hash, 0) AS hash FROM (SELECT DISTINCT owner_id FROM (%3$s)) o
                        LEFT JOIN (SELECT %4$s AS owner_id, %5$s AS hash FROM %6$s
                                   WHERE %4$s IN (SELECT owner_id FROM (%3$s)) GROUP BY ALL) r USING (owner_id)) h
                    WHERE b.table_name = %7$s AND b.owner_id = h.owner_id AND b.%2$s IS DISTINCT FROM h.hash
                    """.formatted(
                            FactState.SETS,
                            COLUMN,
                            ownersQuery,
                            Sql.name(table.ownerColumn()),
                            of(table),
                            Sql.name(table.name()),
                            Sql.text(table.name())));
        }
    }
}
