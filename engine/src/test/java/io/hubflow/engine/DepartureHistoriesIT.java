package io.hubflow.engine;

import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.simulator.mutation.MergeMode;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random histories of departures and returns, a few operations between two runs; every seed repeats itself. More of them:
 * {@code -Dhubflow.seeds=40}.
 */
final class DepartureHistoriesIT {
    private static final int ROUNDS = 4;

    static List<Integer> seeds() {
        return IntStream.rangeClosed(1, Integer.getInteger("hubflow.seeds", 1))
                .boxed()
                .toList();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void endInTheTruth(int seed) {
        var random = new Random(seed);
        var type = random.nextBoolean() ? "companies" : "contacts";
        var records = 100 + random.nextInt(900);
        var refresh = random.nextBoolean() ? RefreshPolicy.NEVER : RefreshPolicy.AUTO;
        try (var bench = new Bench(Bench.portal(type, records), type)
                .selecting("hs_object_id", "city")
                .refreshing(refresh)) {
            bench.syncWell();
            var story = new StringBuilder("seed " + seed + " " + type + " " + records + " " + refresh + ":");
            for (var round = 0; round < ROUNDS; round++) {
                story.append(" |");
                for (var operations = 1 + random.nextInt(5); operations > 0; operations--) {
                    var mutation = mutation(type, random);
                    story.append(' ').append(mutation);
                    var result = bench.hubSpot.mutate(mutation);
                    story.append(result.ids());
                }
                bench.hubSpot.mutate(new Mutation.Update(type, Target.random(1, seed), List.of(), Map.of()));
                bench.syncWell();
                bench.syncWell();
                try {
                    bench.requireDepartures(type);
                } catch (AssertionError e) {
                    throw new AssertionError(story.toString(), e);
                }
            }
        }
    }

    private static Mutation mutation(String type, Random random) {
        var some = Target.random(1 + random.nextInt(6), 1 + random.nextInt(1_000_000));
        return switch (random.nextInt(8)) {
            case 0, 1 -> new Mutation.Archive(type, some);
            case 2 -> new Mutation.Restore(type, some);
            case 3 -> new Mutation.Purge(type, some);
            case 4 -> new Mutation.GdprDelete(type, some);
            case 5 -> new Mutation.Merge(type, some, Optional.of(MergeMode.NEW_ID));
            case 6 -> new Mutation.Merge(type, some, Optional.of(MergeMode.PRESERVE_PRIMARY_ID));
            default -> new Mutation.Create(type, 1 + random.nextInt(5), Map.of());
        };
    }
}
