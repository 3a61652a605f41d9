package io.hubflow.snowflake.emulator.session;

import io.hubflow.snowflake.emulator.catalog.Stage;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import io.hubflow.snowflake.emulator.translate.BindValues;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/**
 * Bind rows that the driver has put on its own temporary stage because they are many: gzipped CSV, an unquoted empty field is NULL, a
 * quoted one is the empty string.
 */
final class BindStage {
    private BindStage() {}

    static BindValues values(Session session, String reference) {
        StageReference parsed = StageReference.parse(reference);
        Stage stage = Names.of(session).requireStage(parsed.stage(), "READ");
        List<StageFiles.StagedFile> files = session.world().stages().files(stage, parsed.path(), null);
        if (files.isEmpty()) {
            throw SnowflakeError.unsupported("a bind stage without files: " + reference);
        }
        int columns = columns(files.get(0));
        String paths = files.stream().map(f -> "'" + f.file() + "'").collect(Collectors.joining(", ", "[", "]"));
        String names = IntStream.rangeClosed(1, columns)
                .mapToObj(i -> "'b" + i + "': 'VARCHAR'")
                .collect(Collectors.joining(", ", "{", "}"));
        String table = "read_csv(" + paths
                + ", header = false, all_varchar = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"',"
                + " nullstr = '', allow_quoted_nulls = false, compression = 'gzip', max_line_size = 33554432, columns = "
                + names + ") AS b";
        return new BindValues(Collections.nCopies(columns, "TEXT"), List.of(), true, table);
    }

    /** Commas outside quotes in the first record, plus one. */
    private static int columns(StageFiles.StagedFile file) {
        try (var in = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file.file())), StandardCharsets.UTF_8))) {
            int columns = 1;
            boolean quoted = false;
            for (int c = in.read(); c >= 0 && (quoted || c != '\n'); c = in.read()) {
                if (c == '"') {
                    quoted = !quoted;
                } else if (c == ',' && !quoted) {
                    columns++;
                }
            }
            return columns;
        } catch (IOException e) {
            throw new UncheckedIOException("Could not read " + file.file(), e);
        }
    }
}
