package io.hubflow.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.benchmarks.Ratio.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeptRatiosTest {
    private static final String LINE = "default-portal-20000";
    private static final boolean QUIET = false;
    private static final boolean BUSY = true;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void keepSomeRatios() throws IOException {
        file = folder.resolve("kept.json");
        Files.writeString(file, """
                {"default-portal-20000":
                    {"share_of_quota":0.6,"calls_per_thousand_rows":10,"cpu_over_calibration":4,"times_node_client":5},
                 "fifty-1000000": {"cpu_over_calibration":1.5}}
                """);
    }

    @Test
    void namesWhatIsWorseByMoreThanFifteenPercentAndByHowMuch() throws IOException {
        assertThat(regressions(QUIET, ratio(Kind.SHARE_OF_QUOTA, 0.48)))
                .containsExactly(
                        "default-portal-20000: rows/s as a share of the quota is 0.480 and was 0.600: 20 % worse");
        assertThat(regressions(QUIET, ratio(Kind.CALLS_PER_THOUSAND_ROWS, 12)))
                .containsExactly("default-portal-20000: calls a 1,000 rows is 12.000 and was 10.000: 20 % worse");
        assertThat(regressions(QUIET, ratio(Kind.CPU_OVER_CALIBRATION, 6))).hasSize(1);
        assertThat(regressions(QUIET, ratio(Kind.TIMES_NODE_CLIENT, 4))).hasSize(1);
    }

    @Test
    void acceptsWhatIsBetterOrALittleWorse() throws IOException {
        assertThat(regressions(
                        QUIET,
                        ratio(Kind.SHARE_OF_QUOTA, 0.52),
                        ratio(Kind.CALLS_PER_THOUSAND_ROWS, 11.4),
                        ratio(Kind.CPU_OVER_CALIBRATION, 1),
                        ratio(Kind.TIMES_NODE_CLIENT, 50)))
                .isEmpty();
    }

    @Test
    void comparesNoSpeedOnABusyMachine() throws IOException {
        assertThat(regressions(
                        BUSY,
                        ratio(Kind.SHARE_OF_QUOTA, 0.1),
                        ratio(Kind.TIMES_NODE_CLIENT, 1),
                        ratio(Kind.CALLS_PER_THOUSAND_ROWS, 20)))
                .singleElement()
                .asString()
                .contains("calls a 1,000 rows");
    }

    @Test
    void saysNothingOfLinesThatWereNotKept() throws IOException {
        assertThat(KeptRatios.load(file)
                        .regressions(List.of(new Ratio("new", Kind.CALLS_PER_THOUSAND_ROWS, 1_000)), QUIET))
                .isEmpty();
        assertThat(KeptRatios.load(folder.resolve("absent.json"))
                        .regressions(List.of(ratio(Kind.CPU_OVER_CALIBRATION, 1_000)), QUIET))
                .isEmpty();
    }

    @Test
    void keepsWhatWasMeasuredAndLeavesTheRest() throws IOException {
        KeptRatios.load(file)
                .keep(List.of(ratio(Kind.CPU_OVER_CALIBRATION, 8), ratio(Kind.SHARE_OF_QUOTA, 0.1)), BUSY, file);

        assertThat(regressions(QUIET, ratio(Kind.CPU_OVER_CALIBRATION, 8.9))).isEmpty();
        assertThat(regressions(QUIET, ratio(Kind.CPU_OVER_CALIBRATION, 9.3))).hasSize(1);
        assertThat(regressions(QUIET, ratio(Kind.SHARE_OF_QUOTA, 0.1))).hasSize(1);
        assertThat(KeptRatios.load(file)
                        .regressions(List.of(new Ratio("fifty-1000000", Kind.CPU_OVER_CALIBRATION, 2)), QUIET))
                .hasSize(1);
    }

    @Test
    void takesTheRatiosFromMeasurements() {
        var line = Measurement.of(LINE, "a load")
                .rows(1_000)
                .speed(1_450, true)
                .calls(8)
                .done();

        assertThat(KeptRatios.of(List.of(line)))
                .containsExactly(ratio(Kind.SHARE_OF_QUOTA, 0.5), ratio(Kind.CALLS_PER_THOUSAND_ROWS, 8));
    }

    @Test
    void virtualTimeIsComparedOnABusyMachineTooAndStandsForTheShare() throws IOException {
        var line = Measurement.of("virtual-contacts-20000", "a load")
                .rows(1_000)
                .virtualSeconds(12)
                .speed(1_450, true)
                .done();
        Files.writeString(file, """
                {"virtual-contacts-20000":{"virtual_seconds":10}}
                """);

        var ratios = KeptRatios.of(List.of(line));

        assertThat(ratios).containsExactly(new Ratio("virtual-contacts-20000", Kind.VIRTUAL_SECONDS, 12));
        assertThat(regressions(BUSY, ratios.toArray(Ratio[]::new)))
                .containsExactly(
                        "virtual-contacts-20000: seconds in virtual time is 12.000 and was 10.000: 20 % worse");
    }

    private List<String> regressions(boolean busy, Ratio... measured) throws IOException {
        return KeptRatios.load(file).regressions(List.of(measured), busy).stream()
                .map(KeptRatios.Regression::sentence)
                .toList();
    }

    private static Ratio ratio(Kind kind, double value) {
        return new Ratio(LINE, kind, value);
    }
}
