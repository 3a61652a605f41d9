package io.hubflow.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.CommitResult.TableResult;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.TableSchema;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a reading did not see stays as it is in the table. */
abstract class PartialReadContract extends ContractFixture {
    private static final TableSchema PEOPLE =
            schema("people", new Column("email", ColumnType.VARCHAR), new Column("city", ColumnType.VARCHAR));
    private static final Set<String> CITY = Set.of("city");

    @Test
    void keepsTheValuesOfAnUnreadColumnOfARowThatChanges() {
        load(PEOPLE, RowMaker.id(1).values("one", "Oslo"), RowMaker.id(2).values("two", "Kraków"));
        var result = loadInPart(
                PEOPLE,
                CITY,
                withoutCity(1).updated(1).read(5).values("ONE", null),
                withoutCity(2).values("two", null));
        assertThat(result).isEqualTo(new TableResult("people", 0, 1, 1));
        assertThat(column("people", "email")).containsExactly("ONE", "two");
        assertThat(column("people", "city")).containsExactly("Oslo", "Kraków");
        assertThat(column("people", "_synced_at")).containsExactly(at(5), at(0));
        assertThat(column("people", "_updated_at")).containsExactly(at(1), at(0));
    }

    @Test
    void insertsANewRowWithNullInUnreadColumns() {
        load(PEOPLE, RowMaker.id(1).values("one", "Oslo"));
        assertThat(loadInPart(PEOPLE, CITY, withoutCity(2).values("two", null)))
                .isEqualTo(new TableResult("people", 1, 0, 0));
        assertThat(column("people", "city")).containsExactly("Oslo", null);
    }

    @Test
    void makesATableWhoseFirstRowsWereReadInPart() {
        assertThat(loadInPart(
                                PEOPLE,
                                CITY,
                                withoutCity(1).values("one", null),
                                withoutCity(2).values("two", null))
                        .inserted())
                .isEqualTo(2);
        assertThat(load(
                        PEOPLE,
                        RowMaker.id(1).read(1).values("one", null),
                        RowMaker.id(2).read(1).values("two", "Kraków")))
                .isEqualTo(new TableResult("people", 0, 1, 1));
        assertThat(column("people", "city")).containsExactly(null, "Kraków");
    }

    /** As a property that is excluded for one run. */
    @Test
    void rewritesNothingWhenASelectionChangesAndComesBack() {
        load(PEOPLE, RowMaker.id(1).values("one", "Oslo"), RowMaker.id(2).values("two", null));
        var before = withoutHash();
        assertThat(loadInPart(
                        PEOPLE,
                        CITY,
                        withoutCity(1).read(5).values("one", null),
                        withoutCity(2).read(5).values("two", null)))
                .isEqualTo(new TableResult("people", 0, 0, 2));
        assertThat(withoutHash()).isEqualTo(before);
        reopen();
        assertThat(load(
                        PEOPLE,
                        RowMaker.id(1).read(9).values("one", "Oslo"),
                        RowMaker.id(2).read(9).values("two", null)))
                .isEqualTo(new TableResult("people", 0, 0, 2));
        assertThat(withoutHash()).isEqualTo(before);
    }

    @Test
    void takesWhatChangedInTheMeantimeOnceTheColumnIsReadAgain() {
        load(
                PEOPLE,
                RowMaker.id(1).values("one", "Oslo"),
                RowMaker.id(2).values("two", "Kraków"),
                RowMaker.id(3).values("three", "Bern"));
        loadInPart(
                PEOPLE,
                CITY,
                withoutCity(1).updated(1).read(1).values("ONE", null),
                withoutCity(2).read(1).values("two", null));
        assertThat(load(
                        PEOPLE,
                        RowMaker.id(1).updated(1).read(2).values("ONE", null),
                        RowMaker.id(2).read(2).values("two", "Gdańsk"),
                        RowMaker.id(3).read(2).values("three", "Bern")))
                .isEqualTo(new TableResult("people", 0, 2, 1));
        assertThat(column("people", "city")).containsExactly(null, "Gdańsk", "Bern");
    }

