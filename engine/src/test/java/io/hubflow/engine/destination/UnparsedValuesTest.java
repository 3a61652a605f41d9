package io.hubflow.engine.destination;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UnparsedValuesTest {
    private static final List<Column> COLUMNS =
            List.of(new Column("age", ColumnType.BIGINT), new Column("city", ColumnType.DATE));

    @Test
    void keepsTheEntriesOfUnreadColumnsInTheOrderOfTheColumns() {
        assertThat(UnparsedValues.merge(
                        "{\"city\":\"new\"}", "{\"age\":\"old\",\"city\":\"old\"}", COLUMNS, Set.of("age")))
                .isEqualTo("{\"age\":\"old\",\"city\":\"new\"}");
        assertThat(UnparsedValues.merge(null, "{\"age\":\"old\",\"city\":\"old\"}", COLUMNS, Set.of("city")))
                .isEqualTo("{\"city\":\"old\"}");
        assertThat(UnparsedValues.merge(null, "{\"age\":\"old\"}", COLUMNS, Set.of("city")))
                .isNull();
        assertThat(UnparsedValues.merge("{\"age\":\"new\"}", null, COLUMNS, Set.of("city")))
                .isEqualTo("{\"age\":\"new\"}");
    }

    @Test
    void writesWhatADatabaseCannotHoldAsALiteralThatReadsBackExactly() throws Exception {
        var text = "a\uD83D b\uDE00 c\uD83D\uDE00 \u0000 \" \\ \n \u0007";
        var json = new StringBuilder();
        UnparsedValues.append(json, "city", text);
        UnparsedValues.append(json, "plain", "x \" \n y");
        json.append('}');
        var mapper = new JsonMapper();

        var read = mapper.readTree(json.toString());

        assertThat(UnparsedValues.isStorable(json.toString())).isTrue();
        assertThat(read.get("plain").asText()).isEqualTo("x \" \n y");
        assertThat(read.get("city").asText()).startsWith("\"a\\uD83D b\\uDE00 c\uD83D\uDE00 \\u0000 ");
        assertThat(mapper.readTree(read.get("city").asText()).asText()).isEqualTo(text);
        assertThat(UnparsedValues.storable(text)).startsWith("a\uFFFD b\uFFFD c\uD83D\uDE00 \uFFFD ");
    }
}
