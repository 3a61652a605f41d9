package io.hubflow.duckdb;

import io.hubflow.engine.destination.FactTable;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** Puts spooled sets into temporary tables, where {@link FactMerge} compares them with what is stored. */
final class FactStaging {
    /** {@code number}, {@code owner_id}, {@code read_at} of every staged set. */
    static final String SETS = "temp.main._hubflow_staged_sets";
    /** {@code _set}, the set's number, and the columns of the table. */
    static final String ROWS = "temp.main._hubflow_staged_facts";
    /** {@code column_name}, {@code id}, {@code read_at} of every record to forget. */
    static final String FORGOTTEN = "temp.main._hubflow_forgotten";

    /** As many values, or textBytes in texts, wait outside of DuckDB's memory limit; see {@link RowWriter}. */
    private static final int VALUES_A_FLUSH = 500_000;

    private static final long CHARACTERS_A_FLUSH = 4 << 20;

    private final Path file;
    private final DuckDBConnection connection;
    private final FactTable table;
    private final Set<String> forgottenColumns = new LinkedHashSet<>();
    private long rows;
    private long sets;
    private long textBytes;

    FactStaging(Path file, DuckDBConnection connection, FactTable table) {
        this.file = file;
        this.connection = connection;
        this.table = table;
    }

    long rows() {
        return rows;
    }

    long sets() {
        return sets;
    }

    /** Columns that name a record to forget. */
    Set<String> forgottenColumns() {
        return forgottenColumns;
    }

    void stage(List<FactSpool> spools) throws SQLException {
        execute("CREATE OR REPLACE TEMP TABLE _hubflow_staged_sets"
                + " (number BIGINT, owner_id BIGINT, read_at TIMESTAMP WITH TIME ZONE)");
        execute("CREATE OR REPLACE TEMP TABLE _hubflow_staged_facts (_set BIGINT, "
                + table.columns().stream()
                        .map(column -> Sql.name(column.name()) + " " + Sql.type(column.type()))
                        .collect(Collectors.joining(", "))
                + ")");
        execute("CREATE OR REPLACE TEMP TABLE _hubflow_forgotten"
                + " (column_name VARCHAR, id BIGINT, read_at TIMESTAMP WITH TIME ZONE)");
        try (var toSets = connection.createAppender("temp", "main", "_hubflow_staged_sets");
                var toRows = connection.createAppender("temp", "main", "_hubflow_staged_facts");
                var toForgotten = connection.createAppender("temp", "main", "_hubflow_forgotten")) {
            for (var spool : spools) {
                copy(spool.cursor(), toSets, toRows, toForgotten);
            }
        } catch (IOException failure) {
            throw WritablePath.failure(file, failure);
        }
    }

    private void copy(SpoolCursor frames, DuckDBAppender toSets, DuckDBAppender toRows, DuckDBAppender toForgotten)
            throws IOException, SQLException {
        var value = new SpooledValue();
        var flushRows = Math.max(1, VALUES_A_FLUSH / table.columns().size());
        while (frames.nextFrame()) {
            switch (frames.nextTag()) {
                case FactSpool.SET -> {
                    toSets.beginRow();
                    toSets.append(frames.number());
                    toSets.append(frames.number());
                    toSets.appendEpochMicros(RowWriter.micros(frames.number()));
                    toSets.endRow();
                    if (++sets % VALUES_A_FLUSH == 0) {
                        toSets.flush();
                    }
                }
                case FactSpool.ROW -> {
                    toRows.beginRow();
                    toRows.append(frames.number());
                    for (var column : table.columns()) {
                        value.read(frames);
                        value.append(toRows, column.type());
                        textBytes += value.bytes();
                    }
                    toRows.endRow();
                    if (++rows % flushRows == 0 || textBytes >= CHARACTERS_A_FLUSH) {
                        toRows.flush();
                        textBytes = 0;
                    }
                }
                default -> {
                    var column = table.columns().get((int) frames.number()).name();
                    forgottenColumns.add(column);
                    toForgotten.beginRow();
                    toForgotten.append(column);
                    toForgotten.append(frames.number());
                    toForgotten.appendEpochMicros(RowWriter.micros(frames.number()));
                    toForgotten.endRow();
                }
            }
        }
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
