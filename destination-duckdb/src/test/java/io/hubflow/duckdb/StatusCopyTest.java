package io.hubflow.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.FactSet;
import io.hubflow.engine.destination.FactTable;
import io.hubflow.engine.destination.RunRecord;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How far a file is can be seen while a sync writes it, and afterwards a run that did not end is called killed. */
class StatusCopyTest {
    private static final Instant STARTED = Instant.parse("2026-03-01T10:00:00Z");
    private static final Checkpoint CHECKPOINT = new Checkpoint("contacts", 1, "{\"cursor_millis\":7}");

    @TempDir
    Path folder;

    @Test
    void showsTheLastCommitWhileTheFileIsBeingWritten() throws Exception {
        var file = folder.resolve("my.duckdb");
        try (var destination = DuckDbDestination.open(DuckDbSettings.of(file))) {
            destination.commit(running());

            assertThatThrownBy(() -> DuckDbQuery.open(file))
                    .isInstanceOfSatisfying(
                            ConnectorException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.DESTINATION_LOCKED));
            var copy = DuckDbQuery.statusBesideWriter(file).orElseThrow();
            assertThat(copy.status().checkpoints()).containsExactly(CHECKPOINT);
            assertThat(copy.status().lastRuns().get("contacts"))
                    .satisfies(run -> assertThat(run.status()).isEqualTo("running"))
                    .satisfies(run -> assertThat(run.startedAt()).isEqualTo(STARTED));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("my.duckdb.state"))))
                    .isEqualTo("rw-------");
        }

        assertThat(DuckDbQuery.statusBesideWriter(file)).isEmpty();
        try (var query = DuckDbQuery.open(file)) {
            assertThat(query.status().lastRuns().get("contacts"))
                    .satisfies(run -> assertThat(run.status()).isEqualTo("killed"));
        }
    }

    @Test
    void isThereFromTheStartForAFileThatWasWrittenBefore() {
        var file = folder.resolve("my.duckdb");
        try (var destination = DuckDbDestination.open(DuckDbSettings.of(file))) {
            destination.commit(running());
        }

        try (var again = DuckDbDestination.open(DuckDbSettings.of(file))) {
            assertThat(again.loadCheckpoints()).containsExactly(CHECKPOINT);
            assertThat(DuckDbQuery.statusBesideWriter(file)
                            .orElseThrow()
                            .status()
                            .checkpoints())
                    .containsExactly(CHECKPOINT);
        }
    }

    @Test
    void showsTheTablesOfFacts() {
        var file = folder.resolve("my.duckdb");
        var links = new FactTable(
                "contacts_companies",
                List.of(new Column("from_id", ColumnType.BIGINT), new Column("to_id", ColumnType.BIGINT)),
                List.of("from_id", "to_id"),
                "from_id",
                FactTable.Keep.CURRENT);
        try (var destination = DuckDbDestination.open(DuckDbSettings.of(file));
                var stage = destination.openFacts(links)) {
            stage.append(new FactSet(1, 0, List.<@Nullable Object[]>of(new @Nullable Object[] {1L, 2L})));
            destination.commit(running().withFacts(List.of(stage)));
            assertThat(DuckDbQuery.statusBesideWriter(file)
                            .orElseThrow()
                            .status()
                            .facts())
                    .isEqualTo(Map.of("contacts_companies", 1L));
        }
        try (var query = DuckDbQuery.open(file)) {
            assertThat(query.status().facts()).isEqualTo(Map.of("contacts_companies", 1L));
            assertThat(query.status().rows()).isEmpty();
        }
    }

    private static Commit running() {
        var run = new RunRecord("run-1", "contacts", STARTED, Optional.empty(), "running", 1, 1, 0, "{}");
        return new Commit(List.of(), List.of(), List.of(), List.of(CHECKPOINT), List.of(run));
    }
}
