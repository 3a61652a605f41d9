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
