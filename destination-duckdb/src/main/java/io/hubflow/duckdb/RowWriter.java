package io.hubflow.duckdb;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.TableSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * Puts spooled rows into a table by DuckDB's appender, inside the open transaction. A value is written in its column's
 * present type, which another stage may have widened since the row was staged.
 */
final class RowWriter {
    /**
     * Appended rows stay outside of DuckDB's memory limit until they are flushed; this many values (rows times columns)
     * take a few megabytes.
     */
    private static final int VALUES_A_FLUSH = 500_000;

    /** Likewise of texts: some of them may have 65,536 characters. */
    private static final long TEXT_BYTES_A_FLUSH = 4 << 20;

    static final List<String> SYSTEM_COLUMNS = List.of(
            "_id",
            "_created_at",
            "_updated_at",
            "_archived",
            "_archived_at",
            "_deleted_at",
            "_merged_into",
            "_out_of_scope",
            "_synced_at",
            "_version_at",
            "_unparsed",
            "_content_hash");
    private static final int USERS_COLUMN = -1;

    private final Path file;
    private final DuckDBConnection connection;

    RowWriter(Path file, DuckDBConnection connection) {
        this.file = file;
        this.connection = connection;
    }

    /**
     * @param table the table as it is now
     * @param physicalColumns all its columns in order, lower-cased
     * @param skipped positions in the spool that are not written
     */
    void append(RowSpool spool, TableSchema staged, TableSchema table, List<String> physicalColumns, BitSet skipped)
            throws SQLException {
        append(connection.getCatalog(), table.table(), spool, staged, table, physicalColumns, skipped);
    }

    /** As {@link #append}, into a temporary table that has the table's columns. */
    void appendToTemporary(
            String temporary,
            RowSpool spool,
            TableSchema staged,
            TableSchema table,
            List<String> physicalColumns,
            BitSet skipped)
            throws SQLException {
        append("temp", temporary, spool, staged, table, physicalColumns, skipped);
    }

    private void append(
            String catalog,
            String name,
            RowSpool spool,
            TableSchema staged,
            TableSchema table,
            List<String> physicalColumns,
            BitSet skipped)
            throws SQLException {
        var layout = Layout.of(staged, table, physicalColumns);
        var flushRows = Math.max(1, VALUES_A_FLUSH / physicalColumns.size());
        try (var appender = connection.createAppender(catalog, "main", name)) {
            var cursor = spool.cursor();
            var written = 0;
            var textBytes = 0L;
            for (var position = 0; cursor.next(); position++) {
                if (!skipped.get(position)) {
                    textBytes += layout.append(appender, cursor);
                    if (++written >= flushRows || textBytes >= TEXT_BYTES_A_FLUSH) {
                        appender.flush();
                        written = 0;
                        textBytes = 0;
                    }
                }
            }
        } catch (IOException failure) {
            throw WritablePath.failure(file, failure);
        }
    }

    private static int indexOf(List<Column> columns, String lowerCaseName) {
        return IntStream.range(0, columns.size())
                .filter(i -> TableCatalog.key(columns.get(i).name()).equals(lowerCaseName))
                .findFirst()
                .orElse(USERS_COLUMN);
    }

    static long micros(long millis) {
        return Math.multiplyExact(millis, 1_000);
    }

    static void appendTime(DuckDBAppender appender, long millis) throws SQLException {
        appendMicros(appender, millis == Row.NO_TIME ? Row.NO_TIME : micros(millis));
    }

    /** @param micros {@link Row#NO_TIME} is NULL */
    static void appendMicros(DuckDBAppender appender, long micros) throws SQLException {
        if (micros == Row.NO_TIME) {
            appender.appendNull();
        } else {
            appender.appendEpochMicros(micros);
        }
    }

    /** How a staged row's values, in their order, meet the table's columns. */
    private record Layout(int[] stagedOf, ColumnType[] types, SpooledValue[] values) {
        static Layout of(TableSchema staged, TableSchema table, List<String> physicalColumns) {
            var present = TableCatalog.byKey(table.columns());
            var stagedOf = physicalColumns.stream()
                    .mapToInt(name -> SYSTEM_COLUMNS.contains(name)
                            ? USERS_COLUMN - 1 - SYSTEM_COLUMNS.indexOf(name)
                            : indexOf(staged.columns(), name))
                    .toArray();
            var types = physicalColumns.stream()
                    .map(name -> {
                        var column = present.get(name);
                        return column == null ? ColumnType.VARCHAR : column.type();
                    })
                    .toArray(ColumnType[]::new);
            var values =
                    staged.columns().stream().map(column -> new SpooledValue()).toArray(SpooledValue[]::new);
            return new Layout(stagedOf, types, values);
        }

        /** @return bytes of the row's texts */
        long append(DuckDBAppender appender, RowCursor row) throws SQLException {
            var unparsed = row.unparsed();
            var textBytes = 0L;
            for (var value : values) {
                value.read(row);
                textBytes += value.bytes();
            }
            appender.beginRow();
            for (var i = 0; i < stagedOf.length; i++) {
                if (stagedOf[i] >= 0) {
                    values[stagedOf[i]].append(appender, types[i]);
                } else if (stagedOf[i] == USERS_COLUMN) {
                    appender.appendDefault();
                } else {
                    appendSystem(appender, row, unparsed, USERS_COLUMN - 1 - stagedOf[i]);
                }
            }
            appender.endRow();
            return textBytes;
        }

        private static void appendSystem(
                DuckDBAppender appender, RowCursor row, @Nullable String unparsed, int systemColumn)
                throws SQLException {
            switch (SYSTEM_COLUMNS.get(systemColumn)) {
                case "_id" -> appender.append(row.id);
                case "_created_at" -> appendTime(appender, row.createdAtMillis);
                case "_updated_at" -> appendTime(appender, row.updatedAtMillis);
                case "_archived" -> appender.append(row.archived);
                case "_archived_at" -> appendTime(appender, row.archivedAtMillis);
                case "_synced_at" -> appendTime(appender, row.readAtMillis);
                case "_version_at" -> appendMicros(appender, row.versionMicros);
                case "_unparsed" -> appender.append(unparsed);
                case "_content_hash" -> appender.append(row.contentHash);
                default -> appender.appendNull();
            }
        }
    }
}
