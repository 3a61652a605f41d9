package io.hubflow.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.plan.RoutePlan.Lanes;
import io.hubflow.engine.plan.RoutePlan.Portal;
import io.hubflow.engine.read.ListRoute;
import java.util.OptionalLong;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RoutePlanTest {
    /** The calls of a day are not scarce in any of these. */
    @ParameterizedTest
    @CsvSource({
        // burst/s, lists,  entered, hidden -> lanes,             rows/s, calls for 1,000 rows
        "    19,    WHOLE,   true,   0,       LISTS_AND_SEARCHES, 2900,   8.3",
        "    10,    WHOLE,   true,   0,       LISTS_AND_SEARCHES, 2000,   7.5",
        "    25,    WHOLE,   true,   0,       LISTS_AND_SEARCHES, 3500,   8.6",
        "    19,    HALVES,  true,   0,       LISTS_AND_SEARCHES, 1950,   12.3",
        "    19,    BATCHES, true,   0,       LISTS_AND_SEARCHES, 1950,   12.3",
        // A search costs two batch reads, which bring as much by list.
        "    19,    WHOLE,   true,   1,       LISTS,              1900,   10",
        "    10,    WHOLE,   true,   7,       LISTS,              1000,   10",
        // Where a list page costs two calls, a search with its batch reads brings more.
        "    19,    HALVES,  true,   1,       LISTS_AND_SEARCHES, 1450,   16.6",
        "    19,    BATCHES, true,   3,       LISTS_AND_SEARCHES, 1450,   16.6",
        // A list that is read page after page leaves most of the burst budget to the searches.
        "    19,    WHOLE,   false,  0,       LISTS_AND_SEARCHES, 1400,   6.4",
        "    19,    WHOLE,   false,  1,       LISTS_AND_SEARCHES, 1400,   13.6",
        "    19,    BATCHES, false,  0,       LISTS_AND_SEARCHES, 1400,   9.3",
        // No limits at all.
        "    10000, WHOLE,   true,   0,       LISTS_AND_SEARCHES, 3000000, 6.7",
        "    10000, WHOLE,   true,   1,       LISTS,              1000000, 10",
    })
    void choosesTheFastestLanesAndOfEquallyFastOnesTheCheapest(
            double burst, ListRoute lists, boolean entered, int hidden, Lanes lanes, double rows, double calls) {
        var searches = burst == RoutePlan.UNLIMITED_PER_SECOND ? burst : 5;

        var plan = RoutePlan.of(
                new Portal(burst, searches, OptionalLong.of(1_000_000_000), lists, entered, hidden, 100_000));

        assertThat(plan.lanes()).isEqualTo(lanes);
        assertThat(plan.lists()).isEqualTo(lists);
        assertThat(plan.rowsPerSecond()).isCloseTo(rows, Offset.offset(1.0));
        assertThat(plan.callsPerThousandRows()).isCloseTo(calls, Offset.offset(0.05));
    }

    @ParameterizedTest
    @CsvSource({
        "WHOLE,   true,  true",
        "WHOLE,   true,  false",
        "HALVES,  false, true",
        "BATCHES, false, false",
    })
    void aListPageTakesAsFewCallsAsItsUrlAllows(ListRoute route, boolean wholeFits, boolean halvesFit) {
        assertThat(ListRoute.of(wholeFits, halvesFit)).isEqualTo(route);
        assertThat(route.calls()).isEqualTo(route == ListRoute.WHOLE ? 1 : 2);
    }

    @ParameterizedTest
    @CsvSource({
        "9000, LISTS_AND_SEARCHES, 'at once'",
        "5500, SEARCHES, 'a faster way takes more calls than the day has'",
        "1000, SEARCHES, 'the day''s calls do not last for it'",
    })
    void aShortDayIsSpentOnTheWayWithTheFewestCalls(long callsLeft, Lanes lanes, String said) {
        var plan = RoutePlan.of(new Portal(19, 5, OptionalLong.of(callsLeft), ListRoute.WHOLE, true, 0, 1_000_000));

        assertThat(plan.lanes()).isEqualTo(lanes);
        assertThat(plan.reason()).contains(said);
    }

    @Test
    void saysInOneLineWhatWasChosenAndWhy() {
        assertThat(reason(ListRoute.WHOLE, 1))
                .isEqualTo(
                        "Read by lists, at most 1,900 rows/s and 10.0 calls for 1,000 rows; each list page brings every"
                                + " property; searches would not be faster, because they do not return highly sensitive"
                                + " properties.");
        assertThat(reason(ListRoute.HALVES, 0))
                .isEqualTo("Read by lists and searches at once, at most 1,950 rows/s and 12.3 calls for 1,000 rows; the"
                        + " property names take two URLs, so each list page is read twice, with half of the properties"
                        + " each.");
    }

    private static String reason(ListRoute lists, int hidden) {
        return RoutePlan.of(new Portal(19, 5, OptionalLong.empty(), lists, true, hidden, 100_000))
                .reason();
    }
}
