package io.hubflow.snowflake.emulator.session;

import io.hubflow.snowflake.emulator.catalog.SnowType;
import io.hubflow.snowflake.emulator.catalog.Stage;
import io.hubflow.snowflake.emulator.session.StageFiles.StagedFile;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import io.hubflow.snowflake.emulator.sql.Statement;
import io.hubflow.snowflake.emulator.storage.StageStorage;
import io.hubflow.snowflake.emulator.storage.StorageKind;
import io.hubflow.snowflake.emulator.translate.Translated.Output;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** PUT, LIST and REMOVE. */
final class StageRunner {
    private static final Set<String> PUT_OPTIONS =
            Set.of("PARALLEL", "AUTO_COMPRESS", "SOURCE_COMPRESSION", "OVERWRITE");

    private final StatementRunner runner;

    StageRunner(StatementRunner runner) {
        this.runner = runner;
    }

    /** Answers with a place; the driver puts the files there by itself. */
    Result put(Statement.Put put) {
        for (String option : put.options().keySet()) {
            if (!PUT_OPTIONS.contains(option)) {
                throw SnowflakeError.unsupported("PUT option " + option);
            }
        }
        StageReference reference = StageReference.parse(put.stage());
        Stage stage = runner.names().requireStage(reference.stage(), "WRITE");
        String source = put.file().substring("file://".length());
        boolean compresses =
                !put.options().getOrDefault("AUTO_COMPRESS", "TRUE").toString().equalsIgnoreCase("FALSE");
        Path directory = runner.world().stages().target(stage, reference.path());
        String file = source.substring(source.lastIndexOf('/') + 1);
        var upload = new Result.Upload(
                source,
                runner.world().stages().storage().upload(directory, file, stage.clientSideEncrypted()),
                Integer.parseInt(put.options().getOrDefault("PARALLEL", "4").toString()),
                compresses,
                put.options().getOrDefault("OVERWRITE", "FALSE").toString().equalsIgnoreCase("TRUE"),
                put.options()
                        .getOrDefault("SOURCE_COMPRESSION", "AUTO_DETECT")
                        .toString()
                        .toLowerCase(Locale.ROOT));
        return new Result(StatementKind.PUT, List.of(), List.of(), 0, upload, null);
    }

    /** Answers with a place and the keys of each file; the driver fetches and decrypts them. It refuses GET from a local directory. */
    Result get(Statement.GetFiles get) {
        var unknown = new ArrayList<>(get.options().keySet());
        unknown.removeAll(Set.of("PARALLEL", "PATTERN"));
        if (!unknown.isEmpty()) {
            throw SnowflakeError.unsupported("GET option " + unknown.get(0));
        }
        StageReference reference = StageReference.parse(get.stage());
        Stage stage = runner.names().requireStage(reference.stage(), "READ");
        @Nullable Object pattern = get.options().get("PATTERN");
        StageStorage storage = runner.world().stages().storage();
        if (storage.kind() == StorageKind.LOCAL) {
            throw SnowflakeError.unsupported(
                    "GET from stages in a local directory; start it with a storage of a cloud");
        }
        var files = new ArrayList<Result.DownloadFile>();
        for (StagedFile file :
                runner.world().stages().files(stage, reference.path(), pattern == null ? null : pattern.toString())) {
            files.add(new Result.DownloadFile(
                    file.path(),
                    storage.materialOf(file.file()).orElse(null),
                    storage.kind() == StorageKind.GCS_PRESIGNED ? storage.signed(file.file()) : null));
        }
        var download = new Result.Download(
                get.file().substring("file://".length()),
                storage.download(stage.directory(), stage.clientSideEncrypted()),
                Integer.parseInt(get.options().getOrDefault("PARALLEL", "10").toString()),
                files);
        return new Result(StatementKind.GET, List.of(), List.of(), 0, null, download);
    }

    Result list(Statement.ListFiles list) {
        StageReference reference = StageReference.parse(list.stage());
        Stage stage = runner.names().requireStage(reference.stage(), "READ");
        var rows = new ArrayList<List<@Nullable String>>();
        for (StagedFile file : runner.world().stages().files(stage, reference.path(), list.pattern())) {
            rows.add(Result.row(
                    shown(stage, file),
                    Long.toString(file.bytes()),
                    md5(file.file()),
                    DateTimeFormatter.RFC_1123_DATE_TIME.format(
                            Instant.ofEpochMilli(file.modifiedMillis()).atOffset(ZoneOffset.UTC))));
        }
        return Result.rows(
                StatementKind.LIST,
                List.of(
                        new Output("name", SnowType.TEXT),
                        new Output("size", SnowType.fixed(19, 0)),
                        new Output("md5", SnowType.TEXT),
                        new Output("last_modified", SnowType.TEXT)),
                rows);
    }

    Result remove(Statement.Remove remove) {
        StageReference reference = StageReference.parse(remove.stage());
        Stage stage = runner.names().requireStage(reference.stage(), "WRITE");
        var rows = new ArrayList<List<@Nullable String>>();
        for (StagedFile file : runner.world().stages().files(stage, reference.path(), remove.pattern())) {
            runner.world().stages().remove(file);
            rows.add(Result.row(shown(stage, file), "removed"));
        }
        return Result.texts(StatementKind.REMOVE, List.of("name", "result"), rows);
    }

    private static String shown(Stage stage, StagedFile file) {
        return stage.name().name().toLowerCase(Locale.ROOT) + "/" + file.path();
    }

    private static @Nullable String md5(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchFileException e) {
            return null; // removed by another session since the listing
        } catch (IOException e) {
            throw new UncheckedIOException("Could not read " + file, e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no MD5", e);
        }
    }
}
