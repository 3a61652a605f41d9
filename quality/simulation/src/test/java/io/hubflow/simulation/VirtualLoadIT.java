package io.hubflow.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class VirtualLoadIT {
    @BeforeAll
    static void logsAreKept() {
        LogCapture.install();
    }

    @Test
    void aLoadTakesTheSameVirtualTimeEachTimeAndTheNextRunFindsNothing() throws Exception {
        var load = load(450);
        var first = load.run(0);
        load.passTime(0);
        var second = load.run(1);

        assertThat(first.path("problems")).isEmpty();
        assertThat(first.path("rows").asLong()).isEqualTo(400);
        assertThat(second.path("problems")).isEmpty();
        assertThat(second.path("rows").asLong()).isZero();
        assertThat(load(450).run(0)).isEqualTo(first);
    }

    @Test
    void aRunReadsWhatHasChangedSinceTheOneBefore() throws Exception {
        var load = new VirtualLoad(Map.of("contacts", 300L), Map.of("search", Duration.ofMillis(450)), List.of());
        load.run(0);
        load.passTime(250);
        var run = load.run(1);

        assertThat(run.path("problems")).isEmpty();
        assertThat(run.path("rows").asLong()).isEqualTo(250);
        assertThat(run.path("stats").path("calls").path("search").path("200").asInt())
                .as("the latest, whether changes can be searched, two pages, and the ids of so few rows")
                .isEqualTo(6);
    }

    @Test
    void slowSearchesMakeItLonger() throws Exception {
        assertThat(load(2_000).run(0).path("seconds").asDouble())
                .isGreaterThan(load(450).run(0).path("seconds").asDouble() + 1);
    }

    private static VirtualLoad load(long searchMillis) {
        return new VirtualLoad(
                Map.of("contacts", 300L, "companies", 100L),
                Map.of("list", Duration.ofMillis(250), "search", Duration.ofMillis(searchMillis)),
                List.of("contacts:companies"));
    }
}
