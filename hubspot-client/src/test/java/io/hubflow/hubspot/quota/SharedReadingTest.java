package io.hubflow.hubspot.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.hubspot.quota.SharedReading.Room;
import org.junit.jupiter.api.Test;

final class SharedReadingTest {
    /** Searches of 200 records. */
    private static final Room FIVE_A_SECOND = time -> time.toMillis() / 200;

    private static long listCalls(Room burst, long records) {
        return SharedReading.listCalls(burst, FIVE_A_SECOND, records, 100, 200);
    }

    @Test
    void whereListsStandStillTheyGetNoMoreThanTheyHaveLeft() {
        Room tenNowAndManyInNineSeconds = time -> time.toMillis() < 9_000 ? 10 : 1_000;

        // Searches read the other 3,000 in three seconds.
        assertThat(listCalls(tenNowAndManyInNineSeconds, 4_000)).isEqualTo(10);
    }

    @Test
    void whereCallsComeBackInTimeTheyCount() {
        Room oneEachTenthOfASecond = time -> time.toMillis() / 100;

        // A second of both brings 2,000; lists are given a second more.
        assertThat(listCalls(oneEachTenthOfASecond, 8_000)).isEqualTo(50);
    }

    @Test
    void moreThanTenSecondsAreNotForeseen() {
        Room none = time -> 0;

        assertThat(listCalls(none, 10_000)).isZero();
        assertThat(listCalls(none, 10_200)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whatIsNotLimitedIsNotBounded() {
        assertThat(listCalls(time -> Long.MAX_VALUE, 1_000_000)).isEqualTo(Long.MAX_VALUE);
        assertThat(SharedReading.listCalls(time -> 7, time -> Long.MAX_VALUE, 1_000_000, 100, 200))
                .as("searches read everything at once")
                .isEqualTo(7);
    }
}
