package io.hubflow.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
    private static final TableSchema SCHEMA =
            new TableSchema("contacts", "contacts", List.of(new Column("email", ColumnType.VARCHAR)));

    @TempDir
    Path folder;

    @Test
    void refusesToOutgrowItsLimit() {
        var random = new Random(1);
        try (var spool = Spool.open(folder, 100_000);
                var stage = new SnowflakeStage(SCHEMA, spool, 0)) {
            var failure = catchThrowableOfType(ConnectorException.class, () -> {
                for (int i = 0; i < 20_000; i++) {
                    stage.append(List.of(row(i, Long.toString(random.nextLong(), 36))));
                }
            });
            assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_FULL);
            assertThat(failure).hasMessageContaining("100,000 bytes").hasMessageContaining("snowflake.spool-limit");
        }
    }

    @Test
    void asksForACommitBeforeItIsFull() {
        var random = new Random(1);
        try (var spool = Spool.open(folder, 100_000);
                var large = new SnowflakeStage(SCHEMA, spool, 0);
                var small = new SnowflakeStage(SCHEMA, spool, 1)) {
            small.append(List.of(row(1, "one")));
            for (int i = 0; !large.isFull(); i++) {
                large.append(List.of(row(i, Long.toString(random.nextLong(), 36).repeat(100))));
            }
            assertThat(small.isFull()).isFalse();
            large.append(List.of(row(1, "one more")));
            large.take(folder, new StagedFiles.Names()).getFirst();
            large.committed();
            assertThat(large.isFull()).isFalse();
        }
    }

    @Test
    void takesABatchThatIsLargerThanItsLimitAndAsksForACommitAtOnce() {
        var random = new Random(1);
        try (var spool = Spool.open(folder, 1_000);
                var stage = new SnowflakeStage(SCHEMA, spool, 0)) {
            for (int batch = 0; batch < 3; batch++) {
                var rows = new ArrayList<Row>();
                for (int i = 0; i < 20_000; i++) {
                    rows.add(row(i, Long.toString(random.nextLong(), 36)));
                }
                stage.append(rows);
                assertThat(stage.isFull()).isTrue();
                assertThat(stage.take(folder, new StagedFiles.Names())
                                .getFirst()
                                .rows())
                        .isEqualTo(20_000);
                stage.committed();
            }
        }
    }

    @Test
    void anInterruptWhileRowsAreSpooledLosesNone() {
        try (var spool = Spool.open(folder, 1_000_000);
                var stage = new SnowflakeStage(SCHEMA, spool, 0)) {
            stage.append(List.of(row(1, "before")));
            Thread.currentThread().interrupt();
            stage.append(List.of(row(2, "while")));
            DeferredCheckpoints.open(folder, "a").add(5, new Checkpoint("contacts", 6, "{}"), Instant.EPOCH);
            var taken = stage.take(folder, new StagedFiles.Names()).getFirst();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(taken.rows()).isEqualTo(2);
            assertThat(lines(taken.parts().files().getFirst())).hasSize(2);
            assertThat(DeferredCheckpoints.open(folder, "a").find("contacts", 5))
                    .isPresent();
        }
    }

    /** One thread of a warehouse reads a file, and the smallest warehouse has eight. */
    @Test
    @Tag("thorough")
    void aFirstLoadIsCutIntoPartsForManyThreads() {
        var random = new Random(1);
        var noise = new byte[3_000_000];
        try (var spool = Spool.open(folder, 1_000_000_000);
                var stage = new SnowflakeStage(SCHEMA, spool, 0)) {
            for (int i = 0; i < 20; i++) {
                random.nextBytes(noise);
                stage.append(List.of(row(i, Base64.getEncoder().encodeToString(noise))));
            }
            var parts = stage.take(folder, new StagedFiles.Names())
                    .getFirst()
                    .parts()
                    .files();
            assertThat(parts)
                    .hasSize(3)
                    .allSatisfy(p -> assertThat(Files.size(p)).isBetween(10_000_000L, 26_000_000L));
        }
    }

    private static List<String> lines(Path file) {
        try (var in = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            return in.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void rowsAppendedAfterACommitFoundNothingWaitForTheNextOne() {
        try (var spool = Spool.open(folder, 100_000);
                var stage = new SnowflakeStage(SCHEMA, spool, 0)) {
            assertThat(stage.hasLines()).isFalse();
            stage.append(List.of(row(1, "late")));
            assertThat(stage.dropUnchanged()).isZero();
            assertThat(stage.stagedRows()).isEqualTo(1);
            assertThat(stage.take(folder, new StagedFiles.Names())
                            .getFirst()
                            .parts()
                            .files())
                    .hasSize(1);
        }
    }

    @Test
    void saysSoWhenItCannotBeWritten() throws Exception {
        var file = Files.writeString(folder.resolve("file"), "");
        var failure = catchThrowableOfType(ConnectorException.class, () -> Spool.open(file, 1));
        assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_READ_ONLY);
        assertThat(failure).hasMessageContaining("snowflake.spool-directory");
    }

    @Test
    void removesWhatKilledProcessesLeftAndNothingElse() throws Exception {
        var abandoned = Files.createDirectories(folder.resolve("spool-dead/stage-0"));
        Files.writeString(abandoned.resolve("00000.json.gz"), "rest");
        Files.writeString(folder.resolve("spool-dead/lock"), "");
        var other = Files.writeString(folder.resolve("mine.txt"), "keep");
        try (var first = Spool.open(folder, 1_000)) {
            assertThat(folder.resolve("spool-dead")).doesNotExist();
            try (var second = Spool.open(folder, 1_000)) {
                assertThat(first.folder()).exists().isNotEqualTo(second.folder());
            }
            assertThat(first.folder()).exists();
        }
        assertThat(other).exists();
        try (var left = Files.list(folder)) {
            assertThat(left.toList()).containsExactly(other);
        }
    }

    @Test
    void rowsOfAFailedCommitComeBackBeforeThoseAppendedMeanwhile() throws Exception {
        try (var spool = Spool.open(folder, 1_000_000);
                var stage = new SnowflakeStage(SCHEMA, spool, 0)) {
            stage.append(List.of(row(1, "a"), row(2, "b")));
            var target = Files.createDirectories(spool.folder().resolve("commit"));
            var taken = stage.take(target, new StagedFiles.Names()).getFirst();
            stage.append(List.of(row(2, "c"), row(9, "d")));
            assertThat(taken.ids()).isEqualTo(2);
            stage.giveBack();
            var again = stage.take(Files.createDirectories(spool.folder().resolve("again")), new StagedFiles.Names())
                    .getFirst();
            assertThat(again.rows()).isEqualTo(4);
            assertThat(again.ids()).isEqualTo(3);
            assertThat(again.lowestId()).isEqualTo(1);
            assertThat(again.highestId()).isEqualTo(9);
            assertThat(again.parts().files())
                    .hasSize(2)
                    .allSatisfy(p -> assertThat(p).exists());
            stage.committed();
            assertThat(stage.stagedRows()).isZero();
            assertThat(again.parts().files()).allSatisfy(p -> assertThat(p).doesNotExist());
        }
    }

    private static Row row(long id, String text) {
        return new Row(id, 0, 0, false, Row.NO_TIME, 0, id, null, new Object[] {text});
    }
}
