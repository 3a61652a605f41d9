package io.hubflow.engine.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.identity.RecordEvidence.Comparison;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RecordEvidenceTest {
    @ParameterizedTest
    @CsvSource({
        "10, 0, 0,   true,  true",
        "1,  0, 9,   true,  true",
        "3,  1, 20,  true,  true",
        // One of many matches by chance.
        "1,  0, 269, false, false",
        "0,  0, 30,  false, false",
        "1,  1, 8,   false, false",
        "1,  2, 0,   false, true",
    })
    void tellsARecordThatMatchesByChanceFromTheSamePortal(
            int same, int different, int absent, boolean isSamePortal, boolean decides) {
        var found = new Comparison(same, different, absent);

        assertThat(found.isSamePortal()).isEqualTo(isSamePortal);
        assertThat(found.decides()).isEqualTo(decides);
    }
}
