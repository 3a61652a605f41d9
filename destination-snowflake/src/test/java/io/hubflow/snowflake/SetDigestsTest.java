package io.hubflow.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.snowflake.SentSets.Sent;
import io.hubflow.snowflake.SetDigests.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SetDigestsTest {
    @Test
    void onlyASetThatDiffersIsSent() {
        var digests = digests();
        assertThat(digests.judge(1, 11, 200)).isEqualTo(Verdict.SAME);
        assertThat(digests.judge(2, 99, 200)).isEqualTo(Verdict.SEND);
        assertThat(digests.judge(3, 33, 200)).as("an owner that is not known").isEqualTo(Verdict.SEND);
    }

    @Test
    void aSetThatIsOlderThanTheLastReadingIsOvertakenEvenIfThatFoundNothingNew() {
        var digests = digests();
        assertThat(digests.judge(1, 77, 50)).isEqualTo(Verdict.OVERTAKEN);
        digests.judge(1, 11, 300);
        assertThat(digests.judge(1, 77, 200)).isEqualTo(Verdict.OVERTAKEN);
    }

    /** The table may hold either when the second is written. */
    @Test
    void afterASetWasSentNothingIsCertainOfItsOwner() {
        var digests = digests();
        assertThat(digests.judge(1, 99, 200)).isEqualTo(Verdict.SEND);
        assertThat(digests.judge(1, 11, 300)).isEqualTo(Verdict.SEND);
    }

    @Test
    void whatWasWrittenTakesThePlaceOfWhatWasKnown() {
        var digests = digests()
                .with(new TreeMap<>(Map.of(0L, new Sent(5, 400), 2L, new Sent(23, 400), 9L, new Sent(6, 400))));
        assertThat(digests.size()).isEqualTo(4);
        assertThat(digests.judge(0, 5, 500)).isEqualTo(Verdict.SAME);
        assertThat(digests.judge(1, 11, 500)).isEqualTo(Verdict.SAME);
        assertThat(digests.judge(2, 22, 500)).isEqualTo(Verdict.SEND);
        assertThat(digests.judge(9, 6, 500)).isEqualTo(Verdict.SAME);
    }

    @Test
    void setsThatWereConfirmedAreRememberedUntilTheyAreWritten() {
        var digests = digests();
        digests.judge(1, 11, 200);
        digests.judge(2, 22, 300);
        var later = digests.with(new TreeMap<>(Map.of(2L, new Sent(22, 300))));
        assertThat(confirmed(later, 0)).containsExactly("1@200");
        assertThat(confirmed(later, 200)).isEmpty();
    }

    private static List<String> confirmed(SetDigests digests, long after) {
        var confirmed = new ArrayList<String>();
        digests.confirmedAfter(after, (owner, hash, readAt) -> confirmed.add(owner + "@" + readAt));
        return confirmed;
    }

    /** Owners 1 and 2, read at 100. */
    private static SetDigests digests() {
        var digests = new SetDigests.Builder();
        digests.add(1, 11, 100);
        digests.add(2, 22, 100);
        return digests.build();
    }
}
