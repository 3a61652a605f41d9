package io.hubflow.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubflow.engine.absence.LinksOutsideFilter;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.fact.LinkEnd;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The facts that name a record that has left go, on either side, until a later reading brings them again. */
abstract class FactDepartureContract extends FactFixture {
    @Test
    void forgettingAnOwnerRemovesItsSet() {
        facts(LINKS, links(1, 10, "5:a", "6:b"), links(2, 10, "5:c"));
        assertThat(forget(LINKS, "from_id", 1, 20)).isEqualTo(result(LINKS, 0, 0, 2, 0));
        assertThat(links()).containsExactly("2-5:c");
        assertThat(forget(LINKS, "from_id", 1, 20).changed()).isZero();
    }

    @Test
    void forgettingTheOtherSideRemovesItFromEverySet() {
        facts(LINKS, links(1, 10, "5:a", "6:b"), links(2, 10, "5:c"));
        assertThat(forget(LINKS, "to_id", 5, 20)).isEqualTo(result(LINKS, 0, 0, 2, 0));
        assertThat(links()).containsExactly("1-6:b");
    }

    @Test
    void aSetThatWasReadBeforeTheDepartureDoesNotBringItBack() {
        facts(LINKS, links(1, 10, "6:b"));
        forget(LINKS, "to_id", 5, 20);
        assertThat(facts(LINKS, links(1, 15, "5:a", "6:b"))).isEqualTo(result(LINKS, 0, 0, 0, 2));
        assertThat(links()).containsExactly("1-6:b");
        forget(LINKS, "from_id", 3, 20);
        facts(LINKS, links(3, 15, "6:late"));
        reopen();
        facts(LINKS, links(3, 16, "6:late"));
        assertThat(links()).containsExactly("1-6:b");
    }

    @Test
    void aDepartureThatIsToldBeforeTheFirstFactCountsAndMakesNoTable() {
        forget(LINKS, "to_id", 5, 20);
        assertThat(destination().hasTable(LINKS.name())).isFalse();
        facts(LINKS, links(1, 15, "5:late", "6:b"));
        assertThat(links()).containsExactly("1-6:b");
        facts(LINKS, links(1, 25, "5:back", "6:b"));
        assertThat(links()).containsExactly("1-5:back", "1-6:b");
    }

    @Test
    void aRecordThatComesBackBringsItsFactsAgain() {
        facts(LINKS, links(1, 10, "5:a", "6:b"));
        forget(LINKS, "to_id", 5, 20);
        assertThat(facts(LINKS, links(1, 30, "5:a", "6:b"))).isEqualTo(result(LINKS, 1, 0, 0, 1));
        assertThat(links()).containsExactly("1-5:a", "1-6:b");
        forget(LINKS, "from_id", 1, 40);
        assertThat(facts(LINKS, links(1, 50, "5:a", "6:b")).inserted()).isEqualTo(2);
        reopen();
        forget(LINKS, "to_id", 6, 60);
        assertThat(facts(LINKS, links(1, 70, "5:a", "6:b"))).isEqualTo(result(LINKS, 1, 0, 0, 1));
        assertThat(links()).containsExactly("1-5:a", "1-6:b");
    }

    @Test
    void whatALaterReadingConfirmedStays() {
        facts(LINKS, links(1, 10, "5:a"));
        facts(LINKS, links(1, 30, "5:a"));
        assertThat(forget(LINKS, "to_id", 5, 20).changed()).isZero();
        assertThat(forget(LINKS, "from_id", 1, 20).changed()).isZero();
        assertThat(links()).containsExactly("1-5:a");
    }

    @Test
    void inOneStageTheTimesDecideToo() {
        assertThat(facts(LINKS, stage -> {
                    stage.append(links(1, 10, "5:a", "6:b"));
                    stage.forget("to_id", 5, RowMaker.EPOCH + 20);
                    stage.append(links(2, 30, "5:c"));
                    stage.append(links(3, 10, "6:d"));
                    stage.forget("from_id", 3, RowMaker.EPOCH + 20);
                }))
                .isEqualTo(result(LINKS, 2, 0, 0, 2));
        assertThat(links()).containsExactly("1-6:b", "2-5:c");
    }

    @Test
    void idsThatAreNamedAndHaveNoLiveRowAreFound() {
        assertThat(named("from_id")).as("no tables").isEmpty();
        facts(
                LINKS,
                links(1, 10, "5:a", "6:b"),
                links(2, 10, "5:c"),
                links(7, 10, "6:d"),
                links(8, 10, "6:e"),
                links(9, 10, "5:e"));
        assertThat(named("from_id")).as("no table of records").containsExactly(1L, 2L, 7L, 8L, 9L);
        load(CONTACTS, RowMaker.id(2).values("two"), RowMaker.id(8).values("eight"));
        load(CONTACTS, Row.tombstone(9, RowMaker.EPOCH + 20, Row.NOT_MERGED, RowMaker.EPOCH + 20));

        assertThat(named("from_id")).containsExactly(1L, 7L, 9L);
        assertThat(destination().findNamedWithoutLiveRow(LINKS, "from_id", "contacts", 1))
                .containsExactly(1L);
        assertThat(named("to_id")).containsExactly(5L, 6L);

        load(CONTACTS, Row.outOfScope(8, RowMaker.EPOCH + 30));
        assertThat(named("from_id")).containsExactly(1L, 7L, 8L, 9L);
    }

    /** A record leaves its filter and comes back, again and again; its links are those that were read with it (decision 47). */
    @ParameterizedTest
    @CsvSource({"from_id, 1", "to_id, 5"})
    void linksGoWithARecordThatLeavesItsFilterAndComeBackWithIt(String column, long id) {
        load(CONTACTS, RowMaker.id(id).readById(5).values("in"), RowMaker.id(9).values("other"));
        facts(LINKS, links(9, 10, "9:c"));
        for (var readAt = 100; readAt < 400; readAt += 100) {
            facts(LINKS, links(1, readAt, "5:a"));
            load(CONTACTS, RowMaker.id(id).readById(readAt).values("in"));
            lookThrough(column, readAt);
            assertThat(links()).as("in the filter at " + readAt).containsExactly("1-5:a", "9-9:c");
            reopen();

            load(CONTACTS, Row.outOfScope(id, RowMaker.EPOCH + readAt + 20));
            lookThrough(column, readAt + 20);
            assertThat(links()).as("out of the filter at " + readAt).containsExactly("9-9:c");
            reopen();

            facts(LINKS, links(1, readAt + 40, "5:a"));
            lookThrough(column, readAt + 50);
            assertThat(links()).as("read from the other end at " + readAt).containsExactly("9-9:c");
            reopen();
        }
    }

    private void lookThrough(String column, long newestReading) {
        var end = new LinkEnd(LINKS, column, new AtomicBoolean(true), () -> RowMaker.EPOCH + newestReading);
        new LinksOutsideFilter(destination(), destination()::commit).remove("contacts", List.of(end));
    }

    private List<Long> named(String column) {
        return destination().findNamedWithoutLiveRow(LINKS, column, "contacts", 10);
    }

    @Test
    void aColumnThatNamesNoRecordIsRefused() {
        try (var stage = destination().openFacts(LINKS)) {
            assertThatThrownBy(() -> stage.forget("label", 5, 0)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
