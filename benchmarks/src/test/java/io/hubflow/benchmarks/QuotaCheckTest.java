package io.hubflow.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class QuotaCheckTest {
    @Test
    void findsRefusedCallsAndPeaksAboveTheLimits() throws IOException {
        assertThat(findings(0, 5, 190)).isEmpty();
        assertThat(findings(2, 6, 191))
                .containsExactly(
                        "HubSpot refused 2 calls for their rate (429)",
                        "6 searches in one second, and 5 are allowed",
                        "191 calls in ten seconds, and 190 are allowed");
    }

    @Test
    void holdsAnUnlimitedAccountToNothing() throws IOException {
        assertThat(QuotaCheck.of(new ObjectMapper().readTree("""
                {"calls_429":0,"peaks":{"search_accepted_1s":500},"limits":{"tier":"unlimited"}}"""))).isEmpty();
    }

    private static List<String> findings(int throttled, int searches, int calls) throws IOException {
        return QuotaCheck.of(new ObjectMapper().readTree("""
                {"calls_429":%d,"peaks":{"search_accepted_1s":%d,"burst_accepted_10s":%d},
                 "limits":{"tier":"professional","search_1s":5,"burst_10s":190}}""".formatted(throttled, searches, calls)));
    }
}
