package io.hubflow.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.api.Endpoint;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import io.hubflow.simulator.quota.Tier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} at a random page of loads and of updates; what comes next makes the tables right.
 * {@code -Dhubflow.seed=…} replays one portal's story.
 */
final class KillAnywhereIT {
    /** A run may end before its page has come; that is no kill, and another portal's turn. */
    private static final int MOST_PORTALS = 12;

    @TempDir
    Path directory;

    private int kills;

    @Test
    void theNextRunMakesTheTablesRight() throws Exception {
        killAtLeast(2, 1);
    }

    @Test
    @Tag("stress")
    void theNextRunMakesTheTablesRightAfterTwentyKills() throws Exception {
        killAtLeast(20, 3);
    }

    /** @param inARow tried before the rerun that is left alone */
    private void killAtLeast(int wanted, int inARow) throws Exception {
        var seeds = Seeds.seeds(1, MOST_PORTALS).iterator();
        var told = 0;
        while (seeds.hasNext() && kills < wanted) {
            long seed = seeds.nextLong();
            Seeds.tell(seed, KillAnywhereIT.class, () -> kills, () -> killAndCompare(seed, inARow));
            told++;
        }
        System.out.printf("%d kills of %d portals, seeds from 1 on%n", kills, told);
        if (!Seeds.replaying()) {
            assertThat(kills).as("real kills of %d portals", told).isGreaterThanOrEqualTo(wanted);
        }
    }

    private void killAndCompare(long seed, int inARow) throws Exception {
        var random = new Random(seed);
        var folder = Files.createDirectory(directory.resolve("seed-" + seed));
        try (var portal = new Portal(portal(seed), folder)) {
            for (var kill = 0; kill < inARow; kill++) {
                killAtAPage(portal, random, 5);
            }
            portal.sync().requireSuccess();
            portal.assertTablesEqualTruth();

            change(portal, seed);
            for (var kill = 0; kill < inARow; kill++) {
                killAtAPage(portal, random, 2);
            }
            portal.sync().requireSuccess();
            portal.assertTablesEqualTruth();
        }
    }

    private static SimulatorOptions portal(long seed) {
        return Portal.small(seed).withTier(Tier.UNLIMITED);
    }

    private static void change(Portal portal, long seed) {
        var simulator = portal.simulator();
        simulator.mutate(new Mutation.BulkImport("contacts", 700, Optional.of(simulator.now())));
        for (var type : Portal.OBJECTS) {
            simulator.mutate(new Mutation.Update(type, new Target.Random(150, seed), List.of(), Map.of()));
        }
    }

    /** The process is gone before the simulator answers a page that lies somewhere among the first {@code pages}. */
    private void killAtAPage(Portal portal, Random random, int pages) throws Exception {
        var page = 1 + random.nextInt(pages);
        var type = Portal.OBJECTS.get(random.nextInt(Portal.OBJECTS.size() - 2));
        var endpoint = random.nextBoolean() ? Endpoint.SEARCH : Endpoint.LIST;
        try (var running = portal.startSync()) {
            portal.simulator().beforePage(page, endpoint, type, running::kill);
            var ended = running.await();
            assertThat(ended.killed() || ended.exitCode() == 0)
                    .as("exit code %d: %s", ended.exitCode(), ended.errors())
                    .isTrue();
            kills += ended.killed() ? 1 : 0;
        }
    }
}
