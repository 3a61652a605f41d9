package io.hubflow.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.api.Endpoint;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import io.hubflow.simulator.quota.Tier;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code kill -9} at a random page of a load and of an update; what comes next makes the tables right. */
final class KillAnywhereIT {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void theNextRunMakesTheTablesRight(long seed) throws Exception {
        var random = new Random(seed);
        try (var portal = new Portal(portal(seed), directory)) {
            killAtAPage(portal, random, 12);
            portal.sync().requireSuccess();
            portal.assertTablesEqualTruth();

            var simulator = portal.simulator();
            simulator.mutate(new Mutation.BulkImport("contacts", 700, Optional.of(simulator.now())));
            for (var type : Portal.OBJECTS) {
                simulator.mutate(new Mutation.Update(type, new Target.Random(150, seed), List.of(), Map.of()));
            }
            killAtAPage(portal, random, 6);
            portal.sync().requireSuccess();
            portal.assertTablesEqualTruth();
        }
    }

    /** Large enough for several lanes and commits, small enough for ten seeds. */
    private static SimulatorOptions portal(long seed) {
        return Portal.small(seed)
                .withTier(Tier.UNLIMITED)
                .withRecords("contacts", 1_300)
                .withRecords("companies", 700)
                .withRecords("deals", 300)
                .withRecords("tickets", 100);
    }

    /** The process is gone before the simulator answers a page that lies somewhere among the first {@code pages}. */
    private static void killAtAPage(Portal portal, Random random, int pages) throws Exception {
        var page = 1 + random.nextInt(pages);
        var type = Portal.OBJECTS.get(random.nextInt(Portal.OBJECTS.size() - 2));
        var endpoint = random.nextBoolean() ? Endpoint.SEARCH : Endpoint.LIST;
        try (var running = portal.startSync()) {
            portal.simulator().beforePage(page, endpoint, type, running::kill);
            var ended = running.await();
            // A run that never came to that page has ended well: that is a moment too.
            assertThat(ended.exitCode()).as(ended.errors()).isIn(137, 0);
        }
    }
}
