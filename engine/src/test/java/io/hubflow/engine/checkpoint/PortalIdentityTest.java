package io.hubflow.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PortalIdentityTest {
    private static final long LEARNED = 1_700_000_000_000L;

    @Test
    void aLearnedLengthOfUrlIsTriedAgainAfterThirtyDays() {
        var identity = PortalIdentity.UNKNOWN.withUrlBytes(7_500, LEARNED);

        assertThat(identity.urlBytesAt(LEARNED + Duration.ofDays(29).toMillis()))
                .isEqualTo(7_500);
        assertThat(identity.urlBytesAt(LEARNED + Duration.ofDays(30).toMillis()))
                .isZero();
    }
}
