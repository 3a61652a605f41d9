package io.hubflow.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.SyncEngine;
import io.hubflow.engine.SyncRequest;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.report.RunReport;
import io.hubflow.engine.report.SyncListener;
import io.hubflow.engine.settings.EngineSettings;
import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.hubspot.AccessTokens;
import io.hubflow.hubspot.ApiDialect;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.HubSpotSettings;
import io.hubflow.hubspot.quota.QuotaSettings;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.admin.TombstoneTruth;
import io.hubflow.simulator.mutation.MergeMode;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import io.hubflow.simulator.traffic.TrafficPlan;
import io.hubflow.simulator.traffic.TrafficPlan.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records that leave a portal, merge and come back, as a warehouse's table shows them after whole runs. */
public abstract class PortalDeparturesContract {
    private static final String TYPE = "companies";
    private static final QuotaSettings UNMETERED = new QuotaSettings(1, 0, OptionalInt.of(100_000), 10_000);

    @TempDir
    protected Path folder;

    protected abstract DestinationUnderTest place(Path at);

    @Test
    @Tag("thorough")
    void everyDepartureIsMarkedAndEveryReturnClearsTheMark() throws IOException {
        try (var portal = Simulator.start(SimulatorOptions.defaults().withRecords(TYPE, 300))) {
            var place = place(folder);
            sync(portal, place, DeleteMode.SOFT);
            var archived = portal.mutate(new Mutation.Archive(TYPE, Target.random(6, 1)))
                    .ids();
            leave(portal);
            sync(portal, place, DeleteMode.SOFT);
            requireTruth(portal, place);
            portal.mutate(new Mutation.Restore(TYPE, new Target.Ids(archived.subList(0, 3))));
            portal.mutate(new Mutation.Purge(TYPE, new Target.Ids(archived.subList(3, 5))));
            portal.mutate(new Mutation.Update(TYPE, Target.random(1, 5), List.of(), Map.of()));

            sync(portal, place, DeleteMode.SOFT);

            requireTruth(portal, place);
        }
    }

    @Test
    void hardLeavesTheLiveRecordsAlone() throws IOException {
        try (var portal = Simulator.start(SimulatorOptions.defaults().withRecords(TYPE, 300))) {
            var place = place(folder);
            sync(portal, place, DeleteMode.HARD);
            portal.mutate(new Mutation.Archive(TYPE, Target.random(6, 1)));
            leave(portal);

            sync(portal, place, DeleteMode.HARD);

            assertThat(rows(place).keySet()).isEqualTo(live(portal));
        }
    }

    @Test
    @Tag("thorough")
    void steadyTrafficEndsInTheTruthAfterTwoQuietRuns() throws IOException {
        try (var portal = Simulator.start(SimulatorOptions.defaults().withRecords(TYPE, 400))) {
            var place = place(folder);
            var mix = Map.of(
                    Kind.CREATE,
                    2,
                    Kind.UPDATE,
                    3,
                    Kind.ARCHIVE,
                    1,
                    Kind.RESTORE,
                    1,
                    Kind.MERGE,
                    1,
                    Kind.GDPR_DELETE,
                    1);
            portal.startTraffic(
                    TrafficPlan.beforeEveryNthPage(2, 42).withMix(mix).on(TYPE));
            sync(portal, place, DeleteMode.SOFT);
            sync(portal, place, DeleteMode.SOFT);
            portal.stopTraffic();

            sync(portal, place, DeleteMode.SOFT);
            sync(portal, place, DeleteMode.SOFT);

            requireTruth(portal, place);
        }
    }

    private static void leave(Simulator portal) {
        portal.mutate(new Mutation.GdprDelete(TYPE, Target.random(4, 2)));
        portal.mutate(new Mutation.Merge(TYPE, Target.random(3, 3), Optional.of(MergeMode.NEW_ID)));
        portal.mutate(new Mutation.Merge(TYPE, Target.random(2, 4), Optional.of(MergeMode.PRESERVE_PRIMARY_ID)));
    }

    private static RunReport sync(Simulator portal, DestinationUnderTest place, DeleteMode deletes) {
        var settings = EngineSettings.DEFAULT
                .with(RefreshPolicy.NEVER)
                .withSettleLag(Duration.ZERO)
                .with(deletes);
        var http = new HubSpotSettings(
                portal.url(),
                ApiDialect.V2026_09,
                new AccessTokens.Static(portal.token()),
                UNMETERED,
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                6,
                8_000);
        try (var destination = place.open();
                var client = HubSpotClient.open(http)) {
            var report = new SyncEngine(client, destination, settings, InstantSource.system(), SyncListener.SILENT)
                    .run(new SyncRequest(List.of(TYPE), Optional.empty(), List.of("name", "city"), List.of()));
            assertThat(report.status()).as("%s", report).isEqualTo(RunReport.Status.SUCCEEDED);
            return report;
        }
    }

    private static TreeSet<Long> live(Simulator portal) {
        var live = new TreeSet<Long>();
        portal.records(TYPE).stream().filter(row -> !row.archived()).forEach(row -> live.add(row.id()));
        return live;
    }

    private static Map<Long, Map<String, @Nullable Object>> rows(DestinationUnderTest place) {
        var rows = new HashMap<Long, Map<String, @Nullable Object>>();
        place.read(TYPE).forEach(row -> rows.put((Long) row.get("_id"), row));
        return rows;
    }

    private static void requireTruth(Simulator portal, DestinationUnderTest place) {
        var rows = rows(place);
        var live = live(portal);
        var problems = new ArrayList<String>();
        rows.forEach((id, row) -> {
            if (isAlive(row) && !live.remove(id)) {
                problems.add(id + " is a live row and no live record");
            }
        });
        live.forEach(id -> problems.add(id + " is a live record and no live row: " + rows.get(id)));
        for (var gone : portal.tombstones(TYPE)) {
            var row = rows.get(gone.id());
            if (row == null || nobodyCouldTell(gone, rows)) {
                continue;
            }
            var into = row.get("_merged_into");
            if ((into == null ? 0L : (Long) into) != gone.mergedInto().orElse(0)) {
                problems.add(gone.id() + " is merged into " + into + ", not " + gone.mergedInto());
            }
            if ((row.get("_deleted_at") != null) != gone.deletedAt().isPresent()) {
                problems.add(gone.id() + " was deleted at " + row.get("_deleted_at") + ", not " + gone.deletedAt());
            }
            if (gone.archivedAt().isPresent() && !Boolean.TRUE.equals(row.get("_archived"))) {
                problems.add(gone.id() + " is not archived");
            }
        }
        assertThat(problems).isEmpty();
    }

    /** HubSpot tells of a merge by the survivor alone: one that was erased before it was ever read has taken that along. */
    private static boolean nobodyCouldTell(TombstoneTruth.Row gone, Map<Long, Map<String, @Nullable Object>> rows) {
        return gone.mergedInto().isPresent()
                && !rows.containsKey(gone.mergedInto().getAsLong());
    }

    private static boolean isAlive(Map<String, @Nullable Object> row) {
        return !Boolean.TRUE.equals(row.get("_archived"))
                && row.get("_deleted_at") == null
                && row.get("_merged_into") == null;
    }
}
