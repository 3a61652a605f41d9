package io.hubflow.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.testkit.RowMaker;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody did to the tables between two runs, by a program of their own. */
final class AlteredFileTest {
    private static final TableSchema CONTACTS =
            new TableSchema("contacts", "contacts", List.of(new Column("email", ColumnType.VARCHAR)));

    @TempDir
    Path folder;

    @Test
    void aColumnWhoseTypeSomebodyChangedIsRefusedBeforeAnythingIsRead() throws Exception {
        var place = new DuckDbPlace(folder);
        load(place, 1, CONTACTS, RowMaker.id(1).values("a"));
        place.execute("ALTER TABLE contacts ALTER COLUMN email TYPE INTEGER USING 5");
        assertRefused(place, "Column email of table contacts is INTEGER now; hubflow made it VARCHAR.");
        place.execute("ALTER TABLE contacts DROP COLUMN email");
        place.execute("ALTER TABLE contacts ALTER COLUMN _updated_at TYPE VARCHAR");
        assertRefused(place, "Column _updated_at of table contacts is VARCHAR now");
    }

    @Test
    void aViewInThePlaceOfATableIsRefused() throws Exception {
        var place = new DuckDbPlace(folder);
        load(place, 1, CONTACTS, RowMaker.id(1).values("a"));
        place.execute("ALTER TABLE contacts RENAME TO people");
        place.execute("CREATE VIEW contacts AS FROM people");
        assertRefused(place, "has a view contacts in the place of hubflow's table");
    }

    /** Made by hubflow before it knew that such a column hides DuckDB's own. */
    @Test
    void aColumnThatHidesDuckDbsRowIdIsRenamedWithItsValues() throws Exception {
        var place = new DuckDbPlace(folder);
        load(place, 1, CONTACTS, RowMaker.id(1).values("a"));
        place.execute("ALTER TABLE contacts RENAME COLUMN email TO rowid");
        place.execute("UPDATE _hubflow_columns SET column_name = 'rowid' WHERE column_name = 'email'");
        var renamed = new TableSchema("contacts", "contacts", List.of(new Column("rowid_", ColumnType.VARCHAR)));

        try (var destination = place.open()) {
            assertThat(destination.findTable("contacts")).contains(renamed);
        }
        load(
                place,
                2,
                renamed,
                RowMaker.id(1).updated(1).values("b"),
                RowMaker.id(2).values("c"));

        assertThat(place.read("contacts")).extracting(row -> row.get("rowid_")).containsExactlyInAnyOrder("b", "c");
    }

    @Test
    void aColumnOfSomebodyElseThatHidesDuckDbsRowIdIsRefusedWithTheStatementThatHelps() throws Exception {
        var place = new DuckDbPlace(folder);
        load(place, 1, CONTACTS, RowMaker.id(1).values("a"));
        place.execute("ALTER TABLE contacts ADD COLUMN rowid INTEGER");

        assertRefused(place, "ALTER TABLE \"contacts\" RENAME COLUMN rowid TO row_number;");

        place.execute("ALTER TABLE contacts RENAME COLUMN rowid TO row_number");
        load(place, 2, CONTACTS, RowMaker.id(1).updated(1).values("b"));
        assertThat(place.read("contacts").getFirst()).containsEntry("email", "b");
    }

    private static void assertRefused(DuckDbPlace place, String what) {
        try (var destination = place.open()) {
            assertThatThrownBy(() -> destination.findTable("contacts"))
                    .isInstanceOf(ConnectorException.class)
                    .hasMessageContaining(what);
            assertThatThrownBy(() -> destination.openStage(CONTACTS)).hasMessageContaining(what);
        }
    }

    /** DuckDB alters no column of such a table; to add one is no trouble. */
    @Test
    void aColumnCannotBeWidenedWhileSomebodysIndexIsThere() throws Exception {
        var place = new DuckDbPlace(folder);
        var numbers = new TableSchema("deals", "deals", List.of(new Column("amount", ColumnType.BIGINT)));
        var texts = new TableSchema(
                "deals",
                "deals",
                List.of(new Column("amount", ColumnType.VARCHAR), new Column("stage", ColumnType.VARCHAR)));
        load(place, 1, numbers, RowMaker.id(1).values(5L));
        place.execute("CREATE INDEX mine ON deals(_id)");

        assertThatThrownBy(() -> load(place, 2, texts, RowMaker.id(1).updated(1).values("five", "won")))
                .isInstanceOfSatisfying(
                        ConnectorException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_TABLE_REFUSED))
                .hasMessageContaining("amount of table deals has to become VARCHAR")
                .hasMessageContaining("DROP INDEX \"mine\"; then run hubflow again");

        place.execute("DROP INDEX mine");
        load(place, 2, texts, RowMaker.id(1).updated(1).values("five", "won"));
        assertThat(place.read("deals").getFirst()).containsEntry("amount", "five");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "_hubflow_meta",
                "_hubflow_columns",
                "_hubflow_checkpoints",
                "_hubflow_runs",
                "_hubflow_quarantine"
            })
    void aTableOfHubflowsOwnThatSomebodyDroppedIsMadeAgain(String dropped) throws Exception {
        var place = new DuckDbPlace(folder);
        load(place, 1, CONTACTS, RowMaker.id(1).values("a"));
        place.execute("ALTER TABLE contacts ADD COLUMN mine INTEGER");
        place.execute("DROP TABLE " + dropped);

        try (var destination = place.open()) {
            assertThat(destination.findTable("contacts")).contains(CONTACTS);
            assertThat(destination.loadCheckpoints()).hasSize(dropped.equals("_hubflow_checkpoints") ? 0 : 1);
        }
        load(
                place,
                dropped.equals("_hubflow_checkpoints") ? 1 : 2,
                CONTACTS,
                RowMaker.id(2).values("b"));
        assertThat(place.read("contacts")).hasSize(2);
    }

    private static void load(DuckDbPlace place, long sequence, TableSchema schema, Row... rows) {
        try (var destination = place.open();
                var stage = destination.openStage(schema)) {
            stage.append(List.of(rows));
            destination.commit(new Commit(
                    List.of(stage),
                    List.of(),
                    List.of(),
                    List.of(new Checkpoint("contacts", sequence, "{}")),
                    List.of()));
        }
    }
}