    @Test
    void keepsTheUnparsedEntriesOfUnreadColumns() {
        load(
                PEOPLE,
                RowMaker.id(1)
                        .unparsed("{\"email\":\"e1\",\"city\":\"c \\\"1\\\"\"}")
                        .values(null, null),
                RowMaker.id(2).unparsed("{\"city\":\"c2\"}").values("two", null),
                RowMaker.id(3).unparsed("{\"email\":\"e3\"}").values(null, "Bern"));
        var result = loadInPart(
                PEOPLE,
                CITY,
                withoutCity(1).updated(1).values("now it fits", null),
                withoutCity(2).updated(1).unparsed("{\"email\":\"e2\"}").values(null, null),
                withoutCity(3).unparsed("{\"email\":\"e3\"}").values(null, null));
        assertThat(result).isEqualTo(new TableResult("people", 0, 2, 1));
        assertThat(column("people", "_unparsed"))
                .containsExactly(
                        "{\"city\":\"c \\\"1\\\"\"}", "{\"email\":\"e2\",\"city\":\"c2\"}", "{\"email\":\"e3\"}");
    }

    @Test
    void anOlderPartialReadingNeverWins() {
        load(PEOPLE, RowMaker.id(1).updated(2).read(2).values("newest", "Oslo"));
        assertThat(loadInPart(PEOPLE, CITY, withoutCity(1).updated(1).read(9).values("older", null)))
                .isEqualTo(new TableResult("people", 0, 0, 1));
        assertThat(loadInPart(PEOPLE, CITY, withoutCity(1).updated(2).read(1).values("read earlier", null)))
                .isEqualTo(new TableResult("people", 0, 0, 1));
        assertThat(column("people", "email")).containsExactly("newest");
    }

    @Test
    void writesStagesOfDifferentReadingsInOneCommit() {
        load(PEOPLE, RowMaker.id(1).values("one", "Oslo"), RowMaker.id(2).values("two", "Kraków"));
        try (var whole = stage(PEOPLE, RowMaker.id(3).values("three", "Bern"));
                var noCity = destination().openStage(PEOPLE, CITY);
                var noEmail = destination().openStage(PEOPLE, Set.of("email"))) {
            noCity.append(List.of(withoutCity(1).updated(1).values("ONE", null)));
            noEmail.append(List.of(RowMaker.id(2).updated(1).unread("email").values(null, "Gdańsk")));
            assertThat(destination().commit(rowsOf(whole, noCity, noEmail)).tables())
                    .containsExactly(
                            new TableResult("people", 1, 0, 0),
                            new TableResult("people", 0, 1, 0),
                            new TableResult("people", 0, 1, 0));
        }
        assertThat(column("people", "email")).containsExactly("ONE", "two", "three");
        assertThat(column("people", "city")).containsExactly("Oslo", "Gdańsk", "Bern");
    }

    /** A second reading in part must be known as unchanged without sending or comparing it for ever. */
    @Test
    void knowsARepeatedPartialReadingByItsHash() {
        load(PEOPLE, RowMaker.id(1).values("one", "Oslo"));
        loadInPart(PEOPLE, CITY, withoutCity(1).read(1).values("one", null));
        assertThat(row("people", 1))
                .containsEntry(
                        "_content_hash", withoutCity(1).values("one", null).contentHash());
    }

    @Test
    void comparesAndKeepsValuesOfEveryType() {
        var columns = new ArrayList<Column>();
        for (var type : ColumnType.values()) {
            columns.add(new Column("read_" + type.name(), type));
            columns.add(new Column("unread_" + type.name(), type));
        }
        var schema = schema("mixed", columns.toArray(Column[]::new));
        var unread = columns.stream()
                .map(Column::name)
                .filter(n -> n.startsWith("un"))
                .toArray(String[]::new);
        load(schema, RowMaker.id(1).values(mixed(true, 1)), RowMaker.id(2).values(mixed(true, 1)));
        var before = row("mixed", 1);
        assertThat(loadInPart(
                        schema,
                        Set.of(unread),
                        RowMaker.id(1).unread(unread).read(1).values(mixed(false, 1)),
                        RowMaker.id(2).unread(unread).updated(1).values(mixed(false, 2))))
                .isEqualTo(new TableResult("mixed", 0, 1, 1));
        assertThat(row("mixed", 1)).containsAllEntriesOf(without(before, "_content_hash"));
        var changed = row("mixed", 2);
        for (var type : ColumnType.values()) {
            var kept = "unread_" + type.name().toLowerCase(Locale.ROOT);
            assertThat(changed).containsEntry(kept, before.get(kept));
        }
        assertThat(changed).containsEntry("read_varchar", "text 2").containsEntry("read_bigint", 2L);
    }

