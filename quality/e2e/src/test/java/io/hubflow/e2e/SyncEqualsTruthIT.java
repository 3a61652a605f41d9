package io.hubflow.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.fault.FaultRule;
import io.hubflow.simulator.index.IdOrder;
import io.hubflow.simulator.index.IndexDelay;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import io.hubflow.simulator.portal.PropertyCatalog.RetypedValues;
import io.hubflow.simulator.quota.Tier;
import io.hubflow.simulator.quota.Verdict.Limit;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Load, change, load again: the tables equal the portal each time, whatever the portal is like. */
final class SyncEqualsTruthIT {
    @TempDir
    Path directory;

    @Test
    @Tag("thorough")
    void aQuietPortal() throws Exception {
        loadChangeLoad(Portal.small(1).withTier(Tier.UNLIMITED), 1);
    }

    @Test
    void shortPagesALateIndexAndFaultsOfEveryKind() throws Exception {
        long seed = Seeds.seed(2);
        Seeds.tell(seed, SyncEqualsTruthIT.class, () -> 0, () -> loadAndChangeAmongFaults(seed));
    }

    private void loadAndChangeAmongFaults(long seed) throws Exception {
        var options = Portal.small(seed)
                .withTier(Tier.UNLIMITED)
                .withShortPages(0.1)
                .withIndexDelay(IndexDelay.between(Duration.ZERO, Duration.ofSeconds(3)));
        try (var portal = new Portal(options, directory)) {
            addFaults(portal, seed + 9);
            portal.sync().requireSuccess();
            portal.assertTablesEqualTruth();
            change(portal, 2);
            portal.sync().requireSuccess();
            portal.assertTablesEqualTruth();
        }
    }

    @Test
    @Tag("stress")
    void idsThatSortAsText() throws Exception {
        loadChangeLoad(Portal.small(3).withTier(Tier.UNLIMITED).withIdOrder(IdOrder.STRING), 2);
    }

    /**
     * How far calls bunch on the way depends on the machine: that none is refused, QuotaAdherenceIT shows in virtual time. The
     * demonstration runs under these limits in every test run (CommandsIT).
     */
    @Test
    @Tag("stress")
    void underProfessionalLimitsTablesEqualTheTruth() throws Exception {
        var options = Portal.small(4).withTier(Tier.PROFESSIONAL);
        try (var portal = new Portal(options, directory)) {
            portal.sync().requireSuccess();
            portal.assertTablesEqualTruth();
            var stats = portal.simulator().stats();
            assertThat(stats.peakSearchesAcceptedIn1s()).isLessThanOrEqualTo(5);
            assertThat(stats.peakBurstAcceptedIn10s()).isLessThanOrEqualTo(190);
        }
    }

    private void loadChangeLoad(SimulatorOptions options, int rounds) throws Exception {
        try (var portal = new Portal(options, directory)) {
            var first =
                    new ObjectMapper().readTree(portal.sync().requireSuccess().output());
            assertThat(first.path("status").asText()).isEqualTo("succeeded");
            assertThat(first.path("objects").path(0).path("mode").asText()).isEqualTo("snapshot");
            portal.assertTablesEqualTruth();
            for (var round = 1; round <= rounds; round++) {
                change(portal, round);
                var next = new ObjectMapper()
                        .readTree(portal.sync().requireSuccess().output());
                assertThat(next.path("objects").path(0).path("mode").asText()).isEqualTo("changes");
                portal.assertTablesEqualTruth();
            }
        }
    }

    private static void change(Portal portal, int round) throws IOException, SQLException {
        var simulator = portal.simulator();
        simulator.mutate(new Mutation.CreateProperty(
                "contacts", "round_" + round, "number", "number", List.of(), "non_sensitive", false, true));
        simulator.mutate(new Mutation.RetypeProperty(
                "companies", "numberofemployees", "string", "text", List.of(), RetypedValues.KEPT));
        simulator.mutate(new Mutation.BulkImport("contacts", 700, Optional.of(simulator.now())));
        simulator.mutate(new Mutation.EditPipeline("deals", "default", "Edited in round " + round));
        for (var type : Portal.OBJECTS) {
            simulator.mutate(new Mutation.Create(type, 40, Map.of()));
            simulator.mutate(new Mutation.Update(type, new Target.Random(60, round), List.of(), Map.of()));
            simulator.mutate(new Mutation.Recalculate(type, new Target.Random(30, round + 10L), List.of(), Map.of()));
            simulator.mutate(new Mutation.Archive(type, new Target.Random(5, round + 20L)));
        }
    }

    private static void addFaults(Portal portal, long firstSeed) {
        var simulator = portal.simulator();
        var none = OptionalInt.empty();
        var seed = firstSeed;
        for (var fault : List.of(
                new Fault.Refuse(500, Fault.Body.JSON, none),
                new Fault.Refuse(502, Fault.Body.HTML, none),
                new Fault.Refuse(503, Fault.Body.HTML, none),
                new Fault.RateLimit(Limit.SECONDLY, none),
                new Fault.RateLimit(Limit.TEN_SECONDLY_ROLLING, none),
                new Fault.HtmlInsteadOfJson(),
                new Fault.InvalidJson(),
                new Fault.CutShort(),
                new Fault.Damaged(),
                new Fault.Reset(),
                new Fault.DuplicateRows())) {
            simulator.addFault(FaultRule.withProbability(fault, 0.02, seed++).atMost(3));
        }
    }
}
