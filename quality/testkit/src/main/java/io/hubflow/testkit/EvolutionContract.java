package io.hubflow.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.error.ErrorCode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tables grow with HubSpot's properties and never lose what they hold. */
abstract class EvolutionContract extends ContractFixture {
    @Test
    void addsAColumnAndLeavesItEmptyInOldRows() {
        load(CONTACTS, RowMaker.id(1).values("one"));
        var grown = schema(
                "contacts",
                new Column("age", ColumnType.BIGINT),
                CONTACTS.columns().getFirst());
        load(grown, RowMaker.id(2).values(30L, "two"));
        assertThat(column("contacts", "email")).containsExactly("one", "two");
        assertThat(column("contacts", "age")).containsExactly(null, 30L);
        assertThat(destination().findTable("contacts").orElseThrow().columns())
                .containsExactlyInAnyOrderElementsOf(grown.columns());
    }

    @Test
    void doesNotAlterTheTableBeforeTheCommitOrWithoutRows() {
        load(CONTACTS, RowMaker.id(1).values("one"));
        var grown = schema("contacts", CONTACTS.columns().getFirst(), new Column("age", ColumnType.BIGINT));
        try (var stage = stage(grown, RowMaker.id(2).values("two", 30L))) {
            assertThat(destination().findTable("contacts")).contains(CONTACTS);
            assertThat(stage.stagedRows()).isEqualTo(1);
        }
        load(grown);
        assertThat(destination().findTable("contacts")).contains(CONTACTS);
    }

    static List<Arguments> widenings() {
        return List.of(
                Arguments.of(ColumnType.DECIMAL, ColumnType.VARCHAR, new BigDecimal("-12.500"), "-12.5"),
                Arguments.of(ColumnType.DECIMAL, ColumnType.VARCHAR, new BigDecimal("1000"), "1000"),
                Arguments.of(ColumnType.DECIMAL, ColumnType.VARCHAR, new BigDecimal("0"), "0"),
                Arguments.of(
                        ColumnType.DECIMAL,
                        ColumnType.VARCHAR,
                        new BigDecimal("99999999999999999999999999999.999999999"),
                        "99999999999999999999999999999.999999999"),
                Arguments.of(ColumnType.BIGINT, ColumnType.VARCHAR, -12345678901234567L, "-12345678901234567"),
                Arguments.of(
                        ColumnType.BIGINT, ColumnType.DECIMAL, Long.MAX_VALUE, new BigDecimal("9223372036854775807")),
                Arguments.of(ColumnType.BOOLEAN, ColumnType.VARCHAR, true, "true"),
                Arguments.of(ColumnType.BOOLEAN, ColumnType.VARCHAR, false, "false"),
                Arguments.of(ColumnType.DATE, ColumnType.VARCHAR, LocalDate.of(2024, 2, 29), "2024-02-29"),
                Arguments.of(
                        ColumnType.TIMESTAMP,
                        ColumnType.VARCHAR,
                        Instant.parse("2024-03-31T01:30:00Z"),
                        "2024-03-31T01:30:00.000Z"),
                Arguments.of(
                        ColumnType.TIMESTAMP,
                        ColumnType.VARCHAR,
                        Instant.parse("1969-12-31T23:59:59.007Z"),
                        "1969-12-31T23:59:59.007Z"),
                Arguments.of(ColumnType.JSON, ColumnType.VARCHAR, "{\"a\":1}", "{\"a\":1}"));
    }

    @ParameterizedTest
    @Tag("thorough")
    @MethodSource("widenings")
    void widensAColumnInHubSpotsOwnForm(ColumnType from, ColumnType to, Object old, Object expected) {
        load(
                schema("contacts", new Column("value", from)),
                RowMaker.id(1).values(old),
                RowMaker.id(2).values(new Object[] {null}));
        var wide = schema("contacts", new Column("value", to));
        Object other = to == ColumnType.VARCHAR ? "text" : new BigDecimal("0.5");
        load(wide, RowMaker.id(3).values(other));
        assertThat(destination().findTable("contacts")).contains(wide);
        var values = column("contacts", "value");
        if (expected instanceof BigDecimal decimal) {
            assertThat((BigDecimal) values.getFirst()).isEqualByComparingTo(decimal);
            assertThat((BigDecimal) values.getLast()).isEqualByComparingTo((BigDecimal) other);
        } else {
            assertThat(values).containsExactly(expected, null, other);
        }
    }

    @Test
    void widensAndAddsAndUpdatesInOneCommit() {
        load(
                schema("deals", new Column("amount", ColumnType.BIGINT), new Column("won", ColumnType.BOOLEAN)),
                RowMaker.id(1).values(10L, true),
                RowMaker.id(2).values(20L, false));
        load(
                schema(
                        "deals",
                        new Column("amount", ColumnType.DECIMAL),
                        new Column("stage", ColumnType.VARCHAR),
                        new Column("won", ColumnType.VARCHAR)),
                RowMaker.id(2).updated(1).values(new BigDecimal("2.5"), "closed", "perhaps"));
        assertThat(column("deals", "won")).containsExactly("true", "perhaps");
        assertThat(column("deals", "stage")).containsExactly(null, "closed");
        assertThat((BigDecimal) column("deals", "amount").getFirst()).isEqualByComparingTo("10");
    }

