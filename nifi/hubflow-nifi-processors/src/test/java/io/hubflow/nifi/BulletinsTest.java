package io.hubflow.nifi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.nifi.util.MockComponentLog;
import org.junit.jupiter.api.Test;

class BulletinsTest {
    private final AtomicLong nanos = new AtomicLong(1);
    private final MockComponentLog log = new MockComponentLog("1", this);
    private final Bulletins bulletins = new Bulletins(nanos::get);

    @Test
    void troubleThatLastsIsToldOnceInTenMinutes() {
        for (var i = 0; i < 21; i++) {
            bulletins.warn(log, "deals HUBSPOT_UNREACHABLE", "deals wait.");
            nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        }

        assertThat(log.getWarnMessages()).hasSize(3);
        assertThat(log.getWarnMessages().get(1).getMsg()).contains("10 times");
        assertThat(log.getInfoMessages()).hasSize(18);
    }

    /** HubSpot names each of its answers otherwise. */
    @Test
    void theSameRefusalIsTheSameTroubleWhateverItsCorrelationId() {
        for (var i = 0; i < 5; i++) {
            var sentence = "The token lacks a scope (HTTP 403, correlation id 01a22778-%04d).".formatted(i);
            bulletins.warn(log, "notice " + sentence, sentence);
        }

        assertThat(log.getWarnMessages()).hasSize(1);
        assertThat(log.getWarnMessages().getFirst().getMsg()).contains("01a22778-0000");
    }

    @Test
    void otherTroubleAndTroubleThatCameBackIsToldAtOnce() {
        bulletins.warn(log, "deals HUBSPOT_UNREACHABLE", "deals wait.");
        bulletins.warn(log, "contacts HUBSPOT_UNREACHABLE", "contacts wait.");
        bulletins.over("deals ");
        bulletins.warn(log, "deals HUBSPOT_UNREACHABLE", "deals wait.");
        bulletins.warn(log, "contacts HUBSPOT_UNREACHABLE", "contacts wait.");

        assertThat(log.getWarnMessages()).hasSize(3);
    }
}
