package io.hubflow.service.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.VerificationRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerificationHistoryTest {
    private static final Instant NOW = Instant.parse("2026-11-28T10:00:00Z");

    @Test
    void whatWasNotComparedIsSaid() {
        assertThat(words("equal", "{}")).isEqualTo("All 1,234 rows are what HubSpot has.");
        assertThat(words("equal", "{\"not_compared\":[\"score\",\"plan\"]}"))
                .isEqualTo(
                        "All 1,234 rows are what HubSpot has, but for the values of score, plan, which the next sync reads"
                                + " again.");
        assertThat(words("repaired", "{\"not_compared\":[\"score\"]}"))
                .endsWith(
                        "now all are what HubSpot has, but for the values of score, which the next sync reads again.");
    }

    private static String words(String status, String evidence) {
        var record = new VerificationRecord(
                "20261128T110000.000Z",
                "contacts",
                "contacts",
                status,
                NOW,
                NOW,
                Optional.of(NOW),
                1_234,
                0,
                3,
                0,
                500,
                9,
                evidence);
        return VerificationHistory.of(List.of(record))
                .getFirst()
                .proofs()
                .getFirst()
                .words();
    }
}
