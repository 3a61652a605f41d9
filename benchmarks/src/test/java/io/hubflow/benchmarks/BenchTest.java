package io.hubflow.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubflow.benchmarks.Ratio.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BenchTest {
    private static final String LINE = "default-portal-20000";

    @TempDir
    private Path folder;

    @Test
    void aRunThatFallsMoreThanFifteenPercentBehindTheKeptRatiosEndsWithOne() throws IOException {
        var kept = folder.resolve("kept.json");
        Files.writeString(kept, """
                {"default-portal-20000":{"calls_per_thousand_rows":10}}
                """);
        var comparison = Comparison.of(kept, quiet(), false);

        assertThat(Bench.exitCode(List.of(), comparison.isWorse(List.of(calls(11.4)))))
                .isZero();
        assertThat(Bench.exitCode(List.of(), comparison.isWorse(List.of(calls(11.6)))))
                .isOne();
    }

    @Test
    void aRunThatKeepsItsRatiosEndsWithZero() throws IOException {
        var kept = folder.resolve("kept.json");

        assertThat(Bench.exitCode(List.of(), Comparison.of(kept, quiet(), true).isWorse(List.of(calls(12)))))
                .isZero();
        assertThat(Comparison.of(kept, quiet(), false).isWorse(List.of(calls(14))))
                .isTrue();
    }

    @Test
    void wordsOfATitleChooseABenchmark() {
        var all = BenchSize.NORMAL.benchmarks(1);

        assertThat(Bench.named(all, "20 portals")).singleElement().isInstanceOf(ManyPortals.class);
        assertThat(Bench.named(all, "portals in one service")).singleElement().isInstanceOf(ManyPortals.class);
        assertThat(Bench.named(all, "")).isEqualTo(all);
        assertThatThrownBy(() -> Bench.named(all, "no such words"))
                .hasMessageContaining("20 portals of 10,000 contacts");
    }

    @Test
    void aTableThatDiffersFromTheTruthEndsWithOne() {
        assertThat(Bench.exitCode(List.of("contacts: 1 row is missing"), false)).isOne();
    }

    @Test
    void aBenchmarkThatFailsIsABrokenLineAndEndsNoOthers() throws InterruptedException {
        var failing = new Benchmark() {
            @Override
            public String title() {
                return "a service that does not start";
            }

            @Override
            public List<Measurement> run(BenchContext context) throws IOException {
                throw new IOException("port taken");
            }
        };

        assertThat(Bench.results(failing, BenchContext.of(folder, folder)))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.scenario()).isEqualTo("a service that does not start");
                    assertThat(line.broken()).containsExactly("did not finish: port taken");
                });
    }

    @Test
    void aDividedRunIsMadeOfTheSameBenchmarksAndIsNeverComparedWithAWholeOne() {
        var whole = BenchSize.NORMAL.benchmarks(1);
        var divided = BenchSize.NORMAL.benchmarks(100);

        assertThat(divided).hasSameSizeAs(whole).doesNotContainAnyElementsOf(whole);
        assertThat(divided).extracting(Benchmark::title).anyMatch(title -> title.contains("500 contacts"));
    }

    private static Machine quiet() {
        return new Machine(2, "", 8_000, "", "", 0.1);
    }

    private static Ratio calls(double value) {
        return new Ratio(LINE, Kind.CALLS_PER_THOUSAND_ROWS, value);
    }
}
