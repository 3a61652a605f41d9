package io.hubflow.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.FactSet;
import io.hubflow.engine.destination.FactTable;
import io.hubflow.error.ErrorCode;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What becomes of a table of facts, and of what is kept about it, when somebody else changes it. */
abstract class FactAlterationContract extends FactFixture {
    @Test
    void aTableThatHubflowDidNotMakeIsRefused() {
        meanwhile("CREATE TABLE contacts_companies (from_id BIGINT)");
        var failure =
                failure(ErrorCode.DESTINATION_FOREIGN_TABLE, () -> destination().openFacts(LINKS));
        assertThat(failure).hasMessageContaining("contacts_companies");
    }

    @Test
    void aRowThatWasDeletedComesBackWithTheNextReadingOfItsOwner() {
        facts(LINKS, links(1, 10, "5:a", "6:b"), links(2, 10, "5:c"));
        meanwhile("DELETE FROM contacts_companies WHERE to_id = 5");
        facts(LINKS, links(1, 20, "5:a", "6:b"));
        assertThat(links()).containsExactly("1-5:a", "1-6:b");
    }

    /** A destination that does not compare unchanged sets may keep the value until then. */
    @Test
    void aValueThatWasChangedIsPutRightWhenTheSetOfItsOwnerChanges() {
        facts(LINKS, links(1, 10, "5:a", "6:b"));
        meanwhile("UPDATE contacts_companies SET label = 'mine' WHERE to_id = 6");
        facts(LINKS, links(1, 20, "5:a", "6:b", "7:c"));
        assertThat(links()).containsExactly("1-5:a", "1-6:b", "1-7:c");
    }

    @Test
    void aRowThatWasAddedGoesWithTheNextReadingOfItsOwner() {
        facts(LINKS, links(1, 10, "5:a"));
        meanwhile("INSERT INTO contacts_companies (from_id, to_id, type_id, label) VALUES (1, 8, 1, 'mine'),"
                + " (4, 8, 1, 'mine')");
        facts(LINKS, links(1, 20, "5:a"));
        assertThat(links()).containsExactly("1-5:a", "4-8:mine");
    }

    @Test
    void aColumnThatAUserAddedKeepsItsValues() {
        facts(LINKS, links(1, 10, "5:a", "6:b"));
        meanwhile("ALTER TABLE contacts_companies ADD COLUMN note VARCHAR");
        meanwhile("UPDATE contacts_companies SET note = 'mine'");
        facts(LINKS, links(1, 20, "5:A", "6:b", "7:c"));
        assertThat(place().read(LINKS.name()))
                .extracting(row -> row.get("label"), row -> row.get("note"))
                .containsExactlyInAnyOrder(tuple("A", "mine"), tuple("b", "mine"), tuple("c", null));
    }

    @Test
    void aColumnThatIsNewIsAddedAndFilledByTheNextReadings() {
        facts(LINKS, links(1, 10, "5:a"), links(2, 10, "5:b"));
        var columns = new ArrayList<>(LINKS.columns());
        columns.add(new Column("category", ColumnType.VARCHAR));
        var grown = new FactTable(LINKS.name(), columns, LINKS.key(), LINKS.ownerColumn(), LINKS.keep());
        var rows = new ArrayList<@Nullable Object[]>();
        rows.add(new @Nullable Object[] {1L, 5L, 1L, "a", "HUBSPOT_DEFINED"});
        assertThat(facts(grown, new FactSet(1, RowMaker.EPOCH + 20, rows)).updated())
                .isEqualTo(1);
        assertThat(place().read(LINKS.name()))
                .extracting(row -> row.get("from_id"), row -> row.get("category"))
                .containsExactlyInAnyOrder(tuple(1L, "HUBSPOT_DEFINED"), tuple(2L, null));
    }

    @Test
    void aColumnThatAUserDroppedComesBack() {
        facts(LINKS, links(1, 10, "5:a"), links(2, 10, "5:b"));
        meanwhile("ALTER TABLE contacts_companies DROP COLUMN label");
        facts(LINKS, links(1, 20, "5:a", "6:c"));
        assertThat(links()).containsExactly("1-5:a", "1-6:c", "2-5:null");
        facts(LINKS, links(2, 20, "5:b"));
        assertThat(links()).containsExactly("1-5:a", "1-6:c", "2-5:b");
    }

