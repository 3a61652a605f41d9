package io.hubflow.e2e.story;

import io.hubflow.simulation.ScenarioDraw;
import io.hubflow.simulation.Tables;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.quota.Tier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/** A story before it is told, drawn from a seed. */
record Plot(long seed, Tables tables, SimulatorOptions portal, Settings settings, List<Step> steps) {
    /** @param elsewhere where the tables are; absent = where the seed puts them: mostly in a DuckDB file */
    static Plot draw(long seed, Optional<Tables> elsewhere) {
        var random = new Random(seed * 0x9E3779B97F4A7C15L + 7);
        var settings = Settings.draw(random);
        var portal = portal(settings, random);
        var drawn = List.of(Tables.DUCKDB, Tables.DUCKDB, Tables.DUCKDB, Tables.SNOWFLAKE, Tables.SNOWFLAKE_RAW)
                .get(random.nextInt(5));
        var steps = new ArrayList<Step>();
        steps.add(new Step(Step.Kind.SYNC, random.nextLong()));
        for (var count = 4 + random.nextInt(11); count > 0; count--) {
            steps.add(Step.draw(random));
        }
        return new Plot(seed, elsewhere.orElse(drawn), portal, settings, List.copyOf(steps));
    }

    private static SimulatorOptions portal(Settings settings, Random random) {
        var plain = SimulatorOptions.defaults()
                .withSeed(1 + random.nextInt(1_000_000))
                .withToken("pat-na1-" + new UUID(random.nextLong(), random.nextLong()))
                .withTier(Tier.UNLIMITED)
                .withRecords(Map.of(
                        "contacts",
                        40L + random.nextInt(90),
                        "companies",
                        25L,
                        "deals",
                        40L,
                        "tickets",
                        20L,
                        "machine",
                        12L));
        // Late answers of search and limits take real time: the simulation has them, in a time of its own.
        return ScenarioDraw.withTraits(plain, settings.objects().getFirst(), random)
                .withIndexDelay(io.hubflow.simulator.index.IndexDelay.NONE)
                .withRetryAfter(io.hubflow.simulator.api.ApiSettings.RetryAfter.values()[0]);
    }

    /** The same story without some of its steps, by their position. */
    Plot without(Set<Integer> positions) {
        var kept = new ArrayList<Step>();
        for (var i = 0; i < steps.size(); i++) {
            if (!positions.contains(i)) {
                kept.add(steps.get(i));
            }
        }
        return new Plot(seed, tables, portal, settings, kept);
    }
}
