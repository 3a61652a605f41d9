package io.hubflow.simulator.portal;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.simulator.time.SimulatorClock;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PopulationTest {
    private static final ObjectType CONTACTS = TypeTable.load(1).require("contacts");

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 10, 5_000})
    void idsAscendAndLeadBackToTheirOrdinals(long count) {
        var population = new Population(7, CONTACTS, count);
        long previous = 0;
        for (long ordinal = 0; ordinal < count; ordinal++) {
            long id = population.id(ordinal);
            assertThat(id).isGreaterThan(previous);
            assertThat(population.ordinal(id)).isEqualTo(ordinal);
            assertThat(population.ordinalAtOrAfter(id)).isEqualTo(ordinal);
            assertThat(population.ordinalAtOrAfter(previous + 1)).isEqualTo(ordinal);
            previous = id;
        }
        assertThat(population.ordinalAtOrAfter(previous + 1)).isEqualTo(count);
        assertThat(population.ordinalAtOrAfter(Long.MIN_VALUE)).isZero();
        assertThat(population.ordinal(5)).isEqualTo(-1);
        assertThat(population.firstFreeId()).isGreaterThan(previous);
    }

    @Test
    void windowsOfTheModifiedTimeHoldExactlyTheirRecords() {
        var population = new Population(7, CONTACTS, 20_000);
        long from = Population.BULK_EDIT_MILLIS;
        for (long[] window : new long[][] {
            {from, from}, {from - 86_400_000, from}, {Long.MIN_VALUE, Long.MAX_VALUE}, {from + 1, from - 1}
        }) {
            var expected = new HashSet<Long>();
            for (long ordinal = 0; ordinal < population.count(); ordinal++) {
                long modified = population.record(ordinal).modifiedMillis();
                if (window[0] <= modified && modified <= window[1]) {
                    expected.add(ordinal);
                }
            }
            var found = new HashSet<Long>();
            Arrays.stream(population.ordinalsModifiedBetween(window[0], window[1]))
                    .forEach(found::add);
            assertThat(found).isEqualTo(expected);
        }
    }

    @Test
    void oneSeedMakesOnePortalAndAnotherAnother() {
        assertThat(sample(7)).isEqualTo(sample(7)).isNotEqualTo(sample(8));
    }

    @Test
    void holdsTheAwkwardValuesOfRealPortals() {
        var portal = portal(7, 20_000);
        var catalog = portal.catalog(CONTACTS);
        var store = portal.store(CONTACTS);
        var seen = new HashSet<String>();
        long[] set = {0, 0};
        store.scan(0, record -> {
            for (var column : catalog.columns()) {
                String value =
                        record.ordinal() < 3_000 || column.name().equals("message") ? column.value(record) : null;
                if (record.ordinal() < 3_000) {
                    set[value == null ? 0 : 1]++;
                }
                if (value != null) {
                    classify(column.definition().type(), value, seen);
                }
            }
            return true;
        });
        assertThat(seen)
                .contains(
                        "emoji",
                        "newline",
                        "html",
                        "cleared",
                        "scientific",
                        "many decimals",
                        "17 digits",
                        "epoch",
                        "day",
                        "whole second",
                        "multi-select",
                        "no option",
                        "65536");
        assertThat((double) set[1] / (set[0] + set[1])).isBetween(0.25, 0.4);
    }

    @Test
    void everyNumberIsANumber() {
        var portal = portal(7, 2_000);
        portal.store(CONTACTS).scan(0, record -> {
            for (var column : portal.catalog(CONTACTS).columns()) {
                String value = column.value(record);
                if (column.definition().type().equals("number") && value != null && !value.isEmpty()) {
                    assertThat(new BigDecimal(value)).as(column.name()).isNotNull();
                }
            }
            return true;
        });
    }

    private static void classify(String type, String value, Set<String> seen) {
        if (value.isEmpty()) {
            seen.add("cleared");
        }
        if (value.length() == 65_536) {
            seen.add("65536");
        }
        switch (type) {
            case "string" -> {
                if (value.codePoints().anyMatch(c -> c > 0x1F000)) {
                    seen.add("emoji");
                }
                if (value.contains("\n")) {
                    seen.add("newline");
                }
                if (value.contains("<p>")) {
                    seen.add("html");
                }
            }
            case "number" -> {
                if (value.equals("1E21")) {
                    seen.add("scientific");
                }
                if (value.matches("-?\\d+\\.\\d{10,}")) {
                    seen.add("many decimals");
                }
                if (value.matches("\\d{17}")) {
                    seen.add("17 digits");
                }
            }
            case "date" -> {
                if (value.matches("\\d{4}-\\d{2}-\\d{2}")) {
                    seen.add("day");
                }
            }
            case "datetime" -> {
                if (value.matches("\\d{12,13}")) {
                    seen.add("epoch");
                }
                if (value.matches(".*:\\d\\dZ")) {
                    seen.add("whole second");
                }
            }
            case "enumeration" -> {
                if (value.contains(";")) {
                    seen.add("multi-select");
                }
                if (value.equals("retired_option")) {
                    seen.add("no option");
                }
            }
            default -> seen.add(type);
        }
    }

    private static Map<String, String> sample(long seed) {
        var portal = portal(seed, 100);
        var values = new TreeMap<String, String>();
        portal.store(CONTACTS).scan(0, record -> {
            for (var column : portal.catalog(CONTACTS).columns()) {
                values.put(record.id() + column.name(), String.valueOf(column.value(record)));
            }
            return true;
        });
        return values;
    }

    private static Portal portal(long seed, long contacts) {
        return new Portal(
                new PortalSettings(seed, 1, Map.of("contacts", contacts), Map.of(), "UTC", "app.hubspot.com"),
                SimulatorClock.real());
    }
}
