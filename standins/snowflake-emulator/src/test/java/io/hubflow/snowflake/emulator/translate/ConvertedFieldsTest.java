package io.hubflow.snowflake.emulator.translate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConvertedFieldsTest {
    private final ConvertedFields fields = new ConvertedFields("k");

    @Test
    void aConversionOfManyFieldsIsWrittenOnce() {
        for (int number = 1; number <= 300; number++) {
            assertThat(fields.item("t", number, "sf_text_bool(field)")).isEqualTo("k0[" + number + "]");
        }
        assertThat(fields.around("s")).containsOnlyOnce("sf_text_bool");
    }

    @Test
    void eachConversionOfEachListHasAListOfItsOwn() {
        assertThat(fields.item("t", 7, "sf_text_bool(field)")).isEqualTo("k0[1]");
        assertThat(fields.item("t", 9, "sf_text_date(field)")).isEqualTo("k1[1]");
        assertThat(fields.item("u", 7, "sf_text_bool(field)")).isEqualTo("k2[1]");
        assertThat(fields.item("t", 8, "sf_text_bool(field)")).isEqualTo("k0[2]");
        assertThat(fields.item("t", 7, "sf_text_bool(field)"))
                .as("asked for again")
                .isEqualTo("k0[1]");
        assertThat(fields.around("s"))
                .isEqualTo("(SELECT *, list_transform(list_select(t, [7, 8]), lambda field: sf_text_bool(field)) AS k0,"
                        + " list_transform(list_select(t, [9]), lambda field: sf_text_date(field)) AS k1,"
                        + " list_transform(list_select(u, [7]), lambda field: sf_text_bool(field)) AS k2 FROM s)");
    }

    @Test
    void aSourceWithoutConvertedFieldsStaysAsItIs() {
        assertThat(fields.around("s")).isEqualTo("s");
    }
}
