package io.hubflow.duckdb;

import io.hubflow.engine.destination.OwnerOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/**
 * The size of a file's blocks, which is chosen when the file is made. While DuckDB appends to a table that has rows, it pins
 * one block for each column, and about as many again at the next checkpoint.
 *
 * <p>Measured with DuckDB 1.5.6 (2026-11-28), 50 changed rows of 1,669 columns: 1.2 GB resident with the usual blocks of 256 KB,
 * 0.29 GB with 16 KB. But for 300,000 rows of 50 columns, small blocks make the file twice as large and take twice the
 * time. So a file gets them only when its first tables are wide.
 */
final class Blocks {
    private static final int USUAL_BYTES = 262_144;
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

    /** Up to so many columns, a commit of whatever size stays under 450 MB. */
    private static final int COLUMNS_OF_ANY_COMMIT = 600;

    /**
     * Values of one commit to a wider table. Measured with DuckDB 1.5.6 (2026-11-28), a second commit to a table of 1,532 columns
     * with a third of the values: 420 MB resident with 1,000 rows, 570 MB with 5,000; a commit of 1,000 takes a second.
     */
    private static final int VALUES_OF_A_WIDE_COMMIT = 1_500_000;

    private Blocks() {}

    static int read(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var size =
                        statement.executeQuery("SELECT block_size FROM pragma_database_size() WHERE database_name = '"
                                + DuckDbFile.CATALOG + "'")) {
            return size.next() ? size.getInt(1) : USUAL_BYTES;
        }
    }

    /** What appending to a table of so many columns takes. */
    static long appendBytes(int columns, int blockBytes) {
        // 367 columns failed with 320 MB and went through with 512 MB (2026-11-23). Small blocks are not all that is
        // held.
        return (long) columns * Math.max(6 * blockBytes, 200_000);
    }

    /** How many rows of a table of so many columns one commit should take at most. */
    static long mostRowsACommit(int columns) {
        return columns <= COLUMNS_OF_ANY_COMMIT ? Long.MAX_VALUE : VALUES_OF_A_WIDE_COMMIT / columns;
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
