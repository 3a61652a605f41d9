package io.hubflow.engine.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hubflow.engine.filter.Where.Condition;
import io.hubflow.engine.filter.Where.InvalidWhere;
import io.hubflow.hubspot.SearchFilter.Operator;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WhereTest {
    @Test
    void readsGroupsConditionsAndValues() throws InvalidWhere {
        var wheres = Where.parse("deals: amount GTE 1000 AND pipeline in (a, 'b c') OR closedate BETWEEN 2024-01-31 AND"
                + " 2024-02-29T08:30:00Z; p1_car: hs_object_id HAS_PROPERTY");

        assertThat(wheres).hasSize(2);
        assertThat(wheres.get(0).objectType()).isEqualTo("deals");
        assertThat(wheres.get(0).groups())
                .containsExactly(
                        List.of(
                                new Condition("amount", Operator.GTE, List.of("1000"), 8),
                                new Condition("pipeline", Operator.IN, List.of("a", "b c"), 28)),
                        List.of(new Condition(
                                "closedate", Operator.BETWEEN, List.of("2024-01-31", "2024-02-29T08:30:00Z"), 54)));
        assertThat(wheres.get(1).objectType()).isEqualTo("p1_car");
    }

    @Test
    void aQuoteInsideAQuotedTextIsDoubled() throws InvalidWhere {
        var where = Where.parse("companies: name EQ 'O''Neill; (AND) \"x\"'").getFirst();
        assertThat(where.groups().getFirst().getFirst().values()).containsExactly("O'Neill; (AND) \"x\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "amount GTE 1000|at character 1|an object type and a colon",
                "deals: amount GTEE 1000|at character 15, before \"GTEE 1000\"|GTEE is not an operator. Did you mean GTE",
                "deals: amount >= 1000|at character 15|>= is written GTE here",
                "deals: amount GTE|at character 18|expected a value for GTE, but found the end",
                "deals: amount|at character 14|expected an operator after amount",
                "deals: pipeline IN default|at character 20|expected ( and the values of IN, but found default",
                "deals: pipeline IN (a b)|at character 23|expected a comma or )",
                "deals: amount BETWEEN 1 OR 2|at character 25|expected AND and the upper end of BETWEEN",
                "deals: (amount GT 1)|at character 8|take no parentheses",
                "deals: amount GT 1 AND|at character 23|the name of a property",
                "deals: amount GT 1 pipeline EQ a|at character 20|expected AND, OR, or ;",
                "deals: amount GT 1; deals: amount LT 5|at character 21|has a filter already",
                "companies: name EQ 'open|at character 20|is not closed"
            })
    void saysWhereTheTextIsWrongAndWhatWasExpected(String text, String position, String expected) {
        var problem = catchThrowableOfType(InvalidWhere.class, () -> Where.parse(text));
        assertThat(problem.sentence()).startsWith(position).contains(expected);
    }

    @Test
    void moreThanHubSpotTakesIsRefusedWithoutDefinitions() {
        var four = String.join(" AND ", Collections.nCopies(4, "amount GT 1"));
        assertRefused("deals: " + four + " AND amount LT 9", "5 conditions are joined by AND; at most 4 can be");
        assertRefused(
                "deals: " + String.join(" OR ", Collections.nCopies(6, "amount GT 1")), "6 groups are joined by OR");
        assertRefused(
                "tickets: subject EQ a; deals: "
                        + String.join(" OR ", Collections.nCopies(5, "amount GT 1 AND amount LT 5")),
                "at character 24, before \"deals: amount");
    }

    private static void assertRefused(String text, String expected) {
        assertThat(catchThrowableOfType(InvalidWhere.class, () -> Where.parse(text)))
                .hasMessageContaining(expected);
    }
}
