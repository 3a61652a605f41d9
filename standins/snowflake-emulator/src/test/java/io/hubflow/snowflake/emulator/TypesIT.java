package io.hubflow.snowflake.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TypesIT extends EmulatorTest {
    @Test
    void everyTypeComesBackAsItWasWritten() throws Exception {
        run(
                "CREATE TABLE T (N NUMBER(38,0), D NUMBER(38,9), F FLOAT, S VARCHAR(20), B BOOLEAN, DT DATE, NTZ TIMESTAMP_NTZ, LTZ TIMESTAMP_LTZ,"
                        + " TZ TIMESTAMP_TZ, V VARIANT, X BINARY)",
                "INSERT INTO T SELECT 12345678901234567890123456789012345678, -0.000000001, 1.5, 'Zoë ''x'' \\\\ y', TRUE, '2026-11-23',"
                        + " '2026-11-23 10:00:00.123456', '2026-11-23 10:00:00.5', '2026-11-23T10:00:00.123456+05:30', PARSE_JSON('{\"a\": [1, null, \"ü\"]}'),"
                        + " TO_BINARY('00FF')");
        try (var statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT * FROM T")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getBigDecimal(1)).isEqualTo("12345678901234567890123456789012345678");
            assertThat(row.getBigDecimal(2)).isEqualTo("-0.000000001");
            assertThat(row.getDouble(3)).isEqualTo(1.5);
            assertThat(row.getString(4)).isEqualTo("Zoë 'x' \\ y");
            assertThat(row.getBoolean(5)).isTrue();
            assertThat(row.getDate(6)).isEqualTo(Date.valueOf("2026-11-23"));
            assertThat(row.getTimestamp(7).toInstant()).isEqualTo(Instant.parse("2026-11-23T10:00:00.123456Z"));
            assertThat(row.getTimestamp(8).toInstant()).isEqualTo(Instant.parse("2026-11-23T10:00:00.500Z"));
            assertThat(row.getTimestamp(9).toInstant()).isEqualTo(Instant.parse("2026-11-23T04:30:00.123456Z"));
            assertThat(row.getString(10)).isEqualTo("{\"a\":[1,null,\"ü\"]}");
            assertThat(row.getBytes(11)).containsExactly(0, 255);
            assertThat(row.getMetaData().getColumnTypeName(9)).isEqualTo("TIMESTAMPTZ");
            assertThat(row.getMetaData().getPrecision(2)).isEqualTo(38);
            assertThat(row.getMetaData().getScale(2)).isEqualTo(9);
        }
        assertThat(emulator.admin().rows("HUBSPOT", "CRM", "T").get(0))
                .containsEntry("TZ", "2026-11-23T10:00:00.123456+05:30");
        assertThat(Driver.value(connection, "SELECT TZ::VARCHAR FROM T")).isEqualTo("2026-11-23 10:00:00.123 +0530");
    }

    @Test
    void instantsWithDifferentOffsetsAreEqual() throws Exception {
        assertThat(Driver.value(
                        connection,
                        "SELECT '2026-11-23T10:00:00+02:00'::TIMESTAMP_TZ = '2026-11-23T08:00:00Z'::TIMESTAMP_TZ"))
                .isEqualTo("TRUE");
        assertThat(
                        Driver.value(
                                connection,
                                "SELECT DATEDIFF(minute, '1969-12-31T23:00:00Z'::TIMESTAMP_TZ, '1970-01-01T00:00:00+01:00'::TIMESTAMP_TZ)"))
                .isEqualTo("0");
    }

    @Test
    void timestampsAreReadInEveryForm() throws Exception {
        for (String text : List.of(
                "2026-11-23T10:00:00Z",
                "2026-11-23T10:00Z",
                "2026-11-23 10:00:00 +00:00",
                "2026-11-23T12:00:00+0200",
                "2026-11-23T12:00:00.000+02",
                "2026-11-23 10:00:00",
                "1795428000",
                "1795428000000")) {
            assertThat(Driver.query(
                                    connection,
                                    "SELECT TRY_TO_TIMESTAMP_TZ('" + text + "') = '2026-11-23T10:00:00Z'::TIMESTAMP_TZ")
                            .get(0)
                            .get(0))
                    .as(text)
                    .isEqualTo("TRUE");
        }
        assertThat(Driver.value(connection, "SELECT TRY_TO_TIMESTAMP_TZ('2026-13-01T00:00:00Z')"))
                .isNull();
        assertThat(Driver.value(connection, "SELECT TRY_TO_TIMESTAMP_TZ('2026-11-23 10:00:00 Europe/Berlin')"))
                .isNull();
        assertThat(Driver.value(connection, "SELECT TRY_TO_TIMESTAMP_TZ('9999-12-31T23:59:59.999Z')::VARCHAR"))
                .isEqualTo("9999-12-31 23:59:59.999 +0000");
        assertThat(Driver.value(connection, "SELECT TRY_TO_DATE('2026-02-30')")).isNull();
        assertThat(Driver.value(connection, "SELECT TRY_TO_DATE('2026-02-28')")).isEqualTo("2026-02-28");
    }

    @Test
    void textWithoutOffsetMeansTheSessionsZone() throws Exception {
        run("ALTER SESSION SET TIMEZONE = 'America/Los_Angeles'");
        assertThat(Driver.value(
                        connection,
                        "SELECT '2026-07-01 00:00:00'::TIMESTAMP_TZ = '2026-07-01T07:00:00Z'::TIMESTAMP_TZ"))
                .isEqualTo("TRUE");
        assertThat(Driver.value(connection, "SELECT '2026-07-01 00:00:00'::TIMESTAMP_TZ::VARCHAR"))
                .isEqualTo("2026-07-01 00:00:00.000 -0700");
        failing(1420, "22023", "ALTER SESSION SET TIMEZONE = 'Mars/Olympus'");
    }

    @Test
    void valuesThatDoNotFitAreRefusedWithSnowflakesCodes() throws Exception {
        run(
                "CREATE TABLE T (N NUMBER(38,9), S VARCHAR(3), R NUMBER(5,0) NOT NULL, TZ TIMESTAMP_TZ, D DATE, B BOOLEAN, V VARIANT)");
        failing(100_038, "22018", "INSERT INTO T (N, R) SELECT 'abc', 1")
                .hasMessageContaining("Numeric value 'abc' is not recognized");
        failing(100_038, "22018", "INSERT INTO T (N, R) SELECT '', 1");
        failing(100_038, "22018", "INSERT INTO T (N, R) SELECT '1_000', 1");
        failing(100_046, "22003", "INSERT INTO T (N, R) SELECT '1e29', 1")
                .hasMessageContaining("out of representable range");
        failing(100_046, "22003", "INSERT INTO T (R) SELECT 100000");
        failing(100_078, "22000", "INSERT INTO T (S, R) SELECT 'abcd', 1")
                .hasMessageContaining("String 'abcd' is too long and would be truncated");
        failing(100_072, "22000", "INSERT INTO T (N) SELECT 1");
        failing(100_035, "22007", "INSERT INTO T (TZ, R) SELECT 'yesterday', 1");
        failing(100_040, "22007", "INSERT INTO T (D, R) SELECT '2026-02-30', 1");
        failing(100_037, "22018", "INSERT INTO T (B, R) SELECT 'perhaps', 1");
        failing(100_069, "22P02", "SELECT PARSE_JSON('{')");
        failing(2023, "22000", "INSERT INTO T (V, R) SELECT 'text', 1");
        failing(2014, "22000", "INSERT INTO T (V, R) VALUES (PARSE_JSON('{}'), 1)");
        failing(1065, "42601", "SELECT TRY_CAST(PARSE_JSON('1') AS NUMBER)");
        failing(100_051, "22012", "SELECT 1 / 0");
        assertThat(emulator.admin().rows("HUBSPOT", "CRM", "T")).isEmpty();
    }

    @Test
    void triesGiveNullAndRoundAsSnowflakeDoes() throws Exception {
        assertThat(Driver.query(
                        connection,
                        "SELECT TRY_TO_NUMBER('1.5'), TRY_TO_NUMBER('1.0000000005', 38, 9), TRY_TO_NUMBER('x'), TRY_TO_NUMBER('1_000'),"
                                + " TRY_TO_NUMBER('1e3', 38, 9), TRY_TO_NUMBER('1e29', 38, 9), TRY_TO_BOOLEAN('yes'), TRY_TO_BOOLEAN('x'),"
                                + " TRY_TO_DOUBLE('1.5e10')"))
                .containsExactly(Arrays.asList(
                        "2", "1.000000001", null, null, "1000.000000000", null, "TRUE", null, "15000000000"));
    }

    @Test
    void documentsKeepNullApartFromAbsent() throws Exception {
        run(
                "CREATE TABLE T (V VARIANT)",
                "INSERT INTO T SELECT PARSE_JSON('{\"a\":null,\"b\":\"x\",\"n\":1.50,\"o\":{\"k.y\":[{\"z\":true}]}}')");
        assertThat(Driver.query(
                        connection,
                        "SELECT V:a, V:a::VARCHAR, V:missing, V:b, V:b::VARCHAR, V:n::NUMBER(10,2), V:o:\"k.y\"[0].z::BOOLEAN, NULLIF(V:a, PARSE_JSON('null')),"
                                + " V:o, TYPEOF(V:b) FROM T"))
                .containsExactly(Arrays.asList(
                        "null", null, null, "\"x\"", "x", "1.50", "TRUE", null, "{\"k.y\":[{\"z\":true}]}", "VARCHAR"));
    }

    @Test
    void bindsOfEveryTypeArrive() throws Exception {
        run(
                "CREATE TABLE T (N NUMBER(38,0), D NUMBER(20,4), F FLOAT, S VARCHAR, B BOOLEAN, DT DATE, TS TIMESTAMP_NTZ, TZ TIMESTAMP_TZ, V VARIANT)");
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO T SELECT ?, ?, ?, ?, ?, ?, ?, ?, PARSE_JSON(?)")) {
            insert.setLong(1, 42);
            insert.setBigDecimal(2, new BigDecimal("-1.2345"));
            insert.setDouble(3, 0.25);
            insert.setString(4, "it's");
            insert.setBoolean(5, true);
            insert.setDate(6, Date.valueOf("2026-11-23"));
            insert.setTimestamp(7, Timestamp.from(Instant.parse("2026-11-23T10:00:00.123456Z")));
            insert.setString(8, "2026-11-23T10:00:00.123456+02:00");
            insert.setString(9, "{\"a\":1}");
            assertThat(insert.executeUpdate()).isEqualTo(1);
            insert.setNull(1, Types.BIGINT);
            insert.setNull(2, Types.DECIMAL);
            insert.setNull(3, Types.DOUBLE);
            insert.setNull(4, Types.VARCHAR);
            insert.setNull(5, Types.BOOLEAN);
            insert.setNull(6, Types.DATE);
            insert.setNull(7, Types.TIMESTAMP);
            insert.setNull(8, Types.VARCHAR);
            insert.setNull(9, Types.VARCHAR);
            assertThat(insert.executeUpdate()).isEqualTo(1);
        }
        var rows = emulator.admin().rows("HUBSPOT", "CRM", "T");
        assertThat(rows.get(0))
                .containsEntry("N", "42")
                .containsEntry("D", "-1.2345")
                .containsEntry("S", "it's")
                .containsEntry("B", "true")
                .containsEntry("DT", "2026-11-23")
                .containsEntry("TS", "2026-11-23T10:00:00.123456")
                .containsEntry("TZ", "2026-11-23T10:00:00.123456+02:00")
                .containsEntry("V", "{\"a\":1}");
        assertThat(rows.get(1).values()).containsOnlyNulls();
        try (PreparedStatement select = connection.prepareStatement("SELECT S FROM T WHERE N = ?")) {
            select.setInt(1, 42);
            try (ResultSet row = select.executeQuery()) {
                assertThat(row.next()).isTrue();
                assertThat(row.getString(1)).isEqualTo("it's");
            }
        }
    }

    @Test
    void batchesAreOneStatement() throws Exception {
        run("CREATE TABLE T (N NUMBER(38,0), S VARCHAR)");
        emulator.admin().resetLog();
        insertBatch(1_000);
        assertThat(emulator.admin().stats().statements()).containsEntry("INSERT", 1L);
        assertThat(Driver.query(connection, "SELECT COUNT(*), SUM(N), COUNT(S), COUNT_IF(S = '') FROM T"))
                .containsExactly(List.of("1000", "499500", "500", "250"));
    }

    @Test
    void largeBatchesGoThroughTheDriversOwnStage() throws Exception {
        run("CREATE TABLE T (N NUMBER(38,0), S VARCHAR)");
        emulator.admin().resetLog();
        insertBatch(40_000);
        assertThat(emulator.admin().stats().puts()).isPositive();
        assertThat(Driver.query(connection, "SELECT COUNT(*), SUM(N), COUNT(S), COUNT_IF(S = '') FROM T"))
                .containsExactly(List.of("40000", "799980000", "20000", "10000"));
    }

    private void insertBatch(int rows) throws Exception {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO T VALUES (?, ?)")) {
            for (int i = 0; i < rows; i++) {
                insert.setLong(1, i);
                insert.setString(2, i % 2 == 0 ? (i % 4 == 0 ? "" : "a,\"b\"\nc") : null);
                insert.addBatch();
            }
            assertThat(insert.executeBatch()).hasSize(rows).containsOnly(1);
        }
    }
}
