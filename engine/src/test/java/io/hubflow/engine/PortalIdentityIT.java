package io.hubflow.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubflow.engine.checkpoint.PortalIdentity;
import io.hubflow.engine.checkpoint.StateCodec;
import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.KnownRecord;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.fault.FaultRule;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.util.ArrayList;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Two portals never meet in one set of tables, whether or not HubSpot tells which portal a token is for. */
final class PortalIdentityIT {
    private static final long FIRST = 4_727_653;

    private static Bench portal(long id, long records) {
        return new Bench(Bench.portal("contacts", records).withPortalId(id).withSeed(id), "contacts")
                .selecting("email", "lastmodifieddate", "city");
    }

    /** As for a service key that may not read account-info. */
    private static Bench silent(Bench bench) {
        bench.hubSpot.addFault(FaultRule.always(new Fault.Refuse(403, Fault.Body.JSON, OptionalInt.empty()))
                .on("account"));
        return bench;
    }

    private static void requireRefused(Bench first, Bench other) {
        var rows = first.table.rows("contacts").keySet();
        var owners = first.table.reference("hubspot_owners");
        var checkpoints = first.table.loadCheckpoints();

        assertThatThrownBy(() -> first.syncFrom(other))
                .isInstanceOfSatisfying(
                        ConnectorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PORTAL_MISMATCH))
                .hasMessageContaining("nothing was written");

