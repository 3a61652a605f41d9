package io.hubflow.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.testkit.ManualClock;
import io.hubflow.testkit.RowMaker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be wrong with a path or a file, and what becomes of the file over time. */
class DuckDbFileTest {
    private static final TableSchema CONTACTS =
            new TableSchema("contacts", "contacts", List.of(new Column("email", ColumnType.VARCHAR)));

    @TempDir
    Path folder;

    @Test
    void aNewFileThatNothingWasCommittedToIsRemoved() throws Exception {
        var file = folder.resolve("new.duckdb");
        try (var destination = DuckDbDestination.open(DuckDbSettings.of(file))) {
            destination.verifyWritable();
            assertThat(destination.loadCheckpoints()).isEmpty();
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void anEmptyFileIsTakenForANewOne() throws Exception {
        var file = Files.createFile(folder.resolve("empty.duckdb"));
        load(file, RowMaker.id(1).values("a"));
        assertThat(count(file)).isEqualTo(1);
    }

    /** On the disk that somebody chose with it. */
    @Test
    void aLinkWhoseTargetIsNotThereYetLeadsToTheNewFile() throws Exception {
        var disk = Files.createDirectories(folder.resolve("disk"));
        Files.createSymbolicLink(folder.resolve("second"), Path.of("disk/crm.duckdb"));
        var link = Files.createSymbolicLink(folder.resolve("crm.duckdb"), Path.of("second"));

        load(link, RowMaker.id(1).values("a"));

        assertThat(link).isSymbolicLink();
        assertThat(disk.resolve("crm.duckdb")).isNotEmptyFile();
        load(link, RowMaker.id(2).values("b"));
        assertThat(count(link)).isEqualTo(2);
    }

    @Test
    void newFilesAndTheirLogAreForTheirOwnerAlone() throws Exception {
        var file = folder.resolve("private.duckdb");
        try (var destination = DuckDbDestination.open(DuckDbSettings.of(file));
                var stage = destination.openStage(CONTACTS)) {
            stage.append(List.of(RowMaker.id(1).values("a")));
            destination.commit(new Commit(List.of(stage), List.of(), List.of(), List.of(), List.of()));

            assertThat(folder.resolve("private.duckdb.wal")).isNotEmptyFile();
            try (var files = Files.list(folder)) {
                for (var made : files.toList()) {
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                            .as(made.toString())
                            .isEqualTo("rw-------");
                }
            }
        }
        assertThat(count(file)).isEqualTo(1);
        assertThat(folder.resolve("private.duckdb.wal")).doesNotExist();
    }

    @Test
    void anEmptyLogThatAKillLeftIsNoObstacle() throws Exception {
        var file = folder.resolve("killed.duckdb");
        load(file, RowMaker.id(1).values("a"));
        Files.createFile(folder.resolve("killed.duckdb.wal"));

        assertThat(count(file)).isEqualTo(1);
        load(file, RowMaker.id(2).values("b"));

        assertThat(count(file)).isEqualTo(2);
    }

    @Test
    void theFileIsOfAStorageVersionThatDuckDb14Opens() throws Exception {
        var file = folder.resolve("old.duckdb");
        load(file, RowMaker.id(1).values("a"));
        try (var query = DuckDbQuery.open(file)) {
            assertThat(DuckDbPlace.rows(
                            query.connection(),
                            "SELECT tags['storage_version'] AS version FROM duckdb_databases()"
                                    + " WHERE database_name = 'hubflow'"))
                    .singleElement()
                    .satisfies(row -> assertThat(row).containsEntry("version", "v1.4.0+"));
        }
    }

    @Test
    void leavesTheOtherTablesOfAUsersFileAlone() throws Exception {
        var place = new DuckDbPlace(folder);
        place.execute("CREATE TABLE mine AS SELECT 42 AS answer");
        load(place.file(), RowMaker.id(1).values("a"));
        assertThat(place.read("mine"))
                .singleElement()
                .satisfies(row -> assertThat(row).containsEntry("answer", 42));
        assertThat(count(place.file())).isEqualTo(1);
    }

    @Test
    void aColumnThatSomebodyDroppedComesBack() throws Exception {
        var place = new DuckDbPlace(folder);
        load(place.file(), RowMaker.id(1).values("one"));
        place.execute("ALTER TABLE contacts DROP COLUMN email");
        load(place.file(), RowMaker.id(2).values("two"));
        load(place.file(), RowMaker.id(1).updated(1).values("one again"));
        assertThat(place.read("contacts"))
                .extracting(row -> row.get("email"))
                .containsExactlyInAnyOrder("one again", "two");
    }

    @Test
    void aTableThatWasReplacedOrRobbedOfItsMarksIsRefusedByItself() throws Exception {
        var place = new DuckDbPlace(folder);
        load(place.file(), RowMaker.id(1).values("a"));
        place.execute("ALTER TABLE contacts DROP COLUMN _deleted_at");
        assertLacks(place, "_deleted_at");
        place.execute("DROP TABLE contacts");
        place.execute("CREATE VIEW contacts AS SELECT 1 AS _id, false AS _archived, 'mine' AS email");
        assertLacks(place, "_deleted_at, _merged_into");
        place.execute("DROP VIEW contacts");
        load(place.file(), RowMaker.id(2).values("b"));
        assertThat(count(place.file())).isEqualTo(1);
    }

    private static void assertLacks(DuckDbPlace place, String columns) {
        try (var destination = place.open()) {
            assertThat(catchThrowableOfType(ConnectorException.class, () -> destination.findTable("contacts")))
                    .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_FOREIGN_TABLE))
                    .hasMessageContaining("contacts of DuckDB file")
                    .hasMessageContaining("lacks " + columns + ": it was changed or replaced")
                    .hasMessageContaining("Drop or rename it");
        }
    }

