package io.hubflow.engine.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.engine.schema.SchemaEvolution.Wanted;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SchemaEvolutionTest {
    @Test
    void aNewTableHasTheWantedColumnsInOrder() {
        var plan = plan(Optional.empty(), new Wanted("b", ColumnType.DATE), new Wanted("a", ColumnType.VARCHAR));

        assertThat(plan.schema().columns())
                .containsExactly(new Column("b", ColumnType.DATE), new Column("a", ColumnType.VARCHAR));
        assertThat(plan.properties()).containsExactly("b", "a");
        assertThat(plan.added()).isEmpty();
        assertThat(plan.widened()).isEmpty();
    }

    @Test
    void anExistingTableKeepsItsColumnsAndGetsNewOnesBehind() {
        var existing = table(new Column("gone", ColumnType.DATE), new Column("a", ColumnType.VARCHAR));
        var plan = plan(existing, new Wanted("n", ColumnType.BIGINT), new Wanted("a", ColumnType.VARCHAR));

        assertThat(plan.schema().columns())
                .containsExactly(
                        new Column("gone", ColumnType.DATE),
                        new Column("a", ColumnType.VARCHAR),
                        new Column("n", ColumnType.BIGINT));
        assertThat(plan.properties()).containsExactly("", "a", "n");
        assertThat(plan.added()).containsExactly("n");
    }

    @ParameterizedTest
    @CsvSource({
        "BIGINT,BIGINT,BIGINT",
        "BIGINT,DECIMAL,DECIMAL",
        "DECIMAL,BIGINT,DECIMAL",
        "VARCHAR,DECIMAL,VARCHAR",
        "VARCHAR,DATE,VARCHAR",
        "DECIMAL,VARCHAR,VARCHAR",
        "DATE,TIMESTAMP,VARCHAR",
        "BOOLEAN,DECIMAL,VARCHAR",
        "JSON,VARCHAR,VARCHAR",
    })
    void columnsWidenAndNeverNarrow(ColumnType old, ColumnType wanted, ColumnType result) {
        var plan = plan(table(new Column("a", old)), new Wanted("a", wanted));

        assertThat(plan.schema().columns()).containsExactly(new Column("a", result));
        assertThat(plan.widened()).isEqualTo(old == result ? List.of() : List.of("a"));
    }

    @Test
    void namesThatDifferByCaseAloneGetASuffixThatStays() {
        var first = plan(Optional.empty(), new Wanted("Size", ColumnType.DECIMAL), new Wanted("size", ColumnType.DATE));
        assertThat(first.columnNames()).containsExactlyInAnyOrderEntriesOf(Map.of("Size", "size", "size", "size_2"));

        var second = SchemaEvolution.plan(
                Optional.of(first.schema()),
                "contacts",
                "contacts",
                List.of(new Wanted("size", ColumnType.DATE), new Wanted("Size", ColumnType.DECIMAL)),
                first.columnNames());
        assertThat(second.schema()).isEqualTo(first.schema());
        assertThat(second.properties()).containsExactly("Size", "size");
    }

    @Test
    void aPropertyNeverLooksLikeASystemColumn() {
        var plan = plan(Optional.empty(), new Wanted("_id", ColumnType.VARCHAR));

        assertThat(plan.schema().columns()).containsExactly(new Column("p_id", ColumnType.VARCHAR));
    }

    @Test
    void noColumnHidesTheNumbersThatDuckDbGivesToRows() {
        var plan = plan(
                Optional.empty(), new Wanted("rowid", ColumnType.VARCHAR), new Wanted("row_id", ColumnType.VARCHAR));

        assertThat(plan.columnNames())
                .containsExactlyInAnyOrderEntriesOf(Map.of("rowid", "rowid_", "row_id", "row_id"));
    }

    @Test
    void aColumnThatADestinationHasRenamedIsKnownByItsNewName() {
        var wanted = List.of(new Wanted("rowid", ColumnType.VARCHAR));
        var known = Map.of("rowid", "rowid");
        var renamed = SchemaEvolution.plan(
                table(new Column("rowid_", ColumnType.VARCHAR)), "contacts", "contacts", wanted, known);
        var kept = SchemaEvolution.plan(
                table(new Column("rowid", ColumnType.VARCHAR)), "contacts", "contacts", wanted, known);

        assertThat(renamed.columnNames()).containsExactly(Map.entry("rowid", "rowid_"));
        assertThat(renamed.added()).isEmpty();
        assertThat(kept.columnNames()).containsExactly(Map.entry("rowid", "rowid"));
    }

    @Test
    void controlCharactersInANameBecomeUnderscoresInTheColumn() {
        var plan = plan(
                Optional.empty(), new Wanted("a\u0000b", ColumnType.VARCHAR), new Wanted("a\nb", ColumnType.VARCHAR));

        assertThat(plan.columnNames()).containsExactlyInAnyOrderEntriesOf(Map.of("a\u0000b", "a_b", "a\nb", "a_b_2"));
    }

    private static Optional<TableSchema> table(Column... columns) {
        return Optional.of(new TableSchema("contacts", "contacts", List.of(columns)));
    }

    private static SchemaEvolution plan(Optional<TableSchema> existing, Wanted... wanted) {
        return SchemaEvolution.plan(existing, "contacts", "contacts", List.of(wanted), Map.of());
    }
}
