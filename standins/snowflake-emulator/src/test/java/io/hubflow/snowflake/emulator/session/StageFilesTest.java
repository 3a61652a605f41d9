package io.hubflow.snowflake.emulator.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.snowflake.emulator.catalog.ObjectName;
import io.hubflow.snowflake.emulator.catalog.Stage;
import io.hubflow.snowflake.emulator.storage.StorageKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageFilesTest {
    @TempDir
    Path directory;

    /** One session removes what it has loaded while another one lists the stage. */
    @Test
    void filesMayGoWhileTheyAreListed() throws Exception {
        var files = new StageFiles(directory, StorageKind.LOCAL);
        var stage = new Stage(
                new ObjectName("D", "S", "ST"), "R", Instant.EPOCH, false, true, files.newDirectory(), Map.of(), "");
        Path stays = files.target(stage, "mine").resolve("a.json.gz");
        Files.writeString(stays, "{}");
        try (var threads = Executors.newSingleThreadExecutor()) {
            Future<Boolean> other = threads.submit(() -> {
                for (int i = 0; i < 1_000; i++) {
                    Files.writeString(files.target(stage, "theirs").resolve("b.json.gz"), "{}");
                    files.files(stage, "theirs/", null).forEach(files::remove);
                }
                return true;
            });
            while (!other.isDone()) {
                assertThat(files.files(stage, "mine/", null))
                        .extracting(StageFiles.StagedFile::file)
                        .containsExactly(stays);
            }
            assertThat(other.get()).isTrue();
        }
    }
}
