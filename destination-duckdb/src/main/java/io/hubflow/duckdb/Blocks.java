package io.hubflow.duckdb;

import io.hubflow.engine.destination.OwnerOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/**
 * The size of a file's blocks, which is chosen when the file is made, and of its row groups. While DuckDB appends to a table that has rows, it pins
 * one block for each column, and about as many again at the next checkpoint.
 *
 * <p>Measured with DuckDB 1.5.6 (2026-11-28), 50 changed rows of 1,669 columns: 1.2 GB resident with the usual blocks of 256 KB,
 * 0.29 GB with 16 KB. But for 300,000 rows of 50 columns, small blocks make the file twice as large and take twice the
 * time. So a file gets them only when its first tables are wide.
 */
final class Blocks {
    static final int USUAL_BYTES = 262_144;
    private static final int SMALL_BYTES = 16_384;

    /** Up to so many columns, loading and updating a table in usual blocks stays under 450 MB. */
    private static final int USUAL_COLUMNS = 250;

    /** A file that is made again is copied while a commit waits: one or two seconds. */
    private static final long MOST_COPIED_BYTES = 32L << 20;

    /**
     * Rows of so many vectors are updated in place before appending takes less: an update in place holds about 60 KB for each
     * column and each vector of 2,048 rows that it touches, appending 256 KB and more a column.
     */
    private static final int MOST_VECTORS_IN_PLACE = 4;

    /** Rows of a row group where DuckDB is not told otherwise; it must be a multiple of {@link #VECTOR_ROWS}. */
    static final int USUAL_ROW_GROUP = 122_880;

    private static final int VECTOR_ROWS = 2_048;

    /**
     * Values (rows times columns) of a row group in a file with a wide table. DuckDB writes what a transaction appends one row
     * group after the other, so this much is in memory, not the whole commit. Compressed, these are 5 to 15 MB.
     */
    private static final int VALUES_OF_A_ROW_GROUP = 3_200_000;

    /**
     * Full row groups of a commit to a wide table. With three or more, what is left over stays a smaller row group. With fewer,
     * the next checkpoint puts left-over rows and their neighbours together, and writes all of them again
     * (RowGroupCollection::ScheduleVacuumTasks, DuckDB 1.5, looks at up to three full row groups).
     */
    private static final int ROW_GROUPS_OF_A_COMMIT = 4;

    private Blocks() {}

    static int read(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var size =
                        statement.executeQuery("SELECT block_size FROM pragma_database_size() WHERE database_name = '"
                                + DuckDbFile.CATALOG + "'")) {
            return size.next() ? size.getInt(1) : USUAL_BYTES;
        }
    }

    /**
     * The memory limit for appending to a table of so many columns. Measured with DuckDB 1.5.6: in usual blocks, 367 columns
     * failed with 320 MB and went through with 512 MB (2026-11-23); in small blocks, which are not all that is held, they went
     * through with 112 MB and 1,517 columns with 143 MB; with 112 MB these took twice the time (2026-11-29).
     */
    static long appendBytes(int columns, int blockBytes) {
        return 6L * columns * blockBytes;
    }

    /** How many rows DuckDB should put into one row group of a file whose widest table has so many columns. */
    static int rowGroupRows(int columns) {
        if (columns <= USUAL_COLUMNS) {
            return USUAL_ROW_GROUP;
        }
        return Math.max(1, VALUES_OF_A_ROW_GROUP / columns / VECTOR_ROWS) * VECTOR_ROWS;
    }

    /** How many rows of a table of so many columns one commit should take at most. */
    static long mostRowsACommit(int columns) {
        return columns <= USUAL_COLUMNS ? Long.MAX_VALUE : (long) ROW_GROUPS_OF_A_COMMIT * rowGroupRows(columns);
    }

    /** Whether a new file with a table of so many columns should rather have small blocks. */
    static boolean areTooLarge(int blockBytes, int columns) {
        return blockBytes > SMALL_BYTES && columns > USUAL_COLUMNS;
    }

    /** @param vectors how many vectors of 2,048 rows the changed rows lie in */
    static boolean updateInPlace(int blockBytes, int columns, long vectors) {
        return areTooLarge(blockBytes, columns) && vectors <= MOST_VECTORS_IN_PLACE;
    }

    /**
     * Copies the whole file, which must be {@linkplain #isSmallEnoughToCopy small}, into one with small blocks beside it.
     *
     * @return the copy; nothing of the file is left in its log
     */
    static Path copyWithSmallBlocks(Path file, Connection connection) throws SQLException, IOException {
        var copy = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
        try (var statement = connection.createStatement()) {
            statement.execute("ATTACH %s AS hubflow_copy (STORAGE_VERSION %s, BLOCK_SIZE %d)"
                    .formatted(Sql.text(copy.toString()), Sql.text(DuckDbFile.STORAGE_VERSION), SMALL_BYTES));
            statement.execute("COPY FROM DATABASE " + DuckDbFile.CATALOG + " TO hubflow_copy");
            // Nothing may be left in the log of the old file: DuckDB would take it for the copy's.
            statement.execute("CHECKPOINT " + DuckDbFile.CATALOG);
            statement.execute("DETACH hubflow_copy");
            OwnerOnly.restrict(copy);
            return copy;
        } catch (SQLException | IOException failure) {
            Files.deleteIfExists(copy);
            throw failure;
        }
    }

    static boolean isSmallEnoughToCopy(Path file) throws IOException {
        return Files.size(file) <= MOST_COPIED_BYTES;
    }
}
