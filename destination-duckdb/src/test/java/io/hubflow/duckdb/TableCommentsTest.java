package io.hubflow.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TableCommentsTest {
    /** Each statement copies the table's description: 1,517 of them in one transaction took 700 MB. */
    @Test
    void commentsOfAVeryWideTableAreWrittenInSeveralTransactions() {
        var statements = Stream.iterate(0, n -> n + 1)
                .limit(1_517)
                .map(n -> "COMMENT " + n)
                .toList();

        var transactions = TableComments.transactions(statements, 1_517);

        assertThat(transactions).hasSize(36).allMatch(some -> some.size() <= 43);
        assertThat(transactions.stream().flatMap(List::stream)).containsExactlyElementsOf(statements);
    }

    @Test
    void commentsOfATableOfOrdinaryWidthAreWrittenInOne() {
        assertThat(TableComments.transactions(List.of("a", "b"), 60)).containsExactly(List.of("a", "b"));
        assertThat(TableComments.transactions(List.of(), 60)).isEmpty();
        assertThat(TableComments.transactions(List.of("a", "b"), 100_000)).containsExactly(List.of("a"), List.of("b"));
    }
}
