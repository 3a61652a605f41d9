package io.hubflow.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.api.Endpoint;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import io.hubflow.simulator.quota.Tier;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} of the connector, again and again in the life of one portal, at random pages of HubSpot's and at random
 * statements of Snowflake's; the warehouse lives on, with whatever the dead session left open. Nothing is lost or doubled.
 *
 * <p>{@code -Dhubflow.seed=…} tells the story of another seed.
 */
@Tag("thorough")
final class KillSnowflakeIT {
    /** A run may end before its moment has come; that is no kill. */
    private static final int TRIES_FOR_A_KILL = 3;
    /** Statements of one small run, from the login to the last look at the state. */
    private static final int STATEMENTS_OF_A_LOAD = 60;

    private static final int STATEMENTS_OF_AN_UPDATE = 27;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);
    private static final long SEED = Seeds.seed(20_261_123);
    private static final List<String> OBJECTS = List.of("contacts", "companies", "deals");
    private static final List<String> PROPERTIES = List.of(
            "contacts.email",
            "contacts.firstname",
            "contacts.hs_analytics_num_visits",
            "companies.name",
            "companies.numberofemployees",
            "deals.dealname",
            "deals.amount");

    @TempDir
    Path directory;

    private final Random random = new Random(SEED);
    private int kills;
    private int tries;
    private int mostTries;

    @Test
    void killsLoseAndDoubleNothing() throws Exception {
        Seeds.tell(SEED, KillSnowflakeIT.class, () -> kills, () -> kill(1, 2));
    }

    @Test
    @Tag("stress")
    void twentyKillsLoseAndDoubleNothing() throws Exception {
        Seeds.tell(SEED, KillSnowflakeIT.class, () -> kills, () -> kill(8, 20));
    }

    /** Kills first loads, then updates. */
    private void kill(int ofTheLoad, int wanted) throws Exception {
        mostTries = wanted * TRIES_FOR_A_KILL;
        var options = SimulatorOptions.defaults()
                .withSeed(SEED)
                .withTier(Tier.UNLIMITED)
                .withRecords("contacts", 900)
                .withRecords("companies", 400)
                .withRecords("deals", 200);
        try (var portal = new SnowflakePortal(options, directory, OBJECTS, PROPERTIES)) {
            while (kills < ofTheLoad && mayTry()) {
                if (!killed(portal, STATEMENTS_OF_A_LOAD)) {
                    break; // the load is complete; the updates have their turn
                }
            }
            portal.sync().requireSuccess();
            portal.assertTablesEqualTruth();
            while (kills < wanted && mayTry()) {
                change(portal);
                if (killed(portal, STATEMENTS_OF_AN_UPDATE) && kills % 4 == 0) {
                    portal.sync().requireSuccess();
                    portal.assertTablesEqualTruth();
                }
            }
            portal.sync().requireSuccess();
            portal.assertTablesEqualTruth();
        }
        System.out.printf("seed %d: %d kills in %d tries%n", SEED, kills, tries);
        assertThat(kills).as("real kills, seed %d", SEED).isGreaterThanOrEqualTo(wanted);
    }

    private boolean mayTry() {
        return tries < mostTries;
    }

    private void change(SnowflakePortal portal) {
        for (var type : OBJECTS) {
            portal.simulator()
                    .mutate(new Mutation.Update(type, new Target.Random(60, random.nextLong()), List.of(), Map.of()));
        }
        portal.simulator().mutate(new Mutation.Create("contacts", 20, Map.of()));
    }

    /** Whether the run was really killed. */
    private boolean killed(SnowflakePortal portal, int statements) throws Exception {
        tries++;
        var atPage = random.nextInt(4) == 0;
        if (!atPage) {
            var stops = SnowflakeStandIn.Stop.values();
            portal.snowflake().stopAfter(random.nextInt(statements), stops[random.nextInt(stops.length)]);
        }
        try (var running = portal.startSync("--refresh", random.nextBoolean() ? "never" : "auto")) {
            if (atPage) {
                var type = OBJECTS.get(random.nextInt(2));
                portal.simulator().beforePage(1 + random.nextInt(3), Endpoint.SEARCH, type, running::kill);
            } else {
                killAtStatement(portal, running);
            }
            var ended = running.await();
            portal.snowflake().letGo();
            portal.snowflake().silenceSessions();
            kills += ended.killed() ? 1 : 0;
            assertThat(ended.killed() || ended.exitCode() == 0)
                    .as(
                            "seed %d, try %d: exit code %d %s %s",
                            SEED, tries, ended.exitCode(), ended.output(), ended.errors())
                    .isTrue();
            return ended.killed();
        }
    }

    /** Kills while the statement that comes after so many others is stopped, or does nothing when the run has fewer. */
    private void killAtStatement(SnowflakePortal portal, Hubflow.Running running) throws IOException {
        while (running.isAlive()) {
            if (portal.snowflake().hasStopped()) {
                running.kill();
                return;
            }
            // Asking without a pause would take the processor from those who are watched.
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }
}
