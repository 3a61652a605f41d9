package io.hubflow.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class QuotaCheckTest {
    @Test
    void findsPeaksAboveTheLimits() throws IOException {
        assertThat(findings(5, 190)).isEmpty();
        assertThat(findings(6, 191))
                .containsExactly(
                        "6 searches in one second, and 5 are allowed", "191 calls in ten seconds, and 190 are allowed");
    }

    @Test
    void holdsAnUnlimitedAccountToNothing() throws IOException {
        assertThat(QuotaCheck.of(new ObjectMapper().readTree("""
                {"peaks":{"search_accepted_1s":500},"limits":{"tier":"unlimited"}}"""))).isEmpty();
    }

    private static List<String> findings(int searches, int calls) throws IOException {
        return QuotaCheck.of(new ObjectMapper().readTree("""
                {"peaks":{"search_accepted_1s":%d,"burst_accepted_10s":%d},
                 "limits":{"tier":"professional","search_1s":5,"burst_10s":190}}""".formatted(searches, calls)));
    }
}
