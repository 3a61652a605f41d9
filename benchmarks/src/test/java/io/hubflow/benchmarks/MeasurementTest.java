package io.hubflow.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

final class MeasurementTest {
    @Test
    void theResultsNameTheFiguresThatThereAreAndNoOthers() throws JsonProcessingException {
        var line = Measurement.of("fifty-1000", "a load")
                .rows(1_000)
                .columns(50)
                .seconds(2)
                .speed(725, true)
                .calls(8)
                .done();

        assertThat(new ObjectMapper().writeValueAsString(line.calibrated(40))).isEqualTo("""
                {"key":"fifty-1000","scenario":"a load","rows":1000,"columns":50,"seconds":2.0,\
                "rows_per_second":725.0,"calls_per_thousand_rows":8.0,"share_of_ceiling":0.25,"calls":8,\
                "calibration_micros_per_row":40.0,"broken":[]}""");
    }

    @Test
    void saysWhichTargetsItReaches() {
        var line = Measurement.of("load", "a load")
                .target("≤ 3 s", true)
                .target("≤ 400 MB", false)
                .target("≤ 3 calls", true)
                .done();

        assertThat(line.met()).containsExactly("≤ 3 s", "≤ 3 calls");
        assertThat(line.missed()).containsExactly("≤ 400 MB");
        assertThat(ResultTable.line(line)).endsWith("MISSED: ≤ 400 MB; met: ≤ 3 s, ≤ 3 calls");
    }
}
