package io.hubflow.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TriesTest {
    @TempDir
    private Path folder;

    private final Deque<Measurement> tries = new ArrayDeque<>();

    @Test
    void whatIsAsGoodAsTheKeptIsMeasuredOnce() throws Exception {
        tries.addAll(List.of(calls(10), calls(10)));

        assertThat(best().find(Figure.CALLS_PER_THOUSAND_ROWS)).hasValue(10.0);
        assertThat(tries).hasSize(1);
    }

    @Test
    void whatIsWorseOnceIsMeasuredAgainAndWhatIsWorseEachTimeStays() throws Exception {
        tries.addAll(List.of(calls(13), calls(10), calls(13)));
        assertThat(best().find(Figure.CALLS_PER_THOUSAND_ROWS)).hasValue(10.0);
        tries.clear();

        tries.addAll(List.of(calls(13), calls(14), calls(15), calls(10)));
        assertThat(best().find(Figure.CALLS_PER_THOUSAND_ROWS)).hasValue(13.0);
        assertThat(tries).hasSize(1);
    }

    @Test
    void ofTriesThatAreAllWorseTheOneCountsThatIsLeastWorse() throws Exception {
        tries.addAll(List.of(calls(15), calls(13), calls(14)));

        assertThat(best().find(Figure.CALLS_PER_THOUSAND_ROWS)).hasValue(13.0);
    }

    @Test
    void aWorseRatioCountsBeforeARefusedCall() throws Exception {
        tries.addAll(List.of(line(10, 1, List.of()), calls(20), line(10, 1, List.of())));

        assertThat(best().find(Figure.CALLS_PER_THOUSAND_ROWS)).hasValue(20.0);
    }

    @Test
    void refusedCallsAreMeasuredAgainAndStayBrokenWhenTheyAreRefusedEachTime() throws Exception {
        tries.addAll(List.of(line(10, 1, List.of()), calls(10)));
        assertThat(best().findings()).isEmpty();

        tries.addAll(List.of(line(10, 1, List.of()), line(10, 1, List.of()), line(10, 1, List.of())));
        assertThat(best().findings()).containsExactly("HubSpot refused 1 of 100 calls for their rate (429)");
    }

    @Test
    void aTableThatDiffersFromTheTruthIsNotMeasuredAwayBeItInASecondTry() throws Exception {
        tries.addAll(List.of(line(10, 0, List.of("1 row is missing")), calls(10)));
        assertThat(best().findings()).containsExactly("1 row is missing");
        tries.clear();

        tries.addAll(List.of(calls(13), line(10, 0, List.of("1 row is missing")), calls(10)));
        assertThat(best().findings()).containsExactly("1 row is missing");
    }

    private static JsonNode stats(long made, long refused) throws IOException {
        return new ObjectMapper().readTree("{\"total_calls\":" + made + ",\"calls_429\":" + refused + "}");
    }

    private Measurement best() throws IOException, InterruptedException {
        var kept = folder.resolve("kept.json");
        Files.writeString(kept, """
                {"load":{"calls_per_thousand_rows":10}}
                """);
        var comparison = Comparison.of(kept, new Machine(2, "", 8_000, "", "", 0.1), false);
        return new Tries(comparison, () -> List.of(tries.removeFirst())).best().getFirst();
    }

    private static Measurement calls(long count) {
        return line(count, 0, List.of());
    }

    private static Measurement line(long calls, long refused, List<String> broken) throws IllegalStateException {
        try {
            return Measurement.of("load", "a load")
                    .rows(1_000)
                    .calls(calls)
                    .quota(stats(100, refused))
                    .broken(broken)
                    .done();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
