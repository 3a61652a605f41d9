package io.hubflow.snowflake.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatementsIT extends EmulatorTest {
    @Test
    void quotedNamesKeepTheirCase() throws Exception {
        run(
                "CREATE TABLE \"Mixed\" (\"a\" VARCHAR, A VARCHAR, \"order\" NUMBER)",
                "INSERT INTO \"Mixed\" (\"a\", a, \"order\") VALUES ('low', 'up', 1)");
        assertThat(Driver.query(connection, "SELECT \"a\", A, \"order\" FROM \"Mixed\""))
                .containsExactly(List.of("low", "up", "1"));
        failing(2003, "42S02", "SELECT * FROM Mixed");
        failing(904, "42000", "SELECT \"Order\" FROM \"Mixed\"").hasMessageContaining("invalid identifier '\"Order\"'");
        run("CREATE TABLE T (X NUMBER)");
        failing(2002, "42710", "CREATE TABLE t (Y NUMBER)").hasMessageContaining("Object 'T' already exists.");
        failing(1003, "42000", "CREATE TABLE " + "x".repeat(256) + " (A NUMBER)")
                .hasMessageContaining("255");
        run("CREATE TABLE " + "x".repeat(255) + " (A NUMBER)");
    }

    @Test
    void tablesEvolve() throws Exception {
        run(
                "CREATE TABLE T (ID NUMBER(38,0) NOT NULL PRIMARY KEY, S VARCHAR(10), N NUMBER(10,2))",
                "INSERT INTO T VALUES (1, 'a', 1.25)",
                "ALTER TABLE T ADD COLUMN IF NOT EXISTS S VARCHAR, IF NOT EXISTS \"new\" TIMESTAMP_TZ, IF NOT EXISTS V VARIANT",
                "ALTER TABLE T ALTER COLUMN S SET DATA TYPE VARCHAR(100)",
                "ALTER TABLE T ALTER COLUMN N SET DATA TYPE NUMBER(38,2)",
                "ALTER TABLE T RENAME COLUMN S TO S2",
                "ALTER TABLE T DROP COLUMN V");
        assertThat(Driver.query(connection, "DESCRIBE TABLE T").stream()
                        .map(r -> r.get(0) + " " + r.get(1) + " " + r.get(3) + r.get(5)))
                .containsExactly(
                        "ID NUMBER(38,0) NY", "S2 VARCHAR(100) YN", "N NUMBER(38,2) YN", "new TIMESTAMP_TZ(9) YN");
        assertThat(Driver.query(connection, "SELECT S2, N FROM T")).containsExactly(List.of("a", "1.25"));
        failing(1430, "42601", "ALTER TABLE T ADD COLUMN N NUMBER");
        failing(2108, "22000", "ALTER TABLE T ALTER COLUMN N SET DATA TYPE VARCHAR")
                .hasMessageContaining("cannot change column N from type NUMBER(38,2) to VARCHAR(16777216)");
        failing(40_050, "22000", "ALTER TABLE T ALTER COLUMN S2 SET DATA TYPE VARCHAR(5)");
        failing(2003, "42S02", "ALTER TABLE NOPE ADD COLUMN X NUMBER");
        failing(2025, "42S21", "CREATE TABLE D (A NUMBER, a NUMBER)");
        run("ALTER TABLE T RENAME TO T9", "DROP TABLE T9", "DROP TABLE IF EXISTS T9");
        failing(2003, "42S02", "DROP TABLE T9");
    }

    @Test
    void viewsReadWithTheirOwnersRightsAndFollowTheirTable() throws Exception {
        run(
                "CREATE TABLE T (RAW VARIANT)",
                "INSERT INTO T SELECT PARSE_JSON('{\"id\":\"7\",\"email\":\"x\"}')",
                "CREATE OR REPLACE VIEW T_VIEW AS SELECT RAW:id::NUMBER(38,0) AS ID, RAW:\"email\"::VARCHAR AS \"EMAIL\" FROM T WHERE RAW:id IS NOT NULL");
        assertThat(Driver.query(connection, "SELECT ID, v.EMAIL FROM T_VIEW v")).containsExactly(List.of("7", "x"));
        assertThat(Driver.query(connection, "SHOW VIEWS IN SCHEMA HUBSPOT.CRM")).hasSize(1);
        assertThat(Driver.query(connection, "DESC VIEW T_VIEW").stream().map(r -> r.get(0)))
                .containsExactly("ID", "EMAIL");
        run("DROP VIEW T_VIEW");
        failing(2003, "42S02", "SELECT * FROM T_VIEW");
    }

    @Test
    void mergesIntoAnEmptyTableByTheFirstClauseThatARowMeets() throws Exception {
        run("CREATE TABLE T (K NUMBER, S VARCHAR DEFAULT 'none')");
        String merge =
                "MERGE INTO T t USING (SELECT COLUMN1 AS K, COLUMN2 AS S FROM VALUES (1, 'a'), (2, 'b'), (3, 'c'), (3, 'd')) s"
                        + " ON t.K = s.K WHEN MATCHED THEN UPDATE SET S = s.S"
                        + " WHEN NOT MATCHED AND s.K = 1 THEN INSERT (K) VALUES (s.K)"
                        + " WHEN NOT MATCHED AND s.K > 1 AND s.S <> 'd' THEN INSERT (K, S) VALUES (s.K * 10, s.S)";
        assertThat(Driver.update(connection, merge)).isEqualTo(3);
        assertThat(Driver.query(connection, "SELECT K, S FROM T ORDER BY K"))
                .containsExactly(List.of("1", "none"), List.of("20", "b"), List.of("30", "c"));
        run("TRUNCATE TABLE T");
        assertThat(Driver.update(connection, "MERGE INTO T USING (SELECT 1 K) s ON T.K = s.K WHEN MATCHED THEN DELETE"))
                .isZero();
    }

    @Test
    void theDriversMetadataWorks() throws Exception {
        run("CREATE TABLE T (ID NUMBER(38,0) NOT NULL, S VARCHAR(10), TZ TIMESTAMP_TZ, PRIMARY KEY (ID))");
        try (ResultSet columns = connection.getMetaData().getColumns("HUBSPOT", "CRM", "T", null)) {
            var names = new ArrayList<String>();
            while (columns.next()) {
                names.add(columns.getString("COLUMN_NAME") + " " + columns.getString("TYPE_NAME") + " "
                        + columns.getInt("COLUMN_SIZE"));
            }
            assertThat(names).containsExactly("ID NUMBER 38", "S VARCHAR 10", "TZ TIMESTAMPTZ 0");
        }
        try (ResultSet tables = connection.getMetaData().getTables("HUBSPOT", "CRM", "%", new String[] {"TABLE"})) {
            assertThat(tables.next()).isTrue();
            assertThat(tables.getString("TABLE_NAME")).isEqualTo("T");
        }
        assertThat(
                        Driver.query(
                                connection,
                                "SELECT COLUMN_NAME, DATA_TYPE, CHARACTER_MAXIMUM_LENGTH FROM HUBSPOT.INFORMATION_SCHEMA.COLUMNS"
                                        + " WHERE TABLE_SCHEMA = 'CRM' AND TABLE_NAME = 'T' ORDER BY ORDINAL_POSITION DESC LIMIT 2"))
                .containsExactly(java.util.Arrays.asList("TZ", "TIMESTAMP_TZ", null), List.of("S", "TEXT", "10"));
        assertThat(Driver.query(connection, "SHOW PARAMETERS LIKE 'TIMEZONE' IN SESSION")
                        .get(0)
                        .get(1))
                .isEqualTo("UTC");
        assertThat(Driver.query(connection, "SHOW WAREHOUSES").get(0).subList(0, 2))
                .containsExactly("HUBFLOW_WH", "STARTED");
    }

    @Test
    void queriesOfAllShapes() throws Exception {
        run(
                "CREATE TABLE A (K NUMBER, S VARCHAR)",
                "INSERT INTO A VALUES (1, 'x'), (2, NULL), (3, 'z')",
                "CREATE TABLE B (K NUMBER, N NUMBER)",
                "INSERT INTO B VALUES (1, 10), (1, 20), (3, 5)");
        assertThat(Driver.query(
                        connection,
                        "WITH c AS (SELECT K, SUM(N) AS TOTAL FROM B GROUP BY K) SELECT a.K, COALESCE(c.TOTAL, 0) T FROM A a"
                                + " LEFT JOIN c ON a.K = c.K WHERE a.K IN (1, 2) ORDER BY T DESC"))
                .containsExactly(List.of("1", "30"), List.of("2", "0"));
        assertThat(Driver.query(connection, "SELECT K FROM A WHERE NOT EXISTS (SELECT 1 FROM B WHERE B.K = A.K)"))
                .containsExactly(List.of("2"));
        assertThat(Driver.query(connection, "SELECT K FROM A MINUS SELECT K FROM B"))
                .containsExactly(List.of("2"));
        assertThat(Driver.query(connection, "SELECT S FROM A ORDER BY S DESC")
                        .get(0)
                        .get(0))
                .isNull();
        assertThat(
                        Driver.query(
                                connection,
                                "SELECT CASE WHEN K = 1 THEN 'one' ELSE TO_VARCHAR(K) END W, IFF(S IS NULL, 1, 0) FROM A ORDER BY K"))
                .containsExactly(List.of("one", "0"), List.of("2", "1"), List.of("3", "0"));
        assertThat(Driver.query(connection, "SELECT COUNT(*) C, MAX(S) FROM A HAVING C > 2"))
                .containsExactly(List.of("3", "z"));
        assertThat(
                        Driver.query(
                                connection,
                                "SELECT CURRENT_DATABASE(), CURRENT_SCHEMA(), CURRENT_ROLE(), CURRENT_WAREHOUSE(), CURRENT_USER()"))
                .containsExactly(List.of("HUBSPOT", "CRM", "HUBFLOW_LOADER", "HUBFLOW_WH", "LOADER"));
    }

    @Test
    void elementsOfArraysBecomeRows() throws Exception {
        run(
                "CREATE TABLE T (ID NUMBER, V VARIANT)",
                "INSERT INTO T SELECT 1, PARSE_JSON('[{\"n\":\"a\",\"b\":true},{\"n\":\"b\",\"b\":false}]')",
                "INSERT INTO T SELECT 2, PARSE_JSON('[]')",
                "INSERT INTO T SELECT 3, NULL",
                "CREATE VIEW E AS SELECT t.ID, e.INDEX AS I, (e.VALUE:n::VARCHAR)::VARCHAR AS N, (e.VALUE:b::VARCHAR)::BOOLEAN AS B"
                        + " FROM T AS t, LATERAL FLATTEN(INPUT => t.V) AS e");
        assertThat(Driver.query(connection, "SELECT ID, I, N, B FROM E ORDER BY I"))
                .containsExactly(List.of("1", "0", "a", "TRUE"), List.of("1", "1", "b", "FALSE"));
        failing(999_001, "0A000", "SELECT 1 FROM T, LATERAL FLATTEN(INPUT => T.V, OUTER => TRUE)");
    }

    @Test
    void updateAndDeleteCountAndJoin() throws Exception {
        run(
                "CREATE TABLE A (K NUMBER, S VARCHAR)",
                "INSERT INTO A VALUES (1, 'x'), (2, 'y'), (3, 'z')",
                "CREATE TABLE B (K NUMBER, S VARCHAR)",
                "INSERT INTO B VALUES (1, 'new')");
        assertThat(Driver.update(connection, "UPDATE A t SET S = b.S FROM B b WHERE t.K = b.K"))
                .isEqualTo(1);
        assertThat(Driver.update(connection, "DELETE FROM A USING B WHERE A.K = B.K"))
                .isEqualTo(1);
        assertThat(Driver.update(connection, "DELETE FROM A WHERE K = 3")).isEqualTo(1);
        assertThat(Driver.query(connection, "SELECT K, S FROM A")).containsExactly(List.of("2", "y"));
        run("TRUNCATE TABLE A");
        assertThat(Driver.query(connection, "SELECT * FROM A")).isEmpty();
    }

    @Test
    void mergeRefusesTwoSourceRowsForOneTarget() throws Exception {
        run("CREATE TABLE T (K NUMBER, S VARCHAR)", "INSERT INTO T VALUES (1, 'a')");
        String merge =
                "MERGE INTO T USING (SELECT COLUMN1 AS K, COLUMN2 AS S FROM VALUES (1, 'b'), (1, 'c')) s ON T.K = s.K ";
        failing(100_090, "42P18", merge + "WHEN MATCHED THEN UPDATE SET S = s.S");
        assertThat(Driver.query(connection, "SELECT S FROM T")).containsExactly(List.of("a"));
        assertThat(Driver.update(connection, merge + "WHEN MATCHED AND s.S = 'b' THEN UPDATE SET S = s.S"))
                .isEqualTo(1);
        assertThat(
                        Driver.update(
                                connection,
                                "MERGE INTO T USING (SELECT 1 K, TRUE D UNION ALL SELECT 2, FALSE) s ON T.K = s.K"
                                        + " WHEN MATCHED AND s.D THEN DELETE WHEN NOT MATCHED AND NOT s.D THEN INSERT (K) VALUES (s.K)"))
                .isEqualTo(2);
        assertThat(Driver.query(connection, "SELECT K, S FROM T")).containsExactly(java.util.Arrays.asList("2", null));
    }

    @Test
    void threeThousandColumns() throws Exception {
        String columns = IntStream.range(0, 3_000)
                .mapToObj(i -> "\"PROPERTY_" + i + "\" VARCHAR")
                .collect(Collectors.joining(", "));
        run("CREATE TABLE WIDE (ID NUMBER(38,0))", "ALTER TABLE WIDE ADD COLUMN " + columns);
        assertThat(Driver.query(connection, "DESCRIBE TABLE WIDE")).hasSize(3_001);
        run("INSERT INTO WIDE (ID, \"PROPERTY_2999\") VALUES (1, 'last')");
        assertThat(Driver.value(connection, "SELECT \"PROPERTY_2999\" FROM WIDE"))
                .isEqualTo("last");
    }

    /** The driver reads the first megabyte from the reply and the others from files. */
    @Test
    void aResultOfOneColumnAndManyMegabytesIsReadWhole() throws Exception {
        String rows =
                IntStream.range(0, 400).mapToObj(i -> "('%06d')".formatted(i)).collect(Collectors.joining(", "));
        run("CREATE TABLE T (C VARCHAR)", "INSERT INTO T VALUES " + rows);

        List<List<String>> read = Driver.query(connection, "SELECT A.C || B.C FROM T A CROSS JOIN T B");

        assertThat(read).hasSize(160_000).doesNotHaveDuplicates();
    }

    @Test
    void temporaryTablesAreTheSessionsOwn() throws Exception {
        run(
                "CREATE TABLE T (A NUMBER)",
                "INSERT INTO T VALUES (1)",
                "CREATE TEMPORARY TABLE T (B NUMBER)",
                "INSERT INTO T VALUES (2)");
        assertThat(Driver.query(connection, "SELECT * FROM T")).containsExactly(List.of("2"));
        try (var other = Driver.connect(emulator, Driver.loader())) {
            assertThat(Driver.query(other, "SELECT * FROM T")).containsExactly(List.of("1"));
        }
    }

    /** The warehouse cannot wake, so whatever is answered came from the result cache. */
    @Test
    void anUnchangedAnswerNeedsNoWarehouse() throws Exception {
        run("CREATE TABLE T (A NUMBER)", "INSERT INTO T VALUES (1)");
        String sql = "SELECT A FROM T ORDER BY 1";
        Driver.query(connection, sql);
        String momentary = "SELECT A, CURRENT_TIMESTAMP() FROM T";
        Driver.query(connection, momentary);
        try (var admin = Driver.connect(emulator, Driver.admin())) {
            Driver.run(
                    admin, "ALTER WAREHOUSE HUBFLOW_WH SET AUTO_RESUME = FALSE", "ALTER WAREHOUSE HUBFLOW_WH SUSPEND");
            assertThat(Driver.query(connection, sql)).containsExactly(List.of("1"));
            failing(606, "57P03", momentary);
            failing(606, "57P03", sql + " ");
            run("ALTER SESSION SET USE_CACHED_RESULT = FALSE");
            failing(606, "57P03", sql);
            run("ALTER SESSION SET USE_CACHED_RESULT = TRUE");

            Driver.run(admin, "ALTER WAREHOUSE HUBFLOW_WH RESUME");
            run("INSERT INTO T VALUES (2)");
            Driver.run(admin, "ALTER WAREHOUSE HUBFLOW_WH SUSPEND");
            failing(606, "57P03", sql);
        }
    }

    @Test
    void refusesWhatItDoesNotUnderstand() {
        for (String sql : List.of(
                "CALL SYSTEM$WAIT(1)",
                "CREATE PIPE P AS COPY INTO T FROM @S",
                "SELECT * FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()))",
                "SELECT SOUNDEX('x')",
                "ALTER SESSION SET QUOTED_IDENTIFIERS_IGNORE_CASE = TRUE",
                "CREATE STAGE S URL = 's3://x'",
                "COPY INTO @S FROM T",
                "SHOW TASKS",
                "MERGE INTO T USING S ON TRUE WHEN NOT MATCHED BY SOURCE THEN DELETE")) {
            failing(999_001, "0A000", sql).as(sql).hasMessageContaining("unsupported by the emulator: ");
        }
        failing(1003, "42000", "SELEC 1");
        failing(1003, "42000", "SELECT 1 FROM");
        failing(1003, "42000", "SELECT 1;\n SELECT 2").hasMessageContaining("line 2 at position 1 unexpected 'SELECT'");
    }
}
