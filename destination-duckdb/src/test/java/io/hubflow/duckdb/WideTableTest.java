package io.hubflow.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.CommitResult.TableResult;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.testkit.RowMaker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of so many columns that the blocks which DuckDB pins for each of them decide how much memory an update takes. */
class WideTableTest {
    private static final TableSchema NARROW = schema("deals", 40);
    private static final TableSchema WIDE = schema("contacts", 600);

    @TempDir
    Path folder;

    @Test
    void aNewFileGetsSmallBlocksWhenItsTableIsWide() throws Exception {
        var file = folder.resolve("new.duckdb");
        try (var destination = open(file)) {
            load(destination, NARROW, row(7, 0, 40, "deal"));
            load(destination, WIDE, row(1, 0, 600, "a"));
            load(destination, WIDE, row(1, 1, 600, "b"), row(2, 0, 600, "c"));
        }
        assertThat(number(
                        file, "SELECT block_size FROM pragma_database_size() WHERE database_name = current_catalog()"))
                .isEqualTo(16_384);
        assertThat(text(file, "SELECT string_agg(p599, ',' ORDER BY _id) FROM contacts"))
                .isEqualTo("b,c");
        assertThat(text(file, "SELECT p39 FROM deals")).as("committed before").isEqualTo("deal");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    /** Contacts with all of HubSpot's own properties: loading them with the usual blocks took 800 MB. */
    @Test
    void aNewFileOfADefaultPortalsContactsGetsSmallBlocks() throws Exception {
        var file = folder.resolve("default.duckdb");
        try (var destination = open(file)) {
            load(destination, schema("contacts", 369), row(1, 0, 369, "a"));
        }
        assertThat(number(
                        file, "SELECT block_size FROM pragma_database_size() WHERE database_name = current_catalog()"))
                .isEqualTo(16_384);
    }

    @Test
    void aFileOfOrdinaryTablesKeepsTheUsualBlocks() throws Exception {
        var file = folder.resolve("usual.duckdb");
        try (var destination = open(file)) {
            load(destination, NARROW, row(7, 0, 40, "deal"));
        }
        assertThat(number(
                        file, "SELECT block_size FROM pragma_database_size() WHERE database_name = current_catalog()"))
                .isEqualTo(262_144);
    }

    @Test
    void anExistingFileIsUpdatedInPlaceAndAUsersColumnStays() throws Exception {
        var file = wideWithUsualBlocks();
        change(file, "ALTER TABLE contacts ADD COLUMN note VARCHAR", "UPDATE contacts SET note = 'mine'");
        try (var destination = open(file)) {
            assertThat(load(destination, WIDE, row(1, 1, 600, "changed"), row(2, 0, 600, "b"), row(4, 0, 600, "new")))
                    .isEqualTo(new TableResult("contacts", 1, 1, 1));
        }
        assertThat(number(
                        file, "SELECT block_size FROM pragma_database_size() WHERE database_name = current_catalog()"))
                .isEqualTo(262_144);
        assertThat(text(file, "SELECT string_agg(p599, ',' ORDER BY _id) FROM contacts"))
                .isEqualTo("changed,b,c,new");
        assertThat(text(file, "SELECT string_agg(note, ',' ORDER BY _id) FROM contacts"))
                .isEqualTo("mine,mine,mine");
        assertThat(number(file, "SELECT count(DISTINCT _id) - count(*) FROM contacts"))
                .isZero();
    }

    @Test
    void rowsThatAreReadInPartKeepTheirOtherValuesThere() throws Exception {
        var file = wideWithUsualBlocks();
        var unread = Set.of("p599");
        try (var destination = open(file);
                var stage = destination.openStage(WIDE, unread)) {
            var values = values(600, "changed");
            values[599] = null;
            stage.append(List.of(RowMaker.id(1).updated(1).unread("p599").values(values)));
            destination.commit(new Commit(List.of(stage), List.of(), List.of(), List.of(), List.of()));
        }
        assertThat(text(file, "SELECT p598 || ' ' || p599 FROM contacts WHERE _id = 1"))
                .isEqualTo("changed a");
    }

    /** DuckDB holds the rows of a row group in memory: 20,000 rows of 1,532 columns at once took 940 MB. */
    @Test
    void aFileThatGetsAWideTableIsWrittenInSmallRowGroups() throws Exception {
        try (var file = DuckDbFile.open(DuckDbSettings.of(folder.resolve("wide.duckdb")))) {
            file.fit(1_531);
            try (var statement = file.connection().createStatement()) {
                statement.execute("CREATE TABLE hubflow.numbers AS SELECT range AS n FROM range(4200)");
                statement.execute("CHECKPOINT hubflow");
            }

            assertThat(answer(file, """
                            SELECT string_agg(rows, ',' ORDER BY row_group_id) FROM (
                                SELECT row_group_id, sum(count)::BIGINT AS rows
                                FROM pragma_storage_info('hubflow.numbers')
                                WHERE segment_type = 'BIGINT' GROUP BY row_group_id)""")).isEqualTo("2048,2048,104");
        }
    }

    /** With fewer than three full row groups, the next checkpoint would write them again. */
    @Test
    void aCommitToAWideTableIsDueAfterFourRowGroups() {
        assertThat(Blocks.rowGroupRows(379)).isEqualTo(8_192);
        assertThat(Blocks.mostRowsACommit(379)).isEqualTo(4 * 8_192);
        assertThat(Blocks.rowGroupRows(1_531)).isEqualTo(2_048);
        assertThat(Blocks.mostRowsACommit(1_531)).isEqualTo(4 * 2_048);
        assertThat(Blocks.rowGroupRows(100_000)).isEqualTo(2_048);
        try (var destination = open(folder.resolve("wide.duckdb"));
                var wide = destination.openStage(schema("contacts", 1_519))) {
            for (var id = 0; id < 4 * 2_048 - 1; id++) {
                wide.append(List.of(row(id, 0, 1_519, null)));
            }
            assertThat(wide.isFull()).isFalse();

            wide.append(List.of(row(8_191, 0, 1_519, null)));

            assertThat(wide.isFull()).isTrue();
        }
    }

    @Test
    void aCommitToATableOfOrdinaryWidthIsNotBoundedByItsColumns() {
        assertThat(Blocks.rowGroupRows(250)).isEqualTo(122_880);
        assertThat(Blocks.mostRowsACommit(250)).isEqualTo(Long.MAX_VALUE);
    }

    /** The limit came from the blocks that the file had before it was made again: 568 MB. */
    @Test
    void aFileMadeAgainWithSmallBlocksKeepsTheUsualMemoryLimit() throws Exception {
        try (var file = DuckDbFile.open(DuckDbSettings.of(folder.resolve("limit.duckdb")))) {
            file.fit(379);

            assertThat(answer(file, "SELECT current_setting('memory_limit')")).isEqualTo("112.0 MiB");
        }
    }

    @Test
    void whereMemoryIsNotEnoughTheLimitIsDoubled() throws Exception {
        try (var file = DuckDbFile.open(DuckDbSettings.of(folder.resolve("limit.duckdb")))) {
            assertThat(file.allowMore()).isTrue();

            assertThat(answer(file, "SELECT current_setting('memory_limit')")).isEqualTo("224.0 MiB");
        }
    }

    /** Made before its table became wide. */
    private Path wideWithUsualBlocks() {
        var file = folder.resolve("existing.duckdb");
        try (var destination = open(file)) {
            load(destination, schema("contacts", 200), row(1, 0, 200, "a"));
        }
        try (var destination = open(file)) {
            load(destination, WIDE, row(1, 0, 600, "a"), row(2, 0, 600, "b"), row(3, 0, 600, "c"));
        }
        return file;
    }

    private static String answer(DuckDbFile file, String sql) throws Exception {
        try (var statement = file.connection().createStatement();
                var rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    private static TableSchema schema(String table, int columns) {
        return new TableSchema(
                table,
                table,
                IntStream.range(0, columns)
                        .mapToObj(i -> new Column("p" + i, ColumnType.VARCHAR))
                        .toList());
    }

    private static Row row(int id, int version, int columns, @Nullable String value) {
        return RowMaker.id(id).updated(version).values(values(columns, value));
    }

    private static @Nullable Object[] values(int columns, @Nullable String value) {
        var values = new @Nullable Object[columns];
        Arrays.fill(values, value);
        return values;
    }

    private static DuckDbDestination open(Path file) {
        return DuckDbDestination.open(DuckDbSettings.of(file));
    }

    private static TableResult load(DuckDbDestination destination, TableSchema schema, Row... rows) {
        try (var stage = destination.openStage(schema)) {
            stage.append(List.of(rows));
            return destination
                    .commit(new Commit(List.of(stage), List.of(), List.of(), List.of(), List.of()))
                    .tables()
                    .getFirst();
        }
    }

    private static void change(Path file, String... statements) throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:duckdb:" + file);
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static String text(Path file, String sql) throws Exception {
        try (var query = DuckDbQuery.open(file);
                var statement = query.connection().createStatement();
                var rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    private static long number(Path file, String sql) throws Exception {
        return Long.parseLong(text(file, sql));
    }
}