    @Test
    void addsAndWidensColumnsWhileOthersAreUnread() {
        load(
                schema("grown", new Column("amount", ColumnType.DECIMAL), new Column("city", ColumnType.VARCHAR)),
                RowMaker.id(1).values(new BigDecimal("1.50"), "Oslo"),
                RowMaker.id(2).values(new BigDecimal("2"), "Bern"));
        var grown = schema(
                "grown",
                new Column("amount", ColumnType.VARCHAR),
                new Column("city", ColumnType.VARCHAR),
                new Column("age", ColumnType.BIGINT));
        loadInPart(grown, CITY, withoutCity(1).updated(1).values("many", null, 30L));
        assertThat(column("grown", "amount")).containsExactly("many", "2");
        assertThat(column("grown", "city")).containsExactly("Oslo", "Bern");
        assertThat(column("grown", "age")).containsExactly(30L, null);
    }

    @Test
    void keepsUnreadValuesOfManyWideRows() {
        var columns = IntStream.range(0, 120)
                .mapToObj(i -> new Column("c" + i, ColumnType.VARCHAR))
                .toArray(Column[]::new);
        var schema = schema("wide", columns);
        load(
                schema,
                IntStream.range(0, 300)
                        .mapToObj(id -> RowMaker.id(id).values(texts(id, -1)))
                        .toArray(Row[]::new));
        var rows = IntStream.range(0, 300)
                .mapToObj(id -> RowMaker.id(id)
                        .unread("c7")
                        .read(1)
                        .updated(id % 3 == 0 ? 1 : 0)
                        .values(texts(id, 7)))
                .toArray(Row[]::new);
        assertThat(loadInPart(schema, Set.of("c7"), rows)).isEqualTo(new TableResult("wide", 0, 100, 200));
        assertThat(column("wide", "c7"))
                .containsExactlyElementsOf(IntStream.range(0, 300)
                        .mapToObj(id -> (Object) ("text 7 of " + id))
                        .toList());
    }

    private static @Nullable Object[] texts(int id, int unread) {
        var values = new @Nullable Object[120];
        for (var i = 0; i < values.length; i++) {
            values[i] = i == unread ? null : "text " + i + " of " + id;
        }
        return values;
    }

    private static @Nullable Object[] mixed(boolean whole, int n) {
        var values = new ArrayList<@Nullable Object>();
        for (var type : ColumnType.values()) {
            Object value = switch (type) {
                case VARCHAR -> "text " + n;
                case DECIMAL -> new BigDecimal(n + ".250000001");
                case BIGINT -> (long) n;
                case BOOLEAN -> n == 1;
                case DATE -> LocalDate.of(2020, 2, n);
                case TIMESTAMP -> Instant.parse("2020-02-03T04:05:06.007Z").plusSeconds(n);
                case JSON -> "{\"n\":" + n + "}";
            };
            values.add(value);
            values.add(whole ? value : null);
        }
        return values.toArray();
    }

    private static RowMaker withoutCity(long id) {
        return RowMaker.id(id).unread("city");
    }

    private List<Map<String, @Nullable Object>> withoutHash() {
        return table("people").values().stream()
                .map(row -> without(row, "_content_hash"))
                .toList();
    }

    private static Map<String, @Nullable Object> without(Map<String, @Nullable Object> row, String column) {
        var copy = new HashMap<>(row);
        copy.remove(column);
        return copy;
    }
}
