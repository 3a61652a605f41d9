package io.hubflow.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.TableSchema;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowEncoderTest {
    private static final long SECOND = 1_704_067_201_000L;

    @Test
    void writesTheWireFormOfEveryType() throws Exception {
        var line = encode(
                row(
                        "a\"b\n\u0001é👍",
                        new BigDecimal("12.500"),
                        7L,
                        true,
                        LocalDate.of(2024, 2, 29),
                        Instant.EPOCH,
                        "{\"a\":1}"),
                ColumnType.VARCHAR,
                ColumnType.DECIMAL,
                ColumnType.BIGINT,
                ColumnType.BOOLEAN,
                ColumnType.DATE,
                ColumnType.TIMESTAMP,
                ColumnType.JSON);
        assertThat(line.path("p").path("c0").asText()).isEqualTo("a\"b\n\u0001é👍");
        assertThat(line.path("p").path("c1").asText()).isEqualTo("12.5");
        assertThat(line.path("p").path("c2").asText()).isEqualTo("7");
        assertThat(line.path("p").path("c3").isBoolean()).isTrue();
        assertThat(line.path("p").path("c4").asText()).isEqualTo("2024-02-29");
        assertThat(line.path("p").path("c5").asText()).isEqualTo("1970-01-01T00:00:00.000Z");
        assertThat(line.path("p").path("c6").asText()).isEqualTo("{\"a\":1}");
        assertThat(line.path("id").asLong()).isEqualTo(42);
        assertThat(line.path("u").asText()).isEqualTo("2024-01-01T00:00:01.000Z");
        assertThat(line.has("x")).isFalse();
        assertThat(line.has("n")).isFalse();
    }

    @Test
    void leavesNullsOut() throws Exception {
        assertThat(encode(row(null, "b"), ColumnType.VARCHAR, ColumnType.VARCHAR)
                        .path("p")
                        .toString())
                .isEqualTo("{\"c1\":\"b\"}");
    }

    @Test
    void writesHalfASurrogatePairAsTheReplacementCharacter() throws Exception {
        assertThat(encode(row("a\uD83Db\uDC4D"), ColumnType.VARCHAR)
                        .path("p")
                        .path("c0")
                        .asText())
                .isEqualTo("a\uFFFDb\uFFFD");
    }

    @Test
    void movesWhatSnowflakeCannotHoldToUnparsed() throws Exception {
        var long20Mb = "x".repeat(20_000_000);
        var line = encode(
                row(
                        long20Mb,
                        LocalDate.of(10_000, 1, 1),
                        Instant.parse("+12345-01-01T00:00:00Z"),
                        "{\"a\":1,\"a\":2}",
                        "[1"),
                ColumnType.VARCHAR,
                ColumnType.DATE,
                ColumnType.TIMESTAMP,
                ColumnType.JSON,
                ColumnType.JSON);
        assertThat(line.path("p").isEmpty()).isTrue();
        assertThat(line.path("n").path("c0").asText()).isEqualTo(long20Mb);
        assertThat(line.path("n").path("c1").asText()).isEqualTo("+10000-01-01");
        assertThat(line.path("n").path("c2").asText()).isEqualTo("+12345-01-01T00:00:00Z");
        assertThat(line.path("n").path("c3").asText()).isEqualTo("{\"a\":1,\"a\":2}");
        assertThat(line.path("n").path("c4").asText()).isEqualTo("[1");
    }

    @Test
    void keepsWhatWasUnparsedBefore() throws Exception {
        var row = new Row(1, SECOND, SECOND, true, SECOND, SECOND, 9, "{\"age\":\"x\"}", new Object[] {"[1"});
        var line = encode(row, ColumnType.JSON);
        assertThat(line.path("n").toString()).isEqualTo("{\"age\":\"x\",\"c0\":\"[1\"}");
        assertThat(line.path("x").asText()).isEqualTo("2024-01-01T00:00:01.000Z");
    }

    @Test
    void refusesAValueOfAnotherClassByItsColumn() {
        assertThatThrownBy(() -> encode(row("12"), ColumnType.DECIMAL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("c0")
                .hasMessageContaining("DECIMAL");
        assertThatThrownBy(() -> encode(row(new BigDecimal("1e29")), ColumnType.DECIMAL))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Row row(@Nullable Object... values) {
        return new Row(42, SECOND, SECOND, false, Row.NO_TIME, SECOND, 9, null, values);
    }

    private static JsonNode encode(Row row, ColumnType... types) throws Exception {
        var columns = new ArrayList<Column>();
        for (var type : types) {
            columns.add(new Column("c" + columns.size(), type));
        }
        var line = new JsonLine();
        new RowEncoder(new TableSchema("contacts", "contacts", columns)).encode(row, line);
        var bytes = new ByteArrayOutputStream();
        line.writeTo(bytes);
        var text = bytes.toString(StandardCharsets.UTF_8);
        assertThat(text).endsWith("}\n");
        assertThat(text.indexOf('\n')).isEqualTo(text.length() - 1);
        return new ObjectMapper().readTree(text);
    }
}
