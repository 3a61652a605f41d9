package io.hubflow.duckdb;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Files of other programs, by how they begin. DuckDB would look for an extension that opens them, and fail with a message
 * about that extension.
 */
final class ForeignFile {
    private static final Map<String, String> BEGINNINGS = Map.of(
            "SQLite format 3", "an SQLite database",
            "PAR1", "a Parquet file",
            "PK\u0003\u0004", "a ZIP or Excel file",
            "\u001f\u008b", "a gzip file",
            "%PDF", "a PDF file");

    private static final int LONGEST = 16;

    private ForeignFile() {}

    /** @throws ConnectorException {@code DESTINATION_REFUSED} when the file is recognised as another program's */
    static void refuse(Path file) {
        if (!Files.isRegularFile(file)) {
            return;
        }
        try (var in = Files.newInputStream(file)) {
            var begin = new String(in.readNBytes(LONGEST), StandardCharsets.ISO_8859_1);
            for (var known : BEGINNINGS.entrySet()) {
                if (begin.startsWith(known.getKey())) {
                    throw new ConnectorException(
                            ErrorCode.DESTINATION_REFUSED,
                            file + " is " + known.getValue() + ", not a DuckDB file.",
                            "It was left as it is.",
                            "Name another file, such as " + file.getFileName() + ".duckdb; a sync makes it.");
                }
            }
        } catch (IOException unreadable) {
            throw WritablePath.failure(file, unreadable);
        }
    }
}