    @Test
    void writesRowsThatWereStagedBeforeAnotherStageWidenedTheirColumn() {
        var narrow = schema("deals", new Column("amount", ColumnType.DECIMAL), new Column("at", ColumnType.TIMESTAMP));
        var wide = schema("deals", new Column("amount", ColumnType.VARCHAR), new Column("at", ColumnType.VARCHAR));
        load(narrow, RowMaker.id(1).values(BigDecimal.ONE, Instant.EPOCH));
        try (var early = stage(narrow, RowMaker.id(2).values(new BigDecimal("2.50"), Instant.ofEpochMilli(7)))) {
            load(wide, RowMaker.id(3).values("many", "soon"));
            destination().commit(rowsOf(early));
        }
        assertThat(column("deals", "amount")).containsExactly("1", "2.5", "many");
        assertThat(column("deals", "at"))
                .containsExactly("1970-01-01T00:00:00.000Z", "1970-01-01T00:00:00.007Z", "soon");
    }

    @Test
    void neverNarrows() {
        load(
                schema("contacts", new Column("value", ColumnType.VARCHAR)),
                RowMaker.id(1).values("text"));
        for (var type : ColumnType.values()) {
            if (type != ColumnType.VARCHAR) {
                var failure = failure(
                        ErrorCode.BUG, () -> destination().openStage(schema("contacts", new Column("value", type))));
                assertThat(failure).hasMessageContaining("value").hasMessageContaining(type.name());
            }
        }
        assertThat(column("contacts", "value")).containsExactly("text");
    }

    @Test
    void refusesASchemaThatLacksAColumn() {
        load(CONTACTS, RowMaker.id(1).values("one"));
        var failure = failure(
                ErrorCode.BUG, () -> destination().openStage(schema("contacts", new Column("age", ColumnType.BIGINT))));
        assertThat(failure).hasMessageContaining("email");
    }

    @Test
    void findsColumnsWhateverTheirCase() {
        load(
                schema("contacts", new Column("Email", ColumnType.BIGINT)),
                RowMaker.id(1).values(5L));
        load(
                schema("contacts", new Column("eMAIL", ColumnType.VARCHAR)),
                RowMaker.id(2).values("six"));
        assertThat(column("contacts", "email")).containsExactly("5", "six");
        assertThat(destination().findTable("CONTACTS").orElseThrow().columns()).hasSize(1);
    }

    @Test
    void evolvesAfterReopening() {
        load(CONTACTS, RowMaker.id(1).values("one"));
        reopen();
        var grown = schema("contacts", CONTACTS.columns().getFirst(), new Column("born", ColumnType.DATE));
        load(grown, RowMaker.id(1).updated(1).values("one", LocalDate.of(2000, 1, 1)));
        reopen();
        assertThat(column("contacts", "born")).containsExactly(LocalDate.of(2000, 1, 1));
        assertThat(destination().findTable("contacts")).contains(grown);
    }

    @Test
    void rowsGetTheValuesOfADroppedColumnBackAlthoughHubSpotGivesThemUnchanged() {
        load(CONTACTS, RowMaker.id(1).values("one"), RowMaker.id(2).values("two"));
        meanwhile("ALTER TABLE contacts DROP COLUMN email");
        reopen();
        load(CONTACTS, RowMaker.id(3).values("three"));
        reopen();
        load(
                CONTACTS,
                RowMaker.id(1).readById(5).values("one"),
                RowMaker.id(2).readById(5).values("two"));
        assertThat(column("contacts", "email")).containsExactly("one", "two", "three");
    }

    @Test
    void columnsThatSomebodyAddedKeepTheirValues() {
        load(CONTACTS, RowMaker.id(1).values("one"), RowMaker.id(2).values("two"));
        meanwhile("ALTER TABLE contacts ADD COLUMN mine INTEGER");
        meanwhile("UPDATE contacts SET mine = 7");
        reopen();
        load(
                CONTACTS,
                RowMaker.id(1).updated(1).values("one changed"),
                RowMaker.id(3).values("three"));
        assertThat(column("contacts", "email")).containsExactly("one changed", "two", "three");
        assertThat(column("contacts", "mine").stream().map(String::valueOf)).containsExactly("7", "7", "null");
    }

    /** By the run that makes the column again, or by the next one where only writing shows the columns. */
    @Test
    void tellsOneRunWhichColumnsWereDropped() {
        var told = new ArrayList<Set<String>>();
        load(CONTACTS, RowMaker.id(1).values("one"));
        told.add(destination().lostColumns("contacts"));
        meanwhile("ALTER TABLE contacts DROP COLUMN email");
        for (var run = 2; run <= 5; run++) {
            reopen();
            told.add(destination().lostColumns("contacts"));
            try (var stage = stage(CONTACTS, RowMaker.id(run).values("one more"))) {
                destination().commit(rowsAndCheckpoint(stage, new Checkpoint("contacts", run - 1L, "{}")));
            }
        }
        assertThat(told.stream().filter(columns -> !columns.isEmpty())).containsExactly(Set.of("email"));
        assertThat(destination().lostColumns("companies")).isEmpty();
    }
}
