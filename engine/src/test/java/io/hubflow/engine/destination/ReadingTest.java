package io.hubflow.engine.destination;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReadingTest {
    private static final long SENT = 1_700_000_000_000L;
    private static final Reading BY_ID = new Reading(SENT, SENT, SENT, Reading.Source.ID, 0);
    private static final Reading SEARCH = new Reading(SENT, SENT, SENT, Reading.Source.SEARCH, 0);

    @Test
    void aReadingByIdIsTrueFromTheTimeItWasSent() {
        assertThat(BY_ID.versionMicros(SENT - 5_000)).isEqualTo(SENT * 1_000 + 1);
        assertThat(BY_ID.versionMicros(Row.NO_TIME)).isEqualTo(SENT * 1_000 + 1);
    }

    @Test
    void aReadingByIdThatShowsALaterUpdateIsTrueFromThatUpdate() {
        assertThat(BY_ID.versionMicros(SENT + 30)).isEqualTo((SENT + 30) * 1_000 + 1);
    }

    @Test
    void aSearchIsTrueFromTheUpdateItShows() {
        assertThat(SEARCH.versionMicros(SENT - 5_000)).isEqualTo((SENT - 5_000) * 1_000);
        assertThat(SEARCH.versionMicros(SENT + 30)).isEqualTo((SENT + 30) * 1_000);
        assertThat(SEARCH.versionMicros(Row.NO_TIME)).isEqualTo(Row.NO_TIME);
    }

    @Test
    void anUpdateThatIsStillToComeCountsFromTheReading() {
        var tomorrow = SENT + Duration.ofDays(1).toMillis();
        assertThat(SEARCH.versionMicros(tomorrow)).isEqualTo(SENT * 1_000);
        assertThat(BY_ID.versionMicros(tomorrow)).isEqualTo(SENT * 1_000 + 1);
    }

    @Test
    void aRowRemembersHowItWasReadWhenItsContentIsReplaced() {
        var row = new Row(1, SENT, SENT, false, Row.NO_TIME, SENT, 7, null, new Object[] {"a"}).readBy(BY_ID);
        assertThat(row.withContent(8, "{}", new Object[] {"b"}).versionMicros()).isEqualTo(SENT * 1_000 + 1);
    }
}
