package io.hubflow.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens to a writing process, the file holds whole commits: all up to its checkpoint, none beyond. */
class DuckDbKillIT {
    @TempDir
    Path folder;

    @Test
    @Tag("thorough")
    void aKilledWriterLeavesWholeCommits() throws Exception {
        killThreeTimes(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 3, 4, 5, 6, 7, 8, 9})
    @Tag("stress")
    void writersThatAreKilledAgainAndAgainLeaveWholeCommits(long seed) throws Exception {
        killThreeTimes(seed);
    }

    private void killThreeTimes(long seed) throws Exception {
        var file = folder.resolve("killed.duckdb");
        var random = new Random(seed);
        var held = 0L;
        for (var kill = 0; kill < 3; kill++) {
            try (var child = ChildProcess.start(file, seed)) {
                child.await("committing " + (held + 1 + random.nextInt(4)));
                LockSupport.parkNanos(random.nextLong(150_000_000));
                child.kill();
            }
            var sequence = requireWhole(file, seed);
            assertThat(sequence).as("seed %d, kill %d", seed, kill).isGreaterThanOrEqualTo(held);
            held = sequence;
        }
        try (var files = Files.list(folder)) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .as("no spool, draft or native library is left")
                    .containsOnly("killed.duckdb");
        }
    }

    @Test
    @Tag("thorough")
    void aFullDiskFailsOneCommitAndLosesNothing() throws Exception {
        Assumptions.assumeTrue(ChildProcess.canLimitFiles(), "prlimit (util-linux) stands in for a full disk");
        var file = folder.resolve("full.duckdb");
        try (var child = ChildProcess.start(file, 7)) {
            child.await("committing 1");
            child.limitFiles(20_000_000);
            var failed = child.await("failed");
            assertThat(failed)
                    .startsWith("failed " + ErrorCode.DESTINATION_FULL)
                    .contains("full.duckdb", "Make room");
        }
        assertThat(requireWhole(file, 7)).isPositive();
        try (var child = ChildProcess.start(file, 7)) {
            child.await("committed");
        }
        requireWhole(file, 7);
    }

    @Test
    void aSecondProcessIsToldWhoHoldsTheFile() throws Exception {
        var file = folder.resolve("held.duckdb");
        try (var child = ChildProcess.start(file, 9)) {
            child.await("committing 1");
            for (var opening : List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
                    () -> DuckDbDestination.open(DuckDbSettings.of(file)).close(),
                    () -> DuckDbQuery.open(file).close())) {
                var failure = catchThrowableOfType(ConnectorException.class, opening);
                assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_LOCKED);
                assertThat(failure).hasMessageContaining("process " + child.pid());
            }
            child.await("committed 1");
        }
        requireWhole(file, 9);
    }

    /** The checkpoint that the file stands at, after comparing its tables with what that many commits make. */
    private static long requireWhole(Path file, long seed) throws IOException {
        try (var destination = DuckDbDestination.open(DuckDbSettings.of(file))) {
            var sequence = destination.loadCheckpoints().stream()
                    .mapToLong(Checkpoint::sequence)
                    .max()
                    .orElse(0);
            if (sequence > 0) {
                assertThat(texts(destination, "one")).isEqualTo(KillableWriter.expected(seed, sequence));
                assertThat(texts(destination, "other")).isEqualTo(KillableWriter.expected(seed + 1, sequence));
                assertThat(links(destination)).isEqualTo(KillableWriter.expectedLinks(seed, sequence));
            } else {
                assertThat(destination.findTable("one")).isEmpty();
            }
            return sequence;
        }
    }

    private static TreeMap<Long, String> texts(DuckDbDestination destination, String table) {
        return destination.onConnection(connection -> {
            var texts = new TreeMap<Long, String>();
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery("SELECT _id, text FROM " + table)) {
                while (rows.next()) {
                    assertThat(texts.put(rows.getLong(1), rows.getString(2))).isNull();
                }
            }
            return texts;
        });
    }

    private static TreeMap<Long, List<Long>> links(DuckDbDestination destination) {
        return destination.onConnection(connection -> {
            var links = new TreeMap<Long, List<Long>>();
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery("SELECT from_id, to_id FROM links ORDER BY from_id, to_id")) {
                while (rows.next()) {
                    links.computeIfAbsent(rows.getLong(1), from -> new ArrayList<>())
                            .add(rows.getLong(2));
                }
            }
            return links;
        });
    }
}
