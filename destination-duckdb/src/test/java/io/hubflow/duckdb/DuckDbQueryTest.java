package io.hubflow.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hubflow.engine.destination.QueryRows;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
                "SELEC 1",
                "SELECT missing FROM things",
                "SELECT * FROM nowhere",
                "SELECT 'x'::INTEGER",
                "DELETE FROM things",
                "CREATE TABLE more (a INTEGER)"
            })
    void blamesTheStatementWhenItIsAtFault(String sql) {
        try (var query = DuckDbQuery.open(file)) {
            var failure = catchThrowableOfType(ConnectorException.class, () -> query.run(sql, new Seen()));

            assertThat(failure).isNotNull();
            assertThat(failure.code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID);
            assertThat(failure.what()).startsWith("DuckDB refuses the statement: ");
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
