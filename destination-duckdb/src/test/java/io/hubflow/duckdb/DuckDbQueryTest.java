package io.hubflow.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hubflow.engine.destination.QueryRows;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.testkit.VerificationRowMaker;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DuckDbQueryTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void makeFile() throws SQLException {
        file = folder.resolve("my.duckdb");
        try (var connection = DriverManager.getConnection("jdbc:duckdb:" + file);
                var statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE things AS SELECT 1::BIGINT AS id, 2.50::DECIMAL(38,9) AS amount, true AS won,"
                            + " DATE '2026-01-31' AS day, TIMESTAMPTZ '2026-01-31 08:30:00+02' AS moment, '{\"a\":1}'::JSON AS doc,"
                            + " 'x' AS text, NULL::VARCHAR AS nothing, [1, 2] AS list");
        }
    }

    @Test
    void tellsTheNewestVerifications() {
        var moment = Instant.parse("2026-01-31T06:30:00.123Z");
        var evidence = "{\"stale\":[{\"id\":7,\"reason\":\"it's late\"}]}";
        var place = folder.resolve("loaded.duckdb");
        try (var destination = DuckDbDestination.open(DuckDbSettings.of(place))) {
            destination.commit(VerificationRowMaker.commit("v1", moment, "equal", 0, "{}"));
            destination.commit(VerificationRowMaker.commit("v2", moment.plusSeconds(60), "different", 1, evidence));
            destination.commit(VerificationRowMaker.commit(
                    "v3", moment.plusSeconds(90), "different", 1, "{\"stale\":[\"" + "x".repeat(20_000) + "\"]}"));
        }

        try (var query = DuckDbQuery.open(place)) {
            assertThat(query.recentVerifications(2))
                    .containsExactly(
                            VerificationRowMaker.record("v3", moment.plusSeconds(90), "different", 1, "{}"),
                            VerificationRowMaker.record("v2", moment.plusSeconds(60), "different", 1, evidence));
        }
        try (var query = DuckDbQuery.open(file)) {
            assertThat(query.recentVerifications(2)).isEmpty();
        }
    }

    @Test
    void handsOverValuesOfPlainClasses() {
        var seen = new Seen();

        try (var query = DuckDbQuery.open(file)) {
            query.run("SELECT * FROM things", seen);
        }

        assertThat(seen.names)
                .containsExactly("id", "amount", "won", "day", "moment", "doc", "text", "nothing", "list");
        assertThat(seen.types).startsWith("BIGINT", "DECIMAL(38,9)", "BOOLEAN", "DATE");
        assertThat(seen.rows)
                .containsExactly(Arrays.asList(
                        1L,
                        new BigDecimal("2.500000000"),
                        true,
                        LocalDate.of(2026, 1, 31),
                        Instant.parse("2026-01-31T06:30:00Z"),
                        "{\"a\":1}",
                        "x",
                        null,
                        "[1, 2]"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT missing FROM things",
                "SELECT * FROM nowhere",
                "SELECT 'x'::INTEGER",
                "SELECT (",
                "WITH more AS (SELECT 1) SELECT * FROM absent"
            })
    void blamesTheStatementWhenItIsAtFault(String sql) {
        try (var query = DuckDbQuery.open(file)) {
            var failure = catchThrowableOfType(ConnectorException.class, () -> query.run(sql, new Seen()));

            assertThat(failure).isNotNull();
            assertThat(failure.code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID);
            assertThat(failure.what())
                    .startsWith("DuckDB refuses the statement: ")
                    .doesNotContain("pending query result", "LINE 1", " Error: ", "\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELEC 1",
                "DELETE FROM things",
                "CREATE TABLE more (a INTEGER)",
                "COPY things TO '%s' (USE_TMP_FILE false)",
                "copy (select 1) to '%s'",
                "EXPLAIN ANALYZE COPY things TO '%s' (USE_TMP_FILE false)",
                "/* harmless */ COPY things TO '%s.csv'",
                "EXPORT DATABASE '%s.exported'",
                "ATTACH '%s.other' AS other",
                "INSTALL httpfs",
                "LOAD httpfs",
                "SET enable_external_access = true",
                "PRAGMA enable_profiling",
                "CALL force_checkpoint()",
                "SELECT 1; SELECT 2",
                "SELECT 1; COPY things TO '%s' (USE_TMP_FILE false)",
                "SELECT 'a;b' AS x -- ; \n; DROP TABLE things",
                ""
            })
    void refusesEverythingThatDoesNotReadOrIsMoreThanOneStatement(String sql) throws Exception {
        var before = java.nio.file.Files.readAllBytes(file);

        try (var query = DuckDbQuery.open(file)) {
            var failure =
                    catchThrowableOfType(ConnectorException.class, () -> query.run(sql.formatted(file), new Seen()));

            assertThat(failure).isNotNull();
            assertThat(failure.code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID);
            assertThat(failure.meaning()).isEqualTo("Nothing was changed: this only reads.");
            assertThat(failure.action()).isNotBlank();
        }
        assertThat(file).hasBinaryContent(before);
        try (var left = java.nio.file.Files.list(folder)) {
            assertThat(left).containsExactly(file);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM read_csv('/etc/hosts')",
                "SELECT content FROM read_text('/etc/hosts')",
                "SELECT * FROM glob('/etc/*')"
            })
    void readsNoOtherFile(String sql) {
        try (var query = DuckDbQuery.open(file)) {
            var failure = catchThrowableOfType(ConnectorException.class, () -> query.run(sql, new Seen()));

            assertThat(failure).isNotNull();
            assertThat(failure.what()).startsWith("The statement reaches beyond the tables of this database: ");
        }
    }

    /** What {@link ReadingStatement} might let through one day. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET enable_external_access = true",
                "SET lock_configuration = false",
                "RESET lock_configuration",
                "SET memory_limit = '1GB'",
                "ATTACH '%s.other' AS other",
                "COPY things TO '%s.csv'"
            })
    void statementsThatReachDuckDbCannotGiveThemselvesOtherFilesOrOtherSettings(String sql) throws SQLException {
        try (var query = DuckDbQuery.open(file);
                var refused = query.connection().createStatement();
                var asked = query.connection().createStatement()) {
            assertThatThrownBy(() -> refused.execute(sql.formatted(file)))
                    .isInstanceOf(SQLException.class)
                    .hasMessageMatching("(?s).*(configuration has been locked|disabled by configuration).*");

            try (var settings = asked.executeQuery("SELECT value FROM duckdb_settings()"
                    + " WHERE name IN ('enable_external_access', 'lock_configuration') ORDER BY name")) {
                assertThat(settings.next()).isTrue();
                assertThat(settings.getString("value")).isEqualTo("false");
                assertThat(settings.next()).isTrue();
                assertThat(settings.getString("value")).isEqualTo("true");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 'a;b', $$c;d$$, \"id\" from things;",
                "-- first\nFROM things ; ; ",
                "(select 1) union (select 2)",
                "explain select 1",
                "EXPLAIN (FORMAT JSON) SELECT 1",
                "show tables",
                "describe things",
                "summarize things",
                "pragma table_info('things')",
                "with a as (select 1) select * from a",
                "select * from things order by text"
            })
    void runsWhatReads(String sql) {
        var seen = new Seen();

        try (var query = DuckDbQuery.open(file)) {
            query.run(sql, seen);
        }

        assertThat(seen.rows).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"})
    void instantsAreExactInEveryTimeZone(String zone) {
        var before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        try (var query = DuckDbQuery.open(file)) {
            for (var instant : List.of(
                    "2023-10-29T00:30:00Z",
                    "2023-10-29T01:30:00Z",
                    "2023-03-26T00:30:00Z",
                    "2023-03-26T01:30:00Z",
                    "2023-11-05T05:30:00Z",
                    "2023-11-05T06:30:00Z",
                    "2023-03-12T07:30:00Z",
                    "2023-04-01T15:15:00Z",
                    "1883-11-18T17:00:00.123456Z",
                    "9999-12-31T23:59:59.999Z")) {
                var seen = new Seen();

                query.run(
                        "SELECT TIMESTAMPTZ '%1$s' AS a, {'b': TIMESTAMPTZ '%1$s'}::JSON->>'b' AS b, (TIMESTAMPTZ '%1$s')::DATE AS c"
                                .formatted(instant),
                        seen);

                var day = LocalDate.parse(instant.substring(0, 10));
                assertThat(seen.rows.getFirst())
                        .startsWith(Instant.parse(instant))
                        .endsWith(day);
                assertThat((String) seen.rows.getFirst().get(1))
                        .startsWith(day + " " + instant.substring(11, 19))
                        .endsWith("+00");
            }
            var seen = new Seen();
            query.run(
                    "SELECT TIMESTAMP '2023-03-26 02:30:00', TIMESTAMP_MS '2023-03-12 02:30:00.500', TIMESTAMPTZ 'infinity',"
                            + " NULL::TIMESTAMPTZ, NULL::TIMESTAMP",
                    seen);
            assertThat(seen.rows)
                    .containsExactly(
                            Arrays.asList("2023-03-26 02:30:00", "2023-03-12 02:30:00.5", "infinity", null, null));
        } finally {
            TimeZone.setDefault(before);
        }
    }

    private static final class Seen implements QueryRows {
        private final List<String> names = new ArrayList<>();
        private final List<String> types = new ArrayList<>();
        private final List<List<@Nullable Object>> rows = new ArrayList<>();

        @Override
        public void columns(List<String> columnNames, List<String> columnTypes) {
            names.addAll(columnNames);
            types.addAll(columnTypes);
        }

        @Override
        public void row(List<@Nullable Object> values) {
            rows.add(values);
        }
    }
}
