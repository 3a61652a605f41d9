package io.hubflow.snowflake.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadingIT extends EmulatorTest {
    @TempDir
    Path directory;

    @Override
    EmulatorOptions options() {
        return EmulatorOptions.defaults().withLimits(limits -> limits.withMaxDocumentBytes(1_000_000));
    }

    @BeforeEach
    void stage() throws SQLException {
        run(
                "CREATE FILE FORMAT HS_JSON TYPE = JSON COMPRESSION = GZIP",
                "CREATE STAGE ST FILE_FORMAT = (FORMAT_NAME = 'HS_JSON')",
                "CREATE TABLE T (ID NUMBER(38,0), S VARCHAR)");
    }

    private Path gz(String name, String... lines) throws IOException {
        return GzipFile.write(directory.resolve(name), lines);
    }

    private void put(Path file, String path) throws SQLException {
        run("PUT 'file://" + file + "' '@ST/" + path
                + "' AUTO_COMPRESS = FALSE SOURCE_COMPRESSION = GZIP OVERWRITE = TRUE");
    }

    @Test
    void copyLoadsEachFileOnce() throws Exception {
        put(gz("a.json.gz", "{\"id\":1,\"s\":\"x\"}", "{\"id\":2}"), "run1");
        String copy =
                "COPY INTO T (ID, S) FROM (SELECT $1:id::NUMBER, $1:s::VARCHAR FROM @ST/run1/) FILE_FORMAT = (FORMAT_NAME = HS_JSON)";
        assertThat(Driver.query(connection, copy).get(0).subList(0, 4))
                .containsExactly("st/run1/a.json.gz", "LOADED", "2", "2");
        assertThat(Driver.update(connection, copy)).isZero();
        assertThat(Driver.update(connection, copy + " FORCE = TRUE")).isEqualTo(2);
        put(gz("b.json.gz", "{\"id\":3,\"s\":\"y\"}"), "run1");
        assertThat(Driver.update(connection, copy + " PURGE = TRUE")).isEqualTo(1);
        assertThat(Driver.query(connection, "LIST @ST/run1/").stream().map(r -> r.get(0)))
                .containsExactly("st/run1/a.json.gz");
        failing(100_114, "42704", copy + " FILES = ('nope.json.gz')");
        run("CREATE TABLE R (RAW VARIANT)", "COPY INTO R FROM @ST/run1/ FILES = ('a.json.gz')");
        assertThat(Driver.query(connection, "SELECT RAW:id::NUMBER FROM R ORDER BY 1"))
                .containsExactly(List.of("1"), List.of("2"));
        failing(999_001, "0A000", copy + " ON_ERROR = CONTINUE");
    }

    @Test
    void hundredsOfBooleansInstantsAndDaysAreConvertedEachAndOnlyWhereTheyAreAskedFor() throws Exception {
        String wrong = IntStream.range(0, 300)
                .mapToObj(i -> "\"b" + i + "\":\"maybe\"")
                .collect(Collectors.joining(",", "{\"id\":2,", "}"));
        String right = IntStream.range(0, 300)
                .mapToObj(i -> "\"b%1$d\":\"%2$s\",\"t%1$d\":\"2024-03-31T01:30:00.%3$03dZ\",\"d%1$d\":\"2024-02-29\""
                        .formatted(i, i % 2 == 0 ? "true" : "no", i))
                .collect(Collectors.joining(",", "{\"id\":1,", "}"));
        put(gz("a.json.gz", right, "{\"id\":3}", wrong), "run1");
        String items = IntStream.range(0, 300)
                .mapToObj(i -> "$1:b%1$d::BOOLEAN, $1:t%1$d::TIMESTAMP_TZ, $1:d%1$d::DATE".formatted(i))
                .collect(Collectors.joining(", ", "SELECT $1:id::NUMBER, ", " FROM @ST/run1/"));
        run("ALTER SESSION SET TIMEZONE = 'UTC'");
        var rows = Driver.query(connection, items + " WHERE $1:id::NUMBER = 1");
        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).subList(1, 7))
                .containsExactly(
                        "TRUE",
                        "2024-03-31 01:30:00.000 Z",
                        "2024-02-29",
                        "FALSE",
                        "2024-03-31 01:30:00.001 Z",
                        "2024-02-29");
        List<String> empty =
                Driver.query(connection, items + " WHERE $1:id::NUMBER = 3").get(0);
        assertThat(empty.get(0)).isEqualTo("3");
        assertThat(empty.subList(1, empty.size())).hasSize(900).containsOnlyNulls();
        assertThat(Driver.query(
                        connection, "SELECT CASE WHEN $1:id::NUMBER < 2 THEN $1:b0::BOOLEAN END FROM @ST/run1/"))
                .hasSize(3);
        failing(100_037, "22018", "SELECT $1:b0::BOOLEAN FROM @ST/run1/");
    }

    /** DuckDB kept every parsed document for each field: 367 of 100 rows took 4 GB. */
    @Test
    void aMergeReadsHundredsOfFieldsOfTheStoredAndTheStagedDocuments() throws Exception {
        run("CREATE OR REPLACE TABLE DOCUMENTS (ID NUMBER, DOCUMENT VARIANT)");
        put(gz("old.json.gz", documents(1, "old"), documents(2, "old")), "old");
        put(gz("new.json.gz", documents(2, "new"), documents(3, "new")), "new");
        String fields = IntStream.range(0, 367)
                .mapToObj(i -> "'f%1$d', %2$s:\"f%1$d\"".formatted(i, i % 2 == 0 ? "t.DOCUMENT" : "s.D"))
                .collect(Collectors.joining(", ", "OBJECT_CONSTRUCT(", ")"));
        String merge =
                "MERGE INTO DOCUMENTS t USING (SELECT $1:id::NUMBER AS ID, $1 AS D FROM @ST/%s/) s ON t.ID = s.ID"
                        + " WHEN MATCHED AND " + hash("t.DOCUMENT") + " <> " + hash("s.D")
                        + " THEN UPDATE SET DOCUMENT = "
                        + fields + " WHEN NOT MATCHED THEN INSERT (ID, DOCUMENT) VALUES (s.ID, s.D)";

        assertThat(Driver.update(connection, merge.formatted("old"))).isEqualTo(2);
        assertThat(Driver.update(connection, merge.formatted("new"))).isEqualTo(2);
        assertThat(Driver.update(connection, merge.formatted("old"))).isEqualTo(1);
        assertThat(Driver.query(
                        connection, "SELECT DOCUMENT:f0::VARCHAR, DOCUMENT:f1::VARCHAR FROM DOCUMENTS ORDER BY ID"))
                .containsExactly(List.of("old", "old"), List.of("old", "old"), List.of("new", "new"));
    }

    private static String documents(int id, String value) {
        return IntStream.range(0, 367)
                .mapToObj(i -> "\"f" + i + "\":\"" + value + '"')
                .collect(Collectors.joining(",", "{\"id\":" + id + ",", "}"));
    }

    private static String hash(String document) {
        return IntStream.range(0, 367)
                .mapToObj(i -> document + ":\"f" + i + "\"::VARCHAR")
                .collect(Collectors.joining(", ", "HASH(", ")"));
    }

    @Test
    void copyInATransactionThatRollsBackMayBeRepeated() throws Exception {
        put(gz("a.json.gz", "{\"id\":1}"), "run1");
        String copy = "COPY INTO T (ID) FROM (SELECT $1:id::NUMBER FROM @ST/run1/)";
        run("BEGIN", copy, "ROLLBACK");
        assertThat(Driver.update(connection, copy)).isEqualTo(1);
    }

    @Test
    void aPathIsAPrefix() throws Exception {
        put(gz("a.json.gz", "{\"id\":1}"), "run1");
        put(gz("a.json.gz", "{\"id\":10}"), "run10");
        assertThat(Driver.query(connection, "SELECT $1:id::NUMBER FROM @ST/run1 ORDER BY 1"))
                .containsExactly(List.of("1"), List.of("10"));
        assertThat(Driver.query(
                        connection,
                        "SELECT s.$1:id::NUMBER, METADATA$FILENAME FROM @ST/run1/ (FILE_FORMAT => 'HS_JSON') s"))
                .containsExactly(List.of("1", "run1/a.json.gz"));
        assertThat(Driver.query(connection, "SELECT $1:id::NUMBER FROM @ST/nothing"))
                .isEmpty();
        assertThat(Driver.query(connection, "REMOVE @ST/run1/")).hasSize(1);
        assertThat(Driver.query(connection, "REMOVE @ST PATTERN = '.*[.]gz'")).hasSize(1);
    }

    @Test
    void wildcardsAndManyFiles() throws Exception {
        for (int i = 0; i < 5; i++) {
            gz("part-" + i + ".json.gz", "{\"id\":" + i + "}");
        }
        assertThat(Driver.query(
                        connection,
                        "PUT file://" + directory + "/part-*.json.gz @ST/many AUTO_COMPRESS=FALSE PARALLEL=4"))
                .hasSize(5);
        assertThat(Driver.update(connection, "INSERT INTO T (ID) SELECT $1:id::NUMBER(38,0) FROM @ST/many/"))
                .isEqualTo(5);
        assertThat(emulator.admin().stats().bytesStaged())
                .isEqualTo(Files.list(directory)
                        .mapToLong(p -> p.toFile().length())
                        .sum());
    }

    @Test
    void brokenFilesFailTheStatement() throws Exception {
        put(gz("a.json.gz", "{\"id\":1}", "{\"id\":"), "broken");
        failing(100_069, "22P02", "INSERT INTO T (ID) SELECT $1:id::NUMBER FROM @ST/broken/");
        put(gz("a.json.gz", "{\"id\":1,\"s\":\"" + "x".repeat(1_000_001) + "\"}"), "large");
        failing(100_082, "22000", "INSERT INTO T (ID) SELECT $1:id::NUMBER FROM @ST/large/");
        put(gz("a.json.gz", "{\"id\":1,\"s\":\"" + "x".repeat(1_500_000) + "\"}"), "larger");
        failing(100_082, "22000", "INSERT INTO T (ID) SELECT $1:id::NUMBER FROM @ST/larger/");
        put(gz("a.json.gz", "{\"id\":\"x\"}"), "bad");
        failing(100_038, "22018", "INSERT INTO T (ID) SELECT $1:id::NUMBER FROM @ST/bad/");
        assertThat(Driver.query(connection, "SELECT * FROM T")).isEmpty();
        failing(2003, "02000", "SELECT $1 FROM @NOPE/x");
        run("CREATE STAGE PLAIN");
        failing(999_001, "0A000", "SELECT $1 FROM @PLAIN/x");
    }

    @Test
    void wideRowsMergeByTheirKeys() throws Exception {
        int width = 300;
        String columns = IntStream.range(0, width)
                .mapToObj(i -> "\"P" + i + "\" VARCHAR")
                .collect(Collectors.joining(", "));
        run("CREATE TABLE WIDE (ID NUMBER(38,0), " + columns + ")");
        String[] lines = IntStream.range(0, 200)
                .mapToObj(r -> "{\"id\":" + r
                        + IntStream.range(0, width)
                                .mapToObj(i -> ",\"p" + i + "\":\"" + r + "/" + i + "\"")
                                .collect(Collectors.joining())
                        + "}")
                .toArray(String[]::new);
        put(gz("wide.json.gz", lines), "wide");
        String items = IntStream.range(0, width)
                .mapToObj(i -> "$1:\"p" + i + "\"::VARCHAR AS \"P" + i + "\"")
                .collect(Collectors.joining(", "));
        String set = IntStream.range(0, width)
                .mapToObj(i -> "\"P" + i + "\" = s.\"P" + i + "\"")
                .collect(Collectors.joining(", "));
        String names = IntStream.range(0, width).mapToObj(i -> "\"P" + i + "\"").collect(Collectors.joining(", "));
        String values =
                IntStream.range(0, width).mapToObj(i -> "s.\"P" + i + "\"").collect(Collectors.joining(", "));
        String merge = "MERGE INTO WIDE t USING (SELECT $1:id::NUMBER(38,0) AS ID, " + items
                + " FROM @ST/wide/) s ON t.ID = s.ID WHEN MATCHED THEN UPDATE SET " + set
                + " WHEN NOT MATCHED THEN INSERT (ID, " + names + ") VALUES (s.ID, " + values + ")";
        assertThat(Driver.update(connection, merge)).isEqualTo(200);
        assertThat(Driver.update(connection, merge)).isEqualTo(200);
        assertThat(Driver.query(connection, "SELECT COUNT(*), COUNT(DISTINCT ID), MAX(P299) FROM WIDE"))
                .containsExactly(List.of("200", "200", "99/299"));
    }

    @Test
    void nullsAndTextsOfDocuments() throws Exception {
        put(gz("a.json.gz", "{\"id\":\"1\",\"s\":null,\"k\":{\"a b\":[true]},\"S\":\"upper\",\"n\":1.10}"), "x");
        assertThat(Driver.query(
                        connection,
                        "SELECT $1:s::VARCHAR, $1:S::VARCHAR, $1:s, $1:k, $1:k:\"a b\"[0]::BOOLEAN, $1:missing, $1:n::NUMBER(5,2), $1:n::VARCHAR"
                                + " FROM @ST/x/"))
                .containsExactly(Arrays.asList(null, "upper", "null", "{\"a b\":[true]}", "TRUE", null, "1.10", "1.1"));
    }
}