    @Test
    void saysWhatIsWrongWithAPath() throws Exception {
        var missing = open(folder.resolve("no").resolve("x.duckdb"), ErrorCode.DESTINATION_REFUSED);
        assertThat(missing).hasMessageContaining("does not exist").hasMessageContaining("no");
        assertThat(open(folder, ErrorCode.DESTINATION_REFUSED)).hasMessageContaining("is a folder");
        var text = Files.writeString(folder.resolve("notes.txt"), "not a database\n".repeat(1_000));
        assertThat(open(text, ErrorCode.DESTINATION_REFUSED)).hasMessageContaining("is not a DuckDB file");
        assertThat(text).hasContent("not a database\n".repeat(1_000).strip() + "\n");
        var query = catchThrowableOfType(ConnectorException.class, () -> DuckDbQuery.open(folder.resolve("none")));
        assertThat(query.code()).isEqualTo(ErrorCode.DESTINATION_REFUSED);
    }

    @Test
    void refusesAFileOrFolderThatIsMarkedReadOnlyEvenForRoot() throws Exception {
        var file = folder.resolve("read-only.duckdb");
        load(file, RowMaker.id(1).values("a"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
        assertThat(open(file, ErrorCode.DESTINATION_READ_ONLY)).hasMessageContaining("read-only.duckdb");
        assertThat(count(file)).isEqualTo(1);
        var shut = Files.createDirectory(folder.resolve("shut"));
        Files.setPosixFilePermissions(shut, PosixFilePermissions.fromString("r-xr-xr-x"));
        open(shut.resolve("x.duckdb"), ErrorCode.DESTINATION_READ_ONLY);
    }

    @Test
    void recognisesACorruptFileWhereverTheDamageIs() throws Exception {
        var file = folder.resolve("sound.duckdb");
        load(
                file,
                IntStream.range(0, 20_000)
                        .mapToObj(i -> RowMaker.id(i).values("row " + i))
                        .toArray(Row[]::new));
        var sound = Files.readAllBytes(file);

        var header = sound.clone();
        java.util.Arrays.fill(header, 4_096, 12_288, (byte) 7);
        open(write("header.duckdb", header), ErrorCode.DESTINATION_CORRUPT);

        open(write("cut.duckdb", java.util.Arrays.copyOf(sound, 12_288)), ErrorCode.DESTINATION_CORRUPT);

        var body = sound.clone();
        for (var i = 12_288; i < body.length; i++) {
            body[i] ^= 0x55;
        }
        open(write("body.duckdb", body), ErrorCode.DESTINATION_CORRUPT);
        assertThat(count(file)).isEqualTo(20_000);
    }

    @Test
    void reportsDamageToATablesDataAndKeepsTheStagedRows() throws Exception {
        var file = folder.resolve("data.duckdb");
        load(
                file,
                IntStream.range(0, 50_000)
                        .mapToObj(i -> RowMaker.id(i * 7L + i % 3).values("row " + i))
                        .toArray(Row[]::new));
        damageIds(file);
        try (var destination = DuckDbDestination.open(DuckDbSettings.of(file));
                var stage = destination.openStage(CONTACTS)) {
            stage.append(List.of(RowMaker.id(21).updated(1).values("new")));
            var commit = new Commit(List.of(stage), List.of(), List.of(), List.of(), List.of());
            var failure = catchThrowableOfType(ConnectorException.class, () -> destination.commit(commit));
            assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_CORRUPT);
            assertThat(stage.stagedRows()).isEqualTo(1);
        }
    }

    @Test
    @Tag("thorough")
    void updatingTheSameRowsAgainAndAgainDoesNotGrowTheFileWithoutBound() throws Exception {
        var file = folder.resolve("grow.duckdb");
        load(file, IntStream.range(0, 20_000).mapToObj(i -> wide(i, 0)).toArray(Row[]::new));
        var first = Files.size(file);
        for (var round = 1; round <= 50; round++) {
            var version = round;
            load(
                    file,
                    IntStream.range(0, 2_000)
                            .mapToObj(i -> wide(i * 10, version))
                            .toArray(Row[]::new));
        }
        assertThat(count(file)).isEqualTo(20_000);
        assertThat(Files.size(file)).isLessThan(3 * first + 8_000_000);
    }

    @Test
    void datesCheckpointsByItsClock() throws Exception {
        var clock = new ManualClock(Instant.parse("2026-02-03T04:05:06Z"));
        var settings = new DuckDbSettings(folder.resolve("dated.duckdb"), 128L << 20, 1, clock);
        try (var destination = DuckDbDestination.open(settings)) {
            destination.commit(
                    new Commit(List.of(), List.of(), List.of(), List.of(new Checkpoint("deals", 1, "{}")), List.of()));
        }
        try (var query = DuckDbQuery.open(settings.file())) {
            assertThat(query.status().checkpoints()).containsExactly(new Checkpoint("deals", 1, "{}"));
            assertThat(DuckDbPlace.rows(query.connection(), "SELECT committed_at FROM _hubflow_checkpoints"))
                    .singleElement()
                    .satisfies(row -> assertThat(row).containsEntry("committed_at", clock.instant()));
        }
    }

    @Test
    void aQueryCannotWrite() throws Exception {
        var file = folder.resolve("query.duckdb");
        load(file, RowMaker.id(1).values("a"));
        try (var query = DuckDbQuery.open(file);
                var other = DuckDbQuery.open(file);
                var statement = query.connection().createStatement()) {
            assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> statement.execute("DELETE FROM contacts")))
                    .hasMessageContaining("read-only");
            assertThat(other.status().checkpoints()).isEmpty();
        }
        assertThat(count(file)).isEqualTo(1);
    }

    /** DuckDB's blocks of 256 KB follow three headers of 4 KB. */
    private static void damageIds(Path file) throws Exception {
        var block = number(
                file,
                "SELECT max(block_id) FROM pragma_storage_info('contacts')"
                        + " WHERE column_name = '_id' AND segment_type = 'BIGINT'");
        var bytes = Files.readAllBytes(file);
        bytes[(int) (12_288 + block * 262_144 + 1_000)] ^= 0x55;
        Files.write(file, bytes);
    }

    private static Row wide(int id, int version) {
        return RowMaker.id(id).updated(version).values("some text of id " + id + " in version " + version);
    }

    private static void load(Path file, Row... rows) {
        try (var destination = DuckDbDestination.open(DuckDbSettings.of(file));
                var stage = destination.openStage(CONTACTS)) {
            stage.append(List.of(rows));
            destination.commit(new Commit(List.of(stage), List.of(), List.of(), List.of(), List.of()));
        }
    }

    private static long count(Path file) throws Exception {
        return number(file, "SELECT count(DISTINCT _id) FROM contacts");
    }

    private static long number(Path file, String sql) throws Exception {
        try (var query = DuckDbQuery.open(file);
                var statement = query.connection().createStatement();
                var rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getLong(1);
        }
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private static ConnectorException open(Path file, ErrorCode expected) {
        var failure = catchThrowableOfType(
                ConnectorException.class,
                () -> DuckDbDestination.open(DuckDbSettings.of(file)).close());
        assertThat(failure).as("opening " + file).isNotNull();
        assertThat(failure.code()).isEqualTo(expected);
        return failure;
    }
}
