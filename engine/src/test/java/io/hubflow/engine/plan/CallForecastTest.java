package io.hubflow.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.plan.RoutePlan.Portal;
import io.hubflow.engine.read.ListRoute;
import io.hubflow.hubspot.CallCounts;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CallForecastTest {
    private static Portal portal(long rows, ListRoute lists) {
        return new Portal(10, 5, OptionalLong.of(250_000), lists, true, 0, rows);
    }

    @ParameterizedTest
    @CsvSource({
        // One lane reads the list; its ids are compared with searches of 200, a larger range being halved first.
        "0,   WHOLE,   1, 6,  0",
        "50,  WHOLE,   1, 7,  0",
        "120, WHOLE,   2, 7,  0",
        "250, WHOLE,   3, 10, 0",
        "450, WHOLE,   5, 15, 0",
        "450, HALVES, 10, 15, 0",
        "450, BATCHES, 5, 15, 5",
        // Half by lists, in claims of 2,000, and half by searches, in claims of 1,562.
        "100000, WHOLE, 527, 314, 0",
    })
    void aFirstLoadTakesPagesCutsAndComparisons(long rows, ListRoute lists, long list, long search, long batchRead) {
        assertThat(CallForecast.firstLoad(portal(rows, lists)))
                .isEqualTo(new CallCounts(list, search, batchRead, 0, 0, 0, 0));
    }

    @Test
    void anUpdateWithoutChangesTakesThreeCalls() {
        assertThat(CallForecast.update(0).total()).isEqualTo(3);
        assertThat(CallForecast.update(401).search()).isEqualTo(5);
    }

    @Test
    void recordsWithANewPropertyAreSearchedAndReadById() {
        assertThat(CallForecast.byId(450)).isEqualTo(new CallCounts(0, 4, 5, 0, 0, 0, 0));
    }

    @Test
    void factsTakeTheirOwnPages() {
        assertThat(CallForecast.links(2_001).associations()).isEqualTo(3);
        assertThat(CallForecast.dealSplits(201).batchRead()).isEqualTo(3);
        assertThat(CallForecast.history(101).batchRead()).isEqualTo(3);
    }

    @Test
    void theLimitThatIsReachedLastDecidesHowLongItTakes() {
        var limits = new CallForecast.Limits(10, 5, 10);

        assertThat(CallForecast.duration(new CallCounts(100, 5, 0, 100, 0, 0, 0), limits))
                .isEqualTo(Duration.ZERO);
        assertThat(CallForecast.duration(new CallCounts(300, 55, 0, 100, 0, 0, 0), limits))
                .isEqualTo(Duration.ofSeconds(20));
        assertThat(CallForecast.duration(new CallCounts(0, 155, 0, 0, 0, 0, 0), limits))
                .isEqualTo(Duration.ofSeconds(30));
    }
}