        assertThat(first.table.rows("contacts").keySet()).isEqualTo(rows);
        assertThat(first.table.reference("hubspot_owners")).isEqualTo(owners);
        assertThat(first.table.loadCheckpoints()).isEqualTo(checkpoints);
    }

    private static PortalIdentity identity(Bench bench) {
        return bench.table.loadCheckpoints().stream()
                .filter(checkpoint -> checkpoint.stream().equals(PortalIdentity.STREAM))
                .map(checkpoint -> StateCodec.read(checkpoint.stream(), checkpoint.state(), PortalIdentity.class))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void thePortalsTimeZoneOutlivesATokenThatMayNotSeeIt() {
        var options = Bench.portal("contacts", 20).withTimeZone("America/New_York");
        try (var bench = new Bench(options, "contacts")) {
            bench.syncWell();
            assertThat(identity(bench).timeZone()).isEqualTo("America/New_York");

            silent(bench).syncWell();

            assertThat(identity(bench).timeZone()).isEqualTo("America/New_York");
        }
    }

    @Test
    void anIdentityThatAnOlderVersionWroteLearnsTheTimeZone() {
        var options = Bench.portal("contacts", 20).withTimeZone("America/New_York");
        try (var bench = new Bench(options, "contacts")) {
            bench.syncWell();
            bench.table.rewriteStates(PortalIdentityIT::withoutTimeZone);
            assertThat(identity(bench).timeZone()).isEmpty();

            bench.syncWell();

            assertThat(identity(bench).timeZone()).isEqualTo("America/New_York");
            assertThat(identity(bench).portalId()).isPositive();
        }
    }

    private static Checkpoint withoutTimeZone(Checkpoint checkpoint) {
        return new Checkpoint(
                checkpoint.stream(),
                checkpoint.sequence(),
                checkpoint.state().replaceFirst("\"time_zone\"", "\"ofANewerVersion\""));
    }

    @Test
    void aTokenOfAnotherPortalIsRefusedBeforeEvenTheOwnersAreWritten() {
        try (var first = portal(FIRST, 50);
                var other = portal(99, 60)) {
            first.syncWell();

            requireRefused(first, other);

            assertThat(identity(first).portalId()).isEqualTo(FIRST);
        }
    }

    @Test
    void whereNeitherPortalTellsItsIdTheRecordsDecide() {
        try (var first = silent(portal(FIRST, 60));
                var other = silent(portal(99, 60))) {
            first.syncWell();
            assertThat(identity(first).portalId()).isZero();

            requireRefused(first, other);

            first.hubSpot.mutate(new Mutation.Create("contacts", 5, Map.of()));
            first.syncWell();
            first.requireEqual("contacts");
        }
    }

    @Test
    void aPortalThatWasSilentIsProvenByItsRecordsAndThenKnownByItsId() {
        try (var first = silent(portal(FIRST, 60));
                var other = portal(99, 60)) {
            first.syncWell();
            requireRefused(first, other);

            first.hubSpot.clearFaults();
            first.syncWell();

            assertThat(identity(first).portalId()).isEqualTo(FIRST);
            requireRefused(first, other);
        }
    }

    @Test
    void aKnownPortalThatFallsSilentIsProvenByItsRecords() {
        try (var first = portal(FIRST, 60);
                var other = silent(portal(99, 60))) {
            first.syncWell();
            silent(first).syncWell();

            requireRefused(first, other);
            assertThat(identity(first).portalId()).isEqualTo(FIRST);
        }
    }

    @Test
    void recordsThatWereDeletedMeanwhileProveNothing() {
        try (var first = silent(portal(FIRST, 60));
                var other = silent(portal(99, 60))) {
            first.syncWell();
            var ids = new ArrayList<>(first.table.rows("contacts").keySet());
            var known = first.table.loadCheckpoints().stream()
                    .filter(checkpoint -> checkpoint.stream().equals("contacts"))
                    .map(checkpoint -> checkpoint.state())
                    .findFirst()
                    .orElseThrow();
            ids.removeIf(id -> !known.contains("{\"id\":" + id + ","));
            assertThat(ids).hasSize(KnownRecord.KEPT);
            first.hubSpot.mutate(new Mutation.GdprDelete("contacts", new Target.Ids(ids)));
            first.vanished.addAll(ids);

            first.syncWell();

            first.requireEqual("contacts");
            requireRefused(first, other);
        }
    }

    @Test
    void aPortalOfWhichNothingIsLeftIsNotBelieved() {
        try (var first = silent(portal(FIRST, 40))) {
            first.syncWell();
            first.hubSpot.mutate(new Mutation.GdprDelete("contacts", Target.random(40, 1)));

            requireRefused(first, first);
        }
    }

    @Test
    void anEmptySilentPortalMayBeReadAgainAndIsLoadedFromTheBeginning() {
        try (var first = silent(portal(FIRST, 0));
                var full = silent(portal(FIRST, 70))) {
            first.syncWell();
            first.syncWell();

            first.syncFrom(full);

            assertThat(first.table.rows("contacts")).hasSize(70);
        }
    }

    @Test
    void anEmptyPortalThatIsKnownByItsIdAndFallsSilentIsNotBelieved() {
        try (var first = portal(FIRST, 0);
                var other = silent(portal(99, 60))) {
            first.syncWell();

            requireRefused(first, other);

            assertThat(identity(first).portalId()).isEqualTo(FIRST);
        }
    }

    @Test
    void aDatabaseOfAnOlderVersionIsAdoptedByThePortalIdInItsStates() {
        try (var first = portal(FIRST, 50);
                var other = portal(99, 60)) {
            first.syncWell();
            makeOlder(first);
            requireRefused(first, other);

            first.syncWell();

            assertThat(identity(first).portalId()).isEqualTo(FIRST);
        }
    }

    @Test
    void aSilentPortalsDatabaseOfAnOlderVersionIsProvenByItsRows() {
        try (var first = silent(portal(FIRST, 50));
                var other = silent(portal(99, 60))) {
            first.syncWell();
            makeOlder(first);
            requireRefused(first, other);

            first.syncWell();

            first.requireEqual("contacts");
            assertThat(identity(first).owners()).isNotEmpty();
        }
    }

    /** Older versions record no identity, and the portal id in each object type's state. */
    private static void makeOlder(Bench bench) {
        bench.table.removeState(PortalIdentity.STREAM);
        bench.table.rewriteStates(checkpoint -> new Checkpoint(
                checkpoint.stream(),
                checkpoint.sequence(),
                checkpoint.state().replaceAll(",\"known_records\":\\[[^]]*]", "")));
        assertThat(bench.table.loadCheckpoints()).noneMatch(c -> c.state().contains("known_records"));
    }

    @Test
    void rowsWhoseCheckpointsSomebodyDroppedAreProvenByTheirRecords() {
        try (var first = portal(FIRST, 50);
                var other = portal(99, 60)) {
            first.syncWell();
            for (var checkpoint : first.table.loadCheckpoints()) {
                first.table.removeState(checkpoint.stream());
            }
            requireRefused(first, other);

            first.syncWell();

            first.requireEqual("contacts");
            assertThat(identity(first).portalId()).isEqualTo(FIRST);
        }
    }

    @Test
    void statesOfSeveralPortalsSideBySideAreRefused() {
        try (var first = portal(FIRST, 50)) {
            first.syncWell();
            makeOlder(first);
            var contacts = first.table.loadCheckpoints().stream()
                    .filter(checkpoint -> checkpoint.stream().equals("contacts"))
                    .findFirst()
                    .orElseThrow();
            first.table.addState(
                    new Checkpoint("deals", 1, contacts.state().replace("\"portal_id\":" + FIRST, "\"portal_id\":5")));

            assertThatThrownBy(first::sync).hasMessageContaining("{5=[deals], 4727653=[contacts]}");
        }
    }
}
