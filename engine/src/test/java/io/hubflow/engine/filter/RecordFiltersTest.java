package io.hubflow.engine.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.filter.Where.InvalidWhere;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.PropertyDefinition;
import io.hubflow.hubspot.PropertyDefinition.DataSensitivity;
import io.hubflow.hubspot.SearchFilter;
import io.hubflow.hubspot.SearchFilter.Operator;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RecordFiltersTest {
    private static final ObjectType DEALS = new ObjectType(
            "deals", "deals", "0-3", ObjectType.MODIFIED, "deals", true, List.of("deals", "deal", "0-3"));
    private static final List<PropertyDefinition> DEFINITIONS = List.of(
            property("amount", "number", DataSensitivity.NON_SENSITIVE),
            property("dealname", "string", DataSensitivity.NON_SENSITIVE),
            property("pipeline", "enumeration", DataSensitivity.NON_SENSITIVE),
            property("closedate", "datetime", DataSensitivity.NON_SENSITIVE),
            property("due", "date", DataSensitivity.NON_SENSITIVE),
            property("closed", "bool", DataSensitivity.NON_SENSITIVE),
            property("shape", "json", DataSensitivity.NON_SENSITIVE),
            property("secret", "string", DataSensitivity.HIGHLY_SENSITIVE));

    private static PropertyDefinition property(String name, String type, DataSensitivity sensitivity) {
        return new PropertyDefinition(
                name, name, "", "", type, "text", List.of(), "", sensitivity, false, false, false, false, false, 0);
    }

    private static RecordFilter filter(String conditions) {
        try {
            return Objects.requireNonNull(
                    RecordFilters.check(Where.parse("deals: " + conditions), Map.of(DEALS, DEFINITIONS), 2, true)
                            .get(DEALS));
        } catch (InvalidWhere e) {
            throw new AssertionError(e.sentence(), e);
        }
    }

    @Test
    void valuesAreSentAsHubSpotTakesThem() {
        var filter =
                filter("closedate GTE 2024-01-31 AND dealname IN (Big, small) OR closed EQ TRUE AND pipeline EQ A");
        assertThat(filter.groups())
                .containsExactly(
                        List.of(
                                SearchFilter.of("closedate", Operator.GTE, "1706659200000"),
                                SearchFilter.of("dealname", Operator.IN, List.of("big", "small"))),
                        List.of(
                                SearchFilter.of("closed", Operator.EQ, "true"),
                                SearchFilter.of("pipeline", Operator.EQ, "A")));
        assertThat(filter.text())
                .isEqualTo(
                        "closedate GTE 1706659200000 AND dealname IN (big, small) OR closed EQ true AND pipeline EQ A");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "amout GT 1|HubSpot has no property amout. Did you mean amount?",
                "dealname GT 1|dealname is of type string, which does not take GT",
                "closed BETWEEN 1 AND 2|which does not take BETWEEN",
                "amount CONTAINS_TOKEN 1|which does not take CONTAINS_TOKEN",
                "shape EQ 1|it takes HAS_PROPERTY, NOT_HAS_PROPERTY",
                "amount GT much|its value must be a number",
                "closedate GT yesterday|its value must be a date",
                "closedate GT 1970-01-01|after 1970",
                "closed EQ yes|its value must be true or false",
                "secret EQ x|does not let records be searched by secret",
            })
    void aConditionThatHubSpotWouldRefuseIsAnError(String conditions, String expected) {
        var problem = catchThrowableOfType(ConnectorException.class, () -> filter(conditions));
        assertThat(problem.code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID);
        assertThat(problem.getMessage()).contains(expected);
    }

    @Test
    void everyProblemIsReported() {
        var problem = catchThrowableOfType(ConnectorException.class, () -> filter("amout GT 1 OR dealname GT 1"));
        assertThat(problem.getMessage()).contains("amout").contains("dealname is of type");
    }

    @Test
    void aFilterOfAnUnrequestedTypeIsAnError() {
        var problem = catchThrowableOfType(
                ConnectorException.class,
                () -> RecordFilters.check(Where.parse("deels: amount GT 1"), Map.of(DEALS, DEFINITIONS), 2, true));
        assertThat(problem.getMessage()).contains("deels is for no requested object type. Did you mean deals?");
    }

    @Test
    void theLimitsCountWhatTheEngineAdds() {
        var four = String.join(" AND ", Collections.nCopies(4, "amount GT 1"));
        assertThat(filter(four).groups()).hasSize(1);
        assertThat(filter(String.join(" OR ", Collections.nCopies(3, four))).groups())
                .hasSize(3);
    }

    @Test
    void aBoundOnTheModificationTakesOneMorePlaceInEachGroup() throws InvalidWhere {
        var four = Where.parse("deals: " + String.join(" AND ", Collections.nCopies(4, "amount GT 1")));
        assertThat(catchThrowableOfType(
                        ConnectorException.class, () -> RecordFilters.check(four, Map.of(DEALS, DEFINITIONS), 3, true)))
                .hasMessageContaining("deals: 4 conditions are joined by AND; at most 3 can be");
    }

    private static void assertProblem(String conditions, String expected) {
        assertThat(catchThrowableOfType(ConnectorException.class, () -> filter(conditions)))
                .hasMessageContaining(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "amount EQ 1.50|1.5",
                "amount BETWEEN 1 AND 2|2.0",
                "amount GT 1|1E21",
                "amount IN (1, 2)|2.000",
                "amount NEQ 1|2",
                "dealname EQ BIG|big",
                "dealname IN (BIG)|Big",
                "dealname NOT_IN (small)|big",
                "dealname CONTAINS_TOKEN fence*|A white Fences, new",
                "dealname NOT_CONTAINS_TOKEN hence|A white fence",
                "pipeline IN (a, b)|c;b",
                "closedate LT 2024-01-31T00:00:00.001Z|2024-01-31T00:00:00.000900Z",
                "closedate GTE 2024-01-31|1706659200000",
                "due EQ 2024-01-31|2024-01-31",
                "closed EQ true|true",
                "dealname HAS_PROPERTY|x",
                "dealname NOT_HAS_PROPERTY|"
            })
    void aValueMatches(String conditionAndValue) {
        assertThat(accepts(conditionAndValue)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "amount EQ 1.50|1.51",
                "amount BETWEEN 1 AND 2|2.01",
                "amount GT 1|",
                "amount NEQ 1|",
                "amount LT 5|many",
                "dealname NEQ BIG|big",
                "dealname NOT_IN (big)|",
                "dealname CONTAINS_TOKEN fence|fences",
                "pipeline EQ a|A",
                "pipeline IN (a)|b;A",
                "closedate GT 2024-01-31|2024-01-31",
                "dealname HAS_PROPERTY|",
            })
    void aValueDoesNotMatch(String conditionAndValue) {
        assertThat(accepts(conditionAndValue)).isFalse();
    }

    private static boolean accepts(String conditionAndValue) {
        var parts = conditionAndValue.split("\\|", -1);
        return filter(parts[0]).accepts(property -> parts[1]);
    }

    @Test
    void twoBoundsOnTheIdBecomeOneFilter() {
        var bounds = List.of(
                SearchFilter.of("hs_object_id", Operator.GT, "9"), SearchFilter.of("hs_object_id", Operator.LT, "21"));
        assertThat(filter("amount GT 1").shortened(bounds))
                .containsExactly(SearchFilter.between("hs_object_id", "10", "20"));
        assertThat(RecordFilter.EVERYTHING.shortened(bounds)).isEqualTo(bounds);
    }
}
