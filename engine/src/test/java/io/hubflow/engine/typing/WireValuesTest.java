package io.hubflow.engine.typing;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.ColumnType;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WireValuesTest {
    @ParameterizedTest
    @CsvSource({
        "0,0",
        "12,12",
        "-12.5,-12.5",
        "007,7",
        "0.123456789,0.123456789",
        "1.0000000000,1.000000000",
        "1E21,1000000000000000000000",
        "1.5e3,1500",
        "99999999999999999999999999999,99999999999999999999999999999",
        "99999999999999999999999999999.999999999,99999999999999999999999999999.999999999",
        "0E999999999,0",
        "+5,5",
    })
    void storesDecimalsExactly(String wire, BigDecimal expected) {
        assertThat(WireValues.parse(ColumnType.DECIMAL, wire))
                .isInstanceOfSatisfying(
                        BigDecimal.class, value -> assertThat(value).isEqualByComparingTo(expected))
                .extracting(value -> ((BigDecimal) value).scale())
                .satisfies(scale -> assertThat((Integer) scale).isBetween(0, 9));
    }

    @ParameterizedTest
    @CsvSource({
        "0.1234567894,0.123456789",
        "0.1234567896,0.123456790",
        "1E-999999999,0",
        "1E-10,0",
        "123456789012345678901234567.1234567891,123456789012345678901234567.123456789",
    })
    void storesTheNearestDecimalAndSaysSo(String wire, BigDecimal nearest) {
        assertThat(WireValues.parse(ColumnType.DECIMAL, wire))
                .isInstanceOfSatisfying(
                        WireValues.Nearest.class,
                        value -> assertThat((BigDecimal) value.value()).isEqualByComparingTo(nearest));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1E29",
                "100000000000000000000000000000",
                "99999999999999999999999999999.9999999999",
                "1E999999999",
                "abc",
                "1,234",
                "NaN",
                "-",
                ".",
                " 1",
                "1.2.3"
            })
    void refusesWhatIsNoDecimalOfItsSize(String wire) {
        assertThat(WireValues.parse(ColumnType.DECIMAL, wire)).isSameAs(WireValues.UNFIT);
    }

    @Test
    void doesNotParseEndlessNumbers() {
        assertThat(WireValues.parse(ColumnType.DECIMAL, "1".repeat(65_536))).isSameAs(WireValues.UNFIT);
    }

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "-1,-1",
        "12345678901234567,12345678901234567",
        "9223372036854775807,9223372036854775807",
        "-9223372036854775808,-9223372036854775808",
        "1.23E5,123000",
        "5.0,5",
    })
    void storesIdsExactly(String wire, long expected) {
        assertThat(WireValues.parse(ColumnType.BIGINT, wire)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775808", "1.5", "1E999999999", "1E-999999999", "0.5", "x", "5;6"})
    void refusesWhatIsNoId(String wire) {
        assertThat(WireValues.parse(ColumnType.BIGINT, wire)).isSameAs(WireValues.UNFIT);
    }

    @ParameterizedTest
    @CsvSource({
        "2024-02-29,2024-02-29",
        "1572480000000,2019-10-31",
        "0,1970-01-01",
        "-86400000,1969-12-31",
        "2019-10-31T00:00:00Z,2019-10-31",
        "2019-10-31T00:00:00.000Z,2019-10-31",
        "0001-01-01,0001-01-01",
        "9999-12-31,9999-12-31",
    })
    void readsBothFormsOfDates(String wire, LocalDate expected) {
        assertThat(WireValues.parse(ColumnType.DATE, wire)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"2023-02-29", "2024-13-01", "20240101", "1572480000001", "0000-01-01", "10000-01-01", "soon", "-"
            })
    void refusesWhatIsNoDate(String wire) {
        assertThat(WireValues.parse(ColumnType.DATE, wire)).isSameAs(WireValues.UNFIT);
    }

    @ParameterizedTest
    @CsvSource({
        "2024-02-29T13:14:15.678Z,2024-02-29T13:14:15.678Z",
        "2024-02-29T13:14:15.6Z,2024-02-29T13:14:15.600Z",
        "2024-02-29T13:14:15.678000Z,2024-02-29T13:14:15.678Z",
        "2024-02-29T13:14:15Z,2024-02-29T13:14:15Z",
        "2024-02-29T13:14Z,2024-02-29T13:14:00Z",
        "2024-02-29T13:14:15.678+01:30,2024-02-29T11:44:15.678Z",
        "2024-02-29T13:14:15-0500,2024-02-29T18:14:15Z",
        "2024-02-29T13:14:15+02,2024-02-29T11:14:15Z",
        "2024-02-29 13:14:15,2024-02-29T13:14:15Z",
        "2024-02-29,2024-02-29T00:00:00Z",
        "1709212455678,2024-02-29T13:14:15.678Z",
        "-1,1969-12-31T23:59:59.999Z",
    })
    void readsEveryFormOfInstants(String wire, Instant expected) {
        assertThat(WireValues.parse(ColumnType.TIMESTAMP, wire)).isEqualTo(expected);
    }

    @Test
    void saysWhenMicrosecondsAreLost() {
        assertThat(WireValues.parse(ColumnType.TIMESTAMP, "2024-02-29T13:14:15.678901Z"))
                .isEqualTo(new WireValues.Nearest(Instant.parse("2024-02-29T13:14:15.678Z")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024-02-29T25:00:00Z",
                "2024-02-29T13:14:15.Z",
                "2024-02-29T13:14:15X",
                "2024-02-29T",
                "2024-02-29T13",
                "2024-02-29T13:14:",
                "2024-02-29T13:14:15+1",
                "2024-02-29T13:14:15+99:00",
                "9999-12-31T23:59:59-01:00",
                "99999999999999999999",
                "yesterday",
                "1.5"
            })
    void refusesWhatIsNoInstant(String wire) {
        assertThat(WireValues.parse(ColumnType.TIMESTAMP, wire)).isSameAs(WireValues.UNFIT);
    }

    @ParameterizedTest
    @CsvSource({"true,true", "false,false", "TRUE,true"})
    void readsBooleans(String wire, boolean expected) {
        assertThat(WireValues.parse(ColumnType.BOOLEAN, wire)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "1", "truee"})
    void refusesWhatIsNoBoolean(String wire) {
        assertThat(WireValues.parse(ColumnType.BOOLEAN, wire)).isSameAs(WireValues.UNFIT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":[1,2]}", "[]", "\"x\"", "12", "null"})
    void keepsJsonAsItIs(String wire) {
        assertThat(WireValues.parse(ColumnType.JSON, wire)).isEqualTo(wire);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{\"a\":}", "x", "1 2", "[1]]", "\"open"})
    void refusesBrokenJson(String wire) {
        assertThat(WireValues.parse(ColumnType.JSON, wire)).isSameAs(WireValues.UNFIT);
    }

    @Test
    void keepsTextAsItIs() {
        assertThat(WireValues.parse(ColumnType.VARCHAR, " a;b\n😀 ")).isEqualTo(" a;b\n😀 ");
    }
}
