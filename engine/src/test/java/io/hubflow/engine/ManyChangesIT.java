package io.hubflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.simulator.api.Endpoint;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows in which so much changed that several lanes share them. */
final class ManyChangesIT {
    private static Bench deals() {
        var bench = new Bench(Bench.portal("deals", 6_000), "deals")
                .withFewColumns()
                .refreshing(RefreshPolicy.NEVER)
                .settling(Duration.ZERO);
        bench.syncWell();
        bench.table.takeRewritten();
        return bench;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 199, 200, 201, 400, 401, 1_000, 1_399, 5_000})
    void noSearchIsSpentOnSharingThemOut(int count) {
        try (var bench = deals()) {
            if (count > 0) {
                bench.hubSpot.mutate(new Mutation.Update("deals", Target.random(count), List.of("dealname"), Map.of()));
            }
            var before = bench.calls("search");

            bench.syncWell();

            bench.requireEqual("deals");
            assertThat(bench.table.takeRewritten()).isEqualTo(count);
            var pages = (count + 199) / 200;
            // One looks at the records that were modified last, one counts the deals at the end.
            assertThat(bench.calls("search") - before).isEqualTo(count == 0 ? 1 : pages + 2);
        }
    }

    @Test
    void recordsThatLeaveTheWindowWhileItIsReadHideNoOthers() {
        try (var bench = deals()) {
            var changed = bench.hubSpot
                    .mutate(new Mutation.Update("deals", Target.random(4_000), List.of("dealname"), Map.of()))
                    .ids();
            var next = new AtomicInteger();
            for (var page = 2; page < 20; page++) {
                // Each of them is modified once more, so its time is after the window.
                bench.hubSpot.beforePage(page, Endpoint.SEARCH, "deals", () -> {
                    var some = next.getAndAdd(7);
                    bench.hubSpot.mutate(new Mutation.Update(
                            "deals", new Target.Ids(changed.subList(some, some + 7)), List.of("dealname"), Map.of()));
                });
            }

            bench.syncWell();
            assertThat(next).as("records that left meanwhile").hasValueGreaterThan(50);
            bench.syncWell();

            bench.requireEqual("deals");
        }
    }
}
