package io.hubflow.snowflake.emulator.session;

import io.hubflow.snowflake.emulator.catalog.SnowType;
import io.hubflow.snowflake.emulator.storage.EncryptionMaterial;
import io.hubflow.snowflake.emulator.storage.StageLocation;
import io.hubflow.snowflake.emulator.storage.StageStorage;
import io.hubflow.snowflake.emulator.translate.Translated.Output;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a statement answers.
 *
 * @param rows values in the wire's text form, NULL as null
 * @param affected rows changed, or rows returned
 * @param upload set for PUT, whose reply is an instruction to the driver
 * @param download set for GET, likewise
 */
public record Result(
        StatementKind kind,
        List<Output> columns,
        List<List<@Nullable String>> rows,
        long affected,
        @Nullable Upload upload,
        @Nullable Download download) {

    /** Where the driver is to put its files. */
    public record Upload(
            String source,
            StageStorage.Access target,
            int parallel,
            boolean autoCompress,
            boolean overwrite,
            String sourceCompression) {}

    /**
     * Where the driver is to fetch files.
     *
     * @param files below the location, each with the material that it is encrypted with and a signed URL where the cloud wants one
     */
    public record Download(String localDirectory, StageLocation source, int parallel, List<DownloadFile> files) {}

    /** @param path below the location */
    public record DownloadFile(
            String path,
            @Nullable EncryptionMaterial material,
            @Nullable String presignedUrl) {}

    static Result rows(StatementKind kind, List<Output> columns, List<List<@Nullable String>> rows) {
        return new Result(kind, columns, rows, rows.size(), null, null);
    }

    /** Text columns: SHOW, DESCRIBE, LIST. */
    static Result texts(StatementKind kind, List<String> columns, List<List<@Nullable String>> rows) {
        return rows(
                kind, columns.stream().map(c -> new Output(c, SnowType.TEXT)).toList(), rows);
    }

    static Result status(StatementKind kind, String status) {
        return texts(kind, List.of("status"), List.of(row(status)));
    }

    /** An update count for each name; the driver adds them up. */
    static Result counts(StatementKind kind, List<String> names, List<Long> counts) {
        List<Output> columns =
                names.stream().map(n -> new Output(n, SnowType.fixed(19, 0))).toList();
        var row = new ArrayList<@Nullable String>();
        counts.forEach(count -> row.add(Long.toString(count)));
        return new Result(
                kind,
                columns,
                List.of(row),
                counts.stream().mapToLong(Long::longValue).sum(),
                null,
                null);
    }

    static List<@Nullable String> row(@Nullable String... values) {
        var row = new ArrayList<@Nullable String>();
        for (String value : values) {
            row.add(value);
        }
        return row;
    }
}
