package io.hubflow.service.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class PortalMonitorTest {
    private final PortalMonitor monitor =
            new PortalMonitor("main", () -> Instant.parse("2026-11-28T10:00:00Z"), new Changes());

    @Test
    void verificationsDoNotHeapUpNoticesBesideThoseOfTheLastRun() {
        monitor.runStarted();
        monitor.notice("contacts", "One value was kept as text.");
        for (var i = 0; i < 3; i++) {
            monitor.verificationStarted();
            monitor.notice("contacts", "Comparing takes about 4 calls.");
            monitor.verificationEnded();
        }

        assertThat(monitor.view().notices())
                .containsExactly("contacts: One value was kept as text.", "contacts: Comparing takes about 4 calls.");
        monitor.runStarted();
        assertThat(monitor.view().notices()).isEmpty();
    }
}
