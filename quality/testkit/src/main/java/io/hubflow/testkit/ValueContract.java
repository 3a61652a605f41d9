package io.hubflow.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.testkit.DestinationUnderTest.Capability;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is what is read, for every type, at its edges, in tables narrow, wide and long. */
abstract class ValueContract extends ContractFixture {
    @ParameterizedTest
    @EnumSource(ColumnType.class)
    void keepsTheExtremesOfEveryType(ColumnType type) {
        var values = Values.extremes(type).stream().filter(this::isPromised).toList();
        var rows = new ArrayList<Row>();
        for (var value : values) {
            rows.add(RowMaker.id(rows.size()).values(value));
        }
        rows.add(RowMaker.id(rows.size()).values(new Object[] {null}));
        load(schema("edges", new Column("value", type)), rows.toArray(Row[]::new));
        reopen();
        var read = column("edges", "value");
        for (var i = 0; i < values.size(); i++) {
            assertSame(type, values.get(i), read.get(i));
        }
        assertThat(read.getLast()).isNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12})
    void keepsRandomRowsOfAllTypes(long seed) {
        var types = List.of(ColumnType.values());
        var columns = types.stream()
                .map(type -> new Column("a_" + type.name().toLowerCase(java.util.Locale.ROOT), type))
                .toArray(Column[]::new);
        var values = new Values(seed);
        var written = new ArrayList<List<@Nullable Object>>();
        for (var i = 0; i < 500; i++) {
            var row = values.row(types);
            row.replaceAll(value -> value == null || isPromised(value) ? value : null);
            written.add(row);
        }
        load(
                schema("mixed", columns),
                IntStream.range(0, written.size())
                        .mapToObj(i -> RowMaker.id(i).values(written.get(i).toArray()))
                        .toArray(Row[]::new));
        var read = place().read("mixed");
        read.sort(Comparator.comparing(row -> (Long) row.get("_id")));
        for (var i = 0; i < written.size(); i++) {
            for (var j = 0; j < types.size(); j++) {
                assertSame(types.get(j), written.get(i).get(j), read.get(i).get(columns[j].name()));
            }
        }
    }

    @Test
    void refusesAValueOfTheWrongClassBeforeAnythingIsWritten() {
        try (var stage = destination().openStage(schema("numbers", new Column("amount", ColumnType.DECIMAL)))) {
            assertThatThrownBy(() -> stage.append(List.of(RowMaker.id(1).values("12"))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("amount");
            assertThatThrownBy(() -> stage.append(List.of(RowMaker.id(1).values(new BigDecimal("0.0000000001")))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("amount");
            assertThat(stage.stagedRows()).isZero();
            stage.append(List.of(RowMaker.id(1).values(new BigDecimal("12"))));
            destination().commit(rowsOf(stage));
        }
        assertThat(table("numbers")).hasSize(1);
    }

    @Test
    void takesReservedWordsAndOddNamesAsTheyAre() {
        var names =
                List.of("select", "order", "group", "table", "user", "1st_thing", "with space", "quote\"d", "ünïcode");
        var columns =
                names.stream().map(name -> new Column(name, ColumnType.VARCHAR)).toArray(Column[]::new);
        var schema = schema("p12345_order", columns);
        load(schema, RowMaker.id(1).values(names.toArray()));
        load(
                schema,
                RowMaker.id(2).values(names.toArray()),
                RowMaker.id(1).updated(1).values(names.toArray()));
        names.forEach(name -> assertThat(column("p12345_order", name)).containsExactly(name, name));
        assertThat(destination().findTable("p12345_order")).contains(schema);
    }

    @Test
    @Tag("thorough")
    void holdsFifteenHundredColumns() {
        holdsWideRows(6);
    }

    @Test
    @Tag("stress")
    void holdsManyRowsOfFifteenHundredColumns() {
        holdsWideRows(300);
    }

    private void holdsWideRows(int rows) {
        var columns = IntStream.range(0, 1_500)
                .mapToObj(i -> new Column("property_" + i, i % 3 == 0 ? ColumnType.DECIMAL : ColumnType.VARCHAR))
                .toArray(Column[]::new);
        var schema = schema("wide", columns);
        load(
                schema,
                Stream.iterate(0, i -> i + 1)
                        .limit(rows)
                        .map(i -> wideRow(i, 0))
                        .toArray(Row[]::new));
        var second = load(schema, wideRow(5, 1), wideRow(rows, 0));
        assertThat(second.updated()).isEqualTo(1);
        assertThat(table("wide")).hasSize(rows + 1);
        assertThat(row("wide", 5)).containsEntry("property_1499", "1499 of 5 in 1");
        assertThat((BigDecimal) row("wide", rows).get("property_1497")).isEqualByComparingTo(String.valueOf(rows));
    }

    @Test
    @Tag("thorough")
    void stagesTenThousandRows() {
        stages(10_000);
    }

    /** The heap that the rows would take is several times what the tests' JVM has. */
    @Test
    @Tag("stress")
    void stagesTwoHundredThousandRowsInLittleMemory() {
        stages(200_000);
    }

    private void stages(int rows) {
        var columns = IntStream.range(0, 20)
                .mapToObj(i -> new Column("c" + i, ColumnType.VARCHAR))
                .toArray(Column[]::new);
        TableSchema schema = schema("long", columns);
        var text = "some text that is long enough to count ".repeat(3);
        try (var stage = destination().openStage(schema)) {
            for (var start = 0; start < rows; start += 500) {
                stage.append(IntStream.range(start, start + 500)
                        .mapToObj(id -> RowMaker.id(id).values(texts(text, id)))
                        .toList());
            }
            assertThat(stage.stagedRows()).isEqualTo(rows);
            assertThat(stage.stagedBytes()).isGreaterThan((long) rows * 20 * text.length());
            var result = destination().commit(rowsOf(stage)).tables().getFirst();
            assertThat(result.inserted()).isEqualTo(rows);
            assertThat(stage.stagedRows()).isZero();
        }
    }

    private static Object[] texts(String text, int id) {
        return IntStream.range(0, 20).mapToObj(i -> text + id).toArray();
    }

    private static Row wideRow(int id, int version) {
        return RowMaker.id(id)
                .updated(version)
                .values(IntStream.range(0, 1_500)
                        .mapToObj(i -> i % 3 == 0 ? new BigDecimal(id) : i + " of " + id + " in " + version)
                        .toArray());
    }

    private boolean isPromised(Object value) {
        return place().capabilities().contains(Capability.KEEPS_NUL)
                || !(value instanceof String text)
                || !text.contains("\u0000");
    }

    private void assertSame(ColumnType type, @Nullable Object written, @Nullable Object read) {
        if (written instanceof BigDecimal decimal) {
            assertThat((BigDecimal) read).isEqualByComparingTo(decimal);
            return;
        }
        if (type == ColumnType.JSON && written != null) {
            Assumptions.assumeTrue(place().capabilities().contains(Capability.KEEPS_JSON_TEXT));
        }
        assertThat(read).isEqualTo(written);
    }
}