    @Test
    void rowsGetTheValuesOfADroppedColumnBackAlthoughTheirSetsAreTheSame() {
        facts(LINKS, links(1, 10, "5:a"), links(2, 10, "5:b"), links(3, 10, "5:c"));
        reopen();
        meanwhile("ALTER TABLE contacts_companies DROP COLUMN label");
        facts(LINKS, links(1, 20, "5:a", "6:d"), links(2, 20, "5:b"));
        reopen();
        facts(LINKS, links(1, 30, "5:a", "6:d"), links(2, 30, "5:b"));
        reopen();
        facts(LINKS, links(3, 40, "5:c"));
        assertThat(links()).containsExactly("1-5:a", "1-6:d", "2-5:b", "3-5:c");
    }

    @Test
    void theTimesOfReadingThatAUserDroppedComeBack() {
        facts(LINKS, links(1, 10, "5:a"), links(2, 10, "5:b"));
        meanwhile("ALTER TABLE contacts_companies DROP COLUMN _synced_at");
        reopen();
        facts(LINKS, links(1, 20, "5:A", "6:c"));
        reopen();
        facts(LINKS, links(2, 30, "5:b"));
        assertThat(links()).containsExactly("1-5:A", "1-6:c", "2-5:b");
        assertThat(place().read(LINKS.name()))
                .extracting(row -> row.get("_synced_at"))
                .containsExactlyInAnyOrder(at(20), at(20), at(30));
    }

    @Test
    void aTableWithoutAColumnOfItsKeyIsRefusedAndKept() {
        facts(LINKS, links(1, 10, "5:a"));
        meanwhile("ALTER TABLE contacts_companies DROP COLUMN to_id");
        var failure = failure(ErrorCode.DESTINATION_TABLE_REFUSED, () -> facts(LINKS, links(1, 20, "5:A")));
        assertThat(failure).hasMessageContaining("to_id");
        assertThat(place().read(LINKS.name())).hasSize(1);
    }

    @Test
    void aColumnWhoseTypeAUserChangedIsRefusedAndTheTableKept() {
        facts(LINKS, links(1, 10, "5:a"));
        meanwhile("ALTER TABLE contacts_companies DROP COLUMN label");
        meanwhile("ALTER TABLE contacts_companies ADD COLUMN label BOOLEAN");
        var failure = failure(ErrorCode.DESTINATION_TABLE_REFUSED, () -> facts(LINKS, links(1, 20, "5:A")));
        assertThat(failure.what()).containsIgnoringCase("label").contains("BOOLEAN", "VARCHAR");
        assertThat(failure.action()).containsIgnoringCase("drop");
        assertThat(place().read(LINKS.name())).hasSize(1);
    }

    @Test
    void aTableThatWasDroppedIsFilledAgainByTheSameReadings() {
        facts(LINKS, links(1, 10, "5:a"), links(2, 10, "5:b"));
        meanwhile("DROP TABLE contacts_companies");
        assertThat(destination().hasTable(LINKS.name())).isFalse();
        assertThat(facts(LINKS, links(1, 10, "5:a"), links(2, 10, "5:b")).inserted())
                .isEqualTo(2);
        assertThat(links()).containsExactly("1-5:a", "2-5:b");
    }

    @Test
    void withoutItsBookkeepingEverySetCountsAsTheFirst() {
        facts(LINKS, links(1, 10, "5:a"), links(2, 10, "5:b"));
        meanwhile("DROP TABLE _hubflow_sets");
        assertThat(facts(LINKS, links(1, 20, "6:c"), links(2, 20, "5:b"))).isEqualTo(result(LINKS, 1, 0, 1, 1));
        assertThat(links()).containsExactly("1-6:c", "2-5:b");
        facts(LINKS, links(1, 15, "7:late"));
        assertThat(links()).containsExactly("1-6:c", "2-5:b");
    }
}
