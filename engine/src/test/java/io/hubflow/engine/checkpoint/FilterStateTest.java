package io.hubflow.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.checkpoint.FilterState.Phase;
import org.junit.jupiter.api.Test;

final class FilterStateTest {
    private static final String BEFORE = "amount GTE 50000";
    private static final String AFTER = "amount LT 50000";

    @Test
    void rowsThatFollowTheirFilterNeedNotBeReadAgain() {
        var changing = new FilterState(BEFORE, Phase.SETTLED).changingTo(AFTER);

        assertThat(changing).isEqualTo(new FilterState(AFTER, Phase.CHANGING));
        assertThat(changing.mustChangeTo(AFTER)).isTrue();
        assertThat(changing.changingTo(AFTER).keepsRows(AFTER))
                .as("interrupted")
                .isTrue();
    }

    @Test
    void rowsThatMayBeStaleAreReadAgainAlsoAfterAnInterruption() {
        var changing = new FilterState(BEFORE, Phase.UNMARKED).changingTo(AFTER);

        assertThat(changing.mustChangeTo(AFTER)).isTrue();
        assertThat(changing.keepsRows(AFTER)).isFalse();
        assertThat(changing.changingTo(AFTER).keepsRows(AFTER))
                .as("interrupted")
                .isFalse();
    }

    @Test
    void aThirdFilterInTheMiddleOfAChangeReliesOnNoRow() {
        var changing = new FilterState(BEFORE, Phase.SETTLED).changingTo(AFTER).changingTo("");

        assertThat(changing.mustChangeTo("")).isTrue();
        assertThat(changing.keepsRows("")).isFalse();
        assertThat(changing.changingTo(BEFORE).keepsRows(BEFORE)).isFalse();
    }
}
