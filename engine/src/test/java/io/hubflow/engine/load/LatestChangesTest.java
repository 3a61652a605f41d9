package io.hubflow.engine.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.hubspot.HubSpotRecord;
import io.hubflow.hubspot.RecordPage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When a page of the records that were modified last says that nothing has changed. */
final class LatestChangesTest {
    private static final long FROM = 1_000;
    private static final int LIMIT = 6;

    @Test
    void aFullPageThatGoesDownInTimeSaysThatNothingChanged() {
        assertThat(judge(7_000, 999, 998, 998, 500, 400, 300)).contains(new LatestChanges(7_000, Optional.empty()));
    }

    @Test
    void aPageOfAllRecordsNeedsNoOrderAndTellsTheirIds() {
        assertThat(judge(3, 5, 999, 5)).contains(new LatestChanges(3, Optional.of(Set.of(1L, 2L, 3L))));
        assertThat(judge(0)).contains(new LatestChanges(0, Optional.of(Set.of())));
    }

    @Test
    void aRecordThatWasModifiedSinceIsAChangeWhereverItStands() {
        assertThat(judge(7_000, 1_000, 999, 998, 500, 400, 300)).isEmpty();
        assertThat(judge(3, 5, 1_000, 5)).isEmpty();
    }

    @Test
    void aPageThatIsNotInOrderIsNotBelieved() {
        assertThat(judge(7_000, 300, 400, 500, 998, 998, 999)).isEmpty();
        assertThat(judge(7_000, 999, 998, 997, 500, 400, 401)).isEmpty();
    }

    @Test
    void aPageOfFewDifferentTimesShowsNoOrder() {
        assertThat(judge(7_000, 7, 7, 7, 7, 7, 7)).isEmpty();
        assertThat(judge(7_000, 9, 8, 8, 7, 7, 7)).isEmpty();
    }

    @Test
    void aShortPageIsNotBelieved() {
        assertThat(judge(7_000, 999, 998, 997, 500, 400)).isEmpty();
        assertThat(judge(3, 5, 4)).isEmpty();
        assertThat(judge(7_000)).isEmpty();
    }

    @Test
    void aRecordThatComesTwiceOrWithoutATimeTellsNothing() {
        var twice = List.of(record(1, "9"), record(2, "8"), record(2, "8"));
        assertThat(LatestChanges.judge(page(twice, 3), LIMIT, FROM)).isEmpty();
        var silent = List.of(record(1, "9"), record(2, null));
        assertThat(LatestChanges.judge(page(silent, 2), LIMIT, FROM)).isEmpty();
    }

    private static Optional<LatestChanges> judge(long total, long... times) {
        var records = new ArrayList<HubSpotRecord>();
        for (var time : times) {
            records.add(record(records.size() + 1, Long.toString(time)));
        }
        return LatestChanges.judge(page(records, total), LIMIT, FROM);
    }

    private static HubSpotRecord record(long id, @Nullable String modified) {
        return new HubSpotRecord(id, 0, 0, false, HubSpotRecord.NOT_ARCHIVED, new @Nullable String[] {modified});
    }

    private static RecordPage page(List<HubSpotRecord> records, long total) {
        var next = records.size() < total ? Optional.of(Integer.toString(records.size())) : Optional.<String>empty();
        return new RecordPage(records, List.of(), List.of(), List.of(), next, OptionalLong.of(total), Instant.EPOCH);
    }
}
